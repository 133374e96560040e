"""A portfolio screened, valued and put beside published prices: all that is known before a bid. Nothing is bought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.errors import CleanbillError
from cleanbill.engine import Keep, not_kept
from cleanbill.fund import Area
from cleanbill.relief.qualify import qualify
from cleanbill.relief.screens import clearance, screen_rules, screened
from cleanbill.relief.value.allocate import allocated
from cleanbill.relief.value.anchors import terms
from cleanbill.relief.value.bid_range import PRICES, BidRange, bid_range, to_bid_for
from cleanbill.relief.value.valued import valued

KEY = ["holder", "account_id"]
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
    programme: str | None = None,
    placement: str | None = None,
    ask_cents: int | None = None,
    keep: Keep = not_kept,
) -> Appraisal:
    """The appraisal of `accounts`; with a `programme`, of the part that qualifies. `ask_cents` is shared out.

    `placement` is who holds accounts that do not say it; CleanbillError where it is none of us/debt_value.
    """
    accounts = accounts if placement is None else _placed(accounts, placement, today)
    offered = int(con.to_pyarrow(accounts.count()).as_py())
    chosen = accounts if programme is None else accounts.semi_join(_qualified(accounts, programme, today), KEY)
    screens = keep(screened(chosen, today=today, areas=areas, seen=seen))
    values, told = keep(valued(chosen, today=today)), keep(clearance(chosen, screens))
    bid_for = keep(to_bid_for(values, told))
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


def _qualified(accounts: ir.Table, programme: str, today: date) -> ir.Table:
    decided = qualify(accounts, programme=programme, price_bp=law.parameter("us/debt_price").at(today), today=today)
    return decided.filter(decided.qualifies)


def _actions(con: Any, told: ir.Table) -> dict[str, int]:
    named = told.mutate(action=told.action.fill_null("buy"))
    rows = con.to_pyarrow(named.group_by("action").aggregate(n=named.count()).order_by("action")).to_pylist()
    return {row["action"]: int(row["n"]) for row in rows}


def _screens(con: Any, accounts: ir.Table, screens: ir.Table, today: date) -> tuple[Row, ...]:
    """Of each screen that was met, in the order of the law: how many accounts, and their face."""
    both = screens.inner_join(accounts.select(*KEY, "current_balance_cents"), KEY)
    grouped = both.group_by("screen").aggregate(n=both.count(), face=both.current_balance_cents.sum().cast("int64"))
    met = {row["screen"]: row for row in con.to_pyarrow(grouped).to_pylist()}
    return tuple(
        {"screen": one.screen, "action": one.action, "follows": one.follows,
         "accounts": int(met[one.screen]["n"]), "face_cents": int(met[one.screen]["face"])}
        for one in screen_rules(today) if one.screen in met
    )  # fmt: skip


def _parts(con: Any, values: ir.Table, today: date) -> tuple[Row, ...]:
    """By age and placement, in the order of the law."""
    sums = {name: values[name].sum().cast("int64") for name in SUMMED}
    grouped = values.group_by("age", "placement").aggregate(accounts=values.count(), **sums)
    held = terms(today)
    ages, placements = [each.name for each in held.ages], list(held.placement)
    rows = [
        {**row, "accounts": int(row["accounts"]), **{name: int(row[name]) for name in SUMMED}}
        for row in con.to_pyarrow(grouped).to_pylist()
    ]
    return tuple(sorted(rows, key=lambda row: (ages.index(row["age"]), placements.index(row["placement"]))))
