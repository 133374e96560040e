"""What an earlier result said otherwise: lines to take back, and lines that stand in their place.

In: `settled_line` of an earlier run and of this one. Out: `correction`. Lines that both hold
alike are not in it, so what was paid, less what is taken back, plus what is corrected, is what holds now.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput
from cleanbill.core.findings import Finding
from cleanbill.core.table import ibis_schema
from cleanbill.engine import read_table
from cleanbill.payer.replay import SHARES
from cleanbill.payer.tables import Correction, SettledLine

TAKEN_BACK, CORRECTED = "taken back", "corrected"


def read_settled(con: Any, folder: Path) -> ir.Table:
    """`settled_line` of an earlier result of `cleanbill settle`. Raises BadInput."""
    path = folder / "settled_line.parquet"
    if not path.is_file():
        remedy = "Name the folder that an earlier `cleanbill settle` wrote with --out."
        raise BadInput([Finding(folder.name, None, None, "holds no settled_line.parquet", remedy)])
    return read_table(con, path, SettledLine)


def corrected_since(before: ir.Table, now: ir.Table) -> ir.Table:
    """`correction`: lines of `before` that hold no more, and those of `now` that are new."""
    parts = ((before, now, TAKEN_BACK), (now, before, CORRECTED))
    gone, new = (one.anti_join(other, SHARES).mutate(what=ibis.literal(what)) for one, other, what in parts)
    names = ibis_schema(Correction).names
    return gone.select(*names).union(new.select(*names))
