"""Whom the public payer covers, period by period of the law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.errors import CleanbillError
from cleanbill.people.enrolment.spans import plus

HELD, DAYS = "single_payer/residency", "single_payer/cover_days"


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds from the day `begins` until the next rule begins."""

    begins: date
    hours_a_week: int
    state_fips: str
    after_leaving: int = 0  # days
    after_work: int = 0  # days


def rules() -> tuple[Rule, ...]:
    """The rules of law/single_payer, oldest first, one for each change of either parameter."""
    whom, days = law.parameter(HELD), law.parameter(DAYS)
    first = max(min(whom.values), min(days.values))
    changes = sorted({day for day in (*whom.values, *days.values) if day >= first})
    return tuple(Rule(day, **whom.at(day), **days.at(day)) for day in changes)


def check_span(held: Sequence[Rule], start: date, end: date) -> None:
    """CleanbillError where the days looked at run backwards or begin before the first rule."""
    if end < start:
        raise CleanbillError(f"The days end on {end}, before they start on {start}. Give an end that is not before it.")
    if start < held[0].begins:
        raise CleanbillError(f"No rule of cover is on file for {start}; the first is of {held[0].begins}.")


def in_state(place: ir.StringValue, held: Sequence[Rule]) -> ir.BooleanValue:
    """Whether a county lies in the state of the latest rule; an empty one does."""
    state = held[-1].state_fips
    return ibis.coalesce(place.substr(0, len(state)) == ibis.literal(state), ibis.literal(value=True))


def days_after(day: ir.DateValue, held: Sequence[Rule], name: str) -> ir.DateValue:
    """`day` and so many days more as the rule of that day says under `name`."""
    later = plus(day, getattr(held[0], name))
    for rule in held[1:]:
        later = ibis.ifelse(day >= ibis.literal(rule.begins), plus(day, getattr(rule, name)), later)
    return later
