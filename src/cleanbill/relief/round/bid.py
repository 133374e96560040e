"""A plan as a bid: the accounts of a plan's CSV, each with its fund, place and the debt's own key."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import Place
from cleanbill.relief.round.accounts_file import read_accounts

ASKED = (
    "holder", "account_id", "orig_creditor", "orig_account", "current_balance_cents", "judgment_flag", "zip",
    "county_fips", "state",
)  # fmt: skip


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
    place: Place


@dataclass(frozen=True, slots=True)
class Offer:
    """What a file offers: how many accounts, and their face."""

    accounts: int
    face_cents: int


def offer_of(con: Any, accounts: Path) -> Offer:
    """Counts of a file of accounts. Raises BadInput with every fault."""
    held = read_accounts(con, accounts)
    row = con.to_pyarrow(
        held.aggregate(n=held.count(), face=held.current_balance_cents.sum().cast("int64"))
    ).to_pylist()[0]
    return Offer(int(row["n"]), int(row["face"]))


def lines_of(con: Any, accounts: Path, plan: Path) -> list[Line]:
    """The lines of `plan` (plan.csv of `relief plan`) with what `accounts` know of each.

    Raises CleanbillError where the plan names an account, or a face, that the file does not.
    """
    with plan.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    held = read_accounts(con, accounts)
    asked = held.select(*ASKED)
    known = {(row["holder"], row["account_id"]): row for row in con.to_pyarrow(asked).to_pylist()}
    return [_line(row, known) for row in rows]


def debt_key(creditor: str, account: str) -> str:
    """The debt whoever offers it: creditor and number in small letters and digits, without leading zeros."""
    plain = ["".join(letter for letter in one.casefold() if letter.isalnum()) for one in (creditor, account)]
    return f"{plain[0]}|{plain[1].lstrip('0')}"


def _line(row: Mapping[str, str], known: Mapping[tuple[str, str], Mapping[str, Any]]) -> Line:
    told = known.get((row["holder"], row["account_id"]))
    if told is None or int(row["face_cents"]) != told["current_balance_cents"]:
        raise CleanbillError("The plan is not of this file of accounts. Plan anew with `cleanbill relief plan`.")
    return Line(
        holder=row["holder"],
        account_id=row["account_id"],
        debt_key=debt_key(told["orig_creditor"] or row["holder"], told["orig_account"]),
        fund_id=row["fund_id"],
        face_cents=int(row["face_cents"]),
        price_cents=int(row["price_cents"]),
        judgment=bool(told["judgment_flag"]),
        place=Place(told["zip"], told["county_fips"], told["state"]),
    )
