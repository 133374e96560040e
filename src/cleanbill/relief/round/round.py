"""Plans a round: a programme decides on each account offered, and the funds choose among those that qualify.

In: a file of `account`. Out: table `decision`, and what each fund should buy. The price is a programme's of a
dollar of face unless the seller names a price for the account.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.engine import Steps
from cleanbill.fund import Place
from cleanbill.relief.buying import Aim, Offered, Plan, Pot, buy
from cleanbill.relief.holdout import left_out, read_holdout
from cleanbill.relief.income import Terms
from cleanbill.relief.programmes import rule
from cleanbill.relief.qualify import decided as decided_by
from cleanbill.relief.round.accounts_file import read_accounts

HARM = ("judgment_flag", "lien_flag", "bureau_reported")  # a point of live harm each
FIRM = Terms()  # nothing is estimated


@dataclass(frozen=True, slots=True)
class Round:
    """What was decided and what should be bought. `reasons` counts accounts by why they qualify or not."""

    decisions: ir.Table
    reasons: dict[str, int]
    offered: int
    qualified: int
    qualified_cents: int
    people: int
    plan: Plan


def plan_round(
    con: Any,
    accounts: Path,
    pots: Sequence[Pot],
    *,
    programme: str,
    price_bp: int,
    aim: Aim,
    today: date,
    wholes: Collection[str] = (),
    without: Path | None = None,
    terms: Terms = FIRM,
) -> Round:
    """The round of `accounts` (CSV or Parquet), `without` (`holdout`) those who wait. BadInput with every fault.

    Decisions are worked out once, into a table of `con` that goes with it.
    """
    held = read_accounts(con, accounts)
    decided = decided_by(held, rule(programme, today), price_bp=price_bp, today=today, terms=terms)
    if without is not None:
        decided = left_out(decided, held, read_holdout(con, without))
    decided = Steps(con).keep(decided)
    told = con.to_pyarrow(decided.group_by("reason").aggregate(accounts=decided.count()).order_by("reason"))
    reasons = dict(zip(told["reason"].to_pylist(), map(int, told["accounts"].to_pylist()), strict=True))
    offers = _offers(con, held, decided)
    plan = buy(offers, pots, aim=aim, on=today, wholes=wholes)
    return Round(
        decisions=decided,
        reasons=reasons,
        offered=sum(reasons.values()),
        qualified=len(offers),
        qualified_cents=sum(one.face_cents for one in offers),
        people=len({one.person for one in offers}),
        plan=plan,
    )


def read_accounts(con: Any, accounts: Path) -> ir.Table:
    """A file of `account`, in which most may be missing. Raises BadInput with every fault."""
    optional = {name: TAKEN.get(name) for name in columns(Account) if name not in NEEDED}
    return read_table(con, accounts, Account, optional=optional)


def _offers(con: Any, accounts: ir.Table, decided: ir.Table) -> list[Offered]:
    """Accounts that qualify, at their prices, with a point of harm for each thing that presses on the person."""
    good = decided.filter(decided.qualifies).select("holder", "account_id", "price_cents")
    both = accounts.inner_join(good, ["holder", "account_id"])
    harm = sum((both[name].fill_null(False).cast("int64") for name in HARM), ibis.literal(0, "int64"))
    rows = both.select(
        "holder", "account_id", "patient_id", "zip", "county_fips", "state", "current_balance_cents", harm=harm,
        price=ibis.coalesce(both.sale_price_cents, both.price_cents),
    ).order_by("holder", "account_id")  # fmt: skip
    return [
        Offered(
            portfolio=row["holder"],
            holder=row["holder"],
            account_id=row["account_id"],
            person=row["patient_id"],
            place=Place(row["zip"], row["county_fips"], row["state"]),
            face_cents=row["current_balance_cents"],
            price_cents=max(row["price"], 1),
            harm=row["harm"],
        )
        for row in con.to_pyarrow(rows).to_pylist()
    ]
