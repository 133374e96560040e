"""Claims on their way from a file into tables: rows of each table, what is wrong with each, then Arrow.

A reader makes a `ReadClaim` of each claim of its file, with `Notes` of its faults; `ClaimRows` gathers them and hands
out one Arrow table for each claim table. `corrected_claims` finds which claim a replacement or void corrects.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from cleanbill.care.claim_tables import (
    ClaimAdjudication,
    ClaimCode,
    ClaimHeader,
    ClaimSeen,
    OtherPayer,
    OtherPayerAdjustment,
    Repricing,
    ServiceLine,
)
from cleanbill.core.errors import Finding
from cleanbill.core.tables import Table, ibis_schema
from cleanbill.core.x12 import fault

# What is wrong with one claim: reasons that reject it, reasons that pend it, and findings for each.


REJECTED = "Ask the provider for the claim again; it cannot be settled."
PENDED = "A person must decide, or ask the provider."
NOTED = "Nothing need be done; the sender should mend it."


@dataclass(slots=True)
class Notes:
    """Collects while a claim is read. `reject` outweighs `pend`; `note` leaves the status alone.

    A place is a segment's number (X12) or a line's (FHIR), from 1.
    """

    file: str
    found: Callable[[str, int, str, str, str], Finding] = fault  # file, place, element, problem, remedy
    rejected: list[str] = field(default_factory=list)
    pended: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def reject(self, place: int, element: str, problem: str) -> None:
        """The claim cannot be settled as it stands."""
        self.rejected.append(problem)
        self.findings.append(self.found(self.file, place, element, problem, REJECTED))

    def pend(self, place: int, element: str, problem: str) -> None:
        """The claim can be read, but somebody must look at it."""
        self.pended.append(problem)
        self.findings.append(self.found(self.file, place, element, problem, PENDED))

    def note(self, place: int, element: str, problem: str) -> None:
        """Worth telling, and no reason to wait."""
        self.findings.append(self.found(self.file, place, element, problem, NOTED))

    def verdict(self) -> tuple[str, str]:
        """Status and reason."""
        if self.rejected:
            return "rejected", "; ".join(dict.fromkeys(self.rejected))
        if self.pended:
            return "pended", "; ".join(dict.fromkeys(self.pended))
        return "accepted", ""


SIDE: tuple[type[Table], ...] = (
    ServiceLine,
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
        parts = [*(self.header.get(name) or "" for name in IDENTITY), self.sha256]
        return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:ID_DIGITS]


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


# Which claim of the folder a replacement or void corrects, from the number that it names.
#
# `claim_header` in; claim_id, original_claim_id and `original_unknown` of every correction out.


NOT_HERE = "the claim that it corrects is not in this folder"


def corrected_claims(header: ir.Table) -> ir.Table:
    """A row for each accepted replacement and void.

    The claim it corrects is, of the same patient: the one whose claim_id it names; else the first original of the
    same provider with the same patient control number; else the first whose control number or resource id it
    names. Corrections of one claim are taken to follow each other by interchange and place in it, each
    correcting the one before. Where there is none, the payer's number stays as it was sent, unless it
    is the claim_id of another patient's claim, which is left alone.
    """
    accepted = header.filter(header.status == "accepted").mutate(
        came=ibis.coalesce(header.interchange, "").lpad(20, "0").concat(header.segment.cast("string").lpad(20, "0")),
    )
    acts = accepted.filter(accepted.action != "original")
    roots = _roots(acts, accepted)
    found = acts.left_join(roots, "claim_id")
    chain = ibis.coalesce(found.root, found.original_claim_number)
    found = found.select("claim_id", "person_id", "root", "came", number="original_claim_number", chain=chain)
    before = found.claim_id.lag().over(ibis.window(group_by=["person_id", "chain"], order_by=["came", "claim_id"]))
    found = found.mutate(before=ibis.ifelse(found.chain.isnull(), ibis.null("string"), before))
    known = ibis.coalesce(found.before, found.root)
    found = found.mutate(known=known)
    strangers = accepted.select(stranger="claim_id")
    found = found.left_join(strangers, found.number == strangers.stranger)
    known, stranger = found.known, found.stranger.notnull()
    number = ibis.ifelse(stranger, ibis.null("string"), found.number)
    return found.select(
        "claim_id",
        original_claim_id=ibis.coalesce(known, number),
        original_unknown=ibis.ifelse(known.isnull(), NOT_HERE, ibis.null("string")),
    )


def _roots(acts: ir.Table, accepted: ir.Table) -> ir.Table:
    """claim_id and `root`, the first claim that each of `acts` may correct; no row where there is none."""
    claims = accepted.select(
        root="claim_id",
        of_person="person_id",
        of_npi="billing_npi",
        of_number="patient_control_number",
        resource="transaction",
        of_action="action",
        of_came="came",
    )
    pairs = acts.inner_join(claims, acts.person_id == claims.of_person)
    pairs = pairs.filter(pairs.claim_id != pairs.root)
    original = pairs.of_action == "original"
    number = pairs.original_claim_number
    way = ibis.cases(
        (number == pairs.root, 1),
        (original & (pairs.billing_npi == pairs.of_npi) & (pairs.patient_control_number == pairs.of_number), 2),
        (original & (number == pairs.of_number), 3),
        (original & (number == pairs.resource), 4),
        else_=ibis.null("int8"),
    )
    pairs = pairs.mutate(way=way)
    pairs = pairs.filter(pairs.way.notnull())
    nearest = ibis.row_number().over(ibis.window(group_by="claim_id", order_by=["way", "of_came", "root"]))
    pairs = pairs.mutate(nearest=nearest)
    return pairs.filter(pairs.nearest == 0).select("claim_id", "root")
