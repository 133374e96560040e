"""A folder comes into being whole or not at all, and an earlier one is kept until it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanbill.core.errors import BadInput
from cleanbill.engine.write import staged

NAMES = frozenset({"table"})


def write(out: Path, words: str) -> None:
    with staged(out, names=NAMES) as folder:
        (folder / "table").write_text(words)


def test_a_result_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    write(tmp_path / "out", "first")
    write(tmp_path / "out", "second")
    assert (tmp_path / "out" / "table").read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_error_leaves_the_earlier_one(tmp_path: Path) -> None:
    write(tmp_path / "out", "first")
    with pytest.raises(KeyboardInterrupt), staged(tmp_path / "out", names=NAMES) as folder:
        (folder / "table").write_text("half")
        raise KeyboardInterrupt
    assert (tmp_path / "out" / "table").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_one_that_ends_between_the_two_moves_puts_the_earlier_one_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "out", "first")
    move = Path.rename

    def ended(path: Path, target: Path) -> Path:
        if path.name == "result":
            raise SystemExit(143)
        return move(path, target)

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(Path, "rename", ended)
        write(tmp_path / "out", "second")
    assert (tmp_path / "out" / "table").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter").write_text("mine")
    with pytest.raises(BadInput, match="in the way"):
        write(tmp_path / "out", "words")
    assert (tmp_path / "out" / "letter").read_text() == "mine"
