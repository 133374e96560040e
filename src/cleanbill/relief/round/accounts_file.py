"""Reads a file of accounts on offer, CSV or Parquet: what a seller need not say is not known, or taken to hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cleanbill.core.tables import columns
from cleanbill.debt import Account
from cleanbill.engine import read_table

NEEDED = ("holder", "account_id", "patient_id", "current_balance_cents", "date_of_service")
# Of whole numbers that may not be empty, what is taken to hold where a file lacks them.
TAKEN: dict[str, Any] = {
    "orig_account": lambda t: t.account_id,
    "original_balance_cents": lambda t: t.current_balance_cents,
    "interest_fees_cents": 0,
    "age_days": 0,
}


def read_accounts(con: Any, path: Path) -> ir.Table:
    """The `account` table in a file that need only have the columns of NEEDED. Raises BadInput with every fault."""
    optional = {name: TAKEN.get(name) for name in columns(Account) if name not in NEEDED}
    return read_table(con, path, Account, optional=optional)
