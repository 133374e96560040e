"""Fits a pattern to what rows and columns sum to, by iterative proportional fitting (Deming and Stephan 1940)."""

from __future__ import annotations

from collections.abc import Mapping

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import allot
from cleanbill.financing.budget.cells import Cells

ROUNDS = 2_000
CLOSE = 1e-12  # of a column's total: a cent in ten billion dollars


def rake(pattern: Mapping[str, Mapping[str, int]], rows: Mapping[str, int], columns: Mapping[str, int]) -> Cells:
    """Cents by row and column in the shape of `pattern`.

    Rows are met exactly, columns to within a cent a row. CleanbillError where
    the sums differ, a column is negative, or the pattern cannot reach them.
    """
    if sum(rows.values()) != sum(columns.values()) or min(columns.values()) < 0:
        raise CleanbillError(
            f"Services cost {sum(rows.values()):,} cents and payers pay {dict(columns)}: they must be equal and none "
            "negative. Lower what a payer pays in law/states/ma/payer_totals.yaml or in the study."
        )
    cells = {row: {column: float(pattern[row][column]) for column in columns} for row in rows}
    for _ in range(ROUNDS):
        _fit_rows(cells, rows)
        if _fit_columns(cells, columns) < CLOSE:
            break
    else:
        raise CleanbillError("The pattern of payers (law/us/payer_pattern.yaml) cannot reach what payers pay in all.")
    return {row: dict(zip(columns, allot(rows[row], list(cells[row].values())), strict=True)) for row in rows}


def _fit_rows(cells: dict[str, dict[str, float]], rows: Mapping[str, int]) -> None:
    for row, wanted in rows.items():
        has = sum(cells[row].values())
        cells[row] = {column: value * wanted / has if has else 0.0 for column, value in cells[row].items()}


def _fit_columns(cells: dict[str, dict[str, float]], columns: Mapping[str, int]) -> float:
    """Scales columns; returns how far the worst was off as a share of what was wanted."""
    worst = 0.0
    for column, wanted in columns.items():
        has = sum(row[column] for row in cells.values())
        worst = max(worst, abs(has - wanted) / max(wanted, 1))
        for row in cells.values():
            row[column] = row[column] * wanted / has if has else 0.0
    return worst
