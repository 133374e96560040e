"""Credit bureaus: which abolished accounts are to be deleted, and the file that asks for it.

`deletions` decides by the rules of the day; `deletion_file` writes Metro 2 records
with status DA, `read_line` reads them back; `deletions_of` does both for a purchase.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from cleanbill.core.errors import BadInput, Finding
from cleanbill.law import parameter

# Which abolished accounts a bureau must be asked to delete, and why not the others.
#
# In: Reported accounts and today. Out: one Decision each. Law: us/credit_reports
# (the bureaus' own rules), us/credit_reporting (obsolete debts, states' bans).
# An account that nobody reported needs nothing; one that was reported is
# deleted, and `also` says which rule had barred it already, so that a bureau
# that still shows it is in the wrong.


NOT_NEEDED = {
    "not_reported": "the holder says that it was never reported",
    "obsolete": "seven years and 180 days after the first delinquency it has left the report",
}
CHECK = {
    "unknown_if_reported": "the file does not say whether it was reported: a deletion does no harm",
    "no_first_delinquency": "no date of first delinquency: a deletion is written without one",
}


@dataclass(frozen=True, slots=True)
class Reported:
    """One abolished account as the bureaus may know it."""

    account_id: str
    initial_balance_cents: int = field(repr=False)
    first_delinquency: date | None = field(default=None, repr=False)
    date_of_service: date | None = field(default=None, repr=False)
    state: str | None = None
    bureau_reported: bool | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Delete or not, the first reason, and every rule that bars the account from a report on that day."""

    account_id: str
    delete: bool
    reason: str
    barred_by: tuple[str, ...]


def deletions(accounts: Iterable[Reported], today: date) -> list[Decision]:
    """One decision for each account, in their order."""
    return [decide(account, today) for account in accounts]


def decide(account: Reported, today: date) -> Decision:
    """Delete all that is or may be on a report; not what was never there or has left it."""
    barred = barred_by(account, today)
    if account.bureau_reported is False:
        return Decision(account.account_id, False, "not_reported", barred)
    if "obsolete" in barred:
        return Decision(account.account_id, False, "obsolete", barred)
    if account.bureau_reported is None:
        reason = "unknown_if_reported"
    else:
        reason = "reported" if account.first_delinquency else "no_first_delinquency"
    return Decision(account.account_id, True, reason, barred)


def barred_by(account: Reported, today: date) -> tuple[str, ...]:
    """Rules that on `today` keep an unpaid medical debt off a report, from the bureaus' own to the states'."""
    bureaus = parameter("us/credit_reports").at(today)
    rules = parameter("us/credit_reporting").at(today)
    late = account.first_delinquency
    holds = {
        "under_one_year": late is not None and (today - late).days < bureaus["older_than_days"],
        "small_initial_balance": account.initial_balance_cents < bureaus["from_cents"],
        "obsolete": late is not None and today >= _leaves(late, rules),
        "state": _barred_by_state(account, rules["states"], today),
    }
    return tuple(name for name, true in holds.items() if true)


def _leaves(late: date, rules: dict[str, Any]) -> date:
    """180 days after the first delinquency, then seven years; 29 February ends on 1 March."""
    start = late + timedelta(days=rules["obsolete_days"])
    year = start.year + rules["obsolete_years"]
    leap_day = (start.month, start.day) == (2, 29)
    return date(year, 3, 1) if leap_day else start.replace(year=year)


def _barred_by_state(account: Reported, states: dict[str, Any], today: date) -> bool:
    ban = states.get(account.state or "")
    if ban is None:
        return False
    day = today if ban["by"] == "report" else account.date_of_service
    return day is not None and day >= ban["from"]


# The deletion file: for each account one Metro 2 base segment of 426 bytes and its K1, 460 in all.
#
# In: `Tradeline`s and the codes of law/us/metro2_codes.yaml. Out: lines of fixed
# width, and their reading back. Header and trailer are the furnisher's own, who
# has the bureau's programme numbers. Amounts are whole dollars, cents cut off.


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
    text = resources.files("cleanbill.relief").joinpath("data", "metro2_layout.yaml").read_text("utf-8")
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


# Accounts of a purchase -> what a bureau is asked to delete, and why not the others.
#
# In: rows of `relief.identified` (a dict an account), today. Out: a decision on each and a Tradeline for those to be
# deleted. The Social Security number is not kept, so the bureau finds an account by its number, name and birth date.


Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Deletions:
    """The deletion file's text and how many lines it has, and counts by reason of what is in it and what is not.

    `barred` counts the accounts deleted that a rule had kept off reports already; `unwritable` those that lack what
    a line needs, by column.
    """

    text: str = field(repr=False)
    lines: int
    deleted: dict[str, int]
    not_needed: dict[str, int]
    barred: dict[str, int]
    unwritable: dict[str, int]


def deletions_of(rows: Sequence[Row], furnisher: str, today: date) -> Deletions:
    """What to send. Each row is in the file, not needed by the rules of the day, or not writable, and counted once."""
    decided = [(row, decide(_reported(row), today)) for row in rows]
    wanted = [(_tradeline(row), decision) for row, decision in decided if decision.delete]
    lacking = Counter[str]()
    lines: list[tuple[Tradeline, Decision]] = []
    for line, decision in wanted:
        found = faults(line, furnisher, 1)
        if found and found[0].column != "furnisher":
            lacking[str(found[0].column)] += 1
        else:
            lines.append((line, decision))
    return Deletions(
        text=deletion_file((line for line, _ in lines), furnisher, today),
        lines=len(lines),
        deleted=_counted(decision.reason for _, decision in lines),
        not_needed=_counted(decision.reason for _, decision in decided if not decision.delete),
        barred=_counted(rule for _, decision in lines for rule in decision.barred_by),
        unwritable=_counted(lacking.elements()),
    )


def _counted(words: Any) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def _reported(row: Row) -> Reported:
    return Reported(
        account_id=row["account_id"],
        initial_balance_cents=row["original_balance_cents"] or row["current_balance_cents"],
        first_delinquency=_late(row),
        date_of_service=row["date_of_service"],
        state=row["state"],
        bureau_reported=row["bureau_reported"],
    )


def _late(row: Row) -> date | None:
    """The date of first delinquency where the seller gave it; portfolios of before have no such column."""
    late: date | None = row.get("first_delinquency_date")
    return late


def _tradeline(row: Row) -> Tradeline:
    return Tradeline(
        account_number=row["account_id"],
        surname=row["last_name"] or "",
        first_name=row["first_name"] or "",
        address_1=row["address"] or "",
        city=row["city"] or "",
        state=row["state"] or "",
        zip=row["zip"] or "",
        original_creditor=row["orig_creditor"] or row["holder"],
        original_amount_cents=row["original_balance_cents"] or row["current_balance_cents"],
        date_opened=row["date_of_service"],
        first_delinquency=_late(row),
        birth_date=row["birth_date"],
        reported_by="agency" if row["placement_status"] == "agency" else "buyer",
    )
