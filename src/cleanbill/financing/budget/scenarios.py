"""`Scenario`: one setting of every lever, read from law/single_payer/levers, from a file of a user, or from a study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from cleanbill.core.errors import BadInput, Finding, near_miss
from cleanbill.core.tables import read_mapping
from cleanbill.financing.budget.base_account import LEVELS, Waivers
from cleanbill.financing.budget.levers import (
    DrugPrice,
    NewBenefits,
    PayerAdministration,
    ProviderAdministration,
    ProviderPrice,
    PublicRates,
    Uncompensated,
    UseOfCare,
    Waste,
)
from cleanbill.law import parameter

LEVERS: dict[str, type] = {
    "use": UseOfCare,
    "benefits": NewBenefits,
    "payer_administration": PayerAdministration,
    "provider_administration": ProviderAdministration,
    "public_rates": PublicRates,
    "provider_price": ProviderPrice,
    "drug_price": DrugPrice,
    "waste": Waste,
    "uncompensated": Uncompensated,
    "waivers": Waivers,
}
SIGNED = {"elasticity_bp": (-9_999, 0)} | dict.fromkeys(
    ("hospital_bp", "professional_bp", "institution_bp"), (-9_999, 20_000)
)
SIGNED |= dict.fromkeys(("drugs_bp", "devices_bp", "growth_bp"), (-9_999, 20_000))


@dataclass(frozen=True, slots=True)
class Scenario:
    """Each lever by itself; a lever that is left out changes nothing."""

    use: UseOfCare = field(default_factory=UseOfCare)
    benefits: NewBenefits = field(default_factory=NewBenefits)
    payer_administration: PayerAdministration = field(default_factory=PayerAdministration)
    provider_administration: ProviderAdministration = field(default_factory=ProviderAdministration)
    public_rates: PublicRates = field(default_factory=PublicRates)
    provider_price: ProviderPrice = field(default_factory=ProviderPrice)
    drug_price: DrugPrice = field(default_factory=DrugPrice)
    waste: Waste = field(default_factory=Waste)
    uncompensated: Uncompensated = field(default_factory=lambda: Uncompensated(paid_bp=0))
    waivers: Waivers = field(default_factory=Waivers)
    reserve_bp: int = 0  # of what the Trust spends


def scenario(changes: Mapping[str, Any] | None = None, file: str = "scenario") -> Scenario:
    """The scenario of law/single_payer/levers with changes by lever: {"use": {"elasticity_bp": -1000}}.

    BadInput with every key that is unknown and every value out of range.
    """
    levers = dict(parameter("single_payer/levers").at(date(2020, 1, 1)))
    for name, lever in (changes or {}).items():
        known = levers.get(name)
        levers[name] = known | dict(lever) if isinstance(known, dict) and isinstance(lever, Mapping) else lever
    return scenario_of(levers, file)


def scenario_of(levers: Mapping[str, Any], file: str = "scenario") -> Scenario:
    """The scenario of these levers alone; BadInput as `scenario`."""
    findings = [finding for name, value in levers.items() for finding in _faults(file, str(name), value)]
    if findings:
        raise BadInput(findings)
    built = {name: LEVERS[name](**value) for name, value in levers.items() if name in LEVERS}
    return Scenario(**built, reserve_bp=levers.get("reserve_bp", 0))


def _faults(file: str, name: str, value: Any) -> list[Finding]:
    if name == "reserve_bp":
        return _range_fault(file, name, value, (0, 10_000))
    if name not in LEVERS:
        return [_unknown(file, name, [*LEVERS, "reserve_bp"])]
    if not isinstance(value, Mapping):
        return [Finding(file, None, name, "a lever holds names and values", f"Write {name}: {{...}}.")]
    known = {field.name for field in fields(LEVERS[name])}
    found = [_unknown(file, f"{name}.{key}", [f"{name}.{k}" for k in known]) for key in value if key not in known]
    for key in value.keys() & known:
        found += _value_fault(file, name, key, value[key])
    return found


def _value_fault(file: str, lever: str, key: str, value: Any) -> list[Finding]:
    kind = {field.name: str(field.type) for field in fields(LEVERS[lever])}[key]
    where = f"{lever}.{key}"
    if key == "level":
        wrong = value not in LEVELS
        return (
            [Finding(file, None, where, f"{value!r} is not a level", f"Choose from {', '.join(LEVELS)}.")]
            if wrong
            else []
        )
    if kind == "bool":
        return (
            []
            if isinstance(value, bool)
            else [Finding(file, None, where, "is not true or false", "Write true or false.")]
        )
    if value is None and "None" in kind:
        return []
    signed = key in SIGNED and not lever.endswith("_administration")
    return _range_fault(file, where, value, SIGNED[key] if signed else (0, 9_999 if key == "target_bp" else 20_000))


def _range_fault(file: str, where: str, value: Any, within: tuple[int, int]) -> list[Finding]:
    low, high = within
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return []
    problem = f"is not a whole number of basis points from {low:,} to {high:,}"
    return [Finding(file, None, where, problem, "Write 250 for 2.5 %.")]


def _unknown(file: str, name: str, among: list[str]) -> Finding:
    meant = near_miss(name, among)
    remedy = f"Did you mean {meant}?" if meant else f"Levers are {', '.join(sorted(among))}."
    return Finding(file, None, name, "there is no such lever", remedy)


# Reads a user's scenario: a YAML file of levers, laid over those of law/single_payer/levers.


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file such as "use: {elasticity_bp: -1000}"; BadInput with all that is wrong in it."""
    return scenario(read_mapping(path, "Write levers as name: {key: value}."), path.name)
