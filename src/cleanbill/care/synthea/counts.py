"""What became of each row of a Synthea folder: rows and money in = used + set aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from cleanbill.care.generator import data_file
from cleanbill.care.intake import CHARGE_TO_FEE
from cleanbill.care.synthea.claims import UNKNOWN_CLASS, cents
from cleanbill.core.errors import BrokenLaw, Gap
from cleanbill.core.money import usd

NOT_CHARGES = {
    "PAYMENT": "payments: what is paid is worked out again under each world's rules",
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
        for file in self.files:
            if file.rows != file.used + sum(part.rows for part in file.aside):
                raise BrokenLaw(f"{file.file}: rows in are not rows used and set aside.")
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
    aside = left.aggregate(n=lambda rows: rows.count(), face=lambda rows: rows.charge_cents.sum()).order_by("aside")
    return tuple(
        SetAside(f"charges: {row['aside']}", row["n"], int(row["face"])) for row in aside.to_pyarrow().to_pylist()
    )


# What a Synthea folder lacks for following a bill, and how each gap is bridged.


def synthea_gaps(
    files: Mapping[str, ir.Table], person: ir.Table, spans: ir.Table, charged: ir.Table, lines: ir.Table
) -> tuple[Gap, ...]:
    """Every gap that has a row."""
    gaps = [*_of_people(files["patients"], person), *_of_cover(spans), *_of_money(files, lines)]
    gaps += _of_care(charged, lines)
    return tuple(gap for gap in gaps if gap.rows)


def _of_people(patients: ir.Table, person: ir.Table) -> Iterator[Gap]:
    assumed = usd(data_file("synthea")["income"]["household_cents"], cents_shown=False)
    yield Gap(
        "income of patients",
        f"each has the state's median household income, {assumed} a year (an assumption)",
        rows(patients.filter(cents(patients.INCOME).isnull())),
    )
    yield Gap(
        "sources of income (wages, business, other)",
        "all income is taken as other income, so taxes on wages are not seen",
        rows(person),
    )
    yield Gap("households", "each patient is a household and a family of one", rows(person))
    yield Gap("a county in Massachusetts", "left empty", rows(person.filter(person.county_fips.isnull())))


def _of_cover(spans: ir.Table) -> Iterator[Gap]:
    commercial = spans.filter((spans.plan_id == "employer") | (spans.plan_id == "medicare-supplement"))
    yield Gap("terms of commercial plans", "every commercial insurer is the one plan 'employer'", rows(commercial))
    second = spans.filter(spans.second_name.notnull() & (spans.payer_name != "Medicare"))
    yield Gap("a rule for two payers where neither is Medicare", "the first payer's plan alone", rows(second))


def _of_money(files: Mapping[str, ir.Table], lines: ir.Table) -> Iterator[Gap]:
    transactions = files["claims_transactions"]
    if not rows(transactions.filter(cents(transactions.ADJUSTMENTS).fill_null(0) != 0)):
        yield Gap(
            "contractual adjustments, and so the amount that a payer allows",
            f"the fee is worked out from the charge by kind of care (law {CHARGE_TO_FEE}, an assumption)",
            rows(lines),
        )
    yield Gap(
        "payments that equal the charges of their claim",
        "payments are left aside; only charges are used",
        rows(_open_claims(transactions)),
    )
    nothing = lines.filter(lines.charge_cents == 0)
    yield Gap("charges above 0", "kept as lines on which nothing is due", rows(nothing))


def _open_claims(transactions: ir.Table) -> ir.Table:
    charge = ibis.ifelse(transactions.TYPE == "CHARGE", cents(transactions.AMOUNT), 0)
    paid = ibis.ifelse(transactions.TYPE == "PAYMENT", cents(transactions.PAYMENTS), 0)
    left = (charge.fill_null(0) - paid.fill_null(0)).sum()
    return transactions.group_by("CLAIMID").aggregate(left=left).filter(lambda claim: claim.left != 0)


def _of_care(charged: ir.Table, lines: ir.Table) -> Iterator[Gap]:
    yield Gap(
        "HCPCS or DRG codes of procedures (they are SNOMED)",
        "kept as they are with code_system SNOMED; no rule of ours reads them",
        rows(lines.filter(lines.code_system == "SNOMED")),
    )
    classes = list(data_file("synthea")["encounter_class"])
    unknown = charged.filter(charged.aside.isnull() & charged.drug.isnull() & charged.encounter_class.notin(classes))
    yield Gap("a known class of encounter", f"taken as {UNKNOWN_CLASS}", rows(unknown))
