"""Cover under one public payer: everyone entitled, on each of their days, under one plan.

In: `person`, `event` or None. Out: the table `cover`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.core.tables import ibis_schema
from cleanbill.people.enrolment.entitled import entitled
from cleanbill.people.enrolment.rules import Rule, rules
from cleanbill.people.tables import Cover

PLAN = "single-payer"


def enrol(
    person: ir.Table,
    events: ir.Table | None = None,
    *,
    start: date,
    end: date,
    plan_id: str = PLAN,
    held: Sequence[Rule] | None = None,
) -> ir.Table:
    """`cover` from `start` to `end`: a row for each unbroken span of a person, in no order.

    `rule` says what the span rests on: "resident", "work" or "resident and
    work". `held` stands in for law/single_payer. Raises CleanbillError as
    `entitled` does.
    """
    spans = entitled(person, events, rules() if held is None else held, start=start, end=end)
    lives, works = spans.by_residence == 1, spans.by_work == 1
    rule = ibis.ifelse(lives & works, "resident and work", ibis.ifelse(works, "work", "resident"))
    return spans.mutate(plan_id=ibis.literal(plan_id), rule=rule).select(*ibis_schema(Cover).names)
