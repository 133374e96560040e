"""Other payers and networks: coordination of benefits, and balance bills under the No Surprises Act.

Lines settled under a plan in, `settled_line` out: after what payers before it paid, after a primary plan
(`coordinate_benefits`), or with the balance of a provider out of network. A secondary payer pays on what the
first left, never more. Law: us/surprise_bills.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import Literal

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import left_join, to_int64
from cleanbill.payer.tables import KEY, SettledLine

LINE = ("claim_id", "line")
# What the second payer pays off first; as with the out-of-pocket limit, the deductible is last of the plan's own.
PAID_OFF = ("coinsurance_cents", "copay_cents", "deductible_cents", "not_covered_cents")
Method = Literal["standard", "non-duplication"]


def coordinate(first: ir.Table, secondary: ir.Table, *, world: str, method: Method = "standard") -> ir.Table:
    """The second payer's `settled_line`, one row per line of both.

    `standard`: it pays what it would have paid alone, at most what the first
    left to the patient. `non-duplication`: at most what it would have paid
    alone less what the first paid. Write-offs stay as the first had them.
    """
    alone = secondary.select(*LINE, plan_id="plan_id", alone_cents="plan_paid_cents")
    both = first.drop("plan_id", "world").inner_join(alone, LINE)
    would_pay = both.alone_cents
    if method == "non-duplication":
        would_pay = ibis.greatest(would_pay - both.plan_paid_cents - both.other_payer_cents, 0)
    both = both.mutate(pays=to_int64(ibis.least(would_pay, both.patient_share_cents)))
    left = _paid_off(both, both.pays)
    return left.mutate(
        world=ibis.literal(world),
        other_payer_cents=to_int64(left.other_payer_cents + left.plan_paid_cents),
        plan_paid_cents=left.pays,
        patient_share_cents=to_int64(left.patient_share_cents - left.pays),
    ).select(*ibis_schema(SettledLine).names)


def after_other_payers(settled: ir.Table, lines: ir.Table, *, method: Method = "standard") -> ir.Table:
    """`settled` where the `lines` (KEY and charge) say in `other_payer_cents` what payers before the plan paid.

    The plan pays at most what it would have paid alone and, at most, what they left to the patient:
    `other_payer_left_cents` or, where that is not told, the plan's allowed amount less what they paid. The patient
    owes at most what is left after both, and at most their share under the plan alone.
    """
    both = _with_others(settled, lines)
    payable = both.plan_paid_cents + both.patient_share_cents
    left = ibis.coalesce(both.left_by_others, ibis.greatest(payable - both.others, 0))
    would_pay = both.plan_paid_cents
    if method == "non-duplication":
        would_pay = ibis.greatest(would_pay - both.others, 0)
    both = both.mutate(left=ibis.least(left, both.charge_cents - both.others), would_pay=would_pay)
    both = both.mutate(pays=to_int64(ibis.least(both.would_pay, both.left)))
    both = both.mutate(share=to_int64(ibis.least(both.left - both.pays, both.patient_share_cents)))
    both = _paid_off(both, both.patient_share_cents - both.share)
    return both.mutate(
        contractual_cents=to_int64(both.charge_cents - both.others - both.pays - both.share),
        plan_paid_cents=both.pays,
        other_payer_cents=both.others,
        patient_share_cents=both.share,
    ).select(*settled.columns)


def denied_after_other_payers(denied: ir.Table, lines: ir.Table) -> ir.Table:
    """`denied` lines, of which one column holds the whole charge, less what other payers paid of it."""
    both = _with_others(denied, lines)
    borne = ("contractual_cents", "not_covered_cents", "patient_share_cents", "other_cents")
    return both.mutate(
        other_payer_cents=both.others,
        **{name: to_int64(ibis.greatest(both[name] - both.others, 0)) for name in borne},
    ).select(*denied.columns)


def _with_others(settled: ir.Table, lines: ir.Table) -> ir.Table:
    """`settled` with `others`, what payers before the plan paid, at most the charge, and `left_by_others`."""
    paid = lines.filter(lines.other_payer_cents.notnull())
    known = "other_payer_left_cents" in lines.columns
    paid = paid.select(
        *KEY,
        told_cents="other_payer_cents",
        left_by_others=paid.other_payer_left_cents if known else ibis.null("int64"),
    )
    both = left_join(settled, paid, KEY)
    return both.mutate(others=to_int64(ibis.least(ibis.coalesce(both.told_cents, 0), both.charge_cents)))


def _paid_off(lines: ir.Table, cents: ir.IntegerValue) -> ir.Table:
    """`lines` with `cents` taken off the parts of the patient's share, in the order of PAID_OFF."""
    lines = lines.mutate(to_pay=cents)
    for name in PAID_OFF:
        lines = lines.mutate(off=ibis.least(lines.to_pay, lines[name]))
        lines = lines.mutate({name: to_int64(lines[name] - lines.off), "to_pay": lines.to_pay - lines.off})
    return lines.drop("to_pay", "off")


