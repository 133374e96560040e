"""A fund of given money, perhaps bound to places, days and a purpose, kept in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanbill.core.errors import CleanbillError
from cleanbill.fund.accounts import CASH, GIFTS
from cleanbill.fund.place import Place
from cleanbill.fund.purpose import Owed
from cleanbill.fund.restriction import NONE, UNTOLD, Restriction
from cleanbill.ledger import Entry, Ledger, Posting, entry


@dataclass(frozen=True, slots=True)
class Fund:
    """Money given for one purpose."""

    fund_id: str
    name: str
    restriction: Restriction = NONE


def gift(fund: Fund, gift_id: str, on: date, cents: int, memo: str) -> Entry:
    """The entry of a gift received, of which no more is known; CleanbillError where it is not above zero."""
    if cents <= 0:
        raise CleanbillError(f"A gift of {cents} cents is none. Give an amount above zero.")
    return entry(gift_id, on, memo, Posting(CASH, fund.fund_id, cents), Posting(GIFTS, fund.fund_id, -cents))


def available_cents(ledger: Ledger, fund: Fund) -> int:
    """What the fund may still spend."""
    return ledger.balance(CASH, fund.fund_id)


def may_spend(fund: Fund, place: Place, on: date, owed: Owed = UNTOLD) -> bool:
    """Whether the fund's restriction lets it spend on that debt of a person who lives there."""
    return fund.restriction.allows(place, on, owed)
