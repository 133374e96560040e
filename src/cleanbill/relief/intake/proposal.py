"""Proposes which column of a seller's file is which, from its headers and from its values.

Values decide how dates are written, over the whole column; where every date could
be read both ways the column is asked about, never guessed. A column whose values
look like diagnosis or procedure codes is left out whatever its name.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Mapping as MappingABC
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import yaml

from cleanbill.core.errors import Finding, near_miss
from cleanbill.engine import SaleFile, count_matches, sale_file
from cleanbill.relief.intake.mapping import KINDS, LeftOut, Mapped, Mapping
from cleanbill.relief.intake.mapping import Mapping as Columns
from cleanbill.relief.intake.parse import reasons

PERSON = ("first_name", "last_name", "address", "city", "state", "zip")
SAMPLE = 20_000  # rows that tell what a column of no known name holds
MOST = 0.9  # a share of the fields that settles what a column is
LIKENESS = 0.86  # how like a known header one must be to be taken for a misspelling

YEAR = "(19|20)[0-9]{2}"
DATES = {
    "YMD": f"{YEAR}[-/.]?[0-9]{{1,2}}[-/.]?[0-9]{{1,2}}([ T].*)?",
    "numeric": f"[0-9]{{1,2}}[-/.][0-9]{{1,2}}[-/.]{YEAR}([ T].*)?",
    "not MDY": f"(1[3-9]|2[0-9]|3[01])[-/.][0-9]{{1,2}}[-/.]{YEAR}([ T].*)?",
    "not DMY": f"[0-9]{{1,2}}[-/.](1[3-9]|2[0-9]|3[01])[-/.]{YEAR}([ T].*)?",
}
VALUES = {
    "icd10": "[A-TV-Z][0-9][0-9A-Z]\\.?[0-9A-Z]{0,4}",
    "bare icd10": "[A-TV-Z][0-9][0-9A-Z]",
    "hcpcs": "([A-V][0-9]{4}|[0-9]{4}[FTU])",
    "cpt": "[0-9]{5}",
    "ssn": "[0-9]{3}-[0-9]{2}-[0-9]{4}",
    "state": "[A-Z]{2}",
    "fraction": "[-(]?[$]?[0-9,]*\\.[0-9]{1,2}\\)?",
}


def propose(con: Any, path: Path) -> Mapping:
    """The mapping of the file at `path`, to be shown to a person. Raises BadInput where it cannot be read."""
    with sale_file(con, path, Path(tempfile.gettempdir())) as sale:
        columns: list[Mapped] = []
        left_out: list[LeftOut] = []
        for header in sorted(sale.columns, key=_of_a_guarantor):  # a patient's own birth date comes first
            found = _column(con, sale, header)
            if isinstance(found, Mapped) and found.to in {column.to for column in columns}:
                found = LeftOut(header, "double")
            (columns if isinstance(found, Mapped) else left_out).append(found)  # type: ignore[arg-type]
        columns.sort(key=lambda one: sale.columns.index(one.header))
        left_out.sort(key=lambda one: sale.columns.index(one.header))
        return Mapping(_numbered(_who_owes(columns)), tuple(left_out))


def _of_a_guarantor(header: str) -> bool:
    return plain(header).startswith(("guarantor", "responsibleparty"))


def _who_owes(columns: list[Mapped]) -> list[Mapped]:
    """Where a file names nobody but guarantors, they are the people who owe, and what is theirs is the person's."""
    known = {column.to for column in columns}
    if known & {"first_name", "last_name"}:
        return columns
    theirs = {f"guarantor_{name}": name for name in PERSON if name not in known}
    return [replace(column, to=theirs.get(column.to, column.to)) for column in columns]


def _numbered(columns: list[Mapped]) -> tuple[Mapped, ...]:
    """With the provider's number as the account's, where no other column numbers the accounts."""
    if "account_id" in {column.to for column in columns}:
        return tuple(columns)
    why = "no other column numbers the accounts"
    return tuple(
        Mapped(column.header, "account_id", None, "likely", why) if column.to == "orig_account" else column
        for column in columns
    )


def _column(con: Any, sale: SaleFile, header: str) -> Mapped | LeftOut:
    to, sure = _by_name(header)
    held, found = count_matches(con, sale, header, VALUES, SAMPLE)
    if _tells_of_health(header) or _looks_like_health(held, found, to):
        return LeftOut(header, "health")
    if to is None:
        if held and found["ssn"] >= MOST * held:
            return Mapped(header, "ssn", confidence="likely", why="its values look like Social Security numbers")
        return LeftOut(header, "unknown")
    why = "" if sure else "its name is near a known one"
    if KINDS[to] == "date":
        return _date(con, sale, header, to)
    if KINDS[to] == "amount":
        return _amount(header, to, found, why)
    return Mapped(header, to, confidence="sure" if sure else "likely", why=why)


def _date(con: Any, sale: SaleFile, header: str, to: str) -> Mapped:
    """How a column's dates are written, over all of its rows."""
    held, found = count_matches(con, sale, header, DATES, None)
    if found["YMD"] >= found["numeric"]:
        firm = held and found["YMD"] >= MOST * held
        return Mapped(header, to, "YMD", "sure" if firm else "likely", "" if firm else "few of its fields are dates")
    if found["not DMY"] and found["not MDY"]:
        more = "MDY" if found["not DMY"] >= found["not MDY"] else "DMY"
        return Mapped(header, to, more, "likely", "some dates can only be read month first, others only day first")
    if found["not DMY"]:
        return Mapped(header, to, "MDY")
    if found["not MDY"]:
        return Mapped(header, to, "DMY")
    return Mapped(header, to, None, "asked", "all its dates can be read month first and day first")


