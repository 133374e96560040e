"""The next version of what is payable: what is new is version 1, what changed is one more than it was.

In: claims payable as they stand now, and `payable` as it was. Out: rows to add
to it; a claim whose sum, payee and fund are as they were adds none, and one
that is not told of now stays as it is.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.core.tables import ibis_schema
from cleanbill.payer.paying.tables import Payable

TOLD = ("amount_cents", "payee_id", "fund_id")


def next_versions(now: ir.Table, earlier: ir.Table) -> ir.Table:
    """Rows of `payable` for what of `now` (one row a payable_id, any version) is new or has changed."""
    newest = earlier.group_by("payable_id").aggregate(version=earlier.version.max())
    last = earlier.inner_join(newest, ["payable_id", "version"])
    last = last.select("payable_id", last_version="version", **{f"last_{name}": name for name in TOLD})
    both = now.drop("version").left_join(last, "payable_id")
    same = [
        ibis.coalesce(both[name].cast("string"), "") == ibis.coalesce(both[f"last_{name}"].cast("string"), "")
        for name in TOLD
    ]
    known = both.last_version.notnull()
    void = (both.amount_cents == 0) & both.payee_id.isnull()  # no line is left: nothing to undo where none was known
    fresh = both.filter(ibis.ifelse(known, ~(same[0] & same[1] & same[2]), ~void))
    told = fresh.mutate(version=(ibis.coalesce(fresh.last_version, 0) + 1).cast("int64"))
    return told.select(*ibis_schema(Payable).names)
