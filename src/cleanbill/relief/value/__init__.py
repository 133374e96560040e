"""Value: what accounts are worth by age, placement, kind and limitation, what to bid, and a price shared out.

`valued` makes the table `value`, `bid_range` the range of a portfolio, `allocated` a portfolio's price by account,
`appraise` all of a file. Law: us/debt_value.
"""

from cleanbill.relief.value.allocate import allocated
from cleanbill.relief.value.anchors import Anchor, anchors
from cleanbill.relief.value.appraise import Appraisal, appraise
from cleanbill.relief.value.bid_range import BidRange, bid_range, to_bid_for
from cleanbill.relief.value.tables import Value
from cleanbill.relief.value.valued import valued

__all__ = [
    "Anchor", "Appraisal", "BidRange", "Value", "allocated", "anchors", "appraise", "bid_range", "to_bid_for",
    "valued",
]  # fmt: skip
