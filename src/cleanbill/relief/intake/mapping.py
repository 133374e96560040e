"""Which column of a seller's file is which canonical column: proposed, written as YAML, corrected by a person.

A column that is not mapped is left out, and why is said: it tells of health, or
nobody knows what it is. One that is asked about has no format yet.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from cleanbill.core.errors import BadInput, Finding, near_miss
from cleanbill.core.tables import read_mapping

Kind = Literal["text", "date", "amount", "flag", "whole", "zip", "state", "ssn"]

KINDS: dict[str, Kind] = {
    "account_id": "text", "orig_account": "text", "orig_creditor": "text", "patient_id": "text",
    "first_name": "text", "last_name": "text", "birth_date": "date", "ssn": "ssn", "address": "text", "city": "text",
    "state": "state", "zip": "zip", "county_fips": "text", "date_of_service": "date",
    "original_balance_cents": "amount", "current_balance_cents": "amount", "interest_fees_cents": "amount",
    "last_payment_date": "date", "last_payment_cents": "amount", "charge_off_date": "date",
    "first_delinquency_date": "date",
    "placement_count": "whole", "placement_status": "text", "judgment_flag": "flag", "lien_flag": "flag",
    "bureau_reported": "flag", "insurance_status": "text", "medicaid_flag": "flag", "payment_plan_flag": "flag",
    "bankruptcy_chapter": "whole", "bankruptcy_discharged": "flag", "deceased_flag": "flag", "deceased_date": "date",
    "dispute_flag": "flag", "paid_flag": "flag", "litigation_flag": "flag", "attorney_flag": "flag",
    "cease_flag": "flag", "language": "text", "confidential_flag": "flag", "address_as_of": "date",
    "guarantor_name": "text", "guarantor_first_name": "text", "guarantor_last_name": "text",
    "guarantor_address": "text", "guarantor_city": "text", "guarantor_state": "state", "guarantor_zip": "zip",
    "est_income_cents": "amount", "household_size": "whole", "sale_price_cents": "amount",
}  # fmt: skip
FORMATS: dict[Kind, tuple[str, ...]] = {"date": ("YMD", "MDY", "DMY"), "amount": ("dollars", "cents")}
NEEDED = ("account_id", "current_balance_cents")
Confidence = Literal["sure", "likely", "asked"]


@dataclass(frozen=True, slots=True)
class Mapped:
    """A column of the file, what it is, how its dates or amounts are written, and how firm that is."""

    header: str
    to: str
    format: str | None = None
    confidence: Confidence = "sure"
    why: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A column of the file that is not taken in, and why: health, or unknown."""

    header: str
    why: Literal["health", "unknown", "double"]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Columns that are taken in, and those that are left out."""

    columns: tuple[Mapped, ...]
    left_out: tuple[LeftOut, ...] = field(default=())

    @property
    def asked(self) -> tuple[Mapped, ...]:
        """Columns that a person must decide before the file can be taken in."""
        return tuple(column for column in self.columns if column.confidence == "asked")

    def text(self) -> str:
        """The mapping as YAML, in the order of the file's columns."""
        columns = [
            {key: value for key in Mapped.__slots__ if (value := getattr(column, key))} for column in self.columns
        ]
        left_out = [{"header": one.header, "why": one.why} for one in self.left_out]
        return yaml.safe_dump({"columns": columns, "left_out": left_out}, sort_keys=False, allow_unicode=True)

    def save(self, path: Path) -> None:
        """Writes it where a person can correct it."""
        path.write_text(self.text(), "utf-8")


def load_mapping(path: Path) -> Mapping:
    """The mapping in a file. Raises BadInput with everything that is wrong with it."""
    remedy = "Propose it anew and correct that: each column has header, to, and for dates and amounts a format."
    raw = read_mapping(path, remedy)
    try:
        columns = tuple(Mapped(**one) for one in raw["columns"])
        mapping = Mapping(columns, tuple(LeftOut(**one) for one in raw.get("left_out") or ()))
    except (TypeError, KeyError):
        raise BadInput([Finding(path.name, None, None, "this is not a mapping", remedy)]) from None
    findings = faults(mapping, path.name)
    if findings:
        raise BadInput(findings)
    return mapping


def faults(mapping: Mapping, file: str) -> list[Finding]:
    """What keeps a mapping from being used, all of it."""
    found = [fault for column in mapping.columns if (fault := _fault(column, file)) is not None]
    targets = [column.to for column in mapping.columns]
    for name in dict.fromkeys(targets):
        if targets.count(name) > 1:
            found.append(Finding(file, None, name, "two columns are mapped to it", "Leave one of them out."))
    for name in NEEDED:
        if name not in targets:
            found.append(Finding(file, None, name, "no column is mapped to it", "Say which column holds it."))
    return found


def _fault(mapped: Mapped, file: str) -> Finding | None:
    if mapped.to not in KINDS:
        near = near_miss(mapped.to, KINDS)
        meant = f" Was {near} meant?" if near else ""
        return Finding(file, None, mapped.header, f"{mapped.to} is no canonical column", f"Name one that is.{meant}")
    formats = FORMATS.get(KINDS[mapped.to], ())
    if formats and mapped.format not in formats:
        problem = mapped.why or "how it is written is not said"
        return Finding(file, None, mapped.header, problem, f"Write its format: {' or '.join(formats)}.")
    return None


def sources(mapping: Mapping) -> Map[str, str]:
    """Canonical column -> the file's column."""
    return {column.to: column.header for column in mapping.columns}


def formats(mapping: Mapping) -> Map[str, Any]:
    """Canonical column -> how its dates or amounts are written."""
    return {column.to: column.format for column in mapping.columns}
