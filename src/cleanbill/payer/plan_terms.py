"""A plan as its YAML file states it: price level, accumulators and benefits.

The plans that ship are `plans/<plan_id>-<year>.yaml`, or `plans/<plan_id>.yaml` with terms by year; a file laid there
is a plan that ships, and nothing else need be told of it. What is in force on a day are the terms of the latest year
not after it. A user's own plan is a file of the same form, by path, or a mapping.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeAlias

from cleanbill import law
from cleanbill.care import BENEFITS
from cleanbill.core.errors import BadInput, CleanbillError
from cleanbill.core.money import NO_LIMIT_CENTS
from cleanbill.core.schema import (
    BASIS_POINTS,
    CENTS,
    ByDay,
    Faults,
    Flag,
    Key,
    Keys,
    MapOf,
    OneOf,
    Position,
    Words,
    meant,
)
from cleanbill.core.tables import Source, read_yaml, shipped_text, ships_already, source_of
from cleanbill.law import REFERENCES


@dataclass(frozen=True, slots=True)
class Accumulator:
    """Limits that run over one plan year, in cents; `NO_LIMIT_CENTS` is none.

    `embedded` is whether one member of a family meets the individual
    deductible alone; if not, the family's deductible is the only one.
    """

    deductible_cents: int
    family_deductible_cents: int
    limit_cents: int
    family_limit_cents: int
    embedded: bool = True


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a plan does for one kind of care. `copay_cents` is per claim."""

    covered: bool
    deductible: bool
    copay_cents: int
    coinsurance_bp: int
    accumulator: str

    @property
    def shares_cost(self) -> bool:
        """Whether the plan and the patient share the cost, by any of the three ways."""
        return self.covered and bool(self.deductible or self.copay_cents or self.coinsurance_bp)


IN, OUT, PREVENTIVE = "in", "out", "preventive"  # how care stands to a plan's network and its free preventive care
PLANS: Traversable = resources.files("cleanbill.payer").joinpath("plans")
PRICES = "us/price_relative"
NETWORKED = "commercial"  # the fee basis of plans that contract with some providers
ANY_YEAR = 0  # of terms that name no year: they stand in every year
NO_LIMITS = "none"  # the accumulator of what counts toward no limit
FREE = Benefit(covered=True, deductible=False, copay_cents=0, coinsurance_bp=0, accumulator="none")


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan's terms for a year. `fee_basis` names a payer in law/us/price_relative."""

    plan_id: str
    year: int
    name: str
    fee_basis: str
    accumulators: Mapping[str, Accumulator]
    benefits: Mapping[str, Benefit]
    reference: tuple[Mapping[str, Any], ...]
    out_of_network: Mapping[str, Benefit] = field(default_factory=dict)
    preventive_free: bool = False
    source: str = ""  # the file that states it

    def benefit(self, name: str, variant: str) -> Benefit:
        """The terms of a kind of care by `variant`: in, out (of network; as in where none are set) or preventive."""
        if variant == OUT:
            return self.out_of_network.get(name, self.benefits[name])
        if variant == PREVENTIVE and self.preventive_free and self.benefits[name].covered:
            return FREE
        return self.benefits[name]

    @property
    def has_network(self) -> bool:
        """Whether providers may be out of its network: commercial plans; to public payers each one is the same."""
        return self.fee_basis == NETWORKED

    @property
    def free(self) -> bool:
        """Whether nothing is due at the point of care, for any kind of care."""
        return all(terms.covered and not terms.shares_cost for terms in self.benefits.values())


@dataclass(frozen=True, slots=True)
class PlanYears:
    """A plan's terms by year. Of a user's own plan `file` and `sha256` say which it was (None of an object)."""

    plan_id: str
    years: Mapping[int, Plan]
    own: bool = False
    file: str | None = None
    sha256: str | None = None

    def on(self, day: date) -> Plan:
        """The terms of the latest year not after `day`; a user's own must have some, else CleanbillError."""
        if ANY_YEAR in self.years:
            return replace(self.years[ANY_YEAR], year=day.year)
        begun = [year for year in self.years if year <= day.year]
        if not begun and self.own:
            raise CleanbillError(
                f"{self.file or self.plan_id} has no terms for {day.year}; its first year is {min(self.years)}. "
                f"Write {day.year} under years, with the terms that held then."
            )
        # Before the first year on file the first is used: the caller says so in its gaps.
        return self.years[max(begun, default=min(self.years))]


PlanSource: TypeAlias = str | Path | Mapping[str, Any] | PlanYears | Plan

