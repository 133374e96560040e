"""The numbers under which a remittance is known: its trace, its interchange, and the balance it takes up.

They follow from the registry alone, so a remittance written anew has the same.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

DIGITS = 6


def traces(remittance: ir.Table) -> ir.Table:
    """`remittance` with `trace` (TRN02: day and number within the run), `control` (ISA13: the payee's first is 1),
    `carried_cents` (what the payee's last remittance carried forward, int64) and `last_run` (its day, or null)."""
    of_run = ibis.window(group_by=remittance.run_on, order_by=[remittance.fund_id, remittance.payee_id])
    of_payee = ibis.window(group_by=remittance.payee_id, order_by=[remittance.run_on, remittance.fund_id])
    of_fund = ibis.window(group_by=[remittance.fund_id, remittance.payee_id], order_by=remittance.run_on)
    number = (ibis.row_number().over(of_run) + 1).cast("string")
    return remittance.mutate(
        trace=remittance.run_on.strftime("%Y%m%d") + number.lpad(DIGITS, "0"),
        control=(ibis.row_number().over(of_payee) + 1).cast("int64"),
        carried_cents=ibis.coalesce(remittance.closing_cents.lag().over(of_fund), 0).cast("int64"),
        last_run=remittance.run_on.lag().over(of_fund),
    )
