"""Typed rows of a seller's file -> each with its reasons and its outcome: accepted, quarantined or rejected.

Reasons and what becomes of them stand in reasons.yaml. In: `parsed`, the text as
it stood, and which SSNs are possible. Out: the typed columns, `reasons` (codes
joined by blanks) and `outcome`. A row's worst reason decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import ibis
import ibis.expr.types as ir
import yaml

from cleanbill.law import parameter
from cleanbill.relief.intake.mapping import KINDS
from cleanbill.relief.person_keys import homes_by_prefix

OLDEST = 115  # years; the oldest person known lived 122
ADULT = 18
DATES = (
    "birth_date", "date_of_service", "last_payment_date", "charge_off_date", "deceased_date", "address_as_of",
    "first_delinquency_date",
)  # fmt: skip
Rows = Mapping[str, str]


@cache
def reasons() -> Mapping[str, Rows]:
    """Reason -> outcome (rejected, quarantined, noted), what it says, how it is mended."""
    text = resources.files("cleanbill.relief.intake").joinpath("reasons.yaml").read_text("utf-8")
    details: Mapping[str, Rows] = yaml.safe_load(text)
    return details


def judged(rows: ir.Table, again: ir.Table, today: date) -> ir.Table:
    """Every row with `reasons` and `outcome`. `again` holds source_row and repeat of rows whose account stands twice.

    `rows` are those of `parsed` with `ssn_impossible`; `repeat` is "duplicate_row" or "account_twice".
    """
    told = _with_home(rows.left_join(again, "source_row").drop("source_row_right"), today)
    whole = ~told.ragged
    wrong: dict[str, Any] = {name: (whole & case).fill_null(False) for name, case in _wrong(told, today).items()}
    wrong["ragged_row"] = told.ragged
    told = told.mutate(**{f"is_{name}": case for name, case in wrong.items()})
    return told.mutate(
        reasons=_joined(told),
        outcome=ibis.cases(
            (_of(told, "rejected"), "rejected"), (_of(told, "quarantined"), "quarantined"), else_="accepted"
        ),
        minor_flag=ibis.ifelse(told.birth_date.notnull(), told.is_minor, None),
        deceased_flag=ibis.ifelse(told.deceased_date.notnull(), True, told.deceased_flag),  # the date itself is sealed
    )


def _wrong(t: ir.Table, today: date) -> dict[str, Any]:
    now = ibis.literal(today)
    before = {name: t[name] < ibis.date(1900, 1, 1) for name in DATES}
    after = {name: t[name] > now for name in DATES}
    home, known = t.home, t.state.isin(_states(today))
    given = t.current_balance_cents
    return {
        "account_missing": t.account_id.isnull(),
        "balance_missing": ~t.balance_given,
        "balance_unreadable": t.balance_given & given.isnull(),
        "balance_zero": given == 0,
        "balance_negative": given < 0,
        "balance_above_original": given > t.original_balance_cents + t.interest_fees_cents.fill_null(0),
        "duplicate_row": t.repeat == "duplicate_row",
        "account_twice": t.repeat == "account_twice",
        "amount_unreadable": t.amount_unread,
        "date_unreadable": t.date_unread,
        "date_in_future": _either(after),
        "date_before_1900": _either(before),
        "death_before_service": t.deceased_date < t.date_of_service,
        "late_before_service": t.first_delinquency_date < t.date_of_service,
        "service_before_birth": t.date_of_service < t.birth_date,
        "age_impossible": t.birth_date < _years_before(today, OLDEST),
        "zip_not_in_state": known & home.notnull() & ~home.contains(t.state),
        "zip_unreadable": t.zip_given & t.zip.isnull(),
        "county_by_zip": t.county_by_zip,
        "county_open": t.county_open,
        "state_unknown": t.state_given & ~known,
        "ssn_impossible": t.ssn_impossible,
        "minor": (t.birth_date > _years_before(today, ADULT)) & (t.birth_date <= now),
        "flag_unreadable": t.flag_unread,
    }


def _either(cases: Mapping[str, Any]) -> Any:
    told = ibis.literal(False)
    for case in cases.values():
        told |= case.fill_null(False)
    return told


def _of(rows: ir.Table, outcome: str) -> Any:
    return _either({name: rows[f"is_{name}"] for name, row in reasons().items() if row["outcome"] == outcome})


def _joined(rows: ir.Table) -> ir.StringValue:
    words = ibis.literal("")
    for name in reasons():
        words += ibis.ifelse(rows[f"is_{name}"], f" {name}", "")
    return words.strip()


def _years_before(day: date, years: int) -> ir.DateScalar:
    """The same day so many years earlier; 29 February becomes the 28th, so that nobody is aged too soon."""
    month, of_month = day.month, 28 if (day.month, day.day) == (2, 29) else day.day
    return ibis.date(day.year - years, month, of_month)


def _with_home(rows: ir.Table, today: date) -> ir.Table:
    """With `home`: states that the ZIP may lie in, joined by blanks; null where its prefix is nobody's."""
    listed = [{"prefix": f"{place:03d}", "home": home} for place, home in enumerate(homes_by_prefix(today)) if home]
    prefixes = ibis.memtable(listed, schema={"prefix": "string", "home": "string"})
    return rows.mutate(prefix=rows.zip.substr(0, 3)).left_join(prefixes, "prefix").drop("prefix", "prefix_right")


