"""What each event costs: the cell's mean, a person's dearness, and the event's own.

In: people and their events. Out: dollars of 2018, allowed under the person's
cover. Each factor is lognormal with mean 1, so the cells' means stand.
"""

from __future__ import annotations

import numpy as np

from cleanbill.care.cells import CELLS, COVER_CLASSES, SEXES, Ints
from cleanbill.care.expected import expected
from cleanbill.care.meps import Floats, data_file
from cleanbill.care.tables import BENEFITS


def spread(of: str) -> Floats:
    """A number per benefit from data/shape.yaml."""
    return np.array([data_file("shape")[of][benefit] for benefit in BENEFITS], dtype=np.float64)


def person_prices(cell: Ints, draw: np.random.Generator) -> Floats:
    """Mean price of an event for each person, (benefits, people), dollars of 2018."""
    shape = data_file("shape")
    shared = shape["shared_spread"]
    by_age = np.repeat(shape["spread_by_age"], len(SEXES) * len(COVER_CLASSES))
    deviation = spread("person_spread")[:, None] * by_age[None, :]  # (benefits, cells)
    mean = (expected().dollars / expected().events).T
    dear = draw.standard_normal((len(BENEFITS), len(cell))) * np.sqrt(1 - shared**2)
    dear += shared * draw.standard_normal(len(cell))
    centre = np.log(mean) - deviation**2 / 2
    prices: Floats = np.exp(centre[:, cell] + deviation[:, cell] * dear)
    assert deviation.shape[1] == CELLS
    return prices


def event_factors(benefit: Ints, noise: Floats) -> Floats:
    """The event's own factor on the price, from a standard normal draw."""
    deviation = spread("event_spread")
    factors: Floats = np.exp(deviation[benefit] * noise - (deviation**2 / 2)[benefit])
    return factors