LIMIT = {
    "individual_cents": Key(CENTS, "what it is for one person"),
    "family_cents": Key(CENTS, "what it is for a family", default=NO_LIMIT_CENTS),
}
EMBEDDED = Key(Flag(), "whether a member meets the individual deductible alone", default=True)
ACCUMULATOR = Keys({
    "deductible": Key(Keys(LIMIT | {"embedded": EMBEDDED}), "individual_cents, family_cents and embedded"),
    "out_of_pocket_limit": Key(Keys(LIMIT), "individual_cents and family_cents"),
})  # fmt: skip
BENEFIT = Keys({
    "covered": Key(Flag(), "whether the plan covers it", default=True),
    "deductible": Key(Flag(), "whether the deductible is due first", default=False),
    "copay_cents": Key(CENTS, "what is due for each claim", default=0),
    "coinsurance_bp": Key(BASIS_POINTS, "the patient's part", default=0),
    "accumulator": Key(Words(), "the accumulator whose limits it counts toward", default=NO_LIMITS),
})  # fmt: skip
TERMS = {
    "fee_basis": Key(Words(), "whose prices it pays, a payer of law/us/price_relative"),
    "network": Key(Words(), "which providers are in it, in words"),
    "accumulators": Key(MapOf(ACCUMULATOR, "accumulator"), "limits of a year, by name"),
    "preventive": Key(OneOf(("free",)), "free, where preventive care is"),
    "benefits": Key(MapOf(BENEFIT, "kind of care", BENEFITS, needed=BENEFITS), "terms of each kind of care"),
    "out_of_network": Key(MapOf(BENEFIT, "kind of care", BENEFITS), "terms out of network, where they differ"),
}
NEEDED = ("fee_basis", "benefits")
PLAN = Keys({
    "plan_id": Key(Words(), "what results call it, where not the file's name"),
    "name": Key(Words(), "its name in words"),
    "description": Key(Words(), "what it is"),
    **TERMS,
    "years": Key(ByDay(Keys(TERMS), of=int), "by year, the terms that are other than those above"),
    "reference": Key(REFERENCES, "a list of sources, each with a title", default=()),
})  # fmt: skip


def plan_ids() -> tuple[str, ...]:
    """The plans that ship, by name."""
    return tuple(sorted({name for name, _ in map(_name_and_year, _files())}))


def plan_text(plan_id: str) -> str:
    """The YAML of the latest file of a plan that ships; BadInput with a near miss for another name."""
    return shipped_text(plan_id, _latest(), "plan")


def plan(source: PlanSource, day: date) -> Plan:
    """The terms of a plan on a day; see `load_plan`."""
    return source if isinstance(source, Plan) else load_plan(source).on(day)


def load_plan(source: PlanSource) -> PlanYears:
    """A plan by the name of one that ships, by the path of a YAML file, as a mapping, or as read already.

    BadInput with every fault of the file, and with a near miss for a name that does not ship. A user's own plan is
    called as its file, or by its `plan_id`, and not as one that ships.
    """
    if isinstance(source, PlanYears):
        return source
    if isinstance(source, Plan):
        return PlanYears(source.plan_id, {ANY_YEAR: source}, own=source.plan_id not in plan_ids())
    if isinstance(source, str) and source in plan_ids():
        return _shipped(source)
    return _own(source_of(source, _latest(), "plan"))


@cache
def _shipped(plan_id: str) -> PlanYears:
    years: dict[int, Plan] = {}
    for name, file in _files().items():
        held_id, year = _name_and_year(name)
        if held_id == plan_id:
            years |= _years(plan_id, year, read_yaml(file, ""), name, f"payer/plans/{name}")
    return PlanYears(plan_id, dict(sorted(years.items())))


def _own(source: Source) -> PlanYears:
    named, year = _name_and_year(source.file) if source.name else ("", ANY_YEAR)
    written = source.raw.get("plan_id") if isinstance(source.raw, Mapping) else None
    plan_id = str(written or named or "plan")
    years = _years(plan_id, year, source.raw, source.file, source.file)
    if plan_id in plan_ids():
        raise BadInput([ships_already(plan_id, source.file, "plan")])
    if not re.fullmatch(r"[\w.-]+", plan_id):
        raise CleanbillError(
            f"{source.file}: {plan_id!r} is not a name for a plan. Write plan_id: with letters, digits, - and _."
        )
    return PlanYears(plan_id, years, own=True, file=source.file if source.name else None, sha256=source.sha256)


