"""Portfolios as the accounts on offer: what was accepted, with what rules must know of who owes it.

Of the sealed identity only the ZIP code, the birth date and the day of death are
opened, in memory. `patient_id` is the person over all portfolios, who may owe to several.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import combinations
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import columns, ibis_schema
from cleanbill.debt import Account
from cleanbill.relief.portfolios.folder import PEOPLE, Portfolio, debts, on_offer, portfolio, registry, replaced
from cleanbill.relief.seen import seen
from cleanbill.vault import Keyring, read_sealed

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
    held = con.read_parquet([str(path) for path in debts(store)])
    people = con.read_parquet(registry(store) / PEOPLE)
    keys = ibis.memtable([{"debt_key": one} for one in bought], schema={"debt_key": "string"})
    return seen(held, names, keys, people, withdrawn=replaced(store))


def _read(con: Any, store: Path, name: str, ring: Keyring) -> ir.Table:
    held = portfolio(store, name)
    who = con.create_table(
        ibis.util.gen_name("cleanbill_opened"),
        read_sealed(held.folder / "identity.parquet", ring.key(name), ["source_row", *OPENED]),
        temp=True,
    )
    rows = con.read_parquet(held.folder / ACCEPTED)
    told = rows.inner_join(who, "source_row").inner_join(_people(con, store, name), "source_row")
    filled = told.mutate(
        patient_id=told.person_id,
        orig_account=ibis.coalesce(told.orig_account, told.account_id),
        original_balance_cents=ibis.coalesce(told.original_balance_cents, told.current_balance_cents),
        interest_fees_cents=ibis.coalesce(told.interest_fees_cents, 0),
    )
    types = ibis_schema(Account)
    unknown = {each: ibis.null(types[each]) for each in columns(Account) if each not in filled.columns}
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
