"""Makes today's cover whole: a day on which a resident has no plan is a day under plan `none`.

In: `person`, `cover` with gaps, `event` or None. Out: `cover` with the gaps
filled, the rows that fill them, and findings for overlaps, which no rule of
ours can settle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import Finding
from cleanbill.core.tables import ibis_schema
from cleanbill.people.enrolment.entitled import entitled
from cleanbill.people.enrolment.residence import OPEN
from cleanbill.people.enrolment.rules import Rule, rules
from cleanbill.people.enrolment.spans import COLUMNS, cut, days, joined, plus
from cleanbill.people.intake import cross_check_cover
from cleanbill.people.tables import Cover

NO_PLAN, FILLED = "none", "gap filled"
LONG_AGO = date(1800, 1, 1)


@dataclass(frozen=True, slots=True)
class Whole:
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


def whole(
    person: ir.Table,
    cover: ir.Table,
    events: ir.Table | None = None,
    *,
    start: date,
    end: date,
    held: Sequence[Rule] | None = None,
) -> Whole:
    """Fills each day from `start` to `end` on which a living resident has no plan.

    Rows of `cover` stay as they are. Cover that overlaps, or of someone
    unknown, is a finding; raises CleanbillError as `entitled` does.
    """
    due = entitled(person, events, rules() if held is None else held, start=start, end=end, working=False)
    given = cover.select(*ibis_schema(Cover).names)
    gaps = uncovered(due, covered(given, start, end))
    filled = gaps.mutate(plan_id=ibis.literal(NO_PLAN), rule=ibis.literal(FILLED)).select(*given.columns)
    return Whole(given.union(filled), filled, tuple(cross_check_cover(person, cover)))


def covered(cover: ir.Table, start: date, end: date) -> ir.Table:
    """The days of `cover` from `start` to `end` as spans that do not overlap, whatever the plans."""
    bare = cover.mutate(by_residence=ibis.literal(0, "int64"), by_work=ibis.literal(0, "int64")).select(*COLUMNS)
    return joined(cut(bare, ibis.literal(start), ibis.literal(end)))


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
