"""How far a reform's figures may lie from what is told: draws over published ranges, and each lever alone."""

from cleanbill.financing.uncertainty.draws import Spread, monte_carlo
from cleanbill.financing.uncertainty.measures import MEASURES, measured
from cleanbill.financing.uncertainty.ranges import Range, ranges
from cleanbill.financing.uncertainty.tornado import Swing, tornado

__all__ = ["MEASURES", "Range", "Spread", "Swing", "measured", "monte_carlo", "ranges", "tornado"]
