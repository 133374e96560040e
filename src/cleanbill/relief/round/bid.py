"""A plan as a bid: the accounts that a plan's CSV names of one portfolio, each with its fund, place and debt's key."""

from __future__ import annotations

import csv
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import Owed, Place, Terms, read_terms
from cleanbill.relief.qualification import price
from cleanbill.relief.round.plan import TELLS, owed_of
from cleanbill.relief.screens import cleared, screened

# A folder that `relief plan` wrote, read back for a bid: only the very plan that was made is bid for.
#
# A line changed by hand would be bought at another price, from another fund, or though it never qualified. So the
# plan's hash stands in its summary, and the summary is sealed under the programme's key.


PLANNED, SUMMARY = "plan.csv", "summary.json"
PLAN = ("portfolio", "holder", "account_id", "fund_id", "face_cents", "price_cents")


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan, its programme, accounts and face in cents that qualify by portfolio, and which screens it overrides.

    `price_bp` is what was paid of a dollar of face where the seller asks no price; `terms`, by fund, are those that
    the plan was made under. `sha256` is of the plan's file, which the seal of its summary binds.
    """

    plan: Path
    programme: str
    qualified: Mapping[str, tuple[int, int]]
    override_screens: tuple[str, ...]
    price_bp: int
    terms: Mapping[str, Terms]
    sha256: str

    def stands(self, key: bytes) -> None:
        """Raises CleanbillError where the folder is not as it was read, or not sealed under `key`."""
        if read_planned(self.plan.parent, key) != self:
            raise _changed(self.plan.parent)

    def rows(self, portfolio_id: str) -> list[dict[str, str]]:
        """The rows of the plan in a portfolio, by name of column (`PLAN`). Raises CleanbillError where it is none."""
        return [row for row in plan_rows(self.plan) if row["portfolio"] == portfolio_id]


def plan_sha256(folder: Path) -> str:
    """The hash of the plan in a folder."""
    return hashlib.sha256((folder / PLANNED).read_bytes()).hexdigest()


def summary_seal(summary: Mapping[str, Any], key: bytes) -> str:
    """HMAC-SHA-256 of a summary, its own seal left out."""
    rest = {name: value for name, value in summary.items() if name != "seal"}
    return hmac.digest(key, b"plan\n" + json.dumps(rest, sort_keys=True).encode(), "sha256").hex()


def read_planned(folder: Path, key: bytes) -> Planned:
    """The plan of a folder. Raises CleanbillError where there is none, or it is not as it was written."""
    try:
        content = json.loads((folder / SUMMARY).read_text("utf-8"))
        qualified = {
            name: (int(one["accounts"]), int(one["face_cents"])) for name, one in content["portfolios"].items()
        }
        terms = {name: read_terms(name, one) for name, one in content["terms"].items()}
        price_bp, override_screens = int(content["price_bp"]), tuple(content["override_screens"])
        sha256 = plan_sha256(folder)
        made = Planned(folder / PLANNED, content["programme"], qualified, override_screens, price_bp, terms, sha256)
        same = content["plan_sha256"] == sha256
        same &= hmac.compare_digest(str(content["seal"]), summary_seal(content, key))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        raise CleanbillError(f"{folder} is no folder of `cleanbill relief plan`.") from None
    if not same:
        raise _changed(folder)
    return made


def plan_rows(plan: Path) -> list[dict[str, str]]:
    """The rows of a plan's file, in its order. Raises CleanbillError where it is no plan."""
    try:
        with plan.open(encoding="utf-8", newline="") as opened:
            rows = csv.DictReader(opened)
            if tuple(rows.fieldnames or ()) == PLAN:
                return list(rows)
    except (OSError, UnicodeDecodeError):
        pass
    raise CleanbillError(f"{plan} is no plan. `cleanbill relief plan --portfolio` writes one.")


def _changed(folder: Path) -> CleanbillError:
    return CleanbillError(
        f"{folder} was changed after it was planned, or is of another programme. Plan anew: `relief plan`."
    )


ASKED = (
    "holder",
    "account_id",
    "current_balance_cents",
    *TELLS,
    "zip",
    "county_fips",
    "state",
)


