"""Brings the survey's spending to the state's accounts: what each payer pays in all, and each service's part.

In: people and law/states/ma/payer_totals, residence_spending. Out: `Scale`.
Private insurance and Medicare an enrollee and MassHealth in all, less their
long-term care, which a survey of households does not see, fix a factor by
cover; the services' parts of CMS's account by residence fix one by service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import yaml

from cleanbill.care import BENEFITS
from cleanbill.care.generator import Floats
from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.core.money import WHOLE_BP, grown
from cleanbill.financing.households import whole_cents
from cleanbill.financing.spending.amounts import (
    FACTORS,
    MEDICAID,
    MEDICARE,
    PRIVATE,
    SUPPLEMENT,
    Standing,
    amounts,
    at_level,
    standing,
    terms_growth,
    unpaid_share,
    whole,
)
from cleanbill.financing.spending.settled import settled_years
from cleanbill.financing.spending.spending import PAYERS, SAME_CARE, Draws, Scale, Spending
from cleanbill.law import parameter
from cleanbill.people import Ints, even
from cleanbill.people.population import HUNDREDTHS, PLANS, Population

# The distribution of a person's year, not only its mean: K settled years of people like them.
#
# Years are taken from strata of spending, the more closely the higher, so a few
# of them show half of people with next to nothing and the one in a hundred with
# a fifth of it. Within a stratum each person has years of their own.


SEED = 860
# Each stratum's upper edge as a share of people by spending, and how many years are taken from it.
STRATA = ((0.5, 3), (0.8, 3), (0.95, 3), (0.99, 2), (1.0, 1))


def edges() -> Floats:
    """Edges of the K parts of the distribution, from 0 to 1."""
    start, found = 0.0, []
    for end, number in STRATA:
        found.append(np.linspace(start, end, number, endpoint=False))
        start = end
    return np.concatenate([*found, np.ones(1)])


def drawn_rows(group: Ints) -> Ints:
    """Rows of settled years, (people, K), in rising order of spending; the same for the same place in line."""
    years, cut = settled_years(), edges()
    within = even(SEED, "year of care", len(group) * (len(cut) - 1)).reshape(len(group), -1)
    quantile = cut[:-1] + np.diff(cut) * within
    reached = np.cumsum(years.weight)
    place = np.searchsorted(reached, group[:, None] + quantile, side="right")
    last = years.first[group + 1] - 1
    return np.clip(place, years.first[group][:, None], last[:, None])


def draws(of: Standing, year: int, cover: Floats, service: Floats) -> Draws:
    """K years of each person at a scale; their weighted mean is the person's expected amount but for chance."""
    years, rows = settled_years(), drawn_rows(of.group)
    expected, mean = amounts(of, year, cover, service), years.mean_allowed[of.group]
    grow = np.divide(expected.allowed, mean, out=np.zeros_like(mean), where=mean > 0)
    whole = (years.means_of_rows(years.allowed)[of.group] * grow).sum(axis=1)
    evened = (expected.allowed.sum(axis=1) / whole)[:, None]  # near 1: a group's rows cost what its people do
    level = expected.level * evened
    allowed, asked = np.zeros(rows.shape, np.int64), np.zeros(rows.shape, np.int64)
    for k in range(rows.shape[1]):
        cents = years.allowed[rows[:, k]] * grow * evened
        left = _left(np.moveaxis(years.share[of.variant, :, rows[:, k]], 1, 0), level) * terms_growth(year)
        allowed[:, k] = whole_cents(cents.sum(axis=1))
        asked[:, k] = whole_cents(np.minimum(left, cents).sum(axis=1))
    asked = np.minimum(asked, allowed)
    return Draws(np.diff(edges()), allowed, asked, whole_cents(asked * unpaid_share(of)[:, None]))


