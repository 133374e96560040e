"""Relief: screen and qualify accounts, value and price them, choose what a fund buys, buy, abolish.

The only place that sees debts and money together. There is no path from a
bought account back to collection or sale.
"""

from cleanbill.relief.abolish import Relieved, relieve
from cleanbill.relief.choose import Offer, choose
from cleanbill.relief.qualify import qualify
from cleanbill.relief.tables import Decision, PostingRow, Purchase

__all__ = ["Decision", "Offer", "PostingRow", "Purchase", "Relieved", "choose", "qualify", "relieve"]
