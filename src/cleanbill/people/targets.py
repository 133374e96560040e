"""Statistics that people are fitted to, for any day.

Law before it began does not hold, and `law` says so. A statistic is only an
estimate, so for a day before the first the first one stands in.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from cleanbill.law import parameter


def target(path: str, day: date) -> Any:
    """The value of a parameter on `day`, or its first value where the day is earlier."""
    known = parameter(path)
    return known.at(max(day, min(known.values)))
