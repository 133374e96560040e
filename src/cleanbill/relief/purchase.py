"""Buys the chosen accounts and abolishes them at once: two entries, one table.

An account is bought once; abolition is final and of the whole face.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import CASH, DEBT_HELD, RELIEF_GIVEN, Fund, Place, available_cents, may_spend
from cleanbill.ledger import Entry, Ledger, Posting, entry

# What a fund buys first: the poorest people, all their accounts, while money lasts.
#
# People are taken by income against the poverty guideline, then by what they
# owe, largest first. Whoever cannot be relieved whole is passed over; what is
# left at the end buys single accounts in the same order. Greedy and explainable;
# it never overspends.


@dataclass(frozen=True, slots=True)
class Offer:
    """A qualified account at its price."""

    holder: str
    account_id: str
    patient_id: str
    county_fips: str | None
    fpl_bp: int
    face_cents: int
    price_cents: int


def choose(offers: Iterable[Offer], budget_cents: int) -> list[Offer]:
    """The offers to buy, in order; their prices add up to at most `budget_cents`.

    The result does not depend on the order of `offers`.
    """
    people: dict[str, list[Offer]] = defaultdict(list)
    for offer in offers:
        people[offer.patient_id].append(offer)
    queue = sorted(people.values(), key=_need)
    bought, left = _whole_people(queue, budget_cents)
    done = {offer.patient_id for offer in bought}
    return bought + _single_accounts([person for person in queue if person[0].patient_id not in done], left)


def _need(person: Sequence[Offer]) -> tuple[int, int, str]:
    owed = sum(offer.face_cents for offer in person)
    return (min(offer.fpl_bp for offer in person), -owed, person[0].patient_id)


def _whole_people(queue: Sequence[Sequence[Offer]], budget: int) -> tuple[list[Offer], int]:
    bought: list[Offer] = []
    for person in queue:
        cost = sum(offer.price_cents for offer in person)
        if cost <= budget:
            bought += sorted(person, key=lambda offer: (offer.holder, offer.account_id))
            budget -= cost
        if not budget:
            break
    return bought, budget


def _single_accounts(queue: Sequence[Sequence[Offer]], budget: int) -> list[Offer]:
    bought: list[Offer] = []
    for person in queue:
        for offer in sorted(person, key=lambda offer: (-offer.face_cents, offer.holder, offer.account_id)):
            if offer.price_cents <= budget:
                bought.append(offer)
                budget -= offer.price_cents
    return bought


@dataclass(frozen=True, slots=True)
class Relieved:
    """What a round did: rows of `purchase`, and the ledger after it."""

    purchases: tuple[dict[str, Any], ...]
    ledger: Ledger

    @property
    def spent_cents(self) -> int:
        """What was paid for all accounts."""
        return sum(row["price_cents"] for row in self.purchases)

    @property
    def abolished_cents(self) -> int:
        """Face that is owed no more."""
        return sum(row["abolished_cents"] for row in self.purchases)


def relieve(offers: Iterable[Offer], fund: Fund, ledger: Ledger, *, purchase_id: str, today: date) -> Relieved:
    """Chooses from `offers` with what `fund` has, buys and abolishes.

    Raises CleanbillError where an account is offered twice.
    """
    offers = list(offers)
    if len({(offer.holder, offer.account_id) for offer in offers}) != len(offers):
        raise CleanbillError("An account is offered twice. It would be paid for twice; remove one of the two.")
    allowed = (o for o in offers if may_spend(fund, Place(county=o.county_fips), today))
    chosen = choose(allowed, available_cents(ledger, fund))
    if not chosen:
        return Relieved((), ledger)
    rows = tuple(_purchase(offer, fund, purchase_id, today) for offer in chosen)
    return Relieved(rows, ledger.post(*_entries(chosen, fund, purchase_id, today)))


def _purchase(offer: Offer, fund: Fund, purchase_id: str, today: date) -> dict[str, Any]:
    return {
        "purchase_id": purchase_id,
        "fund_id": fund.fund_id,
        "holder": offer.holder,
        "account_id": offer.account_id,
        "patient_id": offer.patient_id,
        "bought_on": today,
        "face_cents": offer.face_cents,
        "price_cents": offer.price_cents,
        "abolished_on": today,
        "abolished_cents": offer.face_cents,
        "recalled_cents": 0,
    }


def _entries(chosen: Sequence[Offer], fund: Fund, purchase_id: str, today: date) -> tuple[Entry, Entry]:
    paid = sum(offer.price_cents for offer in chosen)
    bought = entry(
        f"{purchase_id}-bought",
        today,
        f"{len(chosen)} accounts bought",
        Posting(DEBT_HELD, fund.fund_id, paid),
        Posting(CASH, fund.fund_id, -paid),
    )
    abolished = entry(
        f"{purchase_id}-abolished",
        today,
        f"{len(chosen)} accounts abolished",
        Posting(RELIEF_GIVEN, fund.fund_id, paid),
        Posting(DEBT_HELD, fund.fund_id, -paid),
    )
    return bought, abolished
