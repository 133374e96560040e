"""Keeps the accounts of people who wait out of a round: they qualify, and are held out.

In: `decision`, `account`, `holdout`. Out: `decision`; every account of a person who waits that would qualify has the
reason "held out" and does not.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.core.tables import ibis_schema
from cleanbill.relief.holdout.tables import HELD
from cleanbill.relief.tables import Decision

REASON = "held out"


def left_out(decided: ir.Table, accounts: ir.Table, drawn: ir.Table) -> ir.Table:
    """`decided` with those who wait left out."""
    waits = drawn.filter(drawn.arm == HELD).select(patient_id="person_id")
    theirs = accounts.semi_join(waits, "patient_id").select("holder", "account_id", waits=ibis.literal(value=True))
    both = decided.left_join(theirs, ["holder", "account_id"])
    out = both.qualifies & both.waits.fill_null(False)
    told = both.mutate(qualifies=both.qualifies & ~out, reason=ibis.ifelse(out, REASON, both.reason))
    return told.select(*ibis_schema(Decision).names)
