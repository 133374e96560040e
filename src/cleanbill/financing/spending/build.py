"""Builds the spending of a population: survey, state accounts, settled years."""

from __future__ import annotations

from cleanbill.financing.spending.amounts import amounts, whole
from cleanbill.financing.spending.draws import draws
from cleanbill.financing.spending.record import Scale, Spending
from cleanbill.financing.spending.scale import as_arrays, scale_to_state
from cleanbill.financing.spending.standing import standing
from cleanbill.people.population import Population


def health_spending(people: Population, scale: Scale | None = None) -> Spending:
    """What the care of each person costs in the population's year, and who pays it.

    Some people alone (a household) are spent for at the `scale` of a whole population; without one, at their own.
    """
    scale, of = scale or scale_to_state(people), standing(people)
    cover, service = as_arrays(scale)
    allowed, paid = whole(amounts(of, people.year, cover, service))
    return Spending(people.year, allowed, paid, draws(of, people.year, cover, service), scale)
