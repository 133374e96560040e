"""Lines that replacement and void claims have taken out of what is settled, so that none is lost sight of.

In: lines with `action` and `original_claim_id`. Out: those that do not stand,
with status `replaced` or `voided` and the claim that did it.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.core.tables import ibis_schema
from cleanbill.payer.place import place
from cleanbill.payer.replay import REPLACEMENT, VOID
from cleanbill.payer.tables import UnsettledLine

NO_FEE = "no fee is given"


def corrections(lines: ir.Table) -> ir.Table:
    """The lines that `standing_claims` leaves out, with status, reason and by_claim_id.

    A void's own lines ask for nothing: they are `voided` too.
    """
    acts = lines.filter(lines.action.isin([REPLACEMENT, VOID]) & lines.original_claim_id.notnull())
    acts = acts.select(gone="original_claim_id", by="claim_id", act="action").distinct()
    by = acts.group_by("gone").aggregate(
        by_claim_id=acts.by.min(), is_void=(acts["act"] == VOID).any(), replaced=(acts["act"] == REPLACEMENT).any()
    )
    both = lines.left_join(by, lines.claim_id == by.gone)
    both = both.filter(both.gone.notnull() | (both.action == VOID))
    own = (both.action == VOID).fill_null(False)
    return both.mutate(
        status=ibis.ifelse(own | both.is_void.fill_null(False), "voided", "replaced"),
        reason=ibis.cases(
            (own, "a void: it asks for no money"),
            (both.is_void, "taken back by a void"),
            else_="replaced by a later claim",
        ),
    ).drop("gone", "is_void", "replaced")


def under_plans(corrected: ir.Table, members: ir.Table, plans: ir.Table | None) -> ir.Table:
    """`corrected` with the `plan_id` of each member, or once under each of `plans`, so that all lines are counted."""
    if plans is None:
        return place(corrected, members)
    return corrected.cross_join(plans.select("plan_id").distinct())


def unsettled(decided: ir.Table, corrected: ir.Table | None) -> ir.Table:
    """`unsettled_line`: lines that wait for a price, and those that corrections took out."""
    waits = decided.filter(decided.status == "pended")
    reason = waits.pended_reason if "pended_reason" in waits.columns else ibis.literal(NO_FEE)
    names = ibis_schema(UnsettledLine).names
    rows = waits.mutate(reason=reason, by_claim_id=ibis.null("string")).select(*names)
    return rows if corrected is None else rows.union(corrected.select(*names))
