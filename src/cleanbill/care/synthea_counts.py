"""What became of each row of a Synthea folder: rows and money in = used + set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis.expr.types as ir

from cleanbill.core.errors import BrokenLaw

NOT_CHARGES = {
    "PAYMENT": "payments: what is paid is worked out anew under each world's rules",
    "TRANSFERIN": "transfers: they move a balance and change no amount",
    "TRANSFEROUT": "transfers: they move a balance and change no amount",
}


@dataclass(frozen=True, slots=True)
class SetAside:
    """Rows that were not used, why, and the charges on them in cents."""

    reason: str
    rows: int
    charge_cents: int = 0


@dataclass(frozen=True, slots=True)
class FileCount:
    """Rows of a file, how many were used, and the rest by reason."""

    file: str
    rows: int
    used: int
    aside: tuple[SetAside, ...] = ()


@dataclass(frozen=True, slots=True)
class SyntheaCounts:
    """Rows by file, and charges in cents: all = accepted + set aside."""

    files: tuple[FileCount, ...]
    charge_cents: int
    accepted_cents: int
    aside_cents: int

    def __post_init__(self) -> None:
        for each in self.files:
            if each.rows != each.used + sum(part.rows for part in each.aside):
                raise BrokenLaw(f"{each.file}: rows in are not rows used and set aside.")
        if self.charge_cents != self.accepted_cents + self.aside_cents:
            raise BrokenLaw("claims_transactions.csv: charges in are not charges accepted and set aside.")


def count_files(files: Mapping[str, ir.Table], charged: ir.Table, lines: ir.Table, cover_spans: int) -> SyntheaCounts:
    """Counts from the files, the charges with their `aside`, the lines made of them and the spans of cover."""
    aside = _charges_aside(charged)
    total, accepted = (int(table.charge_cents.sum().to_pyarrow().as_py() or 0) for table in (charged, lines))
    counted = (
        _whole(files, "patients"),
        _whole(files, "payers"),
        _transitions(files["payer_transitions"], cover_spans),
        _whole(files, "encounters"),
        _claims(files["claims"], lines),
        _transactions(files["claims_transactions"], lines, aside),
        _whole(files, "medications"),
        _whole(files, "organizations"),
    )
    return SyntheaCounts(counted, total, accepted, sum(part.charge_cents for part in aside))


def rows(table: ir.Table) -> int:
    """How many rows a table has."""
    return int(table.count().to_pyarrow().as_py())


def _whole(files: Mapping[str, ir.Table], name: str) -> FileCount:
    n = rows(files[name])
    return FileCount(f"{name}.csv", n, n)


def _transitions(transitions: ir.Table, used: int) -> FileCount:
    n = rows(transitions)
    dropped = SetAside("spans with no day left once the next one begins", n - used)
    return FileCount("payer_transitions.csv", n, used, (dropped,) if dropped.rows else ())


def _claims(claims: ir.Table, lines: ir.Table) -> FileCount:
    n, used = rows(claims), rows(lines.select("claim_id").distinct())
    dropped = SetAside("claims without a charge that could be used", n - used)
    return FileCount("claims.csv", n, used, (dropped,) if dropped.rows else ())


def _transactions(transactions: ir.Table, lines: ir.Table, aside: tuple[SetAside, ...]) -> FileCount:
    others = transactions.filter(transactions.TYPE != "CHARGE").group_by("TYPE").aggregate(n=lambda rows: rows.count())
    by_reason: dict[str, int] = {}
    for row in others.order_by("TYPE").to_pyarrow().to_pylist():
        reason = NOT_CHARGES.get(row["TYPE"], "kinds of transaction that are no charge")
        by_reason[reason] = by_reason.get(reason, 0) + row["n"]
    not_charges = tuple(SetAside(reason, n) for reason, n in by_reason.items())
    return FileCount("claims_transactions.csv", rows(transactions), rows(lines), (*aside, *not_charges))


def _charges_aside(charged: ir.Table) -> tuple[SetAside, ...]:
    left = charged.filter(charged.aside.notnull()).group_by("aside")
    told = left.aggregate(n=lambda rows: rows.count(), face=lambda rows: rows.charge_cents.sum()).order_by("aside")
    return tuple(
        SetAside(f"charges: {row['aside']}", row["n"], int(row["face"])) for row in told.to_pyarrow().to_pylist()
    )
