"""The chain of acts, and its proof: plain Python and its own sqlite3, no Django.

Each act holds the hash of the one before, so that one changed byte breaks the chain there.
`python -m cleanbill.records.audit FILE` verifies a store or an export.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from cleanbill.core.errors import CleanbillError

# A link of the chain of acts: who did what, when, to what, and the hash of the link before.
#
# The hash is SHA-256 over the link as canonical JSON. Nothing in a link tells of a debtor or a donor.


START = "0" * 64  # what stands before the first link


@dataclass(frozen=True, slots=True)
class Head:
    """The last link: note it elsewhere, and a lost tail is seen too."""

    number: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Link:
    """One act. `details` is canonical JSON; `step_key` names the step, which is taken once."""

    number: int
    step_key: str
    who: str
    at: str  # ISO 8601
    act: str
    subject: str
    details: str
    inputs_sha256: str
    previous_sha256: str
    sha256: str = ""

    def computed(self) -> str:
        """What the hash must be."""
        details = {name: value for name, value in asdict(self).items() if name != "sha256"}
        return hashlib.sha256(canonical(details).encode()).hexdigest()

    def line(self) -> str:
        """The link as one line of an export."""
        return canonical(asdict(self)) + "\n"


def linked(link: Link) -> Link:
    """The link with its hash."""
    return replace(link, sha256=link.computed())


def canonical(value: Mapping[str, Any]) -> str:
    """The one JSON text of a value: sorted names, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


# Verifies the chain of acts of a store (SQLite) or of an export (JSON lines) and shows the first broken link.
#
# Reads with Python's own sqlite3 and json, so that it does not rest on the code that wrote.


SQLITE = b"SQLite format 3\x00"
COLUMNS = tuple(field.name for field in fields(Link))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found: the head, or the first link that does not hold and why."""

    acts: int  # that hold
    head: Head
    broken_at: int | None = None  # place in the chain, from 1
    why: str = ""

    @property
    def holds(self) -> bool:
        """Whether every link holds."""
        return self.broken_at is None


def verify(file: Path, noted: Head | None = None) -> Verdict:
    """The verdict on the chain in `file`; `noted` is a head seen earlier, which must still be there."""
    if not file.is_file():
        raise CleanbillError(f"There is no file {file}. Give a records.sqlite3 or an export of acts.")
    with file.open("rb") as opened:
        kept = opened.read(len(SQLITE)) == SQLITE
    return follow(_from_store(file) if kept else _from_export(file), noted)


def follow(links: Iterable[Link | str], noted: Head | None = None) -> Verdict:
    """The verdict on links in order; a str stands for a link that cannot be read, and says why."""
    head, seen = Head(0, START), noted is None or noted == Head(0, START)
    for place, link in enumerate(links, 1):
        why = link if isinstance(link, str) else _fault(link, head, place)
        if why:
            return Verdict(head.number, head, place, why)
        assert isinstance(link, Link)
        head = Head(link.number, link.sha256)
        seen = seen or head == noted
    if noted is not None and not seen:
        place = min(noted.number, head.number + 1)
        return Verdict(head.number, head, place, f"the head noted earlier (act {noted.number}) is not in this chain")
    return Verdict(head.number, head)


def _fault(link: Link, head: Head, place: int) -> str:
    if link.number != place:
        return f"act {place} is missing: the next is numbered {link.number}"
    if link.previous_sha256 != head.sha256:
        return "it does not follow the act before it"
    if link.sha256 != link.computed():
        return "its contents are not what was hashed when it was recorded"
    return ""


def _from_store(file: Path) -> Iterator[Link | str]:
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as opened:
        try:
            for row in opened.execute(f"SELECT {', '.join(COLUMNS)} FROM records_act ORDER BY number"):
                yield _link(dict(zip(COLUMNS, row, strict=True)))
        except (sqlite3.Error, UnicodeDecodeError) as error:
            yield f"the store cannot be read ({type(error).__name__})"


def _from_export(file: Path) -> Iterator[Link | str]:
    for line in file.read_bytes().splitlines(keepends=True):
        try:
            link = _link(json.loads(line))
        except ValueError:
            yield "it is not JSON"
        else:
            changed = isinstance(link, Link) and link.line().encode() != line
            yield "it is not written as it was exported" if changed else link


def _link(content: object) -> Link | str:
    if not isinstance(content, dict) or set(content) != set(COLUMNS):
        return "it has not the fields of an act"
    if not all(isinstance(content[name], int if name == "number" else str) for name in COLUMNS):
        return "a field is not of its type"
    return Link(**content)


# `python -m cleanbill.records.audit FILE [--noted NUMBER:SHA256]`: exit 0 where every link holds, 1 where not.


def main(arguments: list[str] | None = None) -> int:
    """Prints the verdict."""
    parser = argparse.ArgumentParser(prog="python -m cleanbill.records.audit", description=__doc__)
    parser.add_argument("file", type=Path, help="records.sqlite3, or an export of acts")
    parser.add_argument("--noted", default=None, help="a head noted earlier, as NUMBER:SHA256")
    asked = parser.parse_args(arguments)
    try:
        verdict = verify(asked.file, _head(asked.noted))
    except CleanbillError as error:
        print(error, file=sys.stderr)
        return 2
    if verdict.holds:
        print(f"{verdict.acts:,} acts, every link holds. Head {verdict.head.number}:{verdict.head.sha256}")
        return 0
    print(f"Broken at act {verdict.broken_at}: {verdict.why}. {verdict.acts:,} acts before it hold.")
    return 1


def _head(noted: str | None) -> Head | None:
    if noted is None:
        return None
    number, _, sha256 = noted.partition(":")
    if not number.isdigit() or not sha256:
        raise CleanbillError("Write the noted head as NUMBER:SHA256, as this command prints it.")
    return Head(int(number), sha256)


if __name__ == "__main__":
    sys.exit(main())
