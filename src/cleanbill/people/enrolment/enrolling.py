"""Cover under one public payer, gaps filled with no cover, and the proof that each person has one cover on each day.

In: `person`, `cover` as anyone gives it, `event` or None. Out: `cover` (`enrol`, `fill_gaps`), or one row of counts
(`prove`) and `Proof`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import Finding
from cleanbill.core.tables import ibis_schema
from cleanbill.people.enrolment.entitlement import (
    COLUMNS,
    OPEN,
    Rule,
    cut,
    days,
    entitled,
    happened_to,
    lives,
    merged,
    plus,
    rules,
)
from cleanbill.people.intake import cross_check_cover
from cleanbill.people.tables import Cover

# Cover under one public payer: everyone entitled, on each of their days, under one plan.
#
# In: `person`, `event` or None. Out: the table `cover`.


PLAN = "single-payer"


def enrol(
    person: ir.Table,
    events: ir.Table | None = None,
    *,
    start: date,
    end: date,
    plan_id: str = PLAN,
    known_rules: Sequence[Rule] | None = None,
) -> ir.Table:
    """`cover` from `start` to `end`: a row for each unbroken span of a person, in no order.

    `rule` says what the span rests on: "resident", "work" or "resident and
    work". `known_rules` stands in for law/single_payer. Raises CleanbillError as
    `entitled` does.
    """
    spans = entitled(person, events, rules() if known_rules is None else known_rules, start=start, end=end)
    lives, works = spans.by_residence == 1, spans.by_work == 1
    rule = ibis.ifelse(lives & works, "resident and work", ibis.ifelse(works, "work", "resident"))
    return spans.mutate(plan_id=ibis.literal(plan_id), rule=rule).select(*ibis_schema(Cover).names)


# Makes today's cover whole: a day on which a resident has no plan is a day under plan `none`.
#
# In: `person`, `cover` with gaps, `event` or None. Out: `cover` with the gaps
# filled, the rows that fill them, and findings for overlaps, which no rule of
# ours can settle.


NO_PLAN, FILLED = "none", "gap filled"
LONG_AGO = date(1800, 1, 1)


@dataclass(frozen=True, slots=True)
class Filled:
    """`cover` with every gap filled, the rows that were `filled` in, and what could not be put right."""

    cover: ir.Table
    filled: ir.Table
    findings: tuple[Finding, ...]

    def counts(self) -> ir.Table:
        """One row: spans, people and days (int64) that were filled."""
        return self.filled.aggregate(
            spans=self.filled.count().cast("int64"),
            people=self.filled.person_id.nunique().cast("int64"),
            days=ibis.coalesce(days(self.filled).sum(), 0).cast("int64"),
        )


def fill_gaps(
    person: ir.Table,
    cover: ir.Table,
    events: ir.Table | None = None,
    *,
    start: date,
    end: date,
    known_rules: Sequence[Rule] | None = None,
) -> Filled:
    """Fills each day from `start` to `end` on which a living resident has no plan.

    Rows of `cover` stay as they are. Cover that overlaps, or of someone
    unknown, is a finding; raises CleanbillError as `entitled` does.
    """
    due = entitled(person, events, rules() if known_rules is None else known_rules, start=start, end=end, working=False)
    given = cover.select(*ibis_schema(Cover).names)
    gaps = uncovered(due, covered(given, start, end))
    filled = gaps.mutate(plan_id=ibis.literal(NO_PLAN), rule=ibis.literal(FILLED)).select(*given.columns)
    return Filled(given.union(filled), filled, tuple(cross_check_cover(person, cover)))


def covered(cover: ir.Table, start: date, end: date) -> ir.Table:
    """The days of `cover` from `start` to `end` as spans that do not overlap, whatever the plans."""
    bare = cover.mutate(by_residence=ibis.literal(0, "int64"), by_work=ibis.literal(0, "int64")).select(*COLUMNS)
    return merged(cut(bare, ibis.literal(start), ibis.literal(end)))


def uncovered(due: ir.Table, had: ir.Table) -> ir.Table:
    """The days of `due` that are not among those of `had`: person_id, start, end."""
    in_order = ibis.window(group_by="person_id", order_by="start")
    beside = had.mutate(last=had.end.lag().over(in_order), later=had.start.lead().over(in_order))
    before = beside.select(
        "person_id",
        free_from=ibis.coalesce(plus(beside.last, 1), ibis.literal(LONG_AGO)),
        free_to=plus(beside.start, -1),
    )
    last = beside.filter(beside.later.isnull())
    after = last.select("person_id", free_from=plus(last.end, 1), free_to=ibis.literal(OPEN))
    free = due.inner_join(before.union(after), "person_id")
    within = cut(free, free.free_from, free.free_to).select("person_id", "start", "end")
    return within.union(due.anti_join(had, "person_id").select("person_id", "start", "end"))


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
    known_rules: Sequence[Rule] | None = None,
    working: bool = True,
) -> ir.Table:
    """One row with the fields of `Proof`, int64, for the days from `start` to `end`.

    `working` False asks for cover of residents alone. Raises CleanbillError as `entitled` does.
    """
    known_rules = rules() if known_rules is None else known_rules
    due = entitled(person, events, known_rules, start=start, end=end, working=working)
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
    sums = _sums(everyone).cross_join(rows).cross_join(backwards)
    return sums.select(**{name: sums[name].cast("int64") for name in Proof.__dataclass_fields__})


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
