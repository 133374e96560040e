"""Part of an operation's price by modifier 54, 55 or 78. Law: us/global_split."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.dated import by_law
from cleanbill.care.fees.modifiers import has
from cleanbill.core.money import WHOLE_BP

LAW = "us/global_split"


def portion_bp(lines: ir.Table) -> ir.IntegerValue:
    """The share of the price that the modifier is paid, basis points; null where the code has no such parts.

    `lines` has rvu_pre_op_bp, rvu_intra_op_bp, rvu_post_op_bp, rvu_global_days
    and spaced `modifiers`. Two such modifiers on one line are null too.
    """
    return by_law(lines, LAW, lambda held: _portion(lines, held))


def _portion(lines: ir.Table, held: dict[str, Any]) -> ir.IntegerValue:
    told = {modifier: has(lines.modifiers, modifier) for modifier in held["parts"]}
    count = reduce(add, (each.cast("int64") for each in told.values()))
    branches: list[Any] = [(count == 0, ibis.literal(WHOLE_BP, "int64")), (count > 1, ibis.null("int64"))]
    for modifier, columns in held["parts"].items():
        share = reduce(add, (lines[f"rvu_{column}"] for column in columns))
        days = held["whole_if_days"].get(modifier, [])
        whole = lines.rvu_global_days.isin(days) if days else ibis.literal(False)
        branches += [
            (told[modifier] & whole, ibis.literal(WHOLE_BP, "int64")),
            (told[modifier] & (share > 0), share),
        ]
    return ibis.cases(*branches, else_=ibis.null("int64"))
