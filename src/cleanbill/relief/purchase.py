"""Buys the chosen accounts and abolishes them at once: two entries, one table.

An account is bought once; abolition is final and of the whole face.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cleanbill.fund import CASH, DEBT_HELD, RELIEF_GIVEN, Fund, available_cents
from cleanbill.ledger import Entry, Ledger, Posting, entry
from cleanbill.relief.selection import Aim, Candidate, FundBudget, Plan, buy


@dataclass(frozen=True, slots=True)
class Relieved:
    """What a round did: rows of `purchase`, the ledger after it, and the plan that was followed."""

    purchases: tuple[dict[str, Any], ...]
    ledger: Ledger
    plan: Plan

    @property
    def spent_cents(self) -> int:
        """What was paid for all accounts."""
        return sum(row["price_cents"] for row in self.purchases)

    @property
    def abolished_cents(self) -> int:
        """Face that is owed no more."""
        return sum(row["abolished_cents"] for row in self.purchases)


def relieve(
    offers: Sequence[Candidate], fund: Fund, ledger: Ledger, *, aim: Aim, purchase_id: str, today: date
) -> Relieved:
    """Chooses from `offers` with what `fund` has, buys and abolishes.

    Raises CleanbillError where an account is offered twice.
    """
    plan = buy(offers, [FundBudget(fund, available_cents(ledger, fund))], aim=aim, on=today)
    chosen = [one.offered for one in plan.bought]
    rows = tuple(_purchase(offered, fund, purchase_id, today) for offered in chosen)
    return Relieved(rows, ledger.post(*_entries(chosen, fund, purchase_id, today)) if chosen else ledger, plan)


def _purchase(offer: Candidate, fund: Fund, purchase_id: str, today: date) -> dict[str, Any]:
    return {
        "purchase_id": purchase_id,
        "fund_id": fund.fund_id,
        "holder": offer.holder,
        "account_id": offer.account_id,
        "patient_id": offer.person,
        "bought_on": today,
        "face_cents": offer.face_cents,
        "price_cents": offer.price_cents,
        "abolished_on": today,
        "abolished_cents": offer.face_cents,
        "recalled_cents": 0,
    }


def _entries(chosen: Sequence[Candidate], fund: Fund, purchase_id: str, today: date) -> tuple[Entry, Entry]:
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
