"""What a study went by: every parameter of financing and its people, with its value, source and status."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from cleanbill import law

SHARED = (  # of the story of a bill, which a study goes by too
    "states/ma/coverage", "states/ma/coverage_split", "states/ma/cover_limits", "states/ma/population",
    "us/debt_price", "us/income_growth", "us/poverty_guideline", "us/spending_trend",
)  # fmt: skip


def assumed(year: int) -> list[dict[str, Any]]:
    """Facts and assumptions in force at the end of `year`, by path; what began later stands with its first value."""
    day = date(year, 12, 31)
    held = {each.path: each for each in (*law.parameters_of("financing"), *map(law.parameter, SHARED))}
    return [_row(held[path], day) for path in sorted(held)]


def _row(parameter: law.Parameter, day: date) -> dict[str, Any]:
    since = parameter.since(max(day, min(parameter.values)))
    value = parameter.values[since]
    return {
        "path": f"law/{parameter.path}",
        "description": " ".join(parameter.description.split()),
        "value": value if isinstance(value, str) else json.dumps(value, default=str),
        "unit": parameter.unit,
        "status": parameter.status,
        "since": since.isoformat(),
        "reference": [{"title": " ".join(one.title.split()), "link": one.link} for one in parameter.reference],
    }
