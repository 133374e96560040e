"""What a portfolio's folder holds of a seller's file: accounts without identity, those held back, those refused.

They have the columns of `debt.tables.Account` that say nothing of who the person
is; what the seller did not give is null. `identity.parquet` is sealed.
"""

from __future__ import annotations

from dataclasses import replace

import ibis.expr.datatypes as dt

from cleanbill.core.tables import Column, Table, column, columns
from cleanbill.debt import Account

KNOWN = ("holder", "account_id", "current_balance_cents")


def _kept() -> dict[str, Column]:
    """Columns of an account without identity; a seller's file may lack all but those of KNOWN."""
    held = {name: each for name, each in columns(Account).items() if each.privacy != "identity"}
    return {name: replace(each, nullable=name not in KNOWN) for name, each in held.items()}


class Accepted(Table):
    """An account of a seller's file that can be bought."""

    __grain__ = "an account of a seller's file that can be bought"
    __key__ = ("holder", "account_id")
    __columns__ = _kept()

    portfolio_id: dt.String = column("public", "the portfolio")
    source_row: dt.Int64 = column("person", "the row of the seller's file, counted from 1 without the header")
    ssn_hash: dt.String = column("person", "keyed hash of the Social Security number", nullable=True)
    first_delinquency_date: dt.Date = column(
        "person", "day from which it was late and stayed so, as bureaus were told", nullable=True
    )
    reasons: dt.String = column("person", "what was noted about the row, codes joined by blanks")


def _loose(table: type[Table]) -> dict[str, Column]:
    """The columns of a table, each of which may be empty or too small."""
    return {name: replace(each, nullable=True, least=None) for name, each in columns(table).items()}


class Quarantined(Table):
    """A row that waits for the seller or a person; what cannot be right in it stands as it was read."""

    __grain__ = "a row of a seller's file that waits"
    __key__ = ("source_row",)
    __columns__ = _loose(Accepted)

    face_cents: dt.Int64 = column("person", "the balance as it was read", unit="cents", nullable=True)


class Rejected(Table):
    """A row that cannot be bought: where it stood, its balance and why."""

    __grain__ = "a row of a seller's file that is refused"
    __key__ = ("source_row",)

    portfolio_id: dt.String = column("public", "the portfolio")
    source_row: dt.Int64 = column("person", "the row of the seller's file, counted from 1 without the header")
    face_cents: dt.Int64 = column("person", "the balance as it was read", unit="cents", nullable=True)
    reasons: dt.String = column("person", "codes of reasons.yaml joined by blanks")


class Identity(Table):
    """Who owes an account: sealed under the portfolio's key, for accepted and quarantined rows."""

    __grain__ = "a row of a seller's file that is not refused"
    __key__ = ("source_row",)

    portfolio_id: dt.String = column("public", "the portfolio")
    source_row: dt.Int64 = column("person", "the row of the seller's file")
    holder: dt.String = column("person", "who owns the debt")
    account_id: dt.String = column("person", "the holder's number for it", nullable=True)
    first_name: dt.String = column("identity", "first name", nullable=True)
    last_name: dt.String = column("identity", "last name", nullable=True)
    birth_date: dt.Date = column("identity", "date of birth", nullable=True)
    ssn_last4: dt.String = column("identity", "last four digits of the Social Security number", nullable=True)
    address: dt.String = column("identity", "street address", nullable=True)
    city: dt.String = column("identity", "city", nullable=True)
    state: dt.String = column("person", "state", nullable=True)
    zip: dt.String = column("identity", "ZIP code", nullable=True)
    deceased_date: dt.Date = column("identity", "day of death", nullable=True)
    guarantor_name: dt.String = column("identity", "who answers for a child, where one column has it", nullable=True)
    guarantor_first_name: dt.String = column("identity", "first name of who answers for a child", nullable=True)
    guarantor_last_name: dt.String = column("identity", "last name of who answers for a child", nullable=True)
    guarantor_address: dt.String = column("identity", "their street address", nullable=True)
    guarantor_city: dt.String = column("identity", "their city", nullable=True)
    guarantor_state: dt.String = column("identity", "their state", nullable=True)
    guarantor_zip: dt.String = column("identity", "their ZIP code", nullable=True)
