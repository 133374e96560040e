"""A payment run on files: a table of what is payable, and the folder that holds the registry.

The registry is replaced whole or not at all, so a run that is broken off
leaves it as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cleanbill.core.errors import BrokenLaw
from cleanbill.engine import read_table
from cleanbill.payer.paying.prompt_pay import PromptPay
from cleanbill.payer.paying.reconcile import OFF, reconcile
from cleanbill.payer.paying.registry import registry, with_rows
from cleanbill.payer.paying.run import run
from cleanbill.payer.paying.tables import Payable


@dataclass(frozen=True, slots=True)
class Ran:
    """What the run added, and the books after it (see `reconcile`)."""

    payees: int
    paid_cents: int
    interest_cents: int
    withheld_cents: int
    books: Mapping[str, int]


def run_files(con: Any, payable: Path, folder: Path, *, on: date, rule: PromptPay) -> Ran:
    """Runs day `on` and writes the registry anew, unless the books after it do not reconcile.

    A folder that does not exist is a registry without a row. Raises BadInput
    where a file cannot be read or the folder holds something else, and
    BrokenLaw where the books after the run are off.
    """
    owed = read_table(con, payable, Payable)
    made = run(owed, *registry(con, folder).values(), on=on, rule=rule)
    added = {
        name: con.create_table(f"new_{name}", rows, temp=True, overwrite=True)
        for name, rows in (("payment", made.payment), ("remittance", made.remittance))
    }
    with with_rows(con, folder, added) as after:
        books = con.to_pyarrow(reconcile(owed, *after.values(), on=on)).to_pylist()[0]
        off = {name: books[name] for name in OFF if books[name]}
        if off:
            raise BrokenLaw(f"The registry of payments does not reconcile, so nothing was written: {off}.")
    return _told(con, added["remittance"], books)


def _told(con: Any, remittance: ir.Table, books: Mapping[str, int]) -> Ran:
    sums = remittance.aggregate(
        payees=remittance.count(),
        **{name: remittance[name].sum() for name in ("paid_cents", "interest_cents", "withheld_cents")},
    )
    row = con.to_pyarrow(sums).to_pylist()[0]
    return Ran(**{name: int(value or 0) for name, value in row.items()}, books=books)
