"""A mailing sealed: nothing can be read without the key, the hash is of all of it, a specimen tells of nobody."""

from __future__ import annotations

import random
import stat
from pathlib import Path
from typing import Any

import pytest

from cleanbill.core.errors import BadInput, CleanbillError
from cleanbill.relief.letters import code_key, new_code
from cleanbill.report.letters import Run, open_run, read_sender, seal_run, specimen, take_out
from cleanbill.vault import read_bundle, write_bundle
from tests.report.letters.test_letters import DAY, SENDER, letter

KEY, HASH_KEY = b"k" * 32, b"h" * 32
SENDER_FILE = """name: Relief Fund
return_address: [PO Box 1]
page: relief.example/check
phone: 1-800-555-0100
charity: true
"""


def sealed(path: Path, seed: int = 1, **told: Any) -> Run:
    letters = [
        (number, letter(language, f"p{number}", **told).addressed) for number, language in enumerate(("en", "es"), 1)
    ]
    return seal_run(
        path, letters, SENDER, DAY, name="drive", key=KEY, hash_key=HASH_KEY, held_back=3, words_sha256="w",
        below=random.Random(seed).randrange,
    )  # fmt: skip


def test_what_is_sealed_is_what_is_opened(tmp_path: Path) -> None:
    run = sealed(tmp_path / "run.parquet")
    assert open_run(tmp_path / "run.parquet", KEY) == run
    assert (run.letters, run.held_back, run.by_language) == (2, 3, {"en": 1, "es": 1})
    drawn = random.Random(1)
    codes = [new_code(drawn.randrange) for _ in range(2)]
    assert [one["code_key"] for one in run.posted] == [code_key(HASH_KEY, code) for code in codes]
    text = str(run.posted) + dict(read_bundle(tmp_path / "run.parquet", KEY))["letters.json"].decode()
    assert not any(word in text for word in ("Jo Doe", "Elm", "1980", *codes))


def test_another_code_is_another_hash(tmp_path: Path) -> None:
    one, two, same = (sealed(tmp_path / f"{n}.parquet", seed).sha256 for n, seed in enumerate((1, 2, 1)))
    assert one == same != two


def test_nothing_is_read_without_the_key_and_a_change_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "run.parquet"
    run = sealed(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not any(word in path.read_bytes() for word in (b"%PDF", b"letters.json", b"drive"))
    with pytest.raises(CleanbillError, match="another key"):
        open_run(path, b"x" * 32)
    files = [(name, content.replace(b"p1", b"p9")) for name, content in read_bundle(path, KEY)]
    write_bundle(files, path, KEY)
    assert open_run(path, KEY).sha256 != run.sha256
    with pytest.raises(CleanbillError, match="relief letters"):
        open_run(tmp_path / "none.parquet", KEY)


def test_letters_are_taken_out_for_their_owner_alone(tmp_path: Path) -> None:
    sealed(tmp_path / "run.parquet")
    assert take_out(tmp_path / "run.parquet", KEY, tmp_path / "out") == 2
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    for path in (tmp_path / "out").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.read_bytes().startswith(b"%PDF")
    with pytest.raises(CleanbillError, match="Name a folder"):
        take_out(tmp_path / "run.parquet", KEY, tmp_path / "out")


def test_a_mailing_of_nobody_is_sealed_too(tmp_path: Path) -> None:
    run = seal_run(
        tmp_path / "run.parquet", [], SENDER, DAY, name="d", key=KEY, hash_key=HASH_KEY, held_back=1, words_sha256="",
        below=random.Random(1).randrange,
    )  # fmt: skip
    assert (run.letters, open_run(tmp_path / "run.parquet", KEY)) == (0, run)


def test_a_specimen_is_a_letter() -> None:
    assert specimen("es", SENDER, DAY).startswith(b"%PDF")


def test_a_sender_with_words_and_one_without(tmp_path: Path) -> None:
    path = tmp_path / "sender.yaml"
    path.write_text(SENDER_FILE)
    sender, draft = read_sender(path, DAY)
    assert (sender.words, draft) == (None, None)
    path.write_text(SENDER_FILE + "writer: ann\nwords: {en: Hello.}\n")
    sender, draft = read_sender(path, DAY)
    assert sender.words is not None
    assert draft is not None
    assert (sender.words.words("en"), draft.writer) == ("Hello.", "ann")
    with pytest.raises(CleanbillError, match="not there in 'es'"):
        sender.words.words("es")
    path.write_text(SENDER_FILE + "words: {en: Hello.}\n")
    with pytest.raises(BadInput, match="both `words` and `writer`"):
        read_sender(path, DAY)
