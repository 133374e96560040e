"""The retention clock: by when the agreements want a portfolio's data destroyed, from what became of its purchases.

It counts from the last day on which one of its purchases closed or came to nothing, and stands while one is open.
A portfolio that was never offered counts from the day it was taken in. 45 CFR 164.504(e)(2)(ii)(J): return or destroy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cleanbill.records import reading
from cleanbill.records.facts import Agreement, Destruction, Purchase, TakenIn
from cleanbill.records.store import Store
from cleanbill.records.transitions import TRANSITIONS
from cleanbill.vault import Held

LOOKS = ("BAA", "NDA")  # kinds that a file may be looked at under, before there is a purchase


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the clock of a portfolio stands; `counted_from` is None while one of its purchases is `open`."""

    portfolio_id: str
    holder: str
    counted_from: date | None
    open: tuple[str, ...]
    agreement: Agreement | None  # whose term holds; None where none names one
    destruction: Destruction | None

    @property
    def held(self) -> Held | None:
        """The portfolio with its last day; None where it is destroyed, no term is named, or a purchase is open."""
        if self.agreement is None or self.agreement.keep_days is None or self.counted_from is None:
            return None
        if self.destruction is not None and self.destruction.destroyed_on is not None:
            return None
        return Held(self.portfolio_id, self.agreement.agreement_id, self.counted_from, self.agreement.keep_days)


def clocks(store: Store, taken_in: Iterable[TakenIn]) -> tuple[Clock, ...]:
    """The clock of every portfolio that was taken in or offered, by name."""
    known = {one.portfolio_id: (one.holder, one.received_on) for one in reading.portfolios(store)}
    known |= {one.portfolio_id: (one.holder, one.on) for one in taken_in}
    deals: dict[str, list[Purchase]] = defaultdict(list)
    for deal in reading.purchases(store):
        deals[deal.portfolio_id].append(deal)
    agreements = reading.agreements(store)
    gone = {one.portfolio_id: one for one in reading.destructions(store)}
    return tuple(
        Clock(name, holder, *clock(holder, on, deals[name], agreements), gone.get(name))
        for name, (holder, on) in sorted(known.items())
    )


def clock(
    holder: str, taken_in_on: date, deals: Sequence[Purchase], agreements: Collection[Agreement]
) -> tuple[date | None, tuple[str, ...], Agreement | None]:
    """From when a portfolio's data counts, its open purchases, and the agreement whose term holds.

    Where several name a term the shortest holds, since each of them binds.
    """
    still = tuple(one.purchase_id for one in deals if is_open(one))
    ends = [day for one in deals for day in (one.closed_on, one.ended_on) if day is not None]
    counted_from = None if still else max(ends, default=taken_in_on)
    named = [one for one in agreements if one.keep_days is not None]
    bought_under = {one.agreement_id for one in deals}
    looked_on = [one.offered_on for one in deals] or [taken_in_on]
    binding = [one for one in named if one.agreement_id in bought_under] or [
        one for one in named if one.kind in LOOKS and any(one.holds(holder, on) for on in looked_on)
    ]
    return counted_from, still, min(binding, key=lambda one: (one.keep_days, one.agreement_id), default=None)


def is_open(deal: Purchase) -> bool:
    """Whether something may still be done in a purchase."""
    return bool(TRANSITIONS[deal.state])
