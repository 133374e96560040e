"""A fund of given money, perhaps restricted to places, kept in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanbill.core.errors import CleanbillError
from cleanbill.ledger import Entry, Ledger, Posting, entry

CASH = "assets:cash"
DEBT_HELD = "assets:debt held"
GIFTS = "income:gifts"
RELIEF_GIVEN = "expenses:relief given"


@dataclass(frozen=True, slots=True)
class Fund:
    """Money given for one purpose. `counties` empty is no restriction of place."""

    fund_id: str
    name: str
    counties: frozenset[str] = frozenset()


def gift(fund: Fund, gift_id: str, on: date, cents: int, memo: str) -> Entry:
    """The entry of a gift received; CleanbillError where it is not above zero."""
    if cents <= 0:
        raise CleanbillError(f"A gift of {cents} cents is none. Give an amount above zero.")
    return entry(gift_id, on, memo, Posting(CASH, fund.fund_id, cents), Posting(GIFTS, fund.fund_id, -cents))


def available_cents(ledger: Ledger, fund: Fund) -> int:
    """What the fund may still spend."""
    return ledger.balance(CASH, fund.fund_id)


def may_spend(fund: Fund, county_fips: str | None) -> bool:
    """Whether the fund's restriction lets it spend on a person of this county."""
    return not fund.counties or county_fips in fund.counties
