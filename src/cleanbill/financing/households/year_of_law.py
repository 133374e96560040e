"""A parameter's value in a year, and how far its thresholds have grown since the last one written down."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.households.persons import STATUSES, Floats, Ints
from cleanbill.law import parameter


def in_force(path: str, year: int) -> Any:
    """What held at the end of `year`; of years before the first, the first."""
    found = parameter(path)
    return found.at(max(date(year, 12, 31), min(found.values)))


def growth(path: str, year: int) -> float:
    """What a threshold of the last value has become by `year` (law/us/tax_threshold_growth); 1 up to then."""
    beyond = max(0, year - max(parameter(path).values).year)
    return float((1 + in_force("us/tax_threshold_growth", year) / WHOLE_BP) ** beyond)


def by_status(values: dict[str, Any], status: Ints) -> Floats:
    """The value of each return, by filing status; a list gives a row to each return."""
    return np.array([values[name] for name in STATUSES], np.float64)[status]
