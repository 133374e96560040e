"""What a table's schema class declares beside its columns.

A schema is a pandera model on Ibis. Each column is made with `column`, which
adds the two things pandera has no word for: the unit and the privacy class.
"""

from __future__ import annotations

from typing import Any, Literal

import ibis
import pandera.ibis as pa

Privacy = Literal["public", "person", "health", "identity"]


def column(privacy: Privacy, what: str, *, unit: str = "", **checks: Any) -> Any:
    """A pandera field with a privacy class, a description and a unit.

    `checks` are pandera's (ge, isin, nullable, unique, ...).
    """
    return pa.Field(description=what, metadata={"privacy": privacy, "unit": unit}, **checks)


class Table(pa.DataFrameModel):
    """Base of cleanbill's tables. Subclasses set `__grain__` and `__key__`."""

    __grain__: str
    __key__: tuple[str, ...]

    class Config:
        strict = False
        coerce = False


def columns(table: type[Table]) -> dict[str, Any]:
    """Column name -> pandera column (dtype, nullable, checks, metadata)."""
    return dict(table.to_schema().columns)


def ibis_schema(table: type[Table]) -> ibis.Schema:
    """The Ibis schema of a table class, columns in the order they are declared."""
    return ibis.schema({name: column.dtype.type for name, column in columns(table).items()})


def privacy(table: type[Table]) -> dict[str, Privacy]:
    """Column name -> privacy class."""
    return {name: column.metadata["privacy"] for name, column in columns(table).items()}
