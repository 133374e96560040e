"""Counts the days of a table of cover against the days on which each person must be covered.

In: `person`, `cover` as anyone gives it, `event` or None. Out: one row of
counts, and `Proof`, which says whether each has exactly one cover on each day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.people.enrolment.entitled import entitled, happened_to, lives
from cleanbill.people.enrolment.rules import Rule, rules
from cleanbill.people.enrolment.spans import cut, days, plus
from cleanbill.people.enrolment.whole import covered


@dataclass(frozen=True, slots=True)
class Proof:
    """Person-days and people; `proven` where each has exactly one cover on each of their days."""

    people: int
    person_days: int  # days on which someone must be covered
    covered_days: int  # those on which they are
    gap_days: int  # those on which they are not
    gap_people: int
    overlap_days: int  # days of cover beyond the first on the same day
    overlap_people: int
    unknown_rows: int  # cover of people who are not in the table of people
    before_birth_days: int
    after_death_days: int
    backwards_rows: int  # cover that ends before it starts
    elsewhere_days: int  # covered though neither living nor working here: told, no fault

    @property
    def faults(self) -> Mapping[str, int]:
        """What breaks the proof, and how often."""
        names = "gap_days", "overlap_days", "unknown_rows", "before_birth_days", "after_death_days", "backwards_rows"
        return {name: getattr(self, name) for name in names if getattr(self, name)}

    @property
    def proven(self) -> bool:
        """Whether there is no fault."""
        return not self.faults


def prove(
    person: ir.Table,
    cover: ir.Table,
    events: ir.Table | None = None,
    *,
    start: date,
    end: date,
    held: Sequence[Rule] | None = None,
    working: bool = True,
) -> ir.Table:
    """One row with the fields of `Proof`, int64, for the days from `start` to `end`.

    `working` False asks for cover of residents alone. Raises CleanbillError as `entitled` does.
    """
    held = rules() if held is None else held
    due = entitled(person, events, held, start=start, end=end, working=working)
    known = cover.semi_join(person, "person_id")
    had = covered(known, start, end)
    given = cut(known, ibis.literal(start), ibis.literal(end))
    counted = [
        _days(due, "due"),
        _days(_both(due, had), "kept"),
        _days(given, "given"),
        _days(had, "had"),
        *_out_of_life(person, events, had),
    ]
    everyone = reduce(
        lambda left, right: left.left_join(right, "person_id").drop("person_id_right"),
        counted,
        person.select("person_id"),
    )
    everyone = everyone.mutate(**{name: ibis.coalesce(everyone[name], 0) for name in everyone.columns[1:]})
    rows = ibis.coalesce(cover.anti_join(person, "person_id").count(), 0).name("unknown_rows").as_table()
    backwards = cover.filter(cover.end < cover.start).count().name("backwards_rows").as_table()
    told = _sums(everyone).cross_join(rows).cross_join(backwards)
    return told.select(**{name: told[name].cast("int64") for name in Proof.__dataclass_fields__})


def proof(row: Mapping[str, Any]) -> Proof:
    """The row of `prove` as a value."""
    return Proof(**row)


def _sums(everyone: ir.Table) -> ir.Table:
    gap, overlap = everyone.due - everyone.kept, everyone.given - everyone.had
    outside = everyone.had - everyone.kept - everyone.unborn - everyone.dead
    sums = {
        "person_days": everyone.due,
        "covered_days": everyone.kept,
        "gap_days": gap,
        "gap_people": (gap > 0).cast("int64"),
        "overlap_days": overlap,
        "overlap_people": (overlap > 0).cast("int64"),
        "before_birth_days": everyone.unborn,
        "after_death_days": everyone.dead,
        "elsewhere_days": outside,
    }
    return everyone.aggregate(
        people=everyone.count(), **{name: ibis.coalesce(value.sum(), 0) for name, value in sums.items()}
    )


def _days(spans: ir.Table, name: str) -> ir.Table:
    counted = spans.mutate(days=days(spans))
    return counted.group_by("person_id").aggregate(**{name: counted.days.sum().cast("int64")})


def _both(due: ir.Table, had: ir.Table) -> ir.Table:
    """Spans of days that are in both."""
    beside = due.inner_join(had.select("person_id", had_from="start", had_to="end"), "person_id")
    return cut(beside, beside.had_from, beside.had_to)


def _out_of_life(person: ir.Table, events: ir.Table | None, had: ir.Table) -> list[ir.Table]:
    """Days of cover before birth and after death, a table each."""
    alive = lives(person, happened_to(person, events)).select("person_id", "birth_date", "last_day")
    beside = had.inner_join(alive, "person_id")
    unborn = cut(beside, beside.start, plus(beside.birth_date, -1))
    dead = cut(beside, plus(beside.last_day, 1), beside.end)
    return [_days(unborn, "unborn"), _days(dead, "dead")]
