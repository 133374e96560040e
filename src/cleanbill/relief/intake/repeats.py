"""Rows of a seller's file whose account stands more than once: the same row again, or another one."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def repeats(raw: ir.Table) -> ir.Table:
    """source_row and repeat: "duplicate_row" for a row equal to an earlier one, "account_twice" where rows differ.

    Rows are compared as they were read, in every column that is taken in. The first of equal rows
    is no duplicate; where rows of an account differ, each that is no duplicate is told.
    """
    whole = raw.filter(raw.account_id.notnull() & ~raw.ragged)
    often = whole.group_by("account_id").agg(times=lambda t: t.count()).filter(lambda t: t.times > 1)
    held = whole.semi_join(often, "account_id")
    texts = [name for name in held.columns if name not in {"source_row", "ragged"}]
    held = held.mutate(first=held.source_row.min().over(ibis.window(group_by=texts)))
    of_account = ibis.window(group_by="account_id")
    held = held.mutate(lowest=held["first"].min().over(of_account), highest=held["first"].max().over(of_account))
    repeat = ibis.cases(
        (held.source_row != held["first"], "duplicate_row"),
        (held.lowest != held.highest, "account_twice"),
        else_=ibis.null("string"),
    )
    return held.select("source_row", repeat=repeat)
