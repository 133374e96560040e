"""The scale of the state in a year, as it ships: what a household alone is spent for at, without the population."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

from cleanbill.core.errors import BadInput, Finding
from cleanbill.financing.spending.record import Scale


def state_scale(year: int) -> Scale:
    """The scale at which the population of `year` meets the state's accounts (scripts/scale_spending.py).

    BadInput for a year without one.
    """
    years = _held()["years"]
    if year not in years:
        problem = f"there is no scale of {year}"
        raise BadInput([Finding("year", None, None, problem, f"Take one from {min(years)} to {max(years)}.")])
    return Scale(cover=years[year]["cover"], service=years[year]["service"])


@cache
def _held() -> dict[str, Any]:
    file = resources.files("cleanbill.financing.spending") / "data" / "state_scale.yaml"
    loaded: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return loaded
