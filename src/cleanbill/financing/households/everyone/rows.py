"""Rows of plain values for CSV, report and JSON: an estimate becomes three columns, its value and its interval."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from cleanbill.financing.households.everyone.winners import Estimate


def flat(row: Any) -> dict[str, Any]:
    """The fields of a row dataclass: gain_cents as gain_cents, gain_cents_low and gain_cents_high."""
    found: dict[str, Any] = {}
    for field in fields(row):
        value = getattr(row, field.name)
        if isinstance(value, Estimate):
            found |= {field.name: value.value, f"{field.name}_low": value.low, f"{field.name}_high": value.high}
        else:
            found[field.name] = value
    return found
