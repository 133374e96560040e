"""The tables of the store: staff, agreements, portfolios, purchases, letters, destructions, funds, books, acts.

What the database refuses beside these constraints is in `guards`. Loaded at once, for Django registers what it finds.
"""

from cleanbill.records.models.books import Act, Entry, FundTerms, Person, Posting
from cleanbill.records.models.letters import BadAddress, Destruction, Guesses, Letter, NeverWrite
from cleanbill.records.models.purchases import Agreement, Portfolio, Proposal, Purchase, PurchasedAccount, Recall
