"""What handling costs: letters, address data, fees to a vendor. Paid from a fund, beside what it pays for debt."""

from __future__ import annotations

import hashlib
from datetime import date

from cleanbill.core.errors import CleanbillError
from cleanbill.fund.accounts import CASH, HANDLING
from cleanbill.ledger import Entry, Posting, entry


def handling(fund_id: str, on: date, cents: int, what: str) -> Entry:
    """The entry of money spent on handling; CleanbillError where it is not above zero or nobody says on what.

    Its id is made from fund, day, amount and words: the same spending told twice is one.
    """
    if cents <= 0:
        raise CleanbillError(f"Spending of {cents} cents is none. Give an amount above zero.")
    said = " ".join(what.split())
    if not said:
        raise CleanbillError("Say what the money was spent on, such as printing and postage.")
    told = hashlib.sha256(f"{fund_id}\n{on}\n{cents}\n{said}".encode()).hexdigest()
    postings = (Posting(HANDLING, fund_id, cents), Posting(CASH, fund_id, -cents))
    return entry(f"handling-{told[:16]}", on, f"Handling: {said}", *postings)