@dataclass(frozen=True, slots=True)
class Line:
    """An account to bid for."""

    holder: str
    account_id: str
    debt_key: str
    fund_id: str
    face_cents: int
    price_cents: int
    judgment: bool
    lien: bool
    payment_plan: bool
    place: Place
    owed: Owed


def lines_of(
    con: Any, accounts: ir.Table, debts: ir.Table, plan: Path, portfolio_id: str, *, price_bp: int
) -> list[Line]:
    """The lines of `plan` (plan.csv of `relief plan`) in a portfolio, with what its accounts and `debt` know of each.

    Raises CleanbillError where the plan names none, an account or a face that the portfolio does not have, or a price
    that is neither the seller's nor `price_bp` of the face.
    """
    rows = [row for row in plan_rows(plan) if row["portfolio"] == portfolio_id]
    if not rows:
        raise CleanbillError(f"The plan buys nothing of portfolio {portfolio_id}. Plan with it, or bid for another.")
    keys = debts.select("holder", "account_id", "debt_key")
    asks = ibis.greatest(ibis.coalesce(accounts.sale_price_cents, price(accounts.current_balance_cents, price_bp)), 1)
    table = accounts.select(*ASKED, asks=asks)
    known = table.left_join(keys, ["holder", "account_id"]).select(*table.columns, "debt_key")
    by_key = {(row["holder"], row["account_id"]): row for row in con.to_pyarrow(known).to_pylist()}
    return [_line(row, by_key) for row in rows]


def still_cleared(
    con: Any,
    accounts: ir.Table,
    lines: Collection[Line],
    *,
    seen: ir.Table,
    override_screens: Collection[str],
    today: date,
) -> None:
    """Raises CleanbillError where a screen keeps one of `lines` from being bought on the day of the bid.

    A plan may be old: since then another seller offered the debt, or it was bought. `override_screens` are
    accounts that are bought though a screen holds them. Places are held against the funds.
    """
    met = screened(accounts, today=today, seen=seen)
    left = met.filter(~((met.action == "hold") & met.account_id.isin(list(override_screens))))
    may = con.to_pyarrow(cleared(accounts, left).select("holder", "account_id")).to_pylist()
    barred = {(line.holder, line.account_id) for line in lines} - {(row["holder"], row["account_id"]) for row in may}
    if barred:
        rows = con.to_pyarrow(left.select("holder", "account_id", "screen", "action")).to_pylist()
        why = Counter(
            row["screen"].replace("_", " ")
            for row in rows
            if (row["holder"], row["account_id"]) in barred and row["action"] != "buy_and_do"
        )
        text = ", ".join(f"{name} {count:,}" for name, count in sorted(why.items()))
        raise CleanbillError(
            f"{len(barred):,} accounts of the plan may not be bought on {today}: {text}. Plan anew: "
            "`cleanbill relief plan`."
        )


def _line(row: Mapping[str, str], known: Mapping[tuple[str, str], Mapping[str, Any]]) -> Line:
    told = known.get((row["holder"], row["account_id"]))
    if told is None or row["face_cents"] != str(told["current_balance_cents"]):
        raise CleanbillError(
            "The plan is not of this portfolio as it was taken in. Plan anew: `cleanbill relief plan`."
        )
    if row["price_cents"] != str(told["asks"]):
        raise CleanbillError(
            "A price of the plan is neither the seller's nor by the plan's rule. Plan anew: `cleanbill relief plan`."
        )
    return Line(
        holder=row["holder"],
        account_id=row["account_id"],
        # a number without a letter or a digit has no key: then the holder's own words are it
        debt_key=told["debt_key"] or f"{row['holder']} {row['account_id']}",
        fund_id=row["fund_id"],
        face_cents=told["current_balance_cents"],
        price_cents=told["asks"],
        judgment=bool(told["judgment_flag"]),
        lien=bool(told["lien_flag"]),
        payment_plan=bool(told["payment_plan_flag"]),
        place=Place(told["zip"], told["county_fips"], told["state"]),
        owed=owed_of(told),
    )
