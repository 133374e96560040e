"""Who is expected to be wrongly in or out, were a file of accounts decided on: nothing is chosen, nothing bought."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.engine import kept
from cleanbill.relief.income import Terms, by_threshold, errors, judged
from cleanbill.relief.programmes import rule
from cleanbill.relief.qualify import decided
from cleanbill.relief.round.round import read_accounts


def errors_of(
    con: Any, accounts: Path, *, programme: str, today: date, terms: Terms
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of `expected_error`: of all accounts at each threshold, and of each group at that of `terms`.

    Raises BadInput with every fault of the file, CleanbillError where the terms have no threshold.
    """
    if terms.threshold_bp is None:
        raise CleanbillError("Errors are those of a threshold. Name the chance from which people are taken in.")
    held = read_accounts(con, accounts)
    with kept(con) as keep:
        decisions = keep(decided(held, rule(programme, today), price_bp=0, today=today, terms=terms))
        told = keep(judged(held, decisions))
        return con.to_pyarrow(by_threshold(told)).to_pylist(), con.to_pyarrow(
            errors(told, terms.threshold_bp)
        ).to_pylist()
