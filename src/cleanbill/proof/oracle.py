"""The slow, obvious settlement: one line after another, balances in dictionaries.

Written from the plan's words, not from the window form, so that the two can
disagree. Lines are dictionaries as in `claim_line`; members have one span per
person here or several.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from cleanbill.core.money import WHOLE_BP
from cleanbill.payer import NO_ACCUMULATOR, Plan


@dataclass
class Balances:
    """What has been used so far, by person or family, plan, year and accumulator."""

    deductible: dict[Any, int] = field(default_factory=lambda: defaultdict(int))
    limit: dict[Any, int] = field(default_factory=lambda: defaultdict(int))
    copay: dict[Any, int] = field(default_factory=lambda: defaultdict(int))


def settle_one_by_one(
    lines: list[dict[str, Any]],
    members: list[dict[str, Any]],
    plans: dict[str, Plan],
    prices: dict[str, Any],
    used: Balances | None = None,
) -> dict[tuple[str, int], dict[str, int]]:
    """(claim_id, line) -> the shares of that line in cents. `used` is what stands to begin with, and is added to."""
    used, settled = used or Balances(), {}
    spans = _by_person(members)
    for line in sorted(lines, key=lambda row: (row["service_date"], row["claim_id"], row["line"])):
        settled[line["claim_id"], line["line"]] = _settle_line(line, spans, plans, prices, used)
    return settled


@dataclass
class Spans:
    """A person's spans, the family, and who of the family is ever under each plan."""

    of: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    on_policy: dict[Any, set[str]] = field(default_factory=lambda: defaultdict(set))


def _by_person(members: list[dict[str, Any]]) -> Spans:
    spans = Spans()
    for row in members:
        spans.of[row["person_id"]].append(row)
        spans.on_policy[row["family_id"], row["plan_id"]].add(row["person_id"])
    return spans


def _plan_on(day: date, spans: list[dict[str, Any]]) -> str:
    return next((m["plan_id"] for m in spans if m["start"] <= day <= m["end"]), "none")


def _terms_of(plan: Plan, line: Any) -> Any:
    """The plan's words for the line: free preventive care in network, its own terms out of it."""
    terms = plan.benefits[line["benefit"]]
    if line.get("variant") == "out":
        return plan.out_of_network.get(line["benefit"], terms)
    if line.get("variant") == "preventive" and plan.preventive_free and terms.covered:
        return replace(terms, deductible=False, copay_cents=0, coinsurance_bp=0)
    return terms


def _settle_line(line: Any, spans: Spans, plans: Any, prices: Any, used: Balances) -> dict[str, int]:
    person = line["person_id"]
    plan = plans[_plan_on(line["service_date"], spans.of[person])]
    family = spans.of[person][0]["family_id"]
    terms = _terms_of(plan, line)
    level = prices[plan.fee_basis][line["benefit"]]
    fee = (line["fee_cents"] * level + WHOLE_BP // 2) // WHOLE_BP
    allowed = min(line["charge_cents"], fee)
    out = {"allowed_cents": allowed, "contractual_cents": line["charge_cents"] - allowed}
    if not terms.covered:
        return out | _shares(allowed, not_covered=allowed)
    limits = plan.accumulators.get(terms.accumulator, NO_ACCUMULATOR)
    year = (plan.plan_id, line["service_date"].year, terms.accumulator)
    person_key, shared = (person, *year), ("family", family, *year)
    on_policy = len(spans.on_policy[family, plan.plan_id])
    deductible_limit = limits.deductible_cents if limits.embedded or on_policy < 2 else limits.family_deductible_cents
    deductible = 0
    if terms.deductible:
        room = min(
            deductible_limit - used.deductible[person_key], limits.family_deductible_cents - used.deductible[shared]
        )
        deductible = min(allowed, room)
        used.deductible[person_key] += deductible
        used.deductible[shared] += deductible
    left = allowed - deductible
    visit = (line["claim_id"], line["benefit"], plan.plan_id, line.get("variant"))
    copay = min(left, terms.copay_cents - used.copay[visit])
    used.copay[visit] += copay
    coinsurance = (left * terms.coinsurance_bp + WHOLE_BP // 2) // WHOLE_BP
    raw = deductible + copay + coinsurance
    due = min(raw, limits.limit_cents - used.limit[person_key], limits.family_limit_cents - used.limit[shared])
    used.limit[person_key] += due
    used.limit[shared] += due
    cut = raw - due
    off = min(cut, coinsurance)
    coinsurance, cut = coinsurance - off, cut - off
    off = min(cut, copay)
    copay, cut = copay - off, cut - off
    return out | _shares(allowed, deductible=deductible - cut, copay=copay, coinsurance=coinsurance)


def _shares(
    allowed: int, deductible: int = 0, copay: int = 0, coinsurance: int = 0, not_covered: int = 0
) -> dict[str, int]:
    patient = deductible + copay + coinsurance + not_covered
    return {
        "deductible_cents": deductible,
        "copay_cents": copay,
        "coinsurance_cents": coinsurance,
        "not_covered_cents": not_covered,
        "patient_share_cents": patient,
        "plan_paid_cents": allowed - patient,
    }
