"""Tells lines apart by network and preventive care, and finds the plan's terms for each.

In: `claim_line` with, perhaps, `in_network` (true or false), and the terms of plans. Out: the lines with
`variant` (in, out, preventive), or with terms_no and accumulator_no.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.payer.plan import IN, OUT, PREVENTIVE
from cleanbill.payer.surprises import protected

CODES = "us/preventive_codes"


def with_variant(lines: ir.Table, day: date) -> ir.Table:
    """`lines` with `variant`, by the codes in force on `day`; out of network nothing is free.

    With `network_facility`, a surprise that the law protects (`surprises`) has the network's terms.
    """
    preventive = lines.code.isin(law.parameter(CODES).at(day)["codes"]).fill_null(False)
    inside = lines.in_network.fill_null(True) if "in_network" in lines.columns else ibis.literal(True)
    if "network_facility" in lines.columns:
        inside = inside | protected(lines, lines.network_facility.fill_null(False))
    return lines.mutate(variant=ibis.cases((~inside, OUT), (preventive, PREVENTIVE), else_=IN))


def numbered_terms(placed: ir.Table, terms: ir.Table) -> ir.Table:
    """`placed` (plan_id, benefit) with terms_no and accumulator_no, by `variant` where lines and terms have it."""
    keys = ["plan_id", "benefit"]
    if "variant" not in terms.columns:
        return placed.inner_join(terms.select("terms_no", "accumulator_no", *keys), keys)
    if "variant" not in placed.columns:
        terms = terms.filter(terms.variant == IN)
        return placed.inner_join(terms.select("terms_no", "accumulator_no", *keys), keys)
    keys = [*keys, "variant"]
    return placed.inner_join(terms.select("terms_no", "accumulator_no", *keys), keys)
