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
from typing import Any

import numpy as np

from cleanbill.care import BENEFITS
from cleanbill.care.generator import Floats
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.spending.amounts import MEDICAID, MEDICARE, PRIVATE, SUPPLEMENT, amounts
from cleanbill.financing.spending.library import SAME_CARE
from cleanbill.financing.spending.long_term import grown, long_term_care
from cleanbill.financing.spending.record import Scale
from cleanbill.financing.spending.standing import FACTORS, Standing, standing
from cleanbill.law import parameter
from cleanbill.people.population import HUNDREDTHS, PLANS, Population

BASE = date(2020, 1, 1)
ROUNDS = 60
# The survey puts a doctor's bill in hospital with the hospital's; CMS puts it with doctors: they are scaled as one.
SERVICES = {
    "care": ("hospital", "physician", "other_professional"),
    "dental": ("dental",),
    "home_health": ("home_health",),
    "drugs": ("drugs",),
    "equipment": ("durables",),
}
SERVICE_OF = tuple("care" if benefit not in SERVICES else benefit for benefit in BENEFITS)


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
    private = grown(of["private"]["per_enrollee"], of["growth_bp"], year - BASE.year) * _private_enrollees(people)
    medicare = grown(of["medicare"]["per_enrollee"], of["growth_bp"], year - BASE.year) * _on(people, "medicare")
    programme = grown(of["medicaid"]["programme"], of["growth_bp"], year - of["medicaid"]["in_year"])
    run = 1 - parameter("us/spending_scale").at(BASE)["masshealth_administration_bp"] / WHOLE_BP
    cover = [
        100 * private - outside.paid("private"),
        100 * medicare - outside.paid("medicare"),
        100 * programme * run - outside.paid("medicaid"),
    ]
    service = np.array([sum(_head(residence, row, year) for row in rows) for rows in SERVICES.values()])
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
    names = tuple(SERVICES)
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
