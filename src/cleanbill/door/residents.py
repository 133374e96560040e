"""Residents from Python: whether each has exactly one cover on every day, and the population beside its targets.

In: files of people, cover and events; or a year. Out: what was counted. The commands of `people` call these functions
and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cleanbill.engine import connect
from cleanbill.people.enrolment import EnrolmentCheck, check_files
from cleanbill.people.population import Held, held_beside_targets, unearned_base

FIRST_YEAR = 2023  # whose totals are published; later years are aged from it


def check_cover(
    people: Path,
    cover: Path,
    events: Path | None = None,
    *,
    start: date | None = None,
    end: date | None = None,
    residents_only: bool = False,
) -> EnrolmentCheck:
    """Whether each person has exactly one cover on every day from `start` to `end`, else the days of the cover.

    With `residents_only` no cover is asked for work alone. Raises BadInput with every fault of the files.
    """
    return check_files(connect("duckdb"), people, cover, events, start=start, end=end, working=not residents_only)


@dataclass(frozen=True, slots=True)
class PopulationTargets:
    """Published totals of a year beside the population's.

    `unearned` is interest, dividends, gains and partnership income in dollars, as surveyed and as imputed, in the year
    in which it is known.
    """

    year: int
    rows: tuple[Held, ...]
    unearned: tuple[int, int] | None

    @property
    def missed(self) -> tuple[Held, ...]:
        """Those that are not met."""
        return tuple(row for row in self.rows if not row.met)

    @property
    def summary(self) -> Mapping[str, Any]:
        """All of it as plain values."""
        rows = [asdict(row) | {"off_bp": row.off_bp, "met": row.met} for row in self.rows]
        surveyed, imputed = self.unearned or (0, 0)
        unearned = {"unearned_surveyed": surveyed, "unearned_imputed": imputed} if self.unearned else {}
        return {"year": self.year, "targets": rows} | unearned


def population_targets(year: int = FIRST_YEAR) -> PopulationTargets:
    """The population of Massachusetts beside every published total that it is weighted to."""
    return PopulationTargets(
        year, tuple(held_beside_targets(year)), unearned_base() if year == FIRST_YEAR else None
    )  # fmt: skip
