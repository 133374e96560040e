"""Typed rows of a seller's file -> each with its reasons and its outcome: accepted, quarantined or rejected.

Reasons and what becomes of them stand in reasons.yaml. In: `parsed`, the text as
it stood, and which SSNs are possible. Out: the typed columns, `reasons` (codes
joined by blanks) and `outcome`. A row's worst reason decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import ibis
import ibis.expr.types as ir
import yaml

from cleanbill.law import parameter
from cleanbill.relief.zip_homes import homes_by_prefix

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
    held: Mapping[str, Rows] = yaml.safe_load(text)
    return held


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


def _of(told: ir.Table, outcome: str) -> Any:
    return _either({name: told[f"is_{name}"] for name, row in reasons().items() if row["outcome"] == outcome})


def _joined(told: ir.Table) -> ir.StringValue:
    words = ibis.literal("")
    for name in reasons():
        words += ibis.ifelse(told[f"is_{name}"], f" {name}", "")
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
