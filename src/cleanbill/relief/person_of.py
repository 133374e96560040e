"""The table `person_of`: who owes each account and where they lived when it was bought, for counting people.

Made from a registry of people across sellers and rounds; read from CSV or Parquet. What a report shows of it are
counts alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis.expr.datatypes as dt

from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import Table, column
from cleanbill.engine import read_table

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
    held = read_table(con, path, PersonOf, optional=dict.fromkeys(OPTIONAL))
    return {
        (row["holder"], row["account_id"]): Owing(
            row["person_id"], row["county_fips"], row["state"], row["letter"] or ""
        )
        for row in con.to_pyarrow(held).to_pylist()
    }


def all_known(people: dict[tuple[str, str], Owing], accounts: Iterable[tuple[str, str]]) -> None:
    """Raises CleanbillError where an account has no person: people of a part would be told as people of all."""
    lacking = sum(key not in people for key in accounts)
    if lacking:
        raise CleanbillError(
            f"{lacking:,} accounts that were bought stand not in the file of people. People are counted for all "
            "accounts or for none: add the rest, or leave the file out."
        )
