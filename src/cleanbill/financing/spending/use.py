"""How much more care is used when nothing is due and everybody is covered.

In: spending today and the response. How use answers to the price is in `financing/forgone` (`use_at`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from cleanbill.care import BENEFITS
from cleanbill.care.generator import Floats
from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.forgone import use_at
from cleanbill.financing.households import whole_cents
from cleanbill.financing.spending.amounts import BANDS, NO_COVER, bands, standing, survey_cents
from cleanbill.financing.spending.scale import as_arrays
from cleanbill.financing.spending.spending import Spending
from cleanbill.law import parameter
from cleanbill.people import Ints
from cleanbill.people.population import PLANS, Population

LIKE = PLANS.index("employer")  # whose use the newly covered come to
LEVERS = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Response:
    """`newly_covered_bp`: of an insured person's care, once covered. The cap holds the growth of each kind of care.

    `by_benefit` and `by_band` (of income) make the elasticity larger or smaller than 10,000, which is as it is.
    """

    elasticity_bp: int
    newly_covered_bp: int
    supply_cap_bp: int | None = None
    by_benefit: Mapping[str, int] = field(default_factory=dict)
    by_band: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Use:
    """Cents at today's prices, (people, BENEFITS): `today` + `no_price` + `covered` + `not_met` = what people want.

    What is had with nothing due leaves out `not_met` (0 or less), which the supply cap takes.
    """

    today: Ints
    no_price: Ints  # more care because nothing is due
    covered: Ints  # more care of those who have no cover today
    not_met: Ints

    @property
    def allowed(self) -> Ints:
        """Cents of care with nothing due."""
        return np.asarray(self.today + self.no_price + self.covered + self.not_met)


def response(elasticity_bp: int | None = None, *, newly_covered_bp: int | None = None) -> Response:
    """The response of law/single_payer/levers, or with an elasticity and use of the newly covered of one's own."""
    use = parameter("single_payer/levers").at(LEVERS)["use"]
    return Response(
        use["elasticity_bp"] if elasticity_bp is None else elasticity_bp,
        use["newly_covered_bp"] if newly_covered_bp is None else newly_covered_bp,
        use["supply_cap_bp"],
    )


def with_use(spending: Spending, people: Population, wanted: Response | None = None) -> Use:
    """Each person's care at today's prices with nothing due and everybody covered."""
    wanted = wanted or response()
    free = whole_cents(spending.allowed / use_at(_price(spending), _elasticity(people, wanted)))
    uncovered = (people.cover == NO_COVER)[:, None]
    insured = whole_cents(_like_insured(spending, people) * (wanted.newly_covered_bp / WHOLE_BP))
    covered = np.where(uncovered, np.maximum(insured - free, 0), 0)
    more = free - spending.allowed
    return Use(spending.allowed, more, covered, _not_met(spending.allowed, more + covered, people, wanted))


def _price(spending: Spending) -> Floats:
    """Share of the cost that each person pays, by benefit."""
    paid = spending.by("out_of_pocket")
    allowed = spending.allowed
    share: Floats = np.divide(paid, allowed, out=np.zeros(allowed.shape), where=allowed > 0)
    return share


def _elasticity(people: Population, wanted: Response) -> Floats:
    of_benefit = np.array([wanted.by_benefit.get(name, WHOLE_BP) for name in BENEFITS]) / WHOLE_BP
    of_band = np.array([wanted.by_band.get(name, WHOLE_BP) for name in BANDS])[bands(people.fpl_bp)] / WHOLE_BP
    elasticity: Floats = of_band[:, None] * of_benefit * (wanted.elasticity_bp / WHOLE_BP)
    return elasticity


def _like_insured(spending: Spending, people: Population) -> Floats:
    """What people of the same age, sex and income cost under an employer's plan today."""
    cover, service = as_arrays(spending.scale)
    as_if = standing(people, cover=np.full(len(people), LIKE))
    cents: Floats = survey_cents(as_if, people.year) * cover[as_if.factor][:, None] * service
    return cents


def _not_met(today: Ints, more: Ints, people: Population, wanted: Response) -> Ints:
    """What of the growth the supply cap takes, the same share of each person's by benefit; 0 or less."""
    if wanted.supply_cap_bp is None:
        return np.zeros_like(more)
    weight = people.weight[:, None]
    grown = (weight * more).sum(axis=0)
    most = (weight * today).sum(axis=0) * (wanted.supply_cap_bp / WHOLE_BP)
    kept = np.divide(most, grown, out=np.ones(len(BENEFITS)), where=grown > most)
    return np.asarray(whole_cents(more * kept) - more)
