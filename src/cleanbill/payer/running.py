"""Over whom limits run, in what order, and what a limit leaves of a line."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

IN_ORDER = ("service_date", "claim_id", "line")  # a full key: no ties, so no engine may differ
PERSON_YEAR = ("person_year",)  # one number for person, plan, plan year and accumulator
FAMILY_YEAR = ("family_year",)
CLAIM = ("claim_id", "terms_no")
BY_TURN = ("turn",)
TURN = (*FAMILY_YEAR, *BY_TURN)  # tells a line from every other


def in_turn(lines: ir.Table) -> ir.Table:
    """`lines` with `turn`, from 0: their order within the family's year, as one number that is quick to sort by."""
    turn = ibis.row_number().over(ibis.window(group_by=list(FAMILY_YEAR), order_by=list(IN_ORDER)))
    return lines.mutate(turn=turn.cast("int64"))


def clipped(total: ir.IntegerValue, step: ir.IntegerValue, limit: ir.IntegerValue) -> ir.IntegerValue:
    """What of `step`, the last addend of the running `total`, lies below `limit`."""
    return ibis.least(total, limit) - ibis.least(total - step, limit)
