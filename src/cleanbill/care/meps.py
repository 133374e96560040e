"""The published figures that care is drawn to: MEPS 2018, from data/meps_2018.yaml."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

Floats = npt.NDArray[np.float64]


@cache
def data_file(name: str) -> dict[str, Any]:
    """`care/data/<name>.yaml` as a dictionary."""
    text = resources.files("cleanbill.care").joinpath("data", f"{name}.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def published(table: str, rows: tuple[str, ...], columns: tuple[str, ...]) -> Floats:
    """A published table as (rows, columns) in the units it is printed in; NaN where nothing is printed."""
    held = data_file("meps_2018")["tables"][table]
    place = [held["columns"].index(column) for column in columns]
    blank = [None] * len(held["columns"])
    return np.array([[held["values"].get(row, blank)[at] for at in place] for row in rows], dtype=np.float64)


def figure(table: str, row: str, column: str) -> float:
    """One published figure."""
    return float(published(table, (row,), (column,))[0, 0])
