"""`Scenario`: one setting of every lever, read from law/single_payer/levers, from a file of a user, or from a study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from cleanbill.core.schema import BASIS_POINTS, Faults, Flag, Key, Keys, OneOf, Position, Shape, Whole
from cleanbill.core.tables import read_yaml
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


@dataclass(frozen=True, slots=True)
class OrNothing:
    """A value of a shape, or none: then the lever is not set."""

    shape: Shape

    def read(self, value: Any, position: Position) -> Any:
        """The value, or None."""
        return None if value is None else self.shape.read(value, position)


def _shape(lever: str, name: str, kind: str) -> Shape:
    """What a lever's value may be, by its name and the type that its class declares."""
    if name == "level":
        return OneOf(LEVELS)
    if kind == "bool":
        return Flag()
    signed = name in SIGNED and not lever.endswith("_administration")
    least, most = SIGNED[name] if signed else (0, 9_999 if name == "target_bp" else 20_000)
    shape = Whole("whole basis points, as 250 for 2.5 %", most, least)
    return OrNothing(shape) if "None" in kind else shape


def _lever(lever: str) -> Keys:
    known = {each.name: _shape(lever, each.name, str(each.type)) for each in fields(LEVERS[lever])}
    return Keys({name: Key(shape, name) for name, shape in known.items()})


SCENARIO = Keys(
    {lever: Key(_lever(lever), f"the lever {lever}") for lever in LEVERS}
    | {"reserve_bp": Key(BASIS_POINTS, "the reserve, of what the Trust spends")}
)


def scenario(changes: Mapping[str, Any] | None = None, file: str = "scenario") -> Scenario:
    """The scenario of law/single_payer/levers with changes by lever: {"use": {"elasticity_bp": -1000}}.

    BadInput with every key that is unknown and every value out of range.
    """
    return _laid_over_law({} if changes is None else changes, file)


def scenario_of(levers: Mapping[str, Any], file: str = "scenario") -> Scenario:
    """The scenario of these levers alone; BadInput as `scenario`."""
    return _built(_checked(levers, file))


def _laid_over_law(changes: Any, file: str) -> Scenario:
    levers = dict(parameter("single_payer/levers").at(date(2020, 1, 1)))
    for name, value in _checked(changes, file).items():
        levers[name] = levers.get(name, {}) | value if isinstance(value, dict) else value
    return _built(levers)


def _checked(levers: Any, file: str) -> dict[str, Any]:
    """What is written of each lever; BadInput with every fault."""
    values = SCENARIO.read(levers, Position(faults := Faults(file)))
    faults.stop_if_any()
    return {name: _written(values[name], value) for name, value in levers.items()}


def _written(values: Any, raw: Any) -> Any:
    return {key: values[key] for key in raw} if isinstance(raw, Mapping) else values


def _built(levers: Mapping[str, Any]) -> Scenario:
    built = {name: LEVERS[name](**value) for name, value in levers.items() if name in LEVERS}
    return Scenario(**built, reserve_bp=levers.get("reserve_bp", 0))


# Reads a user's scenario: a YAML file of levers, laid over those of law/single_payer/levers.


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file such as "use: {elasticity_bp: -1000}"; BadInput with all that is wrong in it."""
    return _laid_over_law(read_yaml(path, "Write levers as name: {key: value}."), path.name)
