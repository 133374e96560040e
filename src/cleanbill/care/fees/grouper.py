"""MS-DRG of each stay, by any grouper: every distinct case is grouped once.

In: an Arrow table of stays (claim_id, age, sex, discharge_status, discharge_date,
diagnoses with the principal one first, procedures). Out: claim_id, drg, mdc
and problem, in the order of the stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import pyarrow as pa

from cleanbill.core.errors import CleanbillError
from cleanbill.law import parameter

VERSION = "us/msdrg_version"
CASE = ["age", "sex", "discharge_status", "discharge_date", "diagnoses", "procedures"]
GROUPED = pa.schema([("claim_id", pa.string()), ("drg", pa.string()), ("mdc", pa.int64()), ("problem", pa.string())])


@dataclass(frozen=True, slots=True)
class Case:
    """What a stay is grouped by; equal cases have equal groups."""

    age: int
    sex: str  # F, M or anything else for unknown
    discharge_status: int  # CMS patient discharge status, 1 home, 20 died
    version: int  # of the grouper, by the day of discharge
    diagnoses: tuple[str, ...]  # ICD-10-CM, principal first
    procedures: tuple[str, ...]  # ICD-10-PCS


@dataclass(frozen=True, slots=True)
class Group:
    """An MS-DRG of three digits and its major category, or null and why there is none."""

    drg: str | None
    mdc: int | None
    problem: str | None


class Grouper(Protocol):
    """Any MS-DRG grouper."""

    def group(self, cases: Sequence[Case]) -> Sequence[Group]:
        """The group of each case, in their order."""
        ...


def group_stays(stays: pa.Table, grouper: Grouper) -> pa.Table:
    """claim_id, drg, mdc and problem for each stay; each distinct case goes to `grouper` once."""
    cases = [_case(row) for row in stays.select(CASE).to_pylist()]
    distinct = list(dict.fromkeys(case for case in cases if case is not None))
    found = dict(zip(distinct, grouper.group(distinct), strict=True))
    ungrouped = Group(None, None, "no principal diagnosis, age or day of discharge that a grouper is for")
    groups = [ungrouped if case is None else found[case] for case in cases]
    columns = [
        stays["claim_id"].combine_chunks(),
        *(pa.array([getattr(g, n) for g in groups]) for n in GROUPED.names[1:]),
    ]
    return pa.table([column.cast(field.type) for column, field in zip(columns, GROUPED, strict=True)], schema=GROUPED)


def _case(row: Mapping[str, Any]) -> Case | None:
    version = None if row["discharge_date"] is None else _version(row["discharge_date"])
    if row["age"] is None or version is None or not row["diagnoses"]:
        return None
    status = 1 if row["discharge_status"] is None else int(row["discharge_status"])
    diagnoses, procedures = (_codes(row[name]) for name in ("diagnoses", "procedures"))
    return Case(int(row["age"]), row["sex"] or "", status, version, diagnoses, procedures)


def _codes(codes: Sequence[str] | None) -> tuple[str, ...]:
    """Codes without their dots, as groupers take them."""
    return tuple(code.replace(".", "").upper() for code in codes or ())


def _version(day: date) -> int | None:
    try:
        return int(parameter(VERSION).at(day))
    except CleanbillError:
        return None
