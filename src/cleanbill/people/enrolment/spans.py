"""Spans of days, both ends included: cut to a window, and joined where they touch.

In and out: tables with person_id, start, end, and by_residence and by_work
(int64, 1 where the span rests on it).
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.engine import running_sum

COLUMNS = ("person_id", "start", "end", "by_residence", "by_work")
IN_ORDER = ("start", "end", "by_residence", "by_work")  # rows that tie here are the same row


def cut(spans: ir.Table, first: ir.DateValue | date, last: ir.DateValue | date) -> ir.Table:
    """What of each span lies from `first` to `last`; spans outside are dropped."""
    shorter = spans.mutate(start=ibis.greatest(spans.start, first), end=ibis.least(spans.end, last))
    return shorter.filter(shorter.start <= shorter.end)


def joined(spans: ir.Table) -> ir.Table:
    """Spans of each person that overlap or touch, as one; none are left that do."""
    spans = spans.distinct()
    before = ibis.window(group_by="person_id", order_by=list(IN_ORDER), rows=(None, -1))
    reached = spans.mutate(reach=spans.end.max().over(before))
    apart = reached.reach.isnull() | (reached.start.delta(reached.reach, unit="day") > 1)
    marked = reached.mutate(opens=apart.cast("int64"))
    numbered = marked.mutate(island=running_sum(marked.opens, within=["person_id"], order=IN_ORDER))
    islands = numbered.group_by("person_id", "island").aggregate(
        start=numbered.start.min(),
        end=numbered.end.max(),
        by_residence=numbered.by_residence.max(),
        by_work=numbered.by_work.max(),
    )
    return islands.select(*COLUMNS)


def days(spans: ir.Table) -> ir.IntegerColumn:
    """How many days each span has, int64."""
    return (spans.end.delta(spans.start, unit="day") + 1).cast("int64")


def plus(day: ir.DateValue, more: int) -> ir.DateValue:
    """The day so many days later (or earlier).

    A date and an interval make a timestamp in DuckDB while Ibis takes it for a
    date, and so would leave a plain cast out: hence the two.
    """
    return (day + ibis.interval(days=more)).cast("timestamp").cast("date") if more else day
