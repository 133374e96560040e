"""The files of a Synthea folder that are read, and which of their columns.

Folder in, one Ibis table per file out, every value as text. A file's name may
be in any case and stand in a `csv/` folder. Names, addresses and numbers of
patients are never loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill.care.generator import data_file
from cleanbill.care.synthea.claims import (
    cents,
    charges,
    days_held,
    plan_spans,
    synthea_cover,
    synthea_lines,
    synthea_provider,
)
from cleanbill.care.synthea.counts import SyntheaCounts, count_files, rows, synthea_gaps
from cleanbill.core.errors import BadInput, Finding, Gap
from cleanbill.core.tables import Table, column
from cleanbill.engine import faulty_rows, read_all, read_numbered


class Patients(Table):
    """patients.csv; newer versions of Synthea have INCOME, in dollars a year."""

    __grain__ = "a patient"
    __key__ = ("Id",)
    Id: dt.String = column("person", "the patient", unique=True)
    BIRTHDATE: dt.Date = column("identity", "date of birth")
    GENDER: dt.String = column("person", "F or M", isin=["F", "M"])
    COUNTY: dt.String = column("person", "county by name", nullable=True)
    INCOME: dt.String = column("person", "household income", unit="dollars a year", nullable=True)


class Payers(Table):
    """payers.csv."""

    __grain__ = "an insurer or programme"
    __key__ = ("Id",)
    Id: dt.String = column("public", "the payer")
    NAME: dt.String = column("public", "its name")


class PayerTransitions(Table):
    """payer_transitions.csv; spans are START_YEAR to END_YEAR, or START_DATE to END_DATE in newer versions."""

    __grain__ = "a patient with a payer for a span"
    __key__ = ()
    PATIENT: dt.String = column("person", "the patient")
    PAYER: dt.String = column("person", "the payer")
    SECONDARY_PAYER: dt.String = column("person", "the second payer", nullable=True)
    START_YEAR: dt.String = column("person", "first moment, or year", nullable=True)
    END_YEAR: dt.String = column("person", "last moment, or year", nullable=True)
    START_DATE: dt.String = column("person", "first moment", nullable=True)
    END_DATE: dt.String = column("person", "last moment", nullable=True)


class Encounters(Table):
    """encounters.csv."""

    __grain__ = "an encounter"
    __key__ = ("Id",)
    Id: dt.String = column("health", "the encounter")
    ENCOUNTERCLASS: dt.String = column("health", "its class")


class Claims(Table):
    """claims.csv."""

    __grain__ = "a claim"
    __key__ = ("Id",)
    Id: dt.String = column("person", "the claim")
    PATIENTID: dt.String = column("person", "the patient")
    APPOINTMENTID: dt.String = column("health", "the encounter", nullable=True)


class Transactions(Table):
    """claims_transactions.csv."""

    __grain__ = "a charge, payment or transfer of a claim"
    __key__ = ("ID",)
    ID: dt.String = column("person", "the transaction")
    CLAIMID: dt.String = column("person", "the claim")
    CHARGEID: dt.String = column("person", "order within the claim", nullable=True)
    TYPE: dt.String = column("public", "CHARGE, PAYMENT, ADJUSTMENT, TRANSFERIN or TRANSFEROUT")
    AMOUNT: dt.String = column("health", "what is charged", unit="dollars", nullable=True)
    PAYMENTS: dt.String = column("health", "what is paid", unit="dollars", nullable=True)
    ADJUSTMENTS: dt.String = column("health", "what is written off", unit="dollars", nullable=True)
    FROMDATE: dt.String = column("health", "first moment of service", nullable=True)
    PLACEOFSERVICE: dt.String = column("health", "the organization", nullable=True)
    PROCEDURECODE: dt.String = column("health", "what was done, SNOMED, RxNorm or CVX", nullable=True)
    UNITS: dt.String = column("health", "how many", nullable=True)


class Medications(Table):
    """medications.csv."""

    __grain__ = "a prescription"
    __key__ = ()
    ENCOUNTER: dt.String = column("health", "the encounter", nullable=True)
    CODE: dt.String = column("health", "the drug, RxNorm")


class Organizations(Table):
    """organizations.csv."""

    __grain__ = "a place that gives care"
    __key__ = ("Id",)
    Id: dt.String = column("public", "the organization")
    NAME: dt.String = column("public", "its name")


FILES: Mapping[str, type[Table]] = {
    "patients": Patients,
    "payers": Payers,
    "payer_transitions": PayerTransitions,
    "encounters": Encounters,
    "claims": Claims,
    "claims_transactions": Transactions,
    "medications": Medications,
    "organizations": Organizations,
}
OPTIONAL: Mapping[str, Mapping[str, None]] = {
    "patients": {"INCOME": None},
    "payer_transitions": dict.fromkeys(["SECONDARY_PAYER", "START_YEAR", "END_YEAR", "START_DATE", "END_DATE"]),
    "claims_transactions": {"ADJUSTMENTS": None},
}


def synthea_files(con: Any, folder: Path) -> dict[str, ir.Table]:
    """File name without its ending -> its table, with `source_row` in front. Raises BadInput with all findings."""
    paths = _paths(folder)
    tables = read_all(*(lambda name=name: _read(con, paths, folder, name) for name in FILES))
    return dict(zip(FILES, tables, strict=True))


def _read(con: Any, paths: Mapping[str, Path], folder: Path, name: str) -> ir.Table:
    path = paths.get(name, folder / f"{name}.csv")
    return read_numbered(con, path, FILES[name], optional=OPTIONAL.get(name, {}))


def _paths(folder: Path) -> dict[str, Path]:
    """The CSV files of the folder, or else of its `csv` folder, by name in small letters."""
    if not folder.is_dir():
        raise BadInput([Finding(folder.name, None, None, "there is no such folder", "Name a folder of Synthea CSVs.")])
    inner = [entry for entry in folder.iterdir() if entry.is_dir() and entry.name.casefold() == "csv"]
    for place in (folder, *inner):
        found = {path.stem.casefold(): path for path in place.iterdir() if path.suffix.casefold() == ".csv"}
        if found.keys() & FILES.keys():
            return found
    remedy = "Name the folder that Synthea wrote its CSV files to (exporter.csv.export = true)."
    raise BadInput([Finding(folder.name, None, None, "the folder has none of Synthea's CSV files", remedy)])


# Synthea's patients as table `person`.
#
# Where patients.csv has no INCOME, each patient has the state's median household
# income (an assumption, care/data/synthea.yaml). Each is a household of one:
# Synthea does not say who lives with whom. Income is `other`, as its make-up is
# not known either.


def synthea_person(patients: ir.Table) -> ir.Table:
    """Table `person` from patients.csv, one row for each."""
    assumed = ibis.literal(data_file("synthea")["income"]["household_cents"], "int64")
    income = ibis.coalesce(cents(patients.INCOME), assumed)
    return patients.select(
        person_id=patients.Id,
        household_id=patients.Id,
        family_id=patients.Id,
        birth_date=patients.BIRTHDATE,
        sex=patients.GENDER,
        county_fips=_county_fips(patients.COUNTY),
        wages_cents=ibis.literal(0, "int64"),
        self_employment_cents=ibis.literal(0, "int64"),
        other_income_cents=income,
        income_cents=income,
    )


def _county_fips(name: ir.StringColumn) -> ir.StringColumn:
    """Massachusetts's counties by name, with or without "County"; null elsewhere."""
    counties = data_file("places")["counties"]
    plain = name.replace(" County", "").strip()
    return ibis.cases(
        *((plain == county["name"], ibis.literal(fips)) for fips, county in counties.items()),
        else_=ibis.null("string"),
    )