def _amount(header: str, to: str, found: dict[str, int], why: str) -> Mapped:
    if "cents" not in plain(header) or found["fraction"]:
        return Mapped(header, to, "dollars", "likely" if why or not found["fraction"] else "sure", why)
    return Mapped(header, to, "cents", "likely" if why else "sure", why)


def _looks_like_health(filled: int, found: dict[str, int], to: str | None) -> bool:
    """Codes of diagnoses or procedures; five digits alone may be a ZIP, so they count only under no known name."""
    if not filled:
        return False
    if to is not None and KINDS[to] != "text":
        return False
    if to in {None, "insurance_status", "placement_status", "orig_creditor"} and found["icd10"] >= MOST * filled:
        return True
    return to is None and max(found["hcpcs"], found["cpt"]) >= MOST * filled


def _by_name(header: str) -> tuple[str | None, bool]:
    known = _names()
    name = plain(header)
    if name in known:
        return known[name], True
    near = near_miss(name, known, likeness=LIKENESS) if len(name) > 4 else None
    return (known[near], False) if near else (None, False)


def _tells_of_health(header: str) -> bool:
    words = "".join(sign if sign.isalnum() else " " for sign in header.casefold()).split()
    health = _synonyms()["health_words"]
    stems = {word.rstrip("0123456789") for word in words}
    return bool(stems & set(health) or set(words) & set(health)) or any(
        " " in known and known in " ".join(words) for known in health
    )


def plain(header: str) -> str:
    """A header without case, blanks and punctuation."""
    return "".join(sign for sign in header.casefold() if sign.isalnum())


@cache
def _names() -> dict[str, str]:
    return {plain(name): to for to, names in _synonyms()["columns"].items() for name in names}


@cache
def _synonyms() -> Any:
    return yaml.safe_load(resources.files("cleanbill.relief.intake").joinpath("synonyms.yaml").read_text("utf-8"))


# The report that goes back to the seller: what is wrong with the file, how often, how to mend it. No person's value.
#
# In: the judged rows and the text as it stood. Out: JSON and CSV with the same
# counts, and one finding for each problem.


LEFT_OUT = {
    "health": ("the column tells what was wrong with the patient or what was done; it was not taken in",
               "Leave such columns out of the file."),
    "unknown": ("nobody knows what the column is; it was not taken in", "Map it, if it is needed."),
    "double": ("another column is taken for the same; this one was not taken in", "Map this one, if it is better."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one outcome and their faces; rows without a readable balance have none."""

    rows: int
    face_cents: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A reason that was met: how many rows, the first of them, their faces."""

    reason: str
    outcome: str
    rows: int
    first_row: int
    face_cents: int


def problems(rows: ir.Table) -> tuple[Problem, ...]:
    """Each reason that a row has, in the order of reasons.yaml."""
    counts: dict[str, Any] = {}
    for name in reasons():
        met = rows[f"is_{name}"]
        counts[f"{name} rows"] = met.sum()
        counts[f"{name} first"] = rows.source_row.min(where=met)
        counts[f"{name} face"] = rows.face_cents.sum(where=met)
    (told,) = rows.aggregate(**counts).to_pyarrow().to_pylist()
    return tuple(
        Problem(name, row["outcome"], int(n), int(told[f"{name} first"]), int(told[f"{name} face"] or 0))
        for name, row in reasons().items()
        if (n := told[f"{name} rows"])
    )


def missing(raw: ir.Table) -> MappingABC[str, int]:
    """Canonical column -> rows in which the file has nothing."""
    names = [name for name in raw.columns if name not in {"source_row", "ragged"}]
    (told,) = raw.aggregate(**{name: raw[name].isnull().sum() for name in names}).to_pyarrow().to_pylist()
    return {name: int(told[name] or 0) for name in names}


def findings(file: str, mapping: Columns, met: tuple[Problem, ...]) -> tuple[Finding, ...]:
    """What is told of the file: columns that were left out, and each problem with its first row."""
    left = [Finding(file, None, one.header, *LEFT_OUT[one.why]) for one in mapping.left_out]
    rules = reasons()
    wrong = [
        Finding(file, one.first_row, None, f"{rules[one.reason]['says']} ({one.outcome})",
                f"To mend it, {rules[one.reason]['mend']}.", one.rows)
        for one in met
    ]  # fmt: skip
    return (*left, *wrong)


def as_json(details: MappingABC[str, Any], met: tuple[Problem, ...]) -> str:
    """The whole report; the same bytes for the same file."""
    rules = reasons()
    listed = [{**asdict(one), "says": rules[one.reason]["says"], "mend": rules[one.reason]["mend"]} for one in met]
    return json.dumps({**details, "problems": listed}, indent=1, ensure_ascii=False) + "\n"


def as_csv(rows: int, met: tuple[Problem, ...], gone: MappingABC[str, int]) -> str:
    """One line for each problem and each column that lacks something, for a spreadsheet."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(["what", "outcome", "rows", "of_rows", "first_row", "mend"])
    for one in met:
        rule = reasons()[one.reason]
        lines.writerow([rule["says"], one.outcome, one.rows, rows, one.first_row, rule["mend"]])
    for name, count in gone.items():
        if count:
            lines.writerow([f"nothing in {name}", "", count, rows, "", ""])
    return written.getvalue()