def _states(today: date) -> list[str]:
    table = parameter("us/zip_prefix").at(today)
    return [*table["ranges"], *(state for states in table["also"].values() for state in states)]


# Text of a seller's file -> typed columns; what cannot be read is null, and `<kind>_unread` says that it stood there.
#
# In: the table that `engine.sale_file.laid` makes. Out: the same rows with typed
# columns, `ssn_given`, and one boolean for each kind of thing that was unreadable.


NUMBER = r"(\d{1,3}(,\d{3})+|\d{1,13})?(\.\d{1,2}0*)?"
AMOUNT = rf"^([-+]?\$?{NUMBER}|\$-{NUMBER}|\(\$?{NUMBER}\)|\$?{NUMBER}-)$"  # one sign, or none
WHOLE_CENTS = r"^[-+]?\d{1,15}(\.0+)?$"
CENTURY = r"^(1[0-9]|2[0-9]|0[0-9])\d\d-\d{1,2}-\d{1,2}$"
YES, NO = ("Y", "YES", "T", "TRUE", "1", "X"), ("N", "NO", "F", "FALSE", "0")
PARTS = {
    "YMD": (r"^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})([ T].*)?$", r"\1-\2-\3"),
    "MDY": (r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})([ T].*)?$", r"\3-\1-\2"),
    "DMY": (r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})([ T].*)?$", r"\3-\2-\1"),
}


def parsed(raw: ir.Table, formats: Mapping[str, str | None]) -> ir.Table:
    """Each mapped column in its own type; those that are not mapped are null."""
    typed: dict[str, ir.Value] = {"source_row": raw.source_row, "ragged": raw.ragged}
    unread: dict[str, list[ir.BooleanValue]] = {"date": [], "amount": [], "flag": []}
    for name in KINDS:
        kind: str = KINDS[name]
        if name == "ssn":
            continue
        if name not in raw.columns:
            typed[name] = ibis.null(NULLS[kind])
            continue
        typed[name] = READ[kind](raw[name], formats.get(name))
        if kind in unread and name != "current_balance_cents":
            unread[kind].append(raw[name].notnull() & typed[name].isnull())
    typed["balance_given"] = raw.current_balance_cents.notnull()
    typed["county_by_zip"] = typed["county_open"] = ibis.literal(False)
    typed["zip_given"] = _given(raw, "zip")
    typed["state_given"] = _given(raw, "state")
    for kind, held in unread.items():
        typed[f"{kind}_unread"] = _any(held)
    return raw.select(**typed)


