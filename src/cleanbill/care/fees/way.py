"""Which way prices a line, and the outcome of that way: cents, rule and source, or the reason why there is no price.

The ways are anaesthesia units, the physician fee schedule and plain tables here, and stays in `inpatient`.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.by_table import PROFESSIONAL_SCHEDULE

OUTCOME = ("price_cents", "price_rule", "price_source", "pended_reason")
ANESTHESIA, PHYSICIAN, TABLE, NO_CODE = "anesthesia", "physician", "table", "no code"


def with_way(kinds: ir.Table) -> ir.Table:
    """`kinds` with `way` and OUTCOME, from the columns that each way has added."""
    professional = kinds.schedule == PROFESSIONAL_SCHEDULE
    way = ibis.cases(
        (kinds.code.isnull(), NO_CODE),
        (professional & kinds.is_anesthesia, ANESTHESIA),
        (professional & (~kinds.elsewhere | kinds.table_e4.isnull()), PHYSICIAN),
        else_=TABLE,
    )
    kinds = kinds.mutate(way=way)
    ways = {
        NO_CODE: no_outcome("no code"),
        ANESTHESIA: outcome(kinds, "anesthesia", "anaesthesia units", kinds.anesthesia_source),
        PHYSICIAN: physician_outcome(kinds),
    }
    table = outcome(kinds, "table", kinds.table_rule, kinds.table_source)
    chosen = {
        name: ibis.cases(*((kinds.way == key, held[name]) for key, held in ways.items()), else_=table[name])
        for name in OUTCOME
    }
    return kinds.mutate(**chosen)


def physician_outcome(lines: ir.Table) -> dict[str, ir.Value]:
    """OUTCOME of lines with what `physician` adds."""
    return outcome(lines, "physician", lines.physician_rule, lines.rvu_source.concat(", ", lines.gpci_source))


def outcome(lines: ir.Table, name: str, rule: Any, source: ir.Value) -> dict[str, ir.Value]:
    """OUTCOME from `<name>_cents` and `<name>_reason`: exactly one of price and reason is null, no price is zero."""
    cents = lines[f"{name}_cents"].cast("int64")
    reason = ibis.coalesce(lines[f"{name}_reason"], _nothing(cents))
    pended = reason.notnull()
    return {
        "price_cents": ibis.ifelse(pended, ibis.null("int64"), cents),
        "price_rule": ibis.ifelse(pended, ibis.null("string"), rule),
        "price_source": ibis.ifelse(pended, ibis.null("string"), source),
        "pended_reason": reason,
    }


def no_outcome(reason: str) -> dict[str, ir.Value]:
    """OUTCOME of a line that waits for `reason`."""
    nothing = {"price_cents": ibis.null("int64"), "price_rule": ibis.null("string")}
    return nothing | {"price_source": ibis.null("string"), "pended_reason": ibis.literal(reason)}


def _nothing(cents: ir.IntegerValue) -> ir.StringValue:
    """The reason of a line that every rule let through and that still has no price above zero."""
    words = (cents.isnull(), "no rule prices it on that day"), (cents <= 0, "the price comes to nothing")
    return ibis.cases(*words, else_=ibis.null("string"))
