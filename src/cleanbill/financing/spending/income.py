"""How spending differs with family income, within a cover class: MEPS 2018.

Out: a factor for each (cover class, income band) that leaves the class's
published mean as it is. No table at hand crosses income with age or service,
so within a class the factor is the same for all.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import yaml

from cleanbill.care.generator import COVER_CLASSES, Floats
from cleanbill.people import Ints

BANDS = ("poor", "near_poor", "low", "middle", "high")


@cache
def survey() -> dict[str, Any]:
    """`data/meps_2018_income.yaml`."""
    file = resources.files("cleanbill.financing.spending").joinpath("data", "meps_2018_income.yaml")
    loaded: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return loaded


def published(table: str, rows: tuple[str, ...], columns: tuple[str, ...]) -> Floats:
    """A published table as (rows, columns), NaN where nothing is printed."""
    held = survey()["tables"][table]
    place = [held["columns"].index(column) for column in columns]
    return np.array([[held["values"][row][at] for at in place] for row in rows], dtype=np.float64)


def bands(fpl_bp: Ints) -> Ints:
    """Place in BANDS from family income in basis points of the poverty line."""
    starts = [survey()["bands_bp"][band] for band in BANDS]
    band: Ints = np.maximum(np.searchsorted(starts, fpl_bp, side="right") - 1, 0)
    return band


@cache
def income_factors() -> Floats:
    """Spending over the class's mean, (cover classes, bands); weighted by the survey's people it is 1 in each class."""
    people = _with_rest(published("totPOP__insurance__poverty", COVER_CLASSES, BANDS), _all("totPOP"))
    spent = _with_rest(
        published("meanEXP0__insurance__poverty", COVER_CLASSES, BANDS) * people, _all("meanEXP0") * _all("totPOP")
    )
    mean = spent.sum(axis=1) / people.sum(axis=1)
    factors: Floats = spent / people / mean[:, None]
    return factors


def _all(statistic: str) -> Floats:
    return published(f"{statistic}__insurance__poverty", COVER_CLASSES, ("all",))[:, 0]


def _with_rest(printed: Floats, total: Floats) -> Floats:
    """What is not printed is the rest of the class's total; at most one band of a class is not."""
    rest = total - np.nansum(printed, axis=1)
    return np.where(np.isnan(printed), rest[:, None], printed)
