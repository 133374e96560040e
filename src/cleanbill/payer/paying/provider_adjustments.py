"""What an 835 says of a payee's run beside its claims: rows for PLB segments.

In: the registry (`payment`, `remittance`, `refund`). Signs are PLB's own: a
positive amount lowers the payment. Claims less all rows is what is paid (835
law of the transaction: CLP04 - PLB = BPR02), for every payee and run.
"""

from __future__ import annotations

from typing import Literal

import ibis
import ibis.expr.types as ir

from cleanbill.engine import running_sum, whole
from cleanbill.payer.paying.run import PAYEE
from cleanbill.payer.paying.traces import traces

Carried = Literal["FB", "WO"]
OF_KIND = {"capitation": "CT", "budget": "PI"}  # capitation payment; periodic interim payment (RFI 427)
COLUMNS = (*PAYEE, "run_on", "code", "reference", "cents")
SEPARATORS, MOST_CHARACTERS = r"[*:^~\r\n]", 50  # that a reference cannot hold; that PLB03-2 can


def provider_adjustments(
    payment: ir.Table, remittance: ir.Table, refund: ir.Table, *, carried: Carried = "FB"
) -> ir.Table:
    """fund_id, payee_id, run_on, code, reference (strings), cents (int64), rows of 0 left out.

    L6 interest, CT capitation, PI instalments, each by claim or month; 72 a
    refund that came in since the payee's last remittance. What a payee owes is
    carried by "FB" (the balance before comes in under the trace that carried
    it, the balance after goes out under this one's; X12 RFI 1114 and 738) or
    by "WO" (by claim, the oldest recovered first: what of a reversal is not
    recovered in its own run goes out, what is recovered later comes in; RFI 1756).
    """
    numbered = traces(remittance)
    taken = _taken(numbered, refund)
    balances = _forwarded(numbered) if carried == "FB" else _recovered(payment, numbered)
    every = ibis.union(_interest(payment), _of_kinds(payment), _acknowledged(taken), balances)
    return every.filter(every.cents != 0)


def _row(rows: ir.Table, code: str | ir.Value, reference: ir.Value, cents: ir.Value) -> ir.Table:
    plain = reference.re_replace(SEPARATORS, "-").substr(0, MOST_CHARACTERS)
    told = code if isinstance(code, ir.Value) else ibis.literal(code)
    return rows.mutate(code=told, reference=plain, cents=cents.cast("int64")).select(*COLUMNS)


def _interest(payment: ir.Table) -> ir.Table:
    return _row(payment, "L6", payment.payable_id, -payment.interest_cents)


def _of_kinds(payment: ir.Table) -> ir.Table:
    rows = payment.filter(payment.kind.isin(list(OF_KIND)))
    return _row(rows, rows.kind.cases(*OF_KIND.items(), else_=""), rows.payable_id, -rows.amount_cents)


def _taken(numbered: ir.Table, refund: ir.Table) -> ir.Table:
    """Refunds with the run that takes them up: the payee's first on or after their day."""
    spans = numbered.select(*PAYEE, "run_on", "last_run")
    both = refund.inner_join(spans, list(PAYEE))
    return both.filter(
        (both.refunded_on <= both.run_on) & (both.last_run.isnull() | (both.refunded_on > both.last_run))
    )


def _acknowledged(taken: ir.Table) -> ir.Table:
    return _row(taken, "72", taken.reference, -taken.amount_cents)


def _forwarded(numbered: ir.Table) -> ir.Table:
    """FB, where the balance moves: a run that leaves it as it was says nothing of it (RFI 738)."""
    unmoved = (numbered.closing_cents == numbered.carried_cents) & (numbered.opening_cents == numbered.carried_cents)
    moved = numbered.filter(~unmoved)
    of_fund = ibis.window(group_by=[moved.fund_id, moved.payee_id], order_by=moved.run_on)
    moved = moved.mutate(before=ibis.coalesce(moved.trace.lag().over(of_fund), moved.trace))
    return _row(moved, "FB", moved.before, moved.carried_cents).union(
        _row(moved, "FB", moved.trace, -moved.closing_cents)
    )


def _recovered(payment: ir.Table, numbered: ir.Table) -> ir.Table:
    """WO: the running sum of reversals is met from its beginning by the running sum of what was recovered."""
    back = payment.filter(payment.step == "reversal")
    back = back.mutate(cents=-(back.amount_cents + back.interest_cents))
    back = back.mutate(until=running_sum(back.cents, within=PAYEE, order=("run_on", "payable_id", "version")))
    items = back.select(*PAYEE, "payable_id", "until", "cents", reversed_on="run_on")
    runs = numbered.mutate(
        owed_in_all=running_sum(numbered.reversed_cents, within=PAYEE, order=("run_on",)),
    )
    runs = runs.select(
        *PAYEE,
        "run_on",
        met=whole(runs.owed_in_all - runs.closing_cents),
        met_before=whole(runs.owed_in_all - runs.reversed_cents - runs.carried_cents),
    )
    both = runs.inner_join(items, list(PAYEE))
    both = both.filter(both.reversed_on <= both.run_on)
    begins = both.until - both.cents
    now = ibis.greatest(ibis.least(both.until, both.met) - ibis.greatest(begins, both.met_before), 0)
    left = ibis.ifelse(both.reversed_on == both.run_on, now - both.cents, now)
    return _row(both, "WO", both.payable_id, left)
