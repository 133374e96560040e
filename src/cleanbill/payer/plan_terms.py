"""A plan as its YAML file states it: price level, accumulators and benefits.

Files are `plans/<plan_id>-<year>.yaml`; the one in force on a day is that of
the latest year not after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import yaml

from cleanbill import law
from cleanbill.care import BENEFITS
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import NO_LIMIT_CENTS, WHOLE_BP, half_up
from cleanbill.payer.coordination import protected


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
NETWORKED = "commercial"  # the fee basis of plans that contract with some providers
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


def plan_ids() -> tuple[str, ...]:
    """The plans that ship, by name."""
    return tuple(sorted({name for name, _ in _files()}))


def plan(plan_id: str, day: date) -> Plan:
    """The terms of a plan on a day; CleanbillError for one that is not there."""
    years = [year for name, year in _files() if name == plan_id]
    if not years:
        raise CleanbillError(f"There is no plan {plan_id!r}. Those that exist: {', '.join(plan_ids())}.")
    # Before the first year on file the first is used: the caller says so in its gaps.
    year = max((year for year in years if year <= day.year), default=min(years))
    text = resources.files("cleanbill.payer").joinpath("plans", f"{plan_id}-{year}.yaml").read_text("utf-8")
    return parse(plan_id, year, yaml.safe_load(text))


def parse(plan_id: str, year: int, raw: Mapping[str, Any]) -> Plan:
    """A plan from its YAML; CleanbillError where a benefit or accumulator is missing."""
    accumulators = {name: _accumulator(terms or {}) for name, terms in raw.get("accumulators", {}).items()}
    benefits = {name: _benefit(terms) for name, terms in raw["benefits"].items()}
    outside = {name: _benefit(terms) for name, terms in raw.get("out_of_network", {}).items()}
    missing = set(BENEFITS) - benefits.keys()
    every = (*benefits.values(), *outside.values())
    unknown = {benefit.accumulator for benefit in every} - accumulators.keys() - {"none"}
    strange = (benefits.keys() | outside.keys()) - set(BENEFITS)
    if missing or unknown or strange:
        raise CleanbillError(
            f"Plan {plan_id}: benefits missing {sorted(missing)}, unknown {sorted(strange)}, "
            f"accumulators not defined {sorted(unknown)}. Name each of {', '.join(BENEFITS)} once."
        )
    return Plan(
        plan_id,
        year,
        raw["name"],
        raw["fee_basis"],
        accumulators,
        benefits,
        tuple(raw["reference"]),
        out_of_network=outside,
        preventive_free=raw.get("preventive") == "free",
    )


def _accumulator(terms: Mapping[str, Any]) -> Accumulator:
    deductible, limit = terms.get("deductible", {}), terms.get("out_of_pocket_limit", {})
    return Accumulator(
        deductible_cents=deductible.get("individual_cents", 0),
        family_deductible_cents=deductible.get("family_cents", NO_LIMIT_CENTS),
        limit_cents=limit.get("individual_cents", NO_LIMIT_CENTS),
        family_limit_cents=limit.get("family_cents", NO_LIMIT_CENTS),
        embedded=deductible.get("embedded", True),
    )


def _benefit(terms: Mapping[str, Any]) -> Benefit:
    return Benefit(
        covered=terms.get("covered", True),
        deductible=terms.get("deductible", False),
        copay_cents=terms.get("copay_cents", 0),
        coinsurance_bp=terms.get("coinsurance_bp", 0),
        accumulator=terms.get("accumulator", "none"),
    )


@cache
def _files() -> tuple[tuple[str, int], ...]:
    stems = [
        entry.name.removesuffix(".yaml") for entry in resources.files("cleanbill.payer").joinpath("plans").iterdir()
    ]
    return tuple((stem[:-5], int(stem[-4:])) for stem in sorted(stems))


# Plans as a table: one row per plan and benefit, ready to join to lines.


PRICE_LEVELS, MEDICARE = "us/price_relative", "medicare"
NO_ACCUMULATOR = Accumulator(0, NO_LIMIT_CENTS, NO_LIMIT_CENTS, NO_LIMIT_CENTS)

SCHEMA = pa.schema(
    [
        ("terms_no", pa.int64()),
        ("plan_id", pa.string()),
        ("benefit", pa.string()),
        ("covered", pa.bool_()),
        ("shares_cost", pa.bool_()),
        ("deductible_applies", pa.bool_()),
        ("accumulator_no", pa.int64()),
        ("embedded", pa.bool_()),
        ("plan_price_bp", pa.int64()),
        ("plan_copay_cents", pa.int64()),
        ("plan_coinsurance_bp", pa.int64()),
        ("plan_deductible_cents", pa.int64()),
        ("plan_family_deductible_cents", pa.int64()),
        ("plan_limit_cents", pa.int64()),
        ("plan_family_limit_cents", pa.int64()),
        ("accumulator", pa.string()),
        ("source", pa.string()),
        ("since", pa.date32()),
    ]
)


PriceLevels = Mapping[str, Mapping[str, int]]  # fee basis -> kind of care -> basis points of the reference fee


def terms(plans: Iterable[Plan], day: date, *, prices: PriceLevels | None = None, variants: bool = False) -> pa.Table:
    """The terms of `plans`, a numbered row for each plan and kind of care.

    At `prices`, or else the price levels in force on `day`. With `variants`,
    a row too for each kind of care out of network and as preventive care, for
    lines that `with_variant` has told apart.
    """
    plans = tuple(plans)
    levels = prices or law.parameter(PRICE_LEVELS).at(day)
    rows = [
        _row(plan, benefit, variant, levels[plan.fee_basis])
        for variant in ((IN, OUT, PREVENTIVE) if variants else (IN,))
        for plan in plans
        for benefit in plan.benefits
    ]
    names = sorted({(row["plan_id"], row["accumulator"]) for row in rows})
    numbered = [
        row | {"terms_no": number, "accumulator_no": names.index((row["plan_id"], row["accumulator"]))}
        for number, row in enumerate(rows)
    ]
    schema = SCHEMA.append(pa.field("variant", pa.string())) if variants else SCHEMA
    return pa.Table.from_pylist(numbered, schema=schema)


def relative_to_medicare(day: date) -> PriceLevels:
    """Price levels as shares of Medicare's, for fees that are Medicare's own: half a basis point goes up."""
    levels: PriceLevels = law.parameter(PRICE_LEVELS).at(day)
    medicare = levels[MEDICARE]
    return {
        basis: {name: half_up(level * WHOLE_BP, medicare[name]) for name, level in own.items()}
        for basis, own in levels.items()
    }


def with_terms(lines: ir.Table, terms: ir.Table, *names: str) -> ir.Table:
    """`lines` with the columns `names` of the terms that hold for each."""
    return lines.inner_join(terms.select("terms_no", *names), "terms_no")


def _row(plan: Plan, name: str, variant: str, level: Mapping[str, int]) -> dict[str, Any]:
    benefit = plan.benefit(name, variant)
    accumulator = plan.accumulators.get(benefit.accumulator, NO_ACCUMULATOR)
    return {
        "plan_id": plan.plan_id,
        "benefit": name,
        "variant": variant,
        "covered": benefit.covered,
        "shares_cost": benefit.shares_cost,
        "deductible_applies": benefit.deductible,
        "accumulator": benefit.accumulator,
        "embedded": accumulator.embedded,
        "plan_price_bp": level[name],
        "plan_copay_cents": benefit.copay_cents,
        "plan_coinsurance_bp": benefit.coinsurance_bp,
        "plan_deductible_cents": accumulator.deductible_cents,
        "plan_family_deductible_cents": accumulator.family_deductible_cents,
        "plan_limit_cents": accumulator.limit_cents,
        "plan_family_limit_cents": accumulator.family_limit_cents,
        "source": f"payer/plans/{plan.plan_id}-{plan.year}.yaml",
        "since": date(plan.year, 1, 1),
    }


# Tells lines apart by network and preventive care, and finds the plan's terms for each.
#
# In: `claim_line` with, perhaps, `in_network` (true or false), and the terms of plans. Out: the lines with
# `variant` (in, out, preventive), or with the numbers of their terms and the plan's price level.


CODES = "us/preventive_codes"
NUMBERED = ("terms_no", "accumulator_no", "plan_price_bp")


def with_variant(lines: ir.Table, day: date) -> ir.Table:
    """`lines` with `variant`, by the codes in force on `day`; out of network nothing is free.

    With `network_facility`, a surprise that the law protects (`surprises`) has the network's terms.
    """
    preventive = lines.code.isin(law.parameter(CODES).at(day)["codes"]).fill_null(False)
    inside = lines.in_network.fill_null(True) if "in_network" in lines.columns else ibis.literal(True)
    if "network_facility" in lines.columns:
        inside = inside | protected(lines, lines.network_facility.fill_null(False))
    return lines.mutate(variant=ibis.cases((~inside, OUT), (preventive, PREVENTIVE), else_=IN))


def numbered_terms(placed: ir.Table, terms: ir.Table) -> ir.Table:
    """`placed` (plan_id, benefit) with NUMBERED of its terms, by `variant` where lines and terms have it."""
    keys = ["plan_id", "benefit"]
    if "variant" in terms.columns and "variant" in placed.columns:
        keys.append("variant")
    elif "variant" in terms.columns:
        terms = terms.filter(terms.variant == IN)
    return placed.inner_join(terms.select(*NUMBERED, *keys), keys)
