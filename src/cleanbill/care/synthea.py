"""Reads a folder of Synthea CSV files as people, their cover, and their claims.

Folder in; tables `person`, `cover`, `claim_line` and `provider` out, with
what the data lacks, how each gap was bridged, and what became of every row.
Each rule stands in a file of its own beside this one (synthea_*.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care.synthea_claims import charges, synthea_lines, synthea_provider
from cleanbill.care.synthea_counts import SyntheaCounts, count_files, rows
from cleanbill.care.synthea_cover import days_held, plan_spans, synthea_cover
from cleanbill.care.synthea_files import synthea_files
from cleanbill.care.synthea_gaps import synthea_gaps
from cleanbill.care.synthea_money import cents
from cleanbill.care.synthea_people import synthea_person
from cleanbill.core.errors import BadInput, Finding, Gap
from cleanbill.engine import faulty_rows


@dataclass(frozen=True, slots=True)
class SyntheaIntake:
    """Tables of a Synthea folder, in DuckDB, with its gaps and counts."""

    person: ir.Table
    cover: ir.Table
    claim_line: ir.Table
    provider: ir.Table
    gaps: tuple[Gap, ...]
    counts: SyntheaCounts


def read_synthea(con: Any, folder: Path) -> SyntheaIntake:
    """The folder's tables. Raises BadInput with every finding."""
    files = synthea_files(con, folder)
    spans = plan_spans(files["payer_transitions"], files["payers"])
    charged = charges(files)
    findings = [*_unreadable_charges(charged), *_unreadable_spans(spans), *_unreadable_income(files)]
    if findings:
        raise BadInput(findings)
    person = _kept(con, synthea_person(files["patients"]))
    charged, spans = _kept(con, charged), _kept(con, spans.semi_join(person, "person_id"))
    lines, cover = _kept(con, synthea_lines(charged)), _kept(con, synthea_cover(spans))
    provider = _kept(con, synthea_provider(files["organizations"], lines))
    counts = count_files(files, charged, lines, rows(days_held(spans)))
    return SyntheaIntake(person, cover, lines, provider, synthea_gaps(files, person, spans, charged, lines), counts)


def _kept(con: Any, table: ir.Table) -> ir.Table:
    """The table worked out once, for the many that read it."""
    kept: ir.Table = con.create_table(ibis.util.gen_name("cleanbill_synthea"), table, temp=True)
    return kept


def _unreadable_charges(charged: ir.Table) -> list[Finding]:
    file = "claims_transactions.csv"
    amount = "Amounts are dollars with a point, like 77.49."
    return [
        *faulty_rows(charged.filter(charged.charge_cents.isnull()), file, "AMOUNT", "is no amount of money", amount),
        *faulty_rows(
            charged.filter(charged.charge_cents < 0), file, "AMOUNT", "is a negative charge", "It must be 0 or more."
        ),
        *faulty_rows(
            charged.filter(charged.service_date.isnull()),
            file,
            "FROMDATE",
            "is no date",
            "Dates are like 2023-01-27T16:17:47Z.",
        ),
    ]


def _unreadable_spans(spans: ir.Table) -> list[Finding]:
    file, remedy = "payer_transitions.csv", "Dates are like 2023-01-27T16:17:47Z, or a year alone."
    payer = "Export payers.csv and payer_transitions.csv together."
    return [
        *faulty_rows(spans.filter(spans.start.isnull()), file, "START_DATE or START_YEAR", "is no date", remedy),
        *faulty_rows(spans.filter(spans.stop.isnull()), file, "END_DATE or END_YEAR", "is no date", remedy),
        *faulty_rows(spans.filter(spans.payer_name.isnull()), file, "PAYER", "is not in payers.csv", payer),
    ]


def _unreadable_income(files: Mapping[str, ir.Table]) -> list[Finding]:
    patients = files["patients"]
    odd = patients.filter(patients.INCOME.notnull() & cents(patients.INCOME).isnull())
    return faulty_rows(odd, "patients.csv", "INCOME", "is no amount of money", "Write dollars a year, like 54000.")
