"""The file of letters that came back: CSV in, one `ComingBack` a row out, or every fault of it, without a value.

Columns: one of letter (its number), code, person_id; date; why; and, where a new address is known, address, city,
state and zip. A row with a new address and no reason is of a letter that had come back before.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.relief.notices.code import is_code
from cleanbill.relief.notices.recipients import address_of
from cleanbill.relief.notices.returned import WHY_RETURNED

NAMED_BY = ("letter", "code", "person_id")
ADDRESS = ("address", "city", "state", "zip")
COLUMNS = (*NAMED_BY, "date", "why", *ADDRESS)


@dataclass(frozen=True, slots=True)
class ComingBack:
    """A letter that came back, named by its number, code or person, and the new address where there is one."""

    on: date
    why: str
    letter: int | None = None
    code: str = field(default="", repr=False)
    person_id: str = field(default="", repr=False)
    address: tuple[str, ...] = field(default=(), repr=False)
    state: str = field(default="", repr=False)


def read_returns(path: Path) -> list[ComingBack]:
    """The rows of the file, in order. Raises BadInput with every fault."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as held:
            read = csv.DictReader(held)
            header, rows = list(read.fieldnames or ()), list(read)
    except OSError as error:
        raise CleanbillError(f"{path} cannot be read: {(error.strerror or 'refused').lower()}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise BadInput([Finding(path.name, None, None, "this is no CSV in UTF-8", "Save it as CSV.")]) from None
    told = [{name: (row.get(name) or "").strip() for name in COLUMNS} for row in rows]
    findings = [*_header(header, path.name)]
    findings += [fault for number, row in enumerate(told, 1) for fault in _faults(row, path.name, number)]
    if findings:
        raise BadInput(findings)
    return [_row(row) for row in told]


def _header(header: list[str], file: str) -> Iterator[Finding]:
    if not set(NAMED_BY) & set(header):
        yield Finding(file, None, None, "no column says which letter it is", f"Give one of {', '.join(NAMED_BY)}.")
    if "date" not in header:
        yield Finding(file, None, "date", "the column is missing", "Give the day on which each letter came back.")
    for name in header:
        if name not in COLUMNS:
            yield Finding(file, None, None, "a column is none that is read", f"Columns: {', '.join(COLUMNS)}.")


def _faults(row: Mapping[str, str], file: str, number: int) -> Iterator[Finding]:
    named = [name for name in NAMED_BY if row[name]]
    if len(named) != 1:
        yield Finding(file, number, None, "the letter is named by none or by several columns", "Name it by one.")
    if row["letter"] and not re.fullmatch("[0-9]{1,9}", row["letter"]):
        yield Finding(file, number, "letter", "this is no number", "Write the number after the purchase's name.")
    if row["code"] and not is_code(row["code"]):
        yield Finding(file, number, "code", "its check sign is wrong", "Read the code from the letter again.")
    if _day(row["date"]) is None:
        yield Finding(file, number, "date", "this is not a day", "Write it like 2026-12-31.")
    if row["why"] and row["why"] not in WHY_RETURNED:
        yield Finding(file, number, "why", "this is no reason for a return", f"Write {', '.join(WHY_RETURNED)}.")
    given = any(row[name] for name in ADDRESS)
    if given and (not address_of(dict(row)) or not re.fullmatch(r"[0-9]{5}(-[0-9]{4})?", row["zip"])):
        yield Finding(file, number, "address", "the new address is not whole", f"Give all of {', '.join(ADDRESS)}.")
    if not given and not row["why"]:
        yield Finding(file, number, "why", "neither a reason nor a new address is given", "Give one of the two.")


def _row(row: Mapping[str, str]) -> ComingBack:
    return ComingBack(
        on=date.fromisoformat(row["date"]),
        why=row["why"],
        letter=int(row["letter"]) if row["letter"] else None,
        code=row["code"],
        person_id=row["person_id"],
        address=address_of({**row, "zip": row["zip"][:5]}),
        state=row["state"],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
