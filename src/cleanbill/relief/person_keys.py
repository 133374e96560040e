"""Accounts of a purchase with who owes them: accepted.parquet joined with the sealed identity, for those alone.

In: a portfolio's folder, (holder, account_id) of the accounts, the portfolio's key. Out: a row for each as a
dict of Accepted's and Identity's columns. Rows hold identity: they go to letters and bureaus, never into a log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import Table, column, columns
from cleanbill.engine import left_join, read_table
from cleanbill.law import parameter
from cleanbill.relief.intake import Accepted, Identity
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
    wanted = ibis.memtable(
        [dict(zip(KEY, account, strict=True)) for account in accounts], schema=dict.fromkeys(KEY, "string")
    )
    table = ibis.memtable(read_sealed(folder / "identity.parquet", key))
    # a portfolio of before lacks the columns that have come since
    parts = [name for name in columns(Identity) if name not in columns(Accepted) and name in table.columns]
    who = ["source_row", *parts]
    rows = accepted.inner_join(wanted, KEY)[list(accepted.columns)].inner_join(table.select(who), "source_row")
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
    named = left_join(own, known, ["portfolio_id", "source_row"])
    return named.mutate(person_key=ibis.coalesce(named.person_id, named.person_key)).drop("person_id")


# The table `person_of`: who owes each account and where they lived when it was bought, for counting people.
#
# Made from a registry of people across sellers and rounds; read from CSV or Parquet. What a report shows of it are
# counts alone.


OUTCOMES = ("mailed", "returned", "held back")
OPTIONAL = ("county_fips", "state", "letter")


class PersonOf(Table):
    """Who owes an account."""

    __grain__ = "an account that was bought, and who owes it"
    __key__ = ("holder", "account_id")

    holder: dt.String = column("person", "the seller")
    account_id: dt.String = column("person", "the seller's number for it")
    person_id: dt.String = column("person", "pseudonym of who owes it, the same over sellers and rounds")
    county_fips: dt.String = column("person", "county of residence when it was bought, five digits", nullable=True)
    state: dt.String = column("person", "state of residence when it was bought, two letters", nullable=True)
    letter: dt.String = column("person", "what became of the letter", nullable=True, isin=OUTCOMES)


@dataclass(frozen=True, slots=True)
class Owing:
    """Who owes an account, where they lived, and what became of their letter ("" where that is not told)."""

    person_id: str
    county_fips: str | None
    state: str | None
    letter: str


def read_person_of(con: Any, path: Path) -> dict[tuple[str, str], Owing]:
    """(holder, account) -> who owes it. Raises BadInput with every fault of the file."""
    rows = read_table(con, path, PersonOf, optional=dict.fromkeys(OPTIONAL))
    return {
        (row["holder"], row["account_id"]): Owing(
            row["person_id"], row["county_fips"], row["state"], row["letter"] or ""
        )
        for row in con.to_pyarrow(rows).to_pylist()
    }


def all_known(people: dict[tuple[str, str], Owing], accounts: Iterable[tuple[str, str]]) -> None:
    """Raises CleanbillError where an account has no person: people of a part would be told as people of all."""
    lacking = sum(key not in people for key in accounts)
    if lacking:
        raise CleanbillError(
            f"{lacking:,} accounts that were bought stand not in the file of people. People are counted for all "
            "accounts or for none: add the rest, or leave the file out."
        )


# Which states a ZIP code may lie in, by its first three digits. Law: us/zip_prefix.


@cache
def homes_by_prefix(today: date) -> Sequence[str | None]:
    """For each prefix from 000 to 999 its states, joined by blanks; None where it is nobody's."""
    table = parameter("us/zip_prefix").at(today)
    found: list[str | None] = [None] * 1000
    for state, ranges in table["ranges"].items():
        for span in ranges:
            low, high = map(int, span.split("-"))
            for prefix in range(low, high + 1):
                found[prefix] = f"{found[prefix]} {state}" if found[prefix] else state
    for prefix, states in table["also"].items():
        found[int(prefix)] = " ".join(filter(None, [found[int(prefix)], *states]))
    return tuple(found)
