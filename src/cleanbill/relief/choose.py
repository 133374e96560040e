"""What a fund buys first: the poorest people, all their accounts, while money lasts.

People are taken by income against the poverty guideline, then by what they
owe, largest first. Whoever cannot be relieved whole is passed over; what is
left at the end buys single accounts in the same order. Greedy and explainable;
it never overspends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


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
