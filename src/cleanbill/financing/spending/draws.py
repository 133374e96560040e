"""The distribution of a person's year, not only its mean: K settled years of people like them.

Years are taken from strata of spending, the more closely the higher, so a few
of them show half of people with next to nothing and the one in a hundred with
a fifth of it. Within a stratum each person has years of their own.
"""

from __future__ import annotations

import numpy as np

from cleanbill.care.generator import Floats
from cleanbill.financing.spending.amounts import amounts, at_level, half_up, terms_growth, unpaid_share
from cleanbill.financing.spending.record import Draws
from cleanbill.financing.spending.settled import settled_years
from cleanbill.financing.spending.standing import Standing
from cleanbill.people import Ints, even

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
        allowed[:, k] = half_up(cents.sum(axis=1))
        asked[:, k] = half_up(np.minimum(left, cents).sum(axis=1))
    asked = np.minimum(asked, allowed)
    return Draws(np.diff(edges()), allowed, asked, half_up(asked * unpaid_share(of)[:, None]))


def _left(share: Floats, level: Floats) -> Floats:
    """What the plan leaves, by benefit, at each benefit's level; together no more than at the highest of them."""
    left = at_level(share, level)
    most = at_level(share.sum(axis=2), level.max(axis=1))
    whole = left.sum(axis=1)
    cut = np.divide(most, whole, out=np.ones_like(whole), where=whole > most)
    held: Floats = left * cut[:, None]
    return held
