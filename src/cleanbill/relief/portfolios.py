"""The portfolios of a programme's folder: what each holds, and all of them read as the accounts on offer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import combinations
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import columns, ibis_schema
from cleanbill.debt import Account
from cleanbill.relief.intake import Part
from cleanbill.relief.seen import DEBTS, seen
from cleanbill.vault import Keyring, read_sealed

# Where portfolios lie in a programme's folder, and what the intake told of each.


FOLDER, REGISTRY, PEOPLE = "portfolios", "registry", "people.parquet"


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A seller's file that was taken in: name, holder, hash, the accounts that can be bought, and what it corrects."""

    portfolio_id: str
    holder: str
    sale_file_sha256: str
    taken_in_on: date
    accepted: Part
    folder: Path
    replaces: str | None = None


def portfolio(store: Path, name: str) -> Portfolio:
    """The portfolio of that name in `store`. Raises CleanbillError where there is none."""
    folder = store / FOLDER / name
    try:
        content = json.loads((folder / "quality.json").read_text("utf-8"))
    except OSError:
        here = ", ".join(portfolio_names(store)) or "none yet"
        raise CleanbillError(
            f"There is no portfolio {name} in {store}, but: {here}. `cleanbill relief intake` takes a seller's file in."
        ) from None
    return Portfolio(
        portfolio_id=content["portfolio_id"],
        holder=content["holder"],
        sale_file_sha256=content["sha256"],
        taken_in_on=date.fromisoformat(content["taken_in_on"]),
        accepted=Part(**content["accepted"]),
        folder=folder,
        replaces=content.get("replaces"),
    )


def portfolio_names(store: Path) -> tuple[str, ...]:
    """The portfolios of `store`, in order of name."""
    return tuple(sorted(path.parent.name for path in (store / FOLDER).glob("*/quality.json")))


def replaced(store: Path) -> dict[str, str]:
    """Portfolios that a corrected file of the seller stands for -> the portfolio of that file."""
    every = (portfolio(store, name) for name in portfolio_names(store))
    return {one.replaces: one.portfolio_id for one in every if one.replaces is not None}


def on_offer(store: Path, name: str) -> Portfolio:
    """The portfolio of that name. Raises CleanbillError where there is none, or a corrected file replaced it."""
    held = portfolio(store, name)
    if newer := replaced(store).get(name):
        raise CleanbillError(f"{newer} corrects {name}, which is no longer on offer. Name {newer}.")
    return held


def debts(store: Path) -> list[Path]:
    """The files of `debt` of all portfolios, those whose data was destroyed among them."""
    return sorted((store / FOLDER).glob(f"*/{DEBTS}"))


def registry(store: Path) -> Path:
    """Where it is kept who is who over all portfolios."""
    return store / REGISTRY


# Portfolios as the accounts on offer: what was accepted, with what rules must know of who owes it.
#
# Of the sealed identity only the ZIP code, the birth date and the day of death are
# opened, in memory. `patient_id` is the person over all portfolios, who may owe to several.


ACCEPTED = "accepted.parquet"
OPENED = ["zip", "birth_date", "deceased_date"]
AT = ["portfolio_id", "source_row"]


def read_portfolios(con: Any, store: Path, names: Sequence[str], ring: Keyring) -> ir.Table:
    """The accepted accounts of `names`: `account`, with portfolio_id and source_row before it.

    Raises CleanbillError where one is not there or was named twice, a corrected file replaced it, its key was
    destroyed, its people were not resolved, or two have an account of one holder and number.
    """
    if len(set(names)) < len(names):
        raise CleanbillError("A portfolio is named twice. Its accounts would stand twice; name it once.")
    _apart(con, [on_offer(store, name) for name in names])
    return reduce(lambda one, other: one.union(other), (_read(con, store, name, ring) for name in names))


def _apart(con: Any, named: Sequence[Portfolio]) -> None:
    """Raises CleanbillError where accounts stand in two portfolios: everything is told of an account by its number."""
    for one, other in combinations(named, 2):
        if one.holder == other.holder:
            numbers, others = (con.read_parquet(each.folder / ACCEPTED).select("account_id") for each in (one, other))
            if twice := numbers.intersect(others).count().execute():
                raise CleanbillError(
                    f"{one.portfolio_id} and {other.portfolio_id} both have {twice:,} accounts of {one.holder} under "
                    "the same numbers. If one file corrects the other, name the newer alone; `cleanbill relief intake "
                    "--replaces` says so for good."
                )


def seen_in(con: Any, store: Path, names: Sequence[str], bought: Sequence[str]) -> ir.Table:
    """`seen` of the accounts of `names`: beside the debts of all portfolios, and `bought`, the keys of debts bought."""
    rows = con.read_parquet([str(path) for path in debts(store)])
    people = con.read_parquet(registry(store) / PEOPLE)
    keys = ibis.memtable([{"debt_key": one} for one in bought], schema={"debt_key": "string"})
    return seen(rows, names, keys, people, withdrawn=replaced(store))


def _read(con: Any, store: Path, name: str, ring: Keyring) -> ir.Table:
    held = portfolio(store, name)
    who = con.create_table(
        ibis.util.gen_name("cleanbill_opened"),
        read_sealed(held.folder / "identity.parquet", ring.key(name), ["source_row", *OPENED]),
        temp=True,
    )
    rows = con.read_parquet(held.folder / ACCEPTED)
    table = rows.inner_join(who, "source_row").inner_join(_people(con, store, name), "source_row")
    filled = table.mutate(
        patient_id=table.person_id,
        orig_account=ibis.coalesce(table.orig_account, table.account_id),
        original_balance_cents=ibis.coalesce(table.original_balance_cents, table.current_balance_cents),
        interest_fees_cents=ibis.coalesce(table.interest_fees_cents, 0),
    )
    types = ibis_schema(Account)
    unknown = {column: ibis.null(types[column]) for column in columns(Account) if column not in filled.columns}
    return filled.mutate(**unknown).cast(types).select(*AT, *types)


def _people(con: Any, store: Path, name: str) -> ir.Table:
    """source_row and person_id of every accepted row."""
    if not portfolio(store, name).accepted.rows:
        raise CleanbillError(f"No account of {name} was accepted. Its quality.csv says why; leave it out.")
    path = registry(store) / PEOPLE
    if path.exists():
        people = con.read_parquet(path)
        ours = people.filter(people.portfolio_id == name).select("source_row", "person_id")
        if ours.count().execute():
            return ours
    raise CleanbillError(f"Who owes the accounts of {name} is not resolved yet. Run `cleanbill relief people` first.")
