"""The deletion file: for each account one Metro 2 base segment of 426 bytes and its K1, 460 in all.

In: `Tradeline`s and the codes of law/us/metro2_codes.yaml. Out: lines of fixed
width, and their reading back. Header and trailer are the furnisher's own, who
has the bureau's programme numbers. Amounts are whole dollars, cents cut off.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from cleanbill.core.errors import BadInput, Finding
from cleanbill.law import parameter

FILE = "deletion file"
LENGTHS = {"base": 426, "k1": 34}
Value = str | int | date | None


@dataclass(frozen=True, slots=True)
class Tradeline:
    """An account as it was reported: bureaus find it by these fields, so they must be those once sent."""

    account_number: str
    surname: str = field(repr=False)
    first_name: str = field(repr=False)
    address_1: str = field(repr=False)
    city: str = field(repr=False)
    state: str = field(repr=False)
    zip: str = field(repr=False)
    original_creditor: str = field(repr=False)
    original_amount_cents: int = field(repr=False)
    date_opened: date = field(repr=False)
    first_delinquency: date | None = field(default=None, repr=False)
    birth_date: date | None = field(default=None, repr=False)
    ssn: str | None = field(default=None, repr=False)
    reported_by: Literal["buyer", "agency"] = "buyer"


def deletion_file(lines: Iterable[Tradeline], furnisher: str, today: date) -> str:
    """A line for each tradeline. BadInput, and nothing written, where one does not fit the layout."""
    codes = parameter("us/metro2_codes").at(today)
    tradelines = list(lines)
    findings = [found for row, line in enumerate(tradelines, 1) for found in faults(line, furnisher, row)]
    if findings:
        raise BadInput(findings)
    return "".join(_record(line, furnisher, today, codes) + "\n" for line in tradelines)


def read_line(line: str) -> dict[str, Value]:
    """Every field of a line by name, as it was written. BadInput where the width is wrong."""
    width = sum(LENGTHS.values())
    if len(line) != width:
        problem = f"a record has {len(line)} bytes, not {width}"
        raise BadInput([Finding(FILE, None, None, problem, "Take the file as it was written, without editing.")])
    read: dict[str, Value] = {}
    at = 0
    for part in LENGTHS:
        for each in layout()[part]:
            read[each["name"]] = _read(line[at : at + each["length"]], each["kind"])
            at += each["length"]
    return read


@cache
def layout() -> Mapping[str, list[dict[str, Any]]]:
    """The fields of each segment, in order."""
    text = resources.files("cleanbill.relief.bureau").joinpath("layout.yaml").read_text("utf-8")
    fields: Mapping[str, list[dict[str, Any]]] = yaml.safe_load(text)
    return fields


def _record(line: Tradeline, furnisher: str, today: date, codes: Mapping[str, Any]) -> str:
    values: dict[str, Value] = {
        "record_length": sum(LENGTHS.values()),
        "processing_indicator": 1,
        "time_stamp": int(f"{today:%m%d%Y}000000"),
        "identification_number": furnisher,
        "account_number": line.account_number,
        "portfolio_type": codes["portfolio_type"],
        "account_type": codes["account_type"][line.reported_by],
        "date_opened": line.date_opened,
        "original_amount": line.original_amount_cents // 100,
        "terms_duration": codes["terms_duration"],
        "account_status": codes["account_status"]["delete"],
        "date_of_information": today,
        "first_delinquency": line.first_delinquency,
        "surname": line.surname,
        "first_name": line.first_name,
        "ssn": int(line.ssn or 0),
        "birth_date": line.birth_date,
        "ecoa": codes["ecoa"]["individual"],
        "country": codes["country"],
        "address_1": line.address_1,
        "city": line.city,
        "state": line.state,
        "zip": line.zip.replace("-", ""),
        "segment": "K1",
        "original_creditor": line.original_creditor,
        "creditor_classification": codes["creditor_classification"]["medical"],
    }
    fields = [each for part in LENGTHS for each in layout()[part]]
    return "".join(_written(values.get(each["name"]), each) for each in fields)


def _written(value: Value, each: Mapping[str, Any]) -> str:
    length: int = each["length"]
    if each["kind"] == "date":
        return f"{value:%m%d%Y}" if isinstance(value, date) else "0" * length
    if each["kind"] == "number":
        return str(value or 0).rjust(length, "0")
    return plain(str(value or ""))[:length].ljust(length)


def _read(text: str, kind: str) -> Value:
    if kind == "number":
        return int(text)
    if kind == "date":
        return date(int(text[4:]), int(text[:2]), int(text[2:4])) if text.strip("0") else None
    return text.rstrip()


def plain(text: str) -> str:
    """Capitals without accents, on one line: the layout knows ASCII alone. A name beyond its field is cut there."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
    return " ".join(bare.split())


def faults(line: Tradeline, furnisher: str, row: int) -> list[Finding]:
    """What would make a deletion miss its account; it never quotes a value."""
    wrong = {
        "furnisher": "is empty or longer than 20 signs" * (not 0 < len(plain(furnisher)) <= 20),
        "account_number": "is empty or longer than 30 signs" * (not 0 < len(plain(line.account_number)) <= 30),
        "surname": "has no letter that the layout can hold" * (not plain(line.surname)),
        "state": "is not two letters" * (len(plain(line.state)) != 2),
        "zip": "is not five or nine digits" * (not _digits(line.zip.replace("-", ""), {5, 9})),
        "ssn": "is not nine digits" * (line.ssn is not None and not _digits(line.ssn, {9})),
        "original_amount_cents": "is negative or above $999,999,999"
        * (not 0 <= line.original_amount_cents < 10**9 * 100),
    }
    remedy = "Give it as it was reported: the bureau finds the account by it."
    return [Finding(FILE, row, column, problem, remedy) for column, problem in wrong.items() if problem]


def _digits(text: str, lengths: set[int]) -> bool:
    return text.isascii() and text.isdigit() and len(text) in lengths
