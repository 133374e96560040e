"""A session: what one provider did for one patient on one day, and the order of its services by price."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ibis
import ibis.expr.types as ir

from cleanbill.engine import running_sum, whole

SESSION = ("provider_id", "person_id", "service_date")
KEY = ("claim_id", "line")
BESIDE = "beside a service whose place among the day's is not known"
SIDES = "modifier 50 and the rule for several services of a day are not modelled together"


def of_kinds(lines: ir.Table, kinds: Iterable[str], *take: str) -> ir.Table:
    """Payable lines with one of the MULT PROC indicators, narrowed to KEY, SESSION and `take`.

    The few lines that a rule looks at: sorting every line would cost far more.
    """
    some = lines.filter(lines.payable & lines.rvu_multiple.isin(list(kinds)) & (lines.units > 0))
    return some.select(*KEY, *SESSION, "rvu_multiple", "units", *take)


def ranked(
    few: ir.Table, into: str, *, by: str, within: Sequence[str], services: str = "units", order: Sequence[str] = KEY
) -> ir.Table:
    """`few` with `into`: how many `services` of `within` come before, the dearest first by `by`, ties by `order`."""
    first = few.mutate(dearest_first=-ibis.coalesce(few[by], 0))
    up_to = running_sum(first[services], within=within, order=("dearest_first", *order))
    return first.mutate(**{into: up_to - first[services]}).drop("dearest_first")


def unclear_reason(few: ir.Table, within: Sequence[str], services: str = "units") -> ir.StringValue:
    """Why a line cannot be placed among several services: its own `unclear`, or that of another; else null."""
    window = ibis.window(group_by=list(within))
    several = few[services].sum().over(window) > 1
    any_unclear = few.unclear.count().over(window) > 0
    return ibis.cases(
        (several & few.unclear.notnull(), few.unclear),
        (several & any_unclear, BESIDE),
        else_=ibis.null("string"),
    )


def total(cents: ir.IntegerColumn, within: Sequence[str]) -> ir.IntegerColumn:
    """The sum of `within`, int64."""
    return whole(cents.sum().over(ibis.window(group_by=list(within))))