# Reads a folder of Synthea CSV files as people, their cover, and their claims.
#
# Folder in; tables `person`, `cover`, `claim_line` and `provider` out, with
# what the data lacks, how each gap was bridged, and what became of every row.
# Each rule stands in a file of its own beside this one (synthea_*.py).


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
        *faulty_rows(
            charged.filter(charged.charge_cents.isnull()), file, "AMOUNT", "is not an amount of money", amount
        ),
        *faulty_rows(
            charged.filter(charged.charge_cents < 0), file, "AMOUNT", "is a negative charge", "It must be 0 or more."
        ),
        *faulty_rows(
            charged.filter(charged.service_date.isnull()),
            file,
            "FROMDATE",
            "is not a date",
            "Dates are like 2023-01-27T16:17:47Z.",
        ),
    ]


def _unreadable_spans(spans: ir.Table) -> list[Finding]:
    file, remedy = "payer_transitions.csv", "Dates are like 2023-01-27T16:17:47Z, or a year alone."
    payer = "Export payers.csv and payer_transitions.csv together."
    return [
        *faulty_rows(spans.filter(spans.start.isnull()), file, "START_DATE or START_YEAR", "is not a date", remedy),
        *faulty_rows(spans.filter(spans.stop.isnull()), file, "END_DATE or END_YEAR", "is not a date", remedy),
        *faulty_rows(spans.filter(spans.payer_name.isnull()), file, "PAYER", "is not in payers.csv", payer),
    ]


def _unreadable_income(files: Mapping[str, ir.Table]) -> list[Finding]:
    patients = files["patients"]
    odd = patients.filter(patients.INCOME.notnull() & cents(patients.INCOME).isnull())
    return faulty_rows(odd, "patients.csv", "INCOME", "is not an amount of money", "Write dollars a year, like 54000.")
