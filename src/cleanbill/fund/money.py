"""What became of a fund's money: given, spent on debt, on handling and on fees, and what is left.

In: a ledger and a day. Out: one Money a fund; given = debt + handling + fees + other + left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanbill.fund.accounts import (
    DEBT_HELD,
    FEES,
    GIFTS,
    GIVEN_BACK,
    GRANTS,
    GRANTS_DUE,
    HANDLING,
    RELIEF_GIVEN,
)
from cleanbill.fund.ageing import Aged, aged
from cleanbill.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Money:
    """Cents of one fund. `given` is what came in less what was given back; `debt` is less what sellers gave back."""

    fund_id: str
    given_cents: int
    debt_cents: int
    handling_cents: int
    fees_cents: int
    other_cents: int
    left: Aged


def money(ledger: Ledger, fund_id: str, today: date) -> Money:
    """The fund's money by the entries up to `today`. A grant that is claimed and not yet paid is not given."""
    known = Ledger(tuple(one for one in ledger.entries if one.posted_on <= today))

    def sums(*accounts: str) -> int:
        return sum(known.balance(account, fund_id) for account in accounts)

    given = -sums(GIFTS, GIVEN_BACK, GRANTS, GRANTS_DUE)
    debt, handling, fees = sums(DEBT_HELD, RELIEF_GIVEN), sums(HANDLING), sums(FEES)
    left = aged(known, fund_id, today)
    return Money(fund_id, given, debt, handling, fees, given - debt - handling - fees - left.cents, left)
