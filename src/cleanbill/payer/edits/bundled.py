"""Bundled pairs (NCCI procedure to procedure): the column 2 code is denied, CO-97.

A pair holds for two lines of one patient, provider and day. Indicator 0 is never lifted, 1
by a proper modifier on either code, 9 is a deleted pair.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.payer.edits.firing import fire_on, has_modifier, standing
from cleanbill.payer.tables import KEY

TOGETHER = ("plan_id", "person_id", "provider_id", "service_date")
PAIR = ("column_1", "column_2", "indicator", "pair_since", "pair_until")


def bundled(lines: ir.Table, pairs: ir.Table, *, proper: list[str]) -> ir.Table:
    """Fires by `pairs` (column_1, column_2, indicator, pair_since, pair_until)."""
    stands = standing(lines).mutate(lifted=has_modifier(lines.modifiers, proper))
    second = stands.inner_join(pairs, stands.code == pairs.column_2)
    first = stands.select(
        *TOGETHER, first_claim="claim_id", first_line="line", first_code="code", first_lifted="lifted"
    )
    both = second.inner_join(first, [*TOGETHER, second.column_1 == first.first_code])
    both = both.filter((both.first_claim != both.claim_id) | (both.first_line != both.line))
    lifted = (both.indicator == "1") & (both.lifted | both.first_lifted)
    in_force = (both.service_date >= both.pair_since) & (both.service_date <= both.pair_until)
    found = both.filter(in_force & (both.indicator != "9") & ~lifted)
    found = found.group_by(*KEY).aggregate(found_since=found.pair_since.min())
    return fire_on(lines, found.mutate(found_rule=ibis.literal("bundled")))
