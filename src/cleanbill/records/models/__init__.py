"""The tables of the store: staff, agreements, portfolios, purchases, letters, destructions, funds, books, acts.

What the database refuses beside these constraints is in `guards`.
"""

from cleanbill.records.models.account import PurchasedAccount, Recall
from cleanbill.records.models.act import Act
from cleanbill.records.models.agreement import Agreement, Portfolio
from cleanbill.records.models.books import Entry, Posting
from cleanbill.records.models.destruction import Destruction
from cleanbill.records.models.fund_terms import FundTerms
from cleanbill.records.models.letter import BadAddress, Guesses, Letter, NeverWrite
from cleanbill.records.models.person import Person
from cleanbill.records.models.purchase import Proposal, Purchase

__all__ = [
    "Act",
    "Agreement",
    "BadAddress",
    "Destruction",
    "Entry",
    "FundTerms",
    "Guesses",
    "Letter",
    "NeverWrite",
    "Person",
    "Portfolio",
    "Posting",
    "Proposal",
    "Purchase",
    "PurchasedAccount",
    "Recall",
]
