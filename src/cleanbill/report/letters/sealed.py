"""A mailing's letters, sealed as one file under the portfolio's key until two people have approved them.

They are of identity: sealed, every copy goes with the key when the portfolio is destroyed, and no letter can be
taken to the post unapproved. Beside the PDFs lies letters.json: of each letter its number, person and keyed hashes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.relief.letters import AbolishedAccount, Addressed, Recipient, address_key, code_key, new_code, proof_of
from cleanbill.report.letters.letters import Letter, Printed, Sender, letters_pdf, print_run
from cleanbill.vault import private_folder, read_bundle, write_bundle, write_private

LIST = "letters.json"


@dataclass(frozen=True, slots=True)
class Run:
    """What was sealed. `sha256` is of all of it; `posted` has, for each letter, the fields of `records.Posted`."""

    sender: str
    day: date
    words_sha256: str
    held_back: int
    by_language: dict[str, int]
    posted: tuple[dict[str, Any], ...] = field(repr=False)
    sha256: str = ""

    @property
    def letters(self) -> int:
        """How many."""
        return len(self.posted)


def seal_run(
    path: Path,
    letters: Sequence[tuple[int, Addressed]],
    sender: Sender,
    day: date,
    *,
    name: str,
    key: bytes,
    hash_key: bytes,
    held_back: int,
    words_sha256: str,
    below: Callable[[int], int],
) -> Run:
    """Draws a code for each (number, letter), prints all and seals them at `path`, whole or not at all.

    `name` is the purchase, before the number on each letter. `below(n)` draws from 0 to n-1: secrets.randbelow.
    """
    drawn = [(number, Letter(addressed, new_code(below), f"{name}-{number}")) for number, addressed in letters]
    posted = tuple(_posted(number, letter, hash_key) for number, letter in drawn)
    languages = [letter.addressed.language for _, letter in drawn]
    by_language = {language: languages.count(language) for language in sorted(set(languages))}
    run = Run(sender.name, day, words_sha256, held_back, by_language, posted)
    hashed: list[str] = []
    printed = print_run([letter for _, letter in drawn], sender, day) if drawn else iter(())
    write_bundle(_noted(_files(printed, run), hashed), path, key)
    return replace(run, sha256=_sha256(hashed))


def open_run(path: Path, key: bytes) -> Run:
    """The run that was sealed at `path`, with the hash of what is there now."""
    if not path.is_file():
        raise CleanbillError(f"There are no letters {path.name}. Make them with `relief letters`.")
    hashed: list[str] = []
    raw: dict[str, Any] = {}
    for name, content in _noted(read_bundle(path, key), hashed):
        if name == LIST:
            raw = json.loads(content)
    day = date.fromisoformat(raw.pop("day"))
    return Run(**{**raw, "day": day, "posted": tuple(raw["posted"]), "sha256": _sha256(hashed)})


def take_out(path: Path, key: bytes, to: Path) -> int:
    """Writes the PDFs of a run into a new folder that its owner alone may read, for the printer; how many."""
    private_folder(to)
    count = 0
    for name, content in read_bundle(path, key):
        if name != LIST:
            write_private(to / name, content)
            count += 1
    return count


def specimen(language: str, sender: Sender, day: date) -> bytes:
    """A letter to nobody, as PDF, for who approves: the same words, without a person's data or a code."""
    account = AbolishedAccount("Specimen Hospital", "0000", 100_00)
    nobody = Recipient("specimen", "Specimen Person", ("1 Specimen Street", "Specimen, MO 00000"), "MO", (account,))
    return letters_pdf([Letter(Addressed(nobody, language), None, "specimen")], sender, day)


def _posted(number: int, letter: Letter, hash_key: bytes) -> dict[str, Any]:
    to, code = letter.addressed.to, str(letter.code)
    check = to.birth_date or to.address[-1][-5:]
    return {
        "number": number,
        "person_key": to.person_key,
        "code_key": code_key(hash_key, code),
        "proof": proof_of(hash_key, code, check),
        "address": address_key(hash_key, to.address),
        "face_cents": to.face_cents,
    }


def _files(printed: Iterator[Printed], run: Run) -> Iterator[tuple[str, bytes]]:
    for number, letter in enumerate(printed, 1):
        yield f"{number:04}-{letter.language}.pdf", letter.pdf
    run_facts = {**asdict(run), "day": run.day.isoformat()}
    del run_facts["sha256"]  # which is of this list too
    yield LIST, json.dumps(run_facts, sort_keys=True).encode()


def _noted(files: Iterator[tuple[str, bytes]], hashed: list[str]) -> Iterator[tuple[str, bytes]]:
    for name, content in files:
        hashed.append(f"{name} {hashlib.sha256(content).hexdigest()}\n")
        yield name, content


def _sha256(hashed: list[str]) -> str:
    return hashlib.sha256("".join(hashed).encode()).hexdigest()
