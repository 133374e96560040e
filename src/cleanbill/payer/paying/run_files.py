"""A payment run on files: a table of what is payable, and a folder that holds the registry.

The folder (payment.parquet, remittance.parquet) is replaced whole or not at
all, so a run that is broken off leaves the registry as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cleanbill.core.errors import BrokenLaw
from cleanbill.core.table import Table, ibis_schema
from cleanbill.engine import read_table, write_parquet
from cleanbill.engine.staging import staged
from cleanbill.payer.paying.prompt_pay import PromptPay
from cleanbill.payer.paying.reconcile import OFF, reconcile
from cleanbill.payer.paying.run import run
from cleanbill.payer.paying.tables import Payable, PayeeRemittance, Payment

FILES: Mapping[str, type[Table]] = {"payment.parquet": Payment, "remittance.parquet": PayeeRemittance}


@dataclass(frozen=True, slots=True)
class Ran:
    """What the run added, and the books after it (see `reconcile`)."""

    payees: int
    paid_cents: int
    interest_cents: int
    withheld_cents: int
    books: Mapping[str, int]


def run_files(con: Any, payable: Path, registry: Path, *, on: date, rule: PromptPay) -> Ran:
    """Runs day `on` and writes `registry` anew, unless the books after it do not reconcile.

    A folder that does not exist is a registry without a row. Raises BadInput
    where a file cannot be read or the folder holds something else, and
    BrokenLaw where the books after the run are off.
    """
    owed = read_table(con, payable, Payable)
    before = {name: _so_far(con, registry / name, schema) for name, schema in FILES.items()}
    made = run(owed, *before.values(), on=on, rule=rule)
    added = {"payment.parquet": made.payment, "remittance.parquet": made.remittance}
    with staged(registry, ours=FILES) as folder:
        after = {}
        for name, schema in FILES.items():
            new = con.create_table(f"new_{name.split('.')[0]}", added[name], temp=True, overwrite=True)
            write_parquet(con, before[name].union(new), folder / name, schema=schema)
            after[name] = con.read_parquet(folder / name)
        books = con.to_pyarrow(reconcile(owed, *after.values(), on=on)).to_pylist()[0]
        off = {name: books[name] for name in OFF if books[name]}
        if off:
            raise BrokenLaw(f"The registry of payments does not reconcile, so nothing was written: {off}.")
    return _told(con, con.table("new_remittance"), books)


def _so_far(con: Any, path: Path, schema: type[Table]) -> ir.Table:
    if path.exists():
        return con.read_parquet(path).select(*ibis_schema(schema).names)
    return con.create_table(f"no_{path.stem}", schema=ibis_schema(schema), temp=True, overwrite=True)


def _told(con: Any, remittance: ir.Table, books: Mapping[str, int]) -> Ran:
    sums = remittance.aggregate(
        payees=remittance.count(),
        **{name: remittance[name].sum() for name in ("paid_cents", "interest_cents", "withheld_cents")},
    )
    row = con.to_pyarrow(sums).to_pylist()[0]
    return Ran(**{name: int(value or 0) for name, value in row.items()}, books=books)
