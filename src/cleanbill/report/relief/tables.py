"""A report's tables as CSV: one file a table, whole cents and basis points, words where a number is hidden."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

TABLES = ("figures", "places", "rounds", "letters", "unspent")
_ONE_ROW = (
    "abolished",
    "taken_back",
    "still_held",
    "satisfactions_due",
    "releases_due",
    "plans_open",
    "money",
    "limits",
)


def tables_of(told: Mapping[str, Any]) -> dict[str, str]:
    """Text of each CSV by file name; tables that the report does not have are left out."""
    rows = {"figures": _figures(told), "unspent": told["money"].get("unspent", ())}
    rows |= {name: told[name] for name in ("places", "rounds", "letters")}
    return {f"{name}.csv": _csv(rows[name]) for name in TABLES if rows[name]}


def _figures(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row for each number that stands alone."""
    return [
        {"of": part, "figure": name, "value": value}
        for part in _ONE_ROW
        for name, value in told[part].items()
        if name != "unspent"
    ]


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
