"""One plan of a contract file: premiums and shares by tier, accounts, what is paid to those without it."""

from __future__ import annotations

from typing import Any

from cleanbill.financing.contract.amounts import by_tier, hourly, money, money_by_tier, share
from cleanbill.financing.contract.terms import FUND, INSURED, Benefit, Plan
from cleanbill.financing.taxes.faults import Faults, at

KEYS = {
    "premium": "the whole premium by tier, as {single: 789 a month, family: 2157 a month}",
    "employer_pays": "what the employer pays of it, as 76 %, or dollars, or either by tier",
    "hra": "what the employer sets aside in a reimbursement account, by tier",
    "hsa": "what the employer pays into workers' own savings accounts, by tier",
    "dental": "premium and employer_pays of a dental plan",
    "vision": "premium and employer_pays of a vision plan",
    "out_of_pocket": "what a worker's household is expected to pay for care itself, by tier",
    "opt_out_payment": "what a worker is paid for going without the plan",
    "fund_hourly": "the contribution to a Taft-Hartley fund for each hour worked",
}
BENEFIT = {"premium": KEYS["premium"], "employer_pays": KEYS["employer_pays"]}
HEALTH = "health"


def read_plan(faults: Faults, where: str, name: str, value: Any) -> Plan:
    """The plan that `value` writes down; every fault is noted."""
    raw = faults.mapping(where, value)
    faults.keys(where, raw, KEYS, ())
    benefits = {kind: _benefit(faults, at(where, kind), raw[kind]) for kind in ("dental", "vision") if kind in raw}
    if "premium" in raw or "employer_pays" in raw:
        health = {key: raw[key] for key in BENEFIT if key in raw}
        benefits = {HEALTH: _benefit(faults, where, health), **benefits}
    spent = raw.get("out_of_pocket")
    given = {key: money_by_tier(faults, at(where, key), raw.get(key, 0), INSURED) for key in ("hra", "hsa")}
    return Plan(
        name=name,
        benefits=benefits,
        hra=given["hra"],
        hsa=given["hsa"],
        out_of_pocket=money_by_tier(faults, at(where, "out_of_pocket"), spent, (*INSURED, FUND)) if spent else None,
        opt_out_payment_cents=money(faults, at(where, "opt_out_payment"), raw.get("opt_out_payment", 0)),
        fund_hourly_cents=hourly(faults, at(where, "fund_hourly"), raw.get("fund_hourly", 0)),
    )


def _benefit(faults: Faults, where: str, value: Any) -> Benefit:
    raw = faults.mapping(where, value)
    faults.keys(where, raw, BENEFIT, BENEFIT)
    place, paid = at(where, "premium"), at(where, "employer_pays")
    premium = money_by_tier(faults, place, raw["premium"], INSURED) if "premium" in raw else {}
    shares = by_tier(faults, paid, raw["employer_pays"], INSURED) if "employer_pays" in raw else {}
    employer = {tier: share(faults, at(paid, tier), each) for tier, each in shares.items()}
    for tier, cents in premium.items():
        if "employer_pays" in raw and tier not in employer:
            faults.note(at(paid, tier), "is missing", f"Write {KEYS['employer_pays']}.")
        part = employer[tier].cents if tier in employer else None
        if part is not None and part > cents:
            faults.note(at(paid, tier), "is more than the premium", "Write what the employer pays of it.")
    return Benefit(premium, employer)
