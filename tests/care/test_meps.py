"""The figures carried over from MEPS are those that MEPS prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cleanbill.care.generator.expectation import data_file

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "meps"
HELD = data_file("meps_2018")
EVENT_TABLES = sorted(HELD["tables"])


def printed(value: str | None) -> float | None:
    """A printed number; None for a blank or one marked as weak."""
    return None if value is None or "*" in value else float(value.replace(",", ""))


@pytest.mark.parametrize("table", EVENT_TABLES)
def test_figures_are_the_published_ones(table: str) -> None:
    path = SHARED / f"{table}.json"
    if not path.exists():
        pytest.skip(f"../shared/data/meps/{table}.json is not here")
    source = json.loads(path.read_text("utf-8"))
    _, row_kind, column_kind = table.split("__")
    rows = {row[2]: row for row in source["data"] if row[0] == HELD["year"]}
    found = HELD["tables"][table]
    for name, values in found["values"].items():
        row = rows[HELD["rows"][row_kind][name]]
        for column, value in zip(found["columns"], values, strict=True):
            at = source["names"].index(HELD["rows"][column_kind][column])  # the first of estimate, standard error
            assert value == printed(row[at]), (table, name, column)


@pytest.mark.parametrize("table", EVENT_TABLES)
def test_each_table_has_a_unit_and_full_rows(table: str) -> None:
    found = HELD["tables"][table]
    assert found["unit"]
    assert all(len(values) == len(found["columns"]) for values in found["values"].values())
