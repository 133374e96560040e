"""The smallest effect that a comparison of two arms can be expected to see.

(z of significance + z of power) x standard deviation x root of (1/n + 1/m): Duflo, Glennerster and Kremer, "Using
Randomization in Development Economics Research: A Toolkit", equation 7; World Bank, Development Impact,
https://blogs.worldbank.org/impactevaluations/back-envelope-power-calcs (2.8 at 5 % and 80 %).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP

SIGNIFICANCE_BP, POWER_BP = 500, 8_000  # 5 % both ways and 80 %, as is usual


@dataclass(frozen=True, slots=True)
class Detectable:
    """The smallest effect: in standard deviations of any outcome, and in points of a yes-or-no outcome; basis points.

    `of_reached_share_bp` is the latter for those whom money reaches, if it does nothing to the rest of their arm.
    """

    deviations_bp: int
    share_bp: int
    of_reached_share_bp: int


def detectable(
    relief: int, held: int, *, reached_bp: int = WHOLE_BP, base_bp: int = WHOLE_BP // 2, power_bp: int = POWER_BP
) -> Detectable:
    """For people in each arm. `reached_bp` of the relief arm are relieved; `base_bp` of the hold-out say yes.

    At half saying yes the outcome varies most: the default is the largest that the smallest effect can be.
    """
    if relief < 1 or held < 1:
        raise CleanbillError("A comparison needs people in both arms.")
    if not 0 < reached_bp <= WHOLE_BP or not 0 < base_bp < WHOLE_BP or not WHOLE_BP // 2 <= power_bp < WHOLE_BP:
        raise CleanbillError("Shares lie between 0 % and 100 %, power between 50 % and 100 %.")
    normal = NormalDist()
    z = normal.inv_cdf(1 - SIGNIFICANCE_BP / WHOLE_BP / 2) + normal.inv_cdf(power_bp / WHOLE_BP)
    deviations = z * sqrt(1 / relief + 1 / held)
    share = deviations * sqrt(base_bp * (WHOLE_BP - base_bp)) / WHOLE_BP
    return Detectable(*(round(WHOLE_BP * one) for one in (deviations, share, share * WHOLE_BP / reached_bp)))
