"""How use of care answers to its price: a straight line from free care to the dearest plan of the RAND experiment.

The elasticity is the arc between the two ends. The arc formula taken from today's price itself
to nothing would give the same rise whatever the price, which the experiment's 25 % plan denies.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from typing import TypeVar

from cleanbill.care.generator import Floats
from cleanbill.core.money import WHOLE_BP
from cleanbill.law import parameter

Number = TypeVar("Number", Fraction, Floats)
LAW, DAY = "us/forgone_response", date(2026, 1, 1)


@cache
def dearest() -> Fraction:
    """The patient's share of the price in the experiment's dearest plan."""
    return Fraction(parameter(LAW).at(DAY)["arc_share_bp"], WHOLE_BP)


def use_at(share: Number, elasticity: Number) -> Number:
    """Use where patients pay this share (0 to 1) of the price, over use with nothing due; elasticities are 0 or less.

    With e the elasticity without its sign, use in the dearest plan is (1 - e) / (1 + e) of free use.
    """
    dear = dearest()
    end = dear if isinstance(share, Fraction) else float(dear)
    return 1 + 2 * elasticity / (1 - elasticity) / end * share
