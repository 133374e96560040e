"""What to bid for accounts: where to open, what to expect, where to walk away; and what such a price buys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.money import WHOLE_BP

KEY = ["holder", "account_id"]
PRICES = ("low_cents", "mid_cents", "high_cents")


@dataclass(frozen=True, slots=True)
class BidRange:
    """Prices of a portfolio, cents: sums of what its accounts are worth at the least, in the middle, at the most."""

    accounts: int
    face_cents: int
    open_cents: int
    expected_cents: int
    walk_away_cents: int

    @property
    def prices(self) -> dict[str, int]:
        """The three by name, the lowest first."""
        return {"open": self.open_cents, "expected": self.expected_cents, "walk away": self.walk_away_cents}

    def rate_bp(self, price_cents: int) -> int:
        """A price as basis points of the face (100 = a cent on the dollar), half up; 0 of no face."""
        return (2 * price_cents * WHOLE_BP + self.face_cents) // (2 * self.face_cents) if self.face_cents else 0

    def face_per_dollar_cents(self, price_cents: int) -> int | None:
        """Face that a dollar abolishes at that price, whole cents, rounded down; None where it costs nothing."""
        return self.face_cents * 100 // price_cents if price_cents else None

    def face_for_cents(self, budget_cents: int, price_cents: int) -> int:
        """Face that a budget buys at that price, rounded down; no more than there is."""
        return min(self.face_cents, self.face_cents * budget_cents // price_cents) if price_cents else self.face_cents


def to_bid_for(values: ir.Table, clearances: ir.Table) -> ir.Table:
    """`value` of the accounts that may be bought, each at most at what may be paid for it."""
    both = values.inner_join(clearances.select(*KEY, "may_buy", "most_cents"), KEY)
    most = both.most_cents
    capped = {name: ibis.ifelse(most.isnull(), both[name], ibis.least(both[name], most)) for name in PRICES}
    return both.filter(both.may_buy).mutate(**capped).select(*values.columns)


def bid_range(con: Any, values: ir.Table) -> BidRange:
    """The range of the accounts of `value`."""
    sums = {name: values[name].sum().fill_null(0).cast("int64") for name in ("face_cents", *PRICES)}
    (row,) = con.to_pyarrow(values.aggregate(n=values.count(), **sums)).to_pylist()
    return BidRange(int(row["n"]), *(int(row[name]) for name in sums))
