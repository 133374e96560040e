"""What funds, each bound in its own way, should buy of what is offered: the most of what a programme states.

`buy` chooses; it tells its value beside a bound that no choice can pass and beside a greedy choice.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.relief.selection.exact import (
        AIMS,
        Aim,
        Candidate,
        Chosen,
        FundBudget,
        Item,
        Model,
        Payers,
        freed_items,
        item,
        paid_by,
        reach_of,
    )
    from cleanbill.relief.selection.optimise import Bought, Plan, buy, checked_aim
else:
    __getattr__, __dir__ = lazy_door(__name__)
