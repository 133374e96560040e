"""When each person works enough hours a week in the state: spans that may overlap.

`started_work` sets the hours of all jobs from its day; `stopped_work` ends
them after its day. The hours that are enough are those of each day's own law.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from cleanbill.people.enrolment.residence import OPEN
from cleanbill.people.enrolment.rules import Rule, days_after, in_state
from cleanbill.people.enrolment.spans import COLUMNS, cut, plus


def work(events: ir.Table, held: Sequence[Rule]) -> ir.Table:
    """Spans of work of enough hours, cut by no death and no window."""
    jobs = _jobs(events, held)
    ends = [plus(ibis.literal(rule.begins), -1) for rule in held[1:]] + [ibis.literal(OPEN)]
    enough = [
        cut(jobs.filter(jobs.hours >= rule.hours_a_week), ibis.literal(rule.begins), last)
        for rule, last in zip(held, ends, strict=True)
    ]
    return ibis.union(*[spans.select(*COLUMNS) for spans in enough]) if len(enough) > 1 else enough[0].select(*COLUMNS)


def _jobs(events: ir.Table, held: Sequence[Rule]) -> ir.Table:
    """A span for each start of work, with its hours a week in the state."""
    turns = events.filter(events.kind.isin(["started_work", "stopped_work"]))
    starts = turns.kind == "started_work"
    hours = ibis.ifelse(starts & in_state(turns.place, held), ibis.coalesce(turns.hours, 0), 0)
    days = turns.mutate(hours=hours).group_by("person_id", "on")
    turns = days.aggregate(
        started=starts.any(), stopped=(turns.kind == "stopped_work").any(), hours=lambda day: day.hours.max()
    )
    in_order = ibis.window(group_by="person_id", order_by="on")
    turns = turns.mutate(next_on=turns.on.lead().over(in_order), next_stopped=turns.stopped.lead().over(in_order))
    stopped = days_after(turns.next_on, held, "after_work")
    until = ibis.ifelse(turns.next_stopped, stopped, plus(turns.next_on, -1))
    jobs = turns.mutate(start=turns.on, end=ibis.coalesce(until, ibis.literal(OPEN)))
    return jobs.filter(jobs.started).mutate(by_residence=ibis.literal(0, "int64"), by_work=ibis.literal(1, "int64"))