def cents(text: ir.StringValue, written: str | None) -> ir.IntegerValue:
    """An amount in whole cents; null where it is none. (1.50), -1.50 and 1.50- are all below zero."""
    if written == "cents":
        whole = text.replace(",", "")
        return ibis.ifelse(whole.re_search(WHOLE_CENTS), whole.try_cast("decimal(18,0)").cast("int64"), None)
    close = text.re_replace(r"([$(+-])\s+", r"\1")
    digits = close.re_replace(r"[^0-9.]", "")
    below = close.contains("-") | close.startswith("(")
    amount = (digits.try_cast("decimal(18,2)") * 100).cast("int64")
    readable = close.re_search(AMOUNT) & digits.re_search(r"\d")
    return ibis.ifelse(readable, ibis.ifelse(below, -amount, amount), None)


def day(text: ir.StringValue, written: str | None) -> ir.DateValue:
    """A date in the column's form, or in ISO form, which can be read in one way only; null where it is none."""
    pattern, order = PARTS[written or "YMD"]
    iso = text.re_replace(pattern, order)
    if written != "YMD":
        iso = iso.re_replace(*PARTS["YMD"])
    return ibis.ifelse(iso.re_search(CENTURY), iso, None).try_cast("date")


def flag(text: ir.StringValue, _: str | None) -> ir.BooleanValue:
    """Yes or no; null for anything else."""
    word = text.upper()
    return ibis.cases((word.isin(YES), True), (word.isin(NO), False), else_=None)


def zip5(text: ir.StringValue, _: str | None) -> ir.StringValue:
    """Five digits, with the leading zeros that spreadsheets drop; null where it is no ZIP."""
    first = ibis.ifelse(text.re_search(r"^\d{3,5}(\.0)?$"), text.replace(".0", "").lpad(5, "0"), text)
    return ibis.ifelse(first.re_search(r"^\d{5}(-?\d{4})?$"), first.substr(0, 5), None)


def _state(text: ir.StringValue, _: str | None) -> ir.StringValue:
    return text.upper()


def _whole(text: ir.StringValue, _: str | None) -> ir.IntegerValue:
    return ibis.ifelse(text.re_search(r"^\d{1,9}(\.0+)?$"), text.re_replace(r"\..*$", ""), None).try_cast("int64")


def _text(text: ir.StringValue, _: str | None) -> ir.StringValue:
    return text


def _given(raw: ir.Table, name: str) -> ir.BooleanValue:
    return raw[name].notnull() if name in raw.columns else ibis.literal(False)


def _any(cases: list[ir.BooleanValue]) -> ir.BooleanValue:
    any_of: ir.BooleanValue = ibis.literal(False)
    for case in cases:
        any_of = any_of | case
    return any_of


READ: dict[str, Callable[[Any, str | None], Any]] = {
    "text": _text, "date": day, "amount": cents, "flag": flag, "whole": _whole, "zip": zip5, "state": _state,
}  # fmt: skip
NULLS = {"text": "string", "date": "date", "amount": "int64", "flag": "boolean", "whole": "int64", "zip": "string",
         "state": "string"}  # fmt: skip


# Rows of a seller's file whose account stands more than once: the same row again, or another one.


def repeats(raw: ir.Table) -> ir.Table:
    """source_row and repeat: "duplicate_row" for a row equal to an earlier one, "account_twice" where rows differ.

    Rows are compared as they were read, in every column that is taken in. The first of equal rows
    is no duplicate; where rows of an account differ, each that is no duplicate is told.
    """
    whole = raw.filter(raw.account_id.notnull() & ~raw.ragged)
    often = whole.group_by("account_id").agg(times=lambda t: t.count()).filter(lambda t: t.times > 1)
    rows = whole.semi_join(often, "account_id")
    texts = [name for name in rows.columns if name not in {"source_row", "ragged"}]
    rows = rows.mutate(first=rows.source_row.min().over(ibis.window(group_by=texts)))
    of_account = ibis.window(group_by="account_id")
    rows = rows.mutate(lowest=rows["first"].min().over(of_account), highest=rows["first"].max().over(of_account))
    repeat = ibis.cases(
        (rows.source_row != rows["first"], "duplicate_row"),
        (rows.lowest != rows.highest, "account_twice"),
        else_=ibis.null("string"),
    )
    return rows.select("source_row", repeat=repeat)
