"""What is wrong with a table of cover: each person must be under exactly one plan on each day.

In: the tables `person` and `cover`, and the span of days looked at. Out: a
small table without persons: fault, people, remedy; no rows where all is well.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

# fault -> what to do about it
REMEDIES = {
    "cover of an unknown person": "Every person_id must be in the table of people.",
    "cover that ends before it starts": "Give `end` a day that is not before `start`.",
    "more than one plan on a day": "End one span on the day before the next starts; both ends count.",
    "no plan on a day": "Add a span, with the plan `none` where the person has no cover.",
}


def cover_faults(person: ir.Table, cover: ir.Table, start: date, end: date) -> ir.Table:
    """One row a kind of fault that occurs: fault (string), people (int64, how many have it), remedy (string).

    Every day from `start` to `end` must be covered, both included. Someone
    with two plans on one day is counted under that fault alone, since the days
    that are missing cannot be told until it is put right.
    """
    found = [
        _unknown(person, cover),
        _backwards(cover),
        _overlapping(cover),
        _uncovered(person, cover, start, end),
    ]
    counted = [
        people.aggregate(people=people.person_id.nunique().cast("int64")).mutate(
            fault=ibis.literal(fault), remedy=ibis.literal(remedy)
        )
        for people, (fault, remedy) in zip(found, REMEDIES.items(), strict=True)
    ]
    every = ibis.union(*counted)
    return every.filter(every.people > 0).select("fault", "people", "remedy").order_by("fault")


def _unknown(person: ir.Table, cover: ir.Table) -> ir.Table:
    return cover.anti_join(person, "person_id").select("person_id")


def _backwards(cover: ir.Table) -> ir.Table:
    return cover.filter(cover.end < cover.start).select("person_id")


def _overlapping(cover: ir.Table) -> ir.Table:
    """If any two spans of a person overlap, so do two that are next to each other by their start."""
    in_order = ibis.window(group_by="person_id", order_by=["start", "end", "plan_id"])
    beside = cover.mutate(last_day=cover.end.lag().over(in_order))
    return beside.filter(beside.start <= beside.last_day).select("person_id")


def _uncovered(person: ir.Table, cover: ir.Table, start: date, end: date) -> ir.Table:
    """People with fewer covered days than there are since birth, where no span overlaps another."""
    within = cover.filter((cover.start <= ibis.literal(end)) & (cover.end >= ibis.literal(start)))
    first = ibis.greatest(within.start, ibis.literal(start))
    last = ibis.least(within.end, ibis.literal(end))
    spans = within.mutate(days=last.delta(first, unit="day") + 1)
    covered = spans.group_by("person_id").aggregate(days=spans.days.sum().cast("int64"))
    since = ibis.greatest(person.birth_date, ibis.literal(start))
    due = person.select("person_id", due=(ibis.literal(end).delta(since, unit="day") + 1).cast("int64"))
    both = due.left_join(covered, "person_id")
    short = both.filter(both.due > both.days.fill_null(0))
    return short.anti_join(_overlapping(cover), "person_id").select("person_id")
