"""Synthea's payer transitions as table `cover`: at most one plan a day.

The rule of repair: a span ends on the day before it says, and at the latest
on the day before the next begins, so the later one holds where two overlap;
one that is left with no day is dropped. Spans under the same plan that touch
are one. Days between spans stay without cover.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.care.meps import data_file
from cleanbill.care.synthea_money import by_word, day
from cleanbill.engine import SOURCE_ROW, running_sum

ORDER = ["start", "stop", SOURCE_ROW]
COMMERCIAL = "commercial"


def synthea_cover(spans: ir.Table) -> ir.Table:
    """Table `cover` from the result of `plan_spans`."""
    held = days_held(spans)
    same = (held.plan_id == held.plan_before) & (held.start == held.end_before + ibis.interval(days=1))
    begins = ibis.ifelse(same.fill_null(False), 0, 1).cast("int64")
    staged = held.mutate(begins=begins)
    stays = staged.mutate(stay=running_sum(staged.begins, within=["person_id"], order=["start"]))
    joined = stays.group_by("person_id", "stay", "plan_id").aggregate(start=stays.start.min(), end=stays.end.max())
    rule = ibis.literal("payer_transitions.csv")
    return joined.select("person_id", "start", "end", "plan_id", rule=rule)


def plan_spans(transitions: ir.Table, payers: ir.Table) -> ir.Table:
    """Each transition with person_id, plan_id, and its first (`start`) and last (`stop`) day; null where unreadable."""
    first = _named(transitions, payers, "PAYER", "payer_name")
    both = _named(first, payers, "SECONDARY_PAYER", "second_name")
    moments = {
        "start": ibis.coalesce(both.START_DATE, both.START_YEAR),
        "stop": ibis.coalesce(both.END_DATE, both.END_YEAR),
    }
    return both.select(
        SOURCE_ROW,
        "second_name",
        "payer_name",
        person_id=both.PATIENT,
        plan_id=_plan(both.payer_name, both.second_name),
        **{name: day(moment) for name, moment in moments.items()},
    )


def _named(spans: ir.Table, payers: ir.Table, column: str, name: str) -> ir.Table:
    """`spans` with the name of the payer whose id is in `column`."""
    names = payers.select(payer_key=payers.Id, **{name: payers.NAME})
    return spans.left_join(names, spans[column] == names.payer_key).drop("payer_key")


def _plan(first: ir.StringColumn, second: ir.StringColumn) -> ir.StringColumn:
    words = data_file("synthea")
    alone = by_word(first, words["payer"], words[COMMERCIAL])
    known = set(words["payer"])
    beside = words["medicare_and"]
    medicare = ibis.cases(
        (second == "Medicaid", ibis.literal(beside["Medicaid"])),
        (second.notnull() & second.notin(list(known)), ibis.literal(beside[COMMERCIAL])),
        else_=alone,
    )
    return ibis.ifelse(first == "Medicare", medicare, alone)


def days_held(spans: ir.Table) -> ir.Table:
    """Spans that keep a day: cut where the next begins, with the plan and last day of the one before."""
    next_start = spans.start.lead().over(ibis.window(group_by="person_id", order_by=ORDER))
    cut = spans.mutate(end=ibis.least(spans.stop, next_start) - ibis.interval(days=1))
    left = cut.filter(cut.start <= cut.end)
    in_order = ibis.window(group_by="person_id", order_by=["start"])
    return left.mutate(plan_before=left.plan_id.lag().over(in_order), end_before=left.end.lag().over(in_order))
