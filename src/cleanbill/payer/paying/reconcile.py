"""Whether all that was approved is paid, withheld or still due, to the cent, on any day.

In: `payable`, `payment`, `remittance`, `refund`. Out: one row of sums and what is off.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.payer.paying.run import in_force, standing_payments

OFF = ("off_registry_cents", "off_remittance_cents", "paid_twice")


def reconcile(payable: ir.Table, payment: ir.Table, remittance: ir.Table, refund: ir.Table, *, on: date) -> ir.Table:
    """One row, int64, at the end of day `on`.

    approved + interest + reversed = paid + withheld + due, where approved is the latest version of each payable
    and due what no run has taken up. `owed_cents` is what payees still owe: reversed less withheld and refunded.
    The three of `OFF` must be 0: what `approved` and the registry differ by beside `due`, what the registry and
    the remittances differ by, and versions that were paid or taken back more than once.
    """
    day = ibis.literal(on)
    done, told = payment.filter(payment.run_on <= day), remittance.filter(remittance.run_on <= day)
    back = refund.filter(refund.refunded_on <= day)
    latest, standing = in_force(payable, on), standing_payments(done)
    open_items = latest.anti_join(done.filter(done.step == "payment"), ["payable_id", "version"])
    replaced = standing.inner_join(latest.select("payable_id", newest="version"), "payable_id")
    replaced = replaced.filter(replaced.version < replaced.newest)
    keys = done.group_by("payable_id", "version", "step").aggregate(times=done.count())
    forward = done.step == "payment"
    sums = [
        _one(latest, approved_cents=latest.amount_cents.sum()),
        _one(open_items, open_cents=open_items.amount_cents.sum()),
        _one(replaced, replaced_cents=replaced.amount_cents.sum()),
        _one(
            done,
            net_cents=done.amount_cents.sum(),
            interest_cents=done.interest_cents.sum(),
            gross_cents=forward.ifelse(done.amount_cents + done.interest_cents, 0).sum(),
        ),
        _one(
            told,
            reversed_cents=told.reversed_cents.sum(),
            withheld_cents=told.withheld_cents.sum(),
            paid_cents=told.paid_cents.sum(),
        ),
        _one(back, refunded_cents=back.amount_cents.sum()),
        _one(keys, paid_twice=(keys.times - 1).sum()),
    ]
    row = sums[0]
    for other in sums[1:]:
        row = row.cross_join(other)
    due = row.open_cents - row.replaced_cents
    row = row.mutate(
        due_cents=due,
        owed_cents=row.reversed_cents - row.withheld_cents - row.refunded_cents,
        off_registry_cents=row.approved_cents - row.net_cents - due,
        off_remittance_cents=row.gross_cents - row.paid_cents - row.withheld_cents,
    )
    return row.drop("open_cents", "replaced_cents", "net_cents", "gross_cents")


def _one(rows: ir.Table, **sums: ir.Value) -> ir.Table:
    return rows.aggregate(**{name: ibis.coalesce(value, 0).cast("int64") for name, value in sums.items()})
