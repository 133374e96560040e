"""Value: what accounts are worth by age, placement, kind and limitation, what to bid, and a price shared out.

`valued` makes the table `value`, `bid_range` the range of a portfolio, `allocated` a portfolio's price by account,
`appraise` all of a file. Law: us/debt_value.
"""

from typing import TYPE_CHECKING

from cleanbill.core.door import lazy_door

if TYPE_CHECKING:
    from cleanbill.relief.value.appraisal import Appraisal, appraise, bid_range, to_bid_for
    from cleanbill.relief.value.valuation import Value, allocated, anchors, valued
else:
    __getattr__, __dir__ = lazy_door(__name__)
