"""Published claims of who is better off and by how much, beside what households here come to.

Law: single_payer/better_off_claims. A claim of a mean is not one of a share, and is held beside a mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.households.everyone.groups import TENTHS, Kind
from cleanbill.financing.households.everyone.winners import (
    BETTER,
    EACH,
    GAIN,
    INCOME,
    PEOPLE,
    Estimate,
    Measured,
    estimate,
    weighed,
)
from cleanbill.financing.households.persons import Floats, Ints
from cleanbill.financing.households.year_of_law import in_force

# measure -> what is divided by what, and times what
MEASURES = {
    "better_off_bp": (BETTER, PEOPLE, WHOLE_BP),
    "gain_bp": (GAIN, INCOME, WHOLE_BP),
    "gain_per_person_cents": (EACH, PEOPLE, 1),
}


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim and ours, of people in some tenths of income; basis points or cents, as `measure` says."""

    claim: str
    of: str
    measure: str
    words: str
    theirs: int
    ours: Estimate
    within: bool  # whether theirs lies in the interval of ours: sampling error alone


def claim_rows(
    found: Measured, tenth: Kind, house: Ints, weight: Ints, *, counted: Floats, year: int
) -> list[ClaimRow]:
    """A row for each claim; `tenth` places people by their household's income, from 0."""
    claims = in_force("single_payer/better_off_claims", year)
    inside = [(tenth.place >= claim["from_tenth"] - 1) & (tenth.place < claim["to_tenth"]) for claim in claims]
    sums = weighed(found, inside, house, weight, counted)
    return [_row(claim, sums[:, :, place]) for place, claim in enumerate(claims)]


def _row(claim: dict[str, Any], sums: Floats) -> ClaimRow:
    top, below, times = MEASURES[claim["measure"]]
    ours = estimate(sums[top] / np.where(sums[below] == 0, np.nan, sums[below]) * times)
    first, last, theirs = claim["from_tenth"], claim["to_tenth"], claim["value"]
    of = "everybody" if (first, last) == (1, TENTHS) else f"tenths {first} to {last} by income"
    within = ours.low <= theirs <= ours.high
    return ClaimRow(claim["claim"], of, claim["measure"], claim["words"], theirs, ours, within)
