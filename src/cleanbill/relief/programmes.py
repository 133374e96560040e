"""Programmes of relief: dated rules on who qualifies, where and for which debts. Law: us/programmes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Literal

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.errors import CleanbillError
from cleanbill.fund import Area, Level

# Who is known to live in an area: by ZIP code, county or state; the bulk twin of `fund.Area.holds`.


COLUMNS = {"zip": "zip", "county": "county_fips", "state": "state"}


def lives_in(people: ir.Table, areas: Iterable[Area]) -> ir.BooleanValue:
    """Whether each row is known to lie in one of `areas`; without any, and in the nation, all do."""
    areas = tuple(areas)
    if not areas or any(area.level == "nation" for area in areas):
        return ibis.literal(True)
    return reduce(or_, (people[COLUMNS[area.level]].isin(sorted(area.codes)).fill_null(False) for area in areas))


# One programme's rule as it stands on a day.


FOLDER = "us/programmes/"
FLAGS = {
    "payment_plan": "payment_plan_flag",
    "dispute": "dispute_flag",
    "judgment": "judgment_flag",
    "minor": "minor_flag",
}
DEBT_OF = ("person", "hospital")
RESIDENT_AS_OF = (None, "decision", "service")


@dataclass(frozen=True, slots=True)
class Rule:
    """Income at or below a limit, or debts heavy against income; then the place, the debt's age, what is left out."""

    programme: str
    since: date  # day from which this rule stands
    source: str
    income_up_to_fpl_bp: int
    debt_from_income_bp: int
    income_below: bool = False  # must be below the limit; else at it or below
    debt_must_exceed: bool = False  # must exceed the share; else reach it
    debt_of: Literal["person", "hospital"] = "person"  # whose debts are added up
    minimum_age_days: int = 0  # of the debt, for those without Medicaid
    oldest_service: date | None = None
    medicaid_since: date | None = None  # who is enrolled qualifies for debts of care since then
    states: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    resident_as_of: Literal["decision", "service"] | None = None  # the day on which a person must live there
    address_holds_days: int = 365  # so long before or after the day on which it was known, an address shows residence
    excluded: tuple[str, ...] = ()  # of FLAGS
    excluded_creditors: tuple[str, ...] = ()  # in small letters, without marks


def rule(programme: str, today: date) -> Rule:
    """The rule of `programme` in force; CleanbillError where there is none, before it began, or its file is wrong."""
    if programme not in (names := programme_names()):
        raise CleanbillError(f"There is no programme {programme}. There are {', '.join(names)}.")
    dated = law.parameter(f"{FOLDER}{programme}")
    since = dated.since(today)
    return made(programme, since, dated.values[since])


def made(programme: str, since: date, value: Mapping[str, Any]) -> Rule:
    """A rule of its mapping; CleanbillError for what it does not know or lacks."""
    known = {field.name for field in fields(Rule)} - {"programme", "since", "source"}
    unknown, lacks = (
        sorted(value.keys() - known),
        [k for k in ("income_up_to_fpl_bp", "debt_from_income_bp") if k not in value],
    )
    where = f"law/{FOLDER}{programme}.yaml"
    if unknown or lacks:
        wrong = f"does not know {', '.join(unknown)}" if unknown else f"lacks {', '.join(lacks)}"
        raise CleanbillError(f"{where} {wrong}. A rule may say {', '.join(sorted(known))}.")
    content: Any = {key: tuple(one) if isinstance(one, list) else one for key, one in value.items()}
    held = Rule(programme=programme, since=since, source=where, **content)
    if held.debt_of not in DEBT_OF or set(held.excluded) - FLAGS.keys():
        raise CleanbillError(f"{where}: debt_of is {' or '.join(DEBT_OF)}, and excluded of {', '.join(FLAGS)}.")
    if held.resident_as_of not in RESIDENT_AS_OF:
        raise CleanbillError(f"{where}: resident_as_of is decision or service, or is left out.")
    return held


def programme_names() -> tuple[str, ...]:
    """The programmes that ship."""
    return tuple(
        all_parameter.path.removeprefix(FOLDER)
        for all_parameter in law.all_parameters()
        if all_parameter.path.startswith(FOLDER)
    )


# Where a person lives by the rule, and whether the address is shown to hold on the day that the rule names.


def lives_there(known: ir.Table, law: Rule) -> ir.BooleanValue:
    """In the programme's counties or states; a person of unknown place is not known to live there."""
    found: tuple[tuple[Level, tuple[str, ...]], ...] = (("county", law.counties), ("state", law.states))
    return lives_in(known, [Area(level, frozenset(codes)) for level, codes in found if codes])


def residence(known: ir.Table, law: Rule, today: date) -> ir.StringValue:
    """`shown`, `undated` or `of another day`; null where the rule names no day.

    It decides nothing: sellers seldom say when an address was known to hold, and the letter that comes back will tell.
    """
    if law.resident_as_of is None:
        return ibis.null("string")
    asked = ibis.literal(today) if law.resident_as_of == "decision" else known.date_of_service
    days = asked.delta(known.address_as_of, unit="day").abs()
    return ibis.cases((days.isnull(), "undated"), (days <= law.address_holds_days, "shown"), else_="of another day")
