"""A portfolio screened, valued and put beside published prices: all that is known before a bid. Nothing is bought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP
from cleanbill.engine import Materialize, not_materialized
from cleanbill.fund import Area
from cleanbill.relief.programmes import ProgrammeSource
from cleanbill.relief.qualification import qualify
from cleanbill.relief.screens import clearance, screen_rules, screened
from cleanbill.relief.value.valuation import allocated, terms, valued

# What to bid for accounts: where to open, what to expect, where to walk away; and what such a price buys.


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


SUMMED = ("face_cents", *PRICES)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Appraisal:
    """Tables `screen`, `clearance` and `value`, and of what may be bought the range and its parts.

    `screens` has a row of screen, action, follows, accounts and face for each that was met; `parts` of age,
    placement, accounts, face and the three values; `actions` counts accounts by the strictest action, "buy" where
    none was met. `priced` are the accounts with the price that was asked shared out.
    """

    screen: ir.Table
    clearance: ir.Table
    value: ir.Table
    offered: int
    qualified: int
    screens: tuple[Row, ...]
    actions: dict[str, int]
    parts: tuple[Row, ...]
    range: BidRange
    priced: ir.Table | None


def appraise(
    con: Any,
    accounts: ir.Table,
    *,
    today: date,
    areas: Iterable[Area] = (),
    seen: ir.Table | None = None,
    programme: ProgrammeSource | None = None,
    placement: str | None = None,
    ask_cents: int | None = None,
    materialize: Materialize = not_materialized,
) -> Appraisal:
    """The appraisal of `accounts`; with a `programme`, of the part that qualifies. `ask_cents` is shared out.

    `placement` is who holds accounts that do not say it; CleanbillError where it is none of us/debt_value.
    """
    accounts = accounts if placement is None else _placed(accounts, placement, today)
    offered = int(con.to_pyarrow(accounts.count()).as_py())
    chosen = accounts if programme is None else accounts.semi_join(_qualified(accounts, programme, today), KEY)
    screens = materialize(screened(chosen, today=today, areas=areas, seen=seen))
    values, told = materialize(valued(chosen, today=today)), materialize(clearance(chosen, screens))
    bid_for = materialize(to_bid_for(values, told))
    actions = _actions(con, told)
    return Appraisal(
        screen=screens,
        clearance=told,
        value=values,
        offered=offered,
        qualified=sum(actions.values()),
        screens=_screens(con, chosen, screens, today),
        actions=actions,
        parts=_parts(con, bid_for, today),
        range=bid_range(con, bid_for),
        priced=None if ask_cents is None else allocated(chosen, bid_for, price_cents=ask_cents),
    )


def _placed(accounts: ir.Table, placement: str, today: date) -> ir.Table:
    known = terms(today).placement
    if placement not in known:
        raise CleanbillError(f"{placement} is no one who holds debts. They are {', '.join(known)}.")
    return accounts.mutate(placement_status=accounts.placement_status.fill_null(placement))


def _qualified(accounts: ir.Table, programme: ProgrammeSource, today: date) -> ir.Table:
    decided = qualify(accounts, programme=programme, price_bp=law.parameter("us/debt_price").at(today), today=today)
    return decided.filter(decided.qualifies)


def _actions(con: Any, table: ir.Table) -> dict[str, int]:
    named = table.mutate(action=table.action.fill_null("buy"))
    rows = con.to_pyarrow(named.group_by("action").aggregate(n=named.count()).order_by("action")).to_pylist()
    return {row["action"]: int(row["n"]) for row in rows}


def _screens(con: Any, accounts: ir.Table, screens: ir.Table, today: date) -> tuple[Row, ...]:
    """Of each screen that was met, in the order of the law: how many accounts, and their face."""
    both = screens.inner_join(accounts.select(*KEY, "current_balance_cents"), KEY)
    grouped = both.group_by("screen").aggregate(n=both.count(), face=both.current_balance_cents.sum().cast("int64"))
    met = {row["screen"]: row for row in con.to_pyarrow(grouped).to_pylist()}
    return tuple(
        {"screen": screen_rule.screen, "action": screen_rule.action, "follows": screen_rule.follows,
         "accounts": int(met[screen_rule.screen]["n"]), "face_cents": int(met[screen_rule.screen]["face"])}
        for screen_rule in screen_rules(today) if screen_rule.screen in met
    )  # fmt: skip


def _parts(con: Any, values: ir.Table, today: date) -> tuple[Row, ...]:
    """By age and placement, in the order of the law."""
    sums = {name: values[name].sum().cast("int64") for name in SUMMED}
    grouped = values.group_by("age", "placement").aggregate(accounts=values.count(), **sums)
    held = terms(today)
    ages, placements = [age.name for age in held.ages], list(held.placement)
    rows = [
        {**row, "accounts": int(row["accounts"]), **{name: int(row[name]) for name in SUMMED}}
        for row in con.to_pyarrow(grouped).to_pylist()
    ]
    return tuple(sorted(rows, key=lambda row: (ages.index(row["age"]), placements.index(row["placement"]))))
