"""The lines of a run's 835s: each claim that the run paid, and each version that it took back.

In: `payment` of one day, settled lines of the version paid now and, where
known, of the versions before, their reasons, and what the claims say of their
services. Out: one row a line, with its payee, step and list of reasons.
"""

from __future__ import annotations

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill.core.tables import ibis_schema
from cleanbill.engine import whole
from cleanbill.payer.paying.brought import BilledService
from cleanbill.payer.paying.settled_result import Settled

KEY = ("claim_id", "line")
REASON = ("group", "carc", "rarc", "cents")
SERVICE = {name: kind for name, kind in ibis_schema(BilledService).items() if name not in KEY}
REASONS = dt.Array(dt.Struct({"group": "string", "carc": "string", "rarc": "string", "cents": "int64"}))
MONEY = ("charge_cents", "allowed_cents", "plan_paid_cents", "other_payer_cents")
OF_PAYMENT = ("fund_id", "payee_id", "step", "interest_cents")
COLUMNS = {
    **dict.fromkeys(("fund_id", "payee_id", "step"), dt.string),
    "interest_cents": dt.int64,
    "claim_id": dt.string,
    "line": dt.int32,
    "service_date": dt.date,
    **dict.fromkeys(MONEY, dt.int64),
    **SERVICE,
    "adjustments": REASONS,
}


def with_reasons(settled: Settled, services: ir.Table | None) -> ir.Table:
    """Settled lines with `adjustments` (a list of group, carc, rarc and cents, or null) and their services."""
    found = settled.reasons
    lists = found.group_by(*KEY).aggregate(adjustments=ibis.struct({name: found[name] for name in REASON}).collect())
    lines = settled.lines.left_join(lists, list(KEY)).drop("claim_id_right", "line_right")
    if services is None:
        return lines.mutate(**{name: ibis.null(kind) for name, kind in SERVICE.items()})
    return lines.left_join(services, list(KEY)).drop("claim_id_right", "line_right")


def remitted_lines(paid: ir.Table, now: ir.Table, before: ir.Table | None) -> ir.Table:
    """Rows by payee, claim, step and line, columns `COLUMNS`; no amount is negated yet.

    A version that is taken back and whose lines are not known is one row of
    line 0: the sum that was paid, and the charge of its correction if known.
    """
    back = paid.filter(paid.step == "reversal").mutate(interest_cents=-paid.interest_cents)
    parts = [_shaped(paid.filter(paid.step == "payment"), now)]
    if before is not None:
        parts.append(_shaped(back, before))
        back = back.anti_join(before, back.payable_id == before.claim_id)
    parts.append(_bare(back, now))
    every = ibis.union(*parts)
    return every.order_by("fund_id", "payee_id", "claim_id", "step", "line")


def _shaped(payments: ir.Table, lines: ir.Table) -> ir.Table:
    chosen = payments.select(*OF_PAYMENT, claim_id="payable_id")
    return chosen.inner_join(lines, "claim_id").select(*COLUMNS).cast(COLUMNS)


def _bare(back: ir.Table, now: ir.Table) -> ir.Table:
    charges = now.group_by("claim_id").aggregate(charged=whole(now.charge_cents.sum()))
    rows = back.left_join(charges, back.payable_id == charges.claim_id)
    amount = -rows.amount_cents
    known = {
        "claim_id": rows.payable_id,
        "line": ibis.literal(0),
        "charge_cents": ibis.greatest(ibis.coalesce(rows.charged, 0), amount),
        "plan_paid_cents": amount,
        "adjustments": ibis.null(REASONS),
    }
    filled = {name: known.get(name, ibis.null(kind)) for name, kind in COLUMNS.items() if name not in OF_PAYMENT}
    return rows.select(*OF_PAYMENT, **filled).cast(COLUMNS)