# A second plan that pays after each of the plans that are held side by side.
#
# In: what `adjudicate` made of the lines under the plans and, as if alone, under the second. Out: the same with
# rows for "plan+second" beside those of each plan.


def combined_id(plan_id: str, secondary: str) -> str:
    """What a plan with a second payer after it is called."""
    return f"{plan_id}+{secondary}"


def coordinate_benefits(
    settled: ir.Table, alone: ir.Table, plan_ids: Sequence[str], secondary: str, *, world: str, method: Method
) -> ir.Table:
    """`settled` of `plan_ids` and, after each, of the second payer; `alone` holds what that would pay alone."""
    by_itself = alone.filter(alone.plan_id == secondary)
    parts = [settled.filter(settled.plan_id.isin(list(plan_ids)))]
    for name in plan_ids:
        both = coordinate(parts[0].filter(parts[0].plan_id == name), by_itself, world=world, method=method)
        parts.append(both.mutate(plan_id=ibis.literal(combined_id(name, secondary))).select(*settled.columns))
    return reduce(lambda rows, other: rows.union(other), parts)


def with_secondary_rows(table: ir.Table, plan_ids: Sequence[str], secondary: str) -> ir.Table:
    """Rows of `plan_ids` in a table with `plan_id`, and the same rows for each with the second after it."""
    rows = table.filter(table.plan_id.isin(list(plan_ids)))
    named = {name: combined_id(name, secondary) for name in plan_ids}
    again = rows.mutate(plan_id=rows.plan_id.cases(*named.items(), else_=rows.plan_id))
    return rows.union(again.select(*rows.columns))


# The No Surprises Act: who bears what a provider out of network charges above the recognised amount.
#
# In: `settled_line`, and the lines with `in_network` and `network_facility`.
# Out: one row a line out of network: the balance, whether the law protects the
# patient on the day of service, and the patient's share with and without it.


NO_SURPRISES_LAW = "us/surprise_bills"


def recognised(lines: ir.Table) -> ir.Table:
    """Lines to settle: `recognised_cents` out of network, where the plan allows just that, and null elsewhere."""
    in_network = lines.in_network.fill_null(True)
    return lines.mutate(recognised_cents=ibis.ifelse(in_network, ibis.null("int64"), lines.recognised_cents))


def no_surprises(settled: ir.Table, lines: ir.Table) -> ir.Table:
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
    before = to_int64(both.patient_share_cents + both.contractual_cents)
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
    both = left_join(settled, billed, KEY)
    balance = ibis.coalesce(both.balance, 0)
    return both.mutate(
        contractual_cents=to_int64(both.contractual_cents - balance),
        not_covered_cents=to_int64(both.not_covered_cents + balance),
        patient_share_cents=to_int64(both.patient_share_cents + balance),
    ).drop("balance")


def protected(lines: ir.Table, facility: ir.BooleanValue) -> ir.BooleanValue:
    """Whether the law of the day of service protects a line out of network, at a `facility` in network or not."""
    cases = []
    for start in sorted(law.parameter(NO_SURPRISES_LAW).values, reverse=True):
        terms = law.parameter(NO_SURPRISES_LAW).at(start)
        covered = facility | lines.benefit.isin(terms["emergency"] or [""])
        cases.append((lines.service_date >= _literal(start), covered if terms["protected"] else ibis.literal(False)))
    return ibis.cases(*cases, else_=ibis.literal(False))


def _literal(day: date) -> ir.DateValue:
    return ibis.literal(day)
