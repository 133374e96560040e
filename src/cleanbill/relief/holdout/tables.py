"""The table `holdout`: which arm each person was drawn into. It names people by pseudonym and is never published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill.core.tables import Table, column
from cleanbill.engine import read_table

RELIEF, HELD = "relief", "hold-out"


class Holdout(Table):
    """A person's arm. It never changes once drawn."""

    __grain__ = "a person who was drawn for an arm"
    __key__ = ("person_id",)

    person_id: dt.String = column("person", "pseudonym of the person, as patient_id in the accounts on offer")
    stratum: dt.String = column("person", "place and size of debt among whose people they were drawn")
    arm: dt.String = column("person", "whether their debts may be bought or wait", isin=(RELIEF, HELD))
    drawn_on: dt.Date = column("public", "day of the draw")
    seed: dt.Int64 = column("public", "number that the draw was made from")


@dataclass(frozen=True, slots=True)
class Assigned:
    """A row of `holdout`."""

    person_id: str
    stratum: str
    arm: str
    drawn_on: date
    seed: int


def read_holdout(con: Any, path: Path) -> ir.Table:
    """`holdout` from CSV or Parquet. Raises BadInput with every fault of the file."""
    return read_table(con, path, Holdout)


def assigned(con: Any, drawn: ir.Table) -> dict[str, Assigned]:
    """The rows of `holdout` by person."""
    return {row["person_id"]: Assigned(**row) for row in con.to_pyarrow(drawn).to_pylist()}
