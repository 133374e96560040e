"""The registry on disk: a folder of `payment`, `remittance` and `refund`, Parquet, replaced whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.tables import Table, ibis_schema
from cleanbill.engine import staged, write_parquet
from cleanbill.payer.paying.tables import PayeeRemittance, Payment, Refund

TABLES: Mapping[str, type[Table]] = {"payment": Payment, "remittance": PayeeRemittance, "refund": Refund}
FILES = tuple(f"{name}.parquet" for name in TABLES)


def registry(con: Any, folder: Path) -> dict[str, ir.Table]:
    """The registry's tables by name; a folder or a file that does not exist has no row."""
    return {name: _so_far(con, folder / f"{name}.parquet", schema) for name, schema in TABLES.items()}


def existing_registry(con: Any, folder: Path) -> dict[str, ir.Table]:
    """`registry`, or BadInput where no run has written one."""
    if not (folder / "payment.parquet").is_file():
        problem = "is no registry of payments: it has no payment.parquet"
        raise BadInput([Finding(str(folder), None, None, problem, "Make one with: cleanbill pay run")])
    return registry(con, folder)


@contextmanager
def with_rows(con: Any, folder: Path, added: Mapping[str, ir.Table]) -> Iterator[dict[str, ir.Table]]:
    """Adds rows to the registry in `folder`; gives it as it will be, and replaces it when the block ends well."""
    before = registry(con, folder)
    with staged(folder, ours=FILES) as scratch:
        after = {}
        for name, schema in TABLES.items():
            rows = before[name].union(added[name]) if name in added else before[name]
            write_parquet(con, rows, scratch / f"{name}.parquet", schema=schema)
            after[name] = con.read_parquet(scratch / f"{name}.parquet")
        yield after


def _so_far(con: Any, path: Path, schema: type[Table]) -> ir.Table:
    if path.exists():
        held: ir.Table = con.read_parquet(path)
        return held.select(*ibis_schema(schema).names)
    empty: ir.Table = con.create_table(f"no_{path.stem}", schema=ibis_schema(schema), temp=True, overwrite=True)
    return empty
