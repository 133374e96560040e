"""Double entry, by fund: every entry sums to zero within each fund.

Knows nothing of medicine. Amounts are whole cents, debits positive.
"""

from cleanbill.ledger.beancount_file import beancount
from cleanbill.ledger.entry import Entry, Posting, entry
from cleanbill.ledger.ledger import Ledger
from cleanbill.ledger.reversal import reversal

__all__ = ["Entry", "Ledger", "Posting", "beancount", "entry", "reversal"]