def _left(share: Floats, level: Floats) -> Floats:
    """What the plan leaves, by benefit, at each benefit's level; together no more than at the highest of them."""
    left = at_level(share, level)
    most = at_level(share.sum(axis=2), level.max(axis=1))
    whole = left.sum(axis=1)
    cut = np.divide(most, whole, out=np.ones_like(whole), where=whole > most)
    kept: Floats = left * cut[:, None]
    return kept


# Long-term care: what nursing homes, residential and personal care cost the state, and who pays it.
#
# No survey of households sees it, and no record here is given it: it stands in
# the state's account only. In: law/states/ma/residence_spending and
# law/us/payer_pattern. Out: cents by service and payer.


BASE = date(2020, 1, 1)
SERVICES = ("nursing_home", "other_residential")


@dataclass(frozen=True, slots=True)
class LongTermCare:
    """Cents of a year in all: `cents[service][payer]`."""

    year: int
    cents: dict[str, dict[str, int]]

    @property
    def total(self) -> int:
        """Cents of all services and payers."""
        return sum(sum(row.values()) for row in self.cents.values())

    def paid(self, payer: str) -> int:
        """Cents that a payer pays."""
        return sum(row[payer] for row in self.cents.values())


def long_term_care(people: Population) -> LongTermCare:
    """The long-term care of the population's year, for as many residents as it stands for."""
    heads = parameter("states/ma/residence_spending").at(BASE)
    pattern = parameter("us/payer_pattern").at(BASE)
    residents = float(people.weight.sum()) / HUNDREDTHS
    cents = {}
    for service in SERVICES:
        a_head = float(grown(heads[service]["per_resident"], heads[service]["growth_bp"], people.year - BASE.year))
        whole = round(100 * a_head * residents)
        shares = pattern[service]
        row = {payer: whole * shares[payer] // WHOLE_BP for payer in PAYERS}
        row["other"] += whole - sum(row.values())
        cents[service] = row
    return LongTermCare(people.year, cents)


ROUNDS = 60
# The survey puts a doctor's bill in hospital with the hospital's; CMS puts it with doctors: they are scaled as one.
SCALE_SERVICES = {
    "care": ("hospital", "physician", "other_professional"),
    "dental": ("dental",),
    "home_health": ("home_health",),
    "drugs": ("drugs",),
    "equipment": ("durables",),
}
SERVICE_OF = tuple("care" if benefit not in SCALE_SERVICES else benefit for benefit in BENEFITS)


@dataclass(frozen=True, slots=True)
class Targets:
    """Cents that the accounts give: by FACTORS, and each service's part of all, by SERVICES."""

    cover: Floats
    service: Floats


def targets(people: Population) -> Targets:
    """What the people's spending is scaled to."""
    of, year = parameter("states/ma/payer_totals").at(BASE), people.year
    residence = parameter("states/ma/residence_spending").at(BASE)
    outside = long_term_care(people)
    later = year - BASE.year
    private = _private_enrollees(people) * float(grown(of["private"]["per_enrollee"], of["growth_bp"], later))
    medicare = _on(people, "medicare") * float(grown(of["medicare"]["per_enrollee"], of["growth_bp"], later))
    programme = float(grown(of["medicaid"]["programme"], of["growth_bp"], year - of["medicaid"]["in_year"]))
    run = 1 - parameter("us/spending_scale").at(BASE)["masshealth_administration_bp"] / WHOLE_BP
    cover = [
        100 * private - outside.paid("private"),
        100 * medicare - outside.paid("medicare"),
        100 * programme * run - outside.paid("medicaid"),
    ]
    service = np.array([sum(_head(residence, row, year) for row in rows) for rows in SCALE_SERVICES.values()])
    return Targets(np.array(cover), service / service.sum())


def _head(residence: Mapping[str, Any], service: str, year: int) -> float:
    return float(grown(residence[service]["per_resident"], residence[service]["growth_bp"], year - BASE.year))


def _on(people: Population, begins: str) -> float:
    plans = [number for number, name in enumerate(PLANS) if name.startswith(begins)]
    return float(people.weight[np.isin(people.cover, plans)].sum()) / HUNDREDTHS


def _private_enrollees(people: Population) -> float:
    """People under a private plan, and those with a supplement to Medicare that is not an Advantage plan."""
    beside = 1 - parameter("us/spending_scale").at(BASE)["medicare_advantage_bp"] / WHOLE_BP
    under = sum(_on(people, name) for name in SAME_CARE)
    return float(under + _on(people, PLANS[SUPPLEMENT]) * beside)


def scale_to_state(people: Population) -> Scale:
    """The scale at which the accounts' amounts are met, by iterative proportional fitting.

    CleanbillError for people among whom a payer has no members: a household is spent for at the state's scale.
    """
    _check(people)
    of, weight = _alike(standing(people), people.weight / HUNDREDTHS)
    wanted = targets(people)
    names = tuple(SCALE_SERVICES)
    benefit = np.array([names.index(service) for service in SERVICE_OF])
    cover, service = np.ones(len(FACTORS)), np.ones(len(names))
    for _ in range(ROUNDS):
        found = amounts(of, people.year, cover, service[benefit])
        paid = (found.paid.sum(axis=2) * weight).sum(axis=1)
        cover = cover * wanted.cover / np.maximum(paid[[PRIVATE, MEDICARE, MEDICAID]], 1)
        spent = np.bincount(benefit, (found.allowed * weight[:, None]).sum(axis=0))
        ratio = wanted.service / (spent / spent.sum())
        service = service * ratio / ratio[0]
    return Scale(
        {name: float(value) for name, value in zip(FACTORS, cover, strict=True)},
        {name: float(value) for name, value in zip(names, service, strict=True)},
    )


def _check(people: Population) -> None:
    here = np.unique(standing(people).factor)
    missing = [name for number, name in enumerate(FACTORS) if number not in here]
    if missing:
        raise CleanbillError(
            f"Nobody among these {len(people)} people has {' or '.join(missing)} cover, so their spending cannot be "
            "brought to the state's accounts. Give health_spending the scale of the state: scale_to_state(population)."
        )


def as_arrays(scale: Scale) -> tuple[Floats, Floats]:
    """The factors by FACTORS, and by benefit."""
    return np.array([scale.cover[name] for name in FACTORS]), np.array([scale.service[name] for name in SERVICE_OF])


def _alike(of: Standing, weight: Floats) -> tuple[Standing, Floats]:
    """One entry for all who stand alike, with their weights together."""
    every = np.stack([getattr(of, field.name) for field in fields(of)], axis=1)
    kinds, place = np.unique(every, axis=0, return_inverse=True)
    return Standing(*kinds.T), np.bincount(place.ravel(), weight).astype(np.float64)


# Builds the spending of a population: survey, state accounts, settled years.


def health_spending(people: Population, scale: Scale | None = None) -> Spending:
    """What the care of each person costs in the population's year, and who pays it.

    Some people alone (a household) are spent for at the `scale` of a whole population; without one, at their own.
    """
    scale, of = scale or scale_to_state(people), standing(people)
    cover, service = as_arrays(scale)
    allowed, paid = whole(amounts(of, people.year, cover, service))
    return Spending(people.year, allowed, paid, draws(of, people.year, cover, service), scale)


# The scale of the state in a year, as it ships: what a household alone is spent for at, without the population.


def state_scale(year: int) -> Scale:
    """The scale at which the population of `year` meets the state's accounts (scripts/scale_spending.py).

    BadInput for a year without one.
    """
    years = _held()["years"]
    if year not in years:
        problem = f"there is no scale of {year}"
        raise BadInput([Finding("year", None, None, problem, f"Take one from {min(years)} to {max(years)}.")])
    return Scale(cover=years[year]["cover"], service=years[year]["service"])


@cache
def _held() -> dict[str, Any]:
    file = resources.files("cleanbill.financing.spending") / "data" / "state_scale.yaml"
    loaded: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return loaded