def parse(plan_id: str, year: int, raw: Mapping[str, Any]) -> Plan:
    """A plan of one year from its YAML, at any prices; BadInput with every fault of it."""
    faults = Faults(f"{plan_id}-{year}.yaml")
    made = _read(plan_id, year, raw, f"payer/plans/{plan_id}-{year}.yaml", Position(faults))
    faults.stop_if_any()
    return made[year]


def _years(plan_id: str, year: int, raw: Any, file: str, source: str) -> dict[int, Plan]:
    """The plan's terms by year, at prices that are known; BadInput with every fault."""
    faults = Faults(file)
    found = _read(plan_id, year, raw, source, top := Position(faults))
    bases = tuple(law.parameter(PRICES).at(date.max))
    for plan in {year_plan.fee_basis: year_plan for year_plan in found.values() if year_plan.fee_basis}.values():
        OneOf(bases).read(plan.fee_basis, top.below(raw, "fee_basis"))
    faults.stop_if_any()
    return found


def _read(plan_id: str, year: int, raw: Any, source: str, top: Position) -> dict[int, Plan]:
    values = PLAN.read(raw, top)
    common = {key: values[key] for key in TERMS}
    written = values["years"] if values["years"] is not None else {year: {}}
    reference = (
        tuple(dict(entry) for entry in raw["reference"] if isinstance(entry, Mapping)) if values["reference"] else ()
    )
    found = {}
    for since, changes in written.items():
        terms = common | {key: value for key, value in changes.items() if value is not None}
        here = top if not changes else top.below(raw, "years").below(raw["years"], since)
        _check(terms, raw, here)
        found[since] = Plan(
            plan_id, since, values["name"] or plan_id, reference=reference, source=source, **_as_terms(terms)
        )
    return found


def _check(terms: Mapping[str, Any], raw: Any, here: Position) -> None:
    """What must be there, and the accumulators that benefits name."""
    for name in NEEDED:
        if terms[name] is None and not (isinstance(raw, Mapping) and name in raw):
            here.below({}, name).note("is missing", f"Write {TERMS[name].says}.")
    known = (*(terms["accumulators"] or {}), NO_LIMITS)
    for part in ("benefits", "out_of_network"):
        for kind, benefit in (terms[part] or {}).items():
            if benefit["accumulator"] not in known:
                there = here.below(raw, part).below(raw.get(part, {}), kind).below({}, "accumulator")
                remedy = f"{meant(benefit['accumulator'], known)}Define it under accumulators: {', '.join(known)}."
                there.note(f"{benefit['accumulator']!r} is not defined", remedy)


def _as_terms(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `Plan` that TERMS hold."""
    return {
        "fee_basis": terms["fee_basis"] or "",
        "accumulators": {name: _accumulator(limits) for name, limits in (terms["accumulators"] or {}).items()},
        "benefits": _benefits(terms["benefits"]),
        "out_of_network": _benefits(terms["out_of_network"]),
        "preventive_free": terms["preventive"] == "free",
    }


def _accumulator(limits: Mapping[str, Any]) -> Accumulator:
    none: dict[str, Any] = {"individual_cents": None, "family_cents": NO_LIMIT_CENTS}
    deductible, limit = limits["deductible"] or none | {"embedded": True}, limits["out_of_pocket_limit"] or none
    return Accumulator(
        deductible_cents=deductible["individual_cents"] or 0,
        family_deductible_cents=deductible["family_cents"],
        limit_cents=NO_LIMIT_CENTS if limit["individual_cents"] is None else limit["individual_cents"],
        family_limit_cents=limit["family_cents"],
        embedded=deductible["embedded"],
    )


def _benefits(terms: Mapping[str, Mapping[str, Any]] | None) -> dict[str, Benefit]:
    return {kind: Benefit(**benefit) for kind, benefit in (terms or {}).items()}


def _name_and_year(name: str) -> tuple[str, int]:
    """The plan and year of a file's name: employer-2025.yaml; without a year, any."""
    stem = name.rpartition(".")[0] or name
    found = re.fullmatch(r"(.+)-(\d{4})", stem)
    return (found[1], int(found[2])) if found else (stem, ANY_YEAR)


def _latest() -> dict[str, Traversable]:
    """The file of each plan that ships, of the last year where it has several."""
    return {_name_and_year(name)[0]: file for name, file in _files().items()}


@cache
def _files() -> dict[str, Traversable]:
    files = sorted(PLANS.iterdir(), key=lambda file: file.name)
    return {file.name: file for file in files if file.name.endswith(".yaml")}
