"""The No Surprises Act: who bears what a provider out of network charges above the recognised amount.

In: `settled_line`, and the lines with `in_network` and `network_facility`.
Out: one row a line out of network: the balance, whether the law protects the
patient on the day of service, and the patient's share with and without it.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.engine import joined, whole
from cleanbill.payer.tables import KEY

LAW = "us/surprise_bills"


def recognised(lines: ir.Table) -> ir.Table:
    """Lines to settle: `recognised_cents` out of network, where the plan allows just that, and null elsewhere."""
    in_network = lines.in_network.fill_null(True)
    return lines.mutate(recognised_cents=ibis.ifelse(in_network, ibis.null("int64"), lines.recognised_cents))


def surprises(settled: ir.Table, lines: ir.Table) -> ir.Table:
    """Per line out of network: `balance_cents`, `protected`, `share_before_cents` and `share_cents`.

    Lines that have a `plan_id` are out of network under that plan, others under all.
    `share_before_cents` is what the patient could be asked without the law,
    the balance included; `share_cents` is what the law of the day leaves.
    """
    networks = lines.filter(~lines.in_network.fill_null(True))
    key = KEY if "plan_id" in lines.columns else KEY[1:]
    networks = networks.select(*key, facility=networks.network_facility.fill_null(False))
    both = settled.inner_join(networks, key)
    both = both.mutate(protected=protected(both, both.facility))
    before = whole(both.patient_share_cents + both.contractual_cents)
    return both.select(
        *KEY,
        "service_date",
        "benefit",
        "protected",
        balance_cents=both.contractual_cents,
        share_before_cents=before,
        share_cents=ibis.ifelse(both.protected, both.patient_share_cents, before),
    )


def with_balance_bills(settled: ir.Table, found: ir.Table) -> ir.Table:
    """`settled` with the balance of lines that no law protects as the patient's (PR-45, in `not_covered_cents`)."""
    billed = found.filter(~found.protected).select(*KEY, balance="balance_cents")
    both = joined(settled, billed, KEY)
    balance = ibis.coalesce(both.balance, 0)
    return both.mutate(
        contractual_cents=whole(both.contractual_cents - balance),
        not_covered_cents=whole(both.not_covered_cents + balance),
        patient_share_cents=whole(both.patient_share_cents + balance),
    ).drop("balance")


def protected(lines: ir.Table, facility: ir.BooleanValue) -> ir.BooleanValue:
    """Whether the law of the day of service protects a line out of network, at a `facility` in network or not."""
    cases = []
    for start in sorted(law.parameter(LAW).values, reverse=True):
        terms = law.parameter(LAW).at(start)
        covered = facility | lines.benefit.isin(terms["emergency"] or [""])
        cases.append((lines.service_date >= _literal(start), covered if terms["protected"] else ibis.literal(False)))
    return ibis.cases(*cases, else_=ibis.literal(False))


def _literal(day: date) -> ir.DateValue:
    return ibis.literal(day)
