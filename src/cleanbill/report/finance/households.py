"""Households before and after, as tables: who pays more first, then every group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleanbill.report.finance.sheets import plain
from cleanbill.report.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Households:
    """Tables of a study's households."""

    losers: Sheet | None
    groups: Sheet | None
    totals: Sheet | None


def households(study: Mapping[str, Any]) -> Households | None:
    """None where the study has no households."""
    rows: Sequence[Mapping[str, Any]] = study.get("households") or ()
    if not rows:
        return None
    return Households(
        plain("losers", "Groups in which the mean household pays more", study.get("payers_of_more") or ()),
        plain("groups", "Every group", rows),
        plain("columns", "All households, column by column", study.get("household_totals") or ()),
    )
