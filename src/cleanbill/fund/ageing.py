"""How long money has lain unspent: gifts are spent in the order in which they came.

In: a ledger's entries. Out: what is left of each fund, by age. Old money is a
fault of the programme, not of the donors, and is told as such.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import date

from cleanbill.core.errors import BrokenLaw
from cleanbill.fund.accounts import CASH
from cleanbill.ledger import Ledger

BANDS = ((90, "up to 90 days"), (180, "91 to 180 days"), (365, "181 to 365 days"), (None, "more than a year"))


@dataclass(frozen=True, slots=True)
class Aged:
    """Unspent cents of a fund, by age of the money."""

    fund_id: str
    by_band: dict[str, int]
    oldest_days: int  # 0 where nothing is left

    @property
    def cents(self) -> int:
        """All that is unspent."""
        return sum(self.by_band.values())


def aged(ledger: Ledger, fund_id: str, today: date) -> Aged:
    """What of the fund's cash came when. Raises BrokenLaw where more was spent than came in."""
    held: deque[tuple[date, int]] = deque()
    moves = [
        (entry.posted_on, posting.cents)
        for entry in sorted(ledger.entries, key=lambda one: one.posted_on)
        for posting in entry.postings
        if posting.account == CASH and posting.fund_id == fund_id and entry.posted_on <= today
    ]
    for on, moved in moves:
        if moved > 0:
            held.append((on, moved))
        else:
            _spend(held, -moved, fund_id)
    bands = {name: 0 for _, name in BANDS}
    for on, left in held:
        bands[_band((today - on).days)] += left
    return Aged(fund_id, bands, (today - held[0][0]).days if held else 0)


def _spend(held: deque[tuple[date, int]], amount: int, fund_id: str) -> None:
    while amount:
        if not held:
            raise BrokenLaw(f"Fund {fund_id} has spent more than came in. Do not spend from it until that is found.")
        on, left = held.popleft()
        if left > amount:
            held.appendleft((on, left - amount))
        amount -= min(left, amount)


def _band(days: int) -> str:
    return next(name for most, name in BANDS if most is None or days <= most)
