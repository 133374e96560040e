"""One programme's rule as it stands on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

from cleanbill import law
from cleanbill.core.errors import CleanbillError

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
    held = law.parameter(f"{FOLDER}{programme}")
    since = held.since(today)
    return made(programme, since, held.values[since])


def made(programme: str, since: date, value: Mapping[str, Any]) -> Rule:
    """A rule of its mapping; CleanbillError for what it does not know or lacks."""
    known = {each.name for each in fields(Rule)} - {"programme", "since", "source"}
    unknown, lacks = (
        sorted(value.keys() - known),
        [k for k in ("income_up_to_fpl_bp", "debt_from_income_bp") if k not in value],
    )
    where = f"law/{FOLDER}{programme}.yaml"
    if unknown or lacks:
        wrong = f"does not know {', '.join(unknown)}" if unknown else f"lacks {', '.join(lacks)}"
        raise CleanbillError(f"{where} {wrong}. A rule may say {', '.join(sorted(known))}.")
    told: Any = {key: tuple(one) if isinstance(one, list) else one for key, one in value.items()}
    held = Rule(programme=programme, since=since, source=where, **told)
    if held.debt_of not in DEBT_OF or set(held.excluded) - FLAGS.keys():
        raise CleanbillError(f"{where}: debt_of is {' or '.join(DEBT_OF)}, and excluded of {', '.join(FLAGS)}.")
    if held.resident_as_of not in RESIDENT_AS_OF:
        raise CleanbillError(f"{where}: resident_as_of is decision or service, or is left out.")
    return held


def programme_names() -> tuple[str, ...]:
    """The programmes that ship."""
    return tuple(each.path.removeprefix(FOLDER) for each in law.all_parameters() if each.path.startswith(FOLDER))
