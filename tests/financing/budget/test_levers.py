"""Each lever by worked example; all of them together against exact sums with no rounding."""

from __future__ import annotations

from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from cleanbill.financing.budget import SERVICES, Account, Scenario, outcome, scenario_of
from cleanbill.financing.budget.base_account import CORE, INSTITUTION, LONG_TERM_CARE, PERSONAL, PROFESSIONAL, PROVIDERS
from tests.financing.budget.small import accounts, scenarios, small

CASES = yaml.safe_load(Path(__file__).with_name("levers.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_lever(case: dict[str, Any]) -> None:
    of = small(bad_debt_cents=case.get("bad_debt", 0), uninsured_bp=case.get("uninsured_bp", 0))
    result = outcome(of, scenario_of(case["levers"]))
    moved = {each.lever: each.cents for each in result.contributions if each.cents}
    assert moved == case["contributions"]
    assert result.after_cents == case["after"]
    assert result.unmet_cents == case.get("unmet", 0)


@settings(max_examples=150, deadline=None)
@given(accounts, scenarios)
def test_contributions_add_up_to_the_change_to_the_cent(of: Account, how: Scenario) -> None:
    result = outcome(of, how)
    assert sum(each.cents for each in result.contributions) == result.after_cents - of.total_cents
    assert sum(inside + outside for _, inside, outside in result.services()) == result.after_cents
    assert all(
        cents >= 0 for cells in (result.inside, result.outside) for row in cells.values() for cents in row.values()
    )


@settings(max_examples=150, deadline=None)
@given(accounts, scenarios)
def test_all_levers_together_come_to_the_exact_sum_but_for_rounding(of: Account, how: Scenario) -> None:
    result = outcome(of, how)
    cells = sum(len(row) for row in of.cells.values())
    # every cell is rounded once a lever, and a rounding early on is carried through later growth
    assert abs(result.after_cents - exact(of, how)) <= cells * len(result.contributions)


def exact(of: Account, how: Scenario) -> F:
    """Slow and obvious: what each service comes to, with fractions of cents."""
    inside = {s: {p: F(c) * share(s, p, how) for p, c in row.items()} for s, row in of.cells.items()}
    outside = F(of.total_cents) - sum(sum(row.values()) for row in inside.values())
    use = {s: use_factor(of, how, s, inside[s]) for s in PERSONAL}
    care_before = sum(sum(inside[s].values()) for s in PERSONAL)
    care_used = sum(sum(inside[s].values()) * use[s] for s in PERSONAL)
    target = how.payer_administration.target_bp
    admin = sum(inside["administration"].values())
    if target is not None:
        admin = care_used * F(target, 10_000 - target)
    elif care_before:
        admin = admin * care_used / care_before
    care = sum(cents * use[s] * price_factor(how, s, p) for s in PERSONAL for p, cents in inside[s].items())
    paid = F(of.bad_debt_cents * how.uncompensated.paid_bp, 10_000)
    return outside + admin + care + paid * (1 - F(how.uncompensated.captured_bp, 10_000))


def share(service: str, payer: str, how: Scenario) -> F:
    if service not in (*CORE, *how.benefits.added, "administration") or payer == "other":
        return F(0)
    if payer == "unexplained":
        return F(how.waivers.unexplained_bp, 10_000)
    if payer == "medicare":
        return F(how.waivers.level == "all")
    if payer.startswith("medicaid"):
        return F(how.waivers.level != "none")
    stay = F(how.waivers.self_insured_stay_bp, 10_000)
    return 1 - stay if payer == "private" else 1 - stay * F(3, 10) if payer == "out_of_pocket" else F(1)


def use_factor(of: Account, how: Scenario, service: str, row: dict[str, F]) -> F:
    stated = 1 + F(how.use.growth_bp, 10_000) if how.use.growth_bp is not None else None
    capped = 1 + F(how.use.supply_cap_bp, 10_000) if how.use.supply_cap_bp is not None else None
    if service in LONG_TERM_CARE:
        more = 1 + F(how.benefits.long_term_care_growth_bp, 10_000) if how.benefits.long_term_care else F(1)
        return more * (min(stated, capped or stated) if stated else 1)
    wanted = stated if stated is not None else wanted_factor(of, how, row)
    return min(wanted, capped) if capped is not None else wanted


def wanted_factor(of: Account, how: Scenario, row: dict[str, F]) -> F:
    whole = sum(row.values())
    # the Trust's cells are whole cents, of which the patient's share is taken
    pays = F(round_half_up(row["out_of_pocket"]), sum(map(round_half_up, row.values()))) if whole else F(0)
    e = F(-how.use.elasticity_bp, 10_000)
    at_95 = (1 - e) / (1 + e)  # use at 95 % coinsurance, where free care is 1
    kept = min(pays, F(how.use.kept_cost_sharing_bp, 10_000))

    def use_at(coinsurance: F) -> F:
        return 1 + (at_95 - 1) * coinsurance / F(95, 100)

    u, r, n = uninsured(of, how), F(how.use.uninsured_use_bp, 10_000), F(how.use.newly_covered_bp, 10_000)
    return use_at(kept) / use_at(pays) * ((1 - u) + u * r + u * (n - r)) / ((1 - u) + u * r)


def uninsured(of: Account, how: Scenario) -> F:
    """Of the people whose care moves: all the uninsured move, whoever else does."""
    all_in = scenario_of({"benefits": vars_of(how), "waivers": {"unexplained_bp": how.waivers.unexplained_bp}})
    services = [s for s in PERSONAL if s in (*CORE, *how.benefits.added)]
    care, moved = (
        sum(round_half_up(c * share(s, p, each)) for s in services for p, c in of.cells[s].items())
        for each in (all_in, how)
    )
    return min(F(of.uninsured_bp, 10_000) * F(care, moved), F(1, 2)) if moved else F(0)


def vars_of(how: Scenario) -> dict[str, bool]:
    return {name: getattr(how.benefits, name) for name in ("dental", "vision", "long_term_care")}


def price_factor(how: Scenario, service: str, payer: str) -> F:
    kind = "hospital" if service == "hospital" else "professional" if service in PROFESSIONAL else "institution"
    known = service in ("hospital", *PROFESSIONAL, *INSTITUTION)
    cut = F(getattr(how.provider_price, f"{kind}_bp"), 10_000) if known else F(0)
    admin = F(getattr(how.provider_administration, f"{kind}_bp") * how.provider_administration.captured_bp, 10**8)
    admin = admin if known else F(0)
    rates = 1 + cut if how.provider_price.includes_administration else (1 + cut) * (1 - admin)
    rise = how.public_rates.medicare_bp if payer == "medicare" else how.public_rates.medicaid_bp
    rises = payer == "medicare" or payer.startswith("medicaid")
    rates *= 1 + F(rise, 10_000) if rises and service in PROVIDERS else 1
    goods = {
        "drugs": how.drug_price.drugs_bp,
        "durables": how.drug_price.devices_bp,
        "vision": how.drug_price.devices_bp,
    }
    return rates * (1 + F(goods.get(service, 0), 10_000)) * (1 - F(how.waste.saving_bp, 10_000))


def round_half_up(amount: F) -> int:
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def test_the_order_of_services_does_not_matter() -> None:
    of = small(bad_debt_cents=500, uninsured_bp=170)
    turned = Account(of.place, of.year, {s: of.cells[s] for s in reversed(SERVICES)}, 500, 0, 0, 170)
    how = scenario_of(
        {"use": {"elasticity_bp": -2000}, "waste": {"saving_bp": 150}, "payer_administration": {"target_bp": 300}}
    )
    assert outcome(of, how).after_cents == outcome(turned, how).after_cents
