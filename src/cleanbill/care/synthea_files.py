"""The files of a Synthea folder that are read, and which of their columns.

Folder in, one Ibis table per file out, every value as text. A file's name may
be in any case and stand in a `csv/` folder. Names, addresses and numbers of
patients are never loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.tables import Table, column
from cleanbill.engine import read_numbered, together


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
    tables = together(*(lambda name=name: _read(con, paths, folder, name) for name in FILES))
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
