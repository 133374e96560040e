"""Accounts of a purchase with who owes them: accepted.parquet joined with the sealed identity, for those alone.

In: a portfolio's folder, (holder, account_id) of the accounts, the portfolio's key. Out: a row for each as a
dict of Accepted's and Identity's columns. Rows hold identity: they go to letters and bureaus, never into a log.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import columns
from cleanbill.engine import joined
from cleanbill.relief.intake.tables import Accepted, Identity
from cleanbill.vault import read_sealed

KEY = ("holder", "account_id")
PEOPLE = {"portfolio_id": "string", "source_row": "int64", "person_id": "string"}
Row = dict[str, Any]


def identified(
    con: Any, folder: Path, accounts: Collection[tuple[str, str]], key: bytes, people: Any = None
) -> list[Row]:
    """The rows of `accounts`, by source_row, with `person_key`.

    `people` is a pyarrow table of portfolio_id, source_row, person_id (of any portfolios); where it does not name a
    row, the holder's number for the patient is the person, or else the account. CleanbillError where an account is
    not among those accepted.
    """
    accepted = _accepted(con, folder)
    wanted = ibis.memtable([dict(zip(KEY, one, strict=True)) for one in accounts], schema=dict.fromkeys(KEY, "string"))
    held = ibis.memtable(read_sealed(folder / "identity.parquet", key))
    # a portfolio of before lacks the columns that have come since
    told = [name for name in columns(Identity) if name not in columns(Accepted) and name in held.columns]
    who = ["source_row", *told]
    rows = accepted.inner_join(wanted, KEY)[list(accepted.columns)].inner_join(held.select(who), "source_row")
    rows = _named(rows, people)
    found: list[Row] = con.to_pyarrow(rows.order_by("source_row")).to_pylist()
    if len(found) != len(accounts):
        raise CleanbillError(
            f"{len(accounts) - len(found):,} of {len(accounts):,} accounts are not among those accepted of portfolio "
            f"{folder.name}. Is this the portfolio that was bought?"
        )
    return found


def _accepted(con: Any, folder: Path) -> ir.Table:
    path = folder / "accepted.parquet"
    if not path.is_file():
        raise CleanbillError(
            f"There is no accepted.parquet of portfolio {folder.name}. Take the seller's file in with `relief intake` "
            "under the name of the portfolio that was offered."
        )
    return con.read_parquet(path)


def _named(rows: ir.Table, people: Any) -> ir.Table:
    """With `person_key`."""
    own = rows.mutate(person_key=ibis.coalesce(rows.patient_id, rows.holder + ibis.literal(" ") + rows.account_id))
    if people is None:
        return own
    known = ibis.memtable(people.select(list(PEOPLE))).cast(PEOPLE).distinct()
    named = joined(own, known, ["portfolio_id", "source_row"])
    return named.mutate(person_key=ibis.coalesce(named.person_id, named.person_key)).drop("person_id")
