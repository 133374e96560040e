"""A study's tables as CSV: one file a table, whole cents and basis points, in the order of the study."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

TABLES = (
    "revenue", "uses", "freed", "contributions", "reconciliation", "account", "households",
    "households_at_rates", "payers_of_more", "household_totals", "columns_by_income", "claims", "claims_at_rates",
    "incidence", "incidence_at_rates",
    "uncertainty", "tornado", "path", "debt", "debt_checks", "debt_path", "debt_path_today", "old_debt", "forgone",
    "forgone_kinds", "forgone_checks", "spending_checks", "harm", "assumptions",
)  # fmt: skip


def tables_of(study: Mapping[str, Any]) -> dict[str, str]:
    """Text of each CSV by name; tables that the study does not have are left out."""
    return {f"{name}.csv": _csv(study[name]) for name in TABLES if study.get(name)}


def _csv(rows: list[dict[str, Any]]) -> str:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    """Lists and mappings as JSON; all else as it is."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list | tuple) else value
