"""What funds, each bound in its own way, should buy of what is offered: the most of what a programme states.

`buy` chooses; it tells its value beside a bound that no choice can pass and beside a greedy choice.
"""

from cleanbill.relief.buying.buy import Bought, Plan, buy
from cleanbill.relief.buying.offer import AIMS, Aim, Offered, Pot, Whole

__all__ = ["AIMS", "Aim", "Bought", "Offered", "Plan", "Pot", "Whole", "buy"]
