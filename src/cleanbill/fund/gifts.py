"""A gift, by whom and through whom, and the entries that it makes: money given, the platform's fee, money given back.

The donor is a key made from what the platform says of them, never a name: nobody
who reads the books learns who gave.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cleanbill.core.errors import CleanbillError
from cleanbill.fund.accounts import CASH, FEES, GIFTS, GIVEN_BACK
from cleanbill.ledger import Entry, Posting, entry


@dataclass(frozen=True, slots=True)
class Gift:
    """Money given to a fund; cents. `given_back` is a refund or a payment that was called back."""

    gift_id: str  # platform and transaction: the same gift has the same id in every export
    fund_id: str
    chapter: str
    donor_key: str
    on: date
    cents: int
    fee_cents: int = 0
    given_back: bool = False

    def __post_init__(self) -> None:
        if self.cents <= 0:
            raise CleanbillError(f"Gift {self.gift_id} is of {self.cents} cents. A gift is above zero.")
        if not 0 <= self.fee_cents <= self.cents:
            raise CleanbillError(f"Gift {self.gift_id} has a fee of {self.fee_cents} cents on {self.cents}.")


def entry_of(gift: Gift) -> Entry:
    """The entry of a gift: cash less the fee, the fee as a cost, the whole as given. Balanced within the fund."""
    sign = -1 if gift.given_back else 1
    said = f"{'Given back to' if gift.given_back else 'Gift through'} {gift.chapter}"
    account = GIVEN_BACK if gift.given_back else GIFTS
    postings = [Posting(CASH, gift.fund_id, sign * (gift.cents - gift.fee_cents))]
    if gift.fee_cents:
        postings.append(Posting(FEES, gift.fund_id, sign * gift.fee_cents))
    postings.append(Posting(account, gift.fund_id, -sign * gift.cents))
    return entry(f"gift-{gift.gift_id}", gift.on, said, *(one for one in postings if one.cents))


def by_chapter(gifts: Iterable[Gift]) -> dict[str, int]:
    """Cents that each chapter brought, less what was given back, by name."""
    found: dict[str, int] = {}
    for gift in gifts:
        found[gift.chapter] = found.get(gift.chapter, 0) + (-gift.cents if gift.given_back else gift.cents)
    return dict(sorted(found.items()))
