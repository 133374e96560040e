"""Claims on their way from a file into tables: rows of each table, then Arrow.

A reader makes a `ReadClaim` of each claim of its file; `ClaimRows` gathers
them and hands out one Arrow table for each claim table.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from cleanbill.care.claim_notes import Notes
from cleanbill.care.claim_tables import (
    ClaimAdjudication,
    ClaimCode,
    ClaimHeader,
    ClaimSeen,
    OtherPayer,
    OtherPayerAdjustment,
    Repricing,
    SubmittedLine,
)
from cleanbill.core.tables import Table, ibis_schema

SIDE: tuple[type[Table], ...] = (
    SubmittedLine,
    ClaimCode,
    OtherPayer,
    OtherPayerAdjustment,
    ClaimAdjudication,
    Repricing,
)
ROWS: tuple[type[Table], ...] = (ClaimHeader, *SIDE, ClaimSeen)
IDENTITY = ("interchange", "sender", "transaction", "patient_control_number")
ID_DIGITS = 20  # 80 bits of a hash: no two of a billion claims are likely to share one
PIECE = 5_000  # claims that are held as Python objects at a time

Rows = list[dict[str, Any]]


@dataclass(slots=True)
class Count:
    """What a file holds, counted on its raw segments or lines; an unreadable charge counts 0."""

    places: int = 0
    claims: int = 0
    charge_cents: int = 0
    aside: Counter[str] = field(default_factory=Counter)  # what is no claim, by its kind
    people: dict[str, tuple[date | None, str | None]] = field(default_factory=dict)  # FHIR's Patients: birth and sex


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A claim as it was read: its header, the rows of its side tables without claim_id, and what is wrong."""

    header: dict[str, Any]
    side: Mapping[type[Table], Rows]
    sha256: str
    notes: Notes

    @property
    def claim_id(self) -> str:
        """Made from the claim's content and where it came in, so that reading a file again gives it again."""
        told = [*(self.header.get(name) or "" for name in IDENTITY), self.sha256]
        return hashlib.sha256("\x1f".join(told).encode("utf-8", "surrogatepass")).hexdigest()[:ID_DIGITS]


@dataclass(slots=True)
class ClaimRows:
    """Gathers claims that are new; every PIECE of them becomes Arrow."""

    _held: dict[type[Table], Rows] = field(default_factory=lambda: {table: [] for table in ROWS})
    _arrow: dict[type[Table], list[pa.Table]] = field(default_factory=lambda: {table: [] for table in ROWS})

    def add(self, claim: ReadClaim, claim_id: str, file: str, status: str, reason: str) -> None:
        """A claim under its id."""
        header = claim.header | {"claim_id": claim_id, "file": file, "status": status, "reason": reason}
        self._held[ClaimHeader].append(header)
        self._held[ClaimSeen].append(header | {"sha256": claim.sha256})
        for table, rows in claim.side.items():
            for row in rows:
                row["claim_id"] = claim_id
            self._held[table] += rows
        if len(self._held[ClaimHeader]) >= PIECE:
            self._flush()

    def tables(self) -> dict[type[Table], pa.Table]:
        """Table class -> all its rows so far."""
        self._flush()
        return {table: pa.concat_tables([_empty(table), *pieces]) for table, pieces in self._arrow.items()}

    def _flush(self) -> None:
        for table, rows in self._held.items():
            if rows:
                self._arrow[table].append(arrow(table, rows))
                self._held[table] = []


def arrow(table: type[Table], rows: Rows) -> pa.Table:
    """Rows as Arrow, columns and types as the table class declares them; what a row lacks is null."""
    schema = arrow_schema(table)
    return pa.table([pa.array([row.get(f.name) for row in rows], f.type) for f in schema], schema=schema)


def arrow_schema(table: type[Table]) -> pa.Schema:
    """The Arrow schema of a table class."""
    return ibis_schema(table).to_pyarrow()


def _empty(table: type[Table]) -> pa.Table:
    return arrow_schema(table).empty_table()
