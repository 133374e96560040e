"""Where a person lives, and places that money may be bound to: ZIP code, county, state, nation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from cleanbill.core.errors import CleanbillError

Level = Literal["zip", "county", "state", "nation"]
LEVELS: tuple[Level, ...] = get_args(Level)
DIGITS = {"zip": 5, "county": 5}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person lives, as far as it is known: ZIP code, county FIPS and state, "02118", "25025", "MA"."""

    zip: str | None = None
    county: str | None = None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """Places of one level; a nation has no codes. An unknown place lies in no area but the nation."""

    level: Level
    codes: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise CleanbillError(f"{self.level!r} is no level of places. Levels are {', '.join(LEVELS)}.")
        if (self.level == "nation") != (not self.codes):
            raise CleanbillError(
                f"An area of level {self.level} {'has no codes' if self.codes else 'needs its codes'}."
            )
        wrong = sorted(code for code in self.codes if not _is_code(self.level, code))
        if wrong:
            raise CleanbillError(f"{wrong[0]!r} is no {self.level}. {_HOW[self.level]}")

    def holds(self, place: Place) -> bool:
        """Whether a person who lives at `place` is known to live in the area."""
        if self.level == "nation":
            return True
        code = {"zip": place.zip, "county": place.county, "state": place.state}[self.level]
        return code in self.codes

    @property
    def words(self) -> str:
        """The area for people: "county 25025", "the nation"."""
        if self.level == "nation":
            return "the nation"
        return f"{_NAME[self.level]} {', '.join(sorted(self.codes))}"


_NAME = {"zip": "ZIP code", "county": "county", "state": "state"}
_HOW = {
    "zip": "Write five digits, 02118.",
    "county": "Write the five digits of its FIPS code, 25025.",
    "state": "Write its two letters, MA.",
}


def _is_code(level: Level, code: str) -> bool:
    if level == "state":
        return len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()
    return len(code) == DIGITS[level] and code.isascii() and code.isdigit()
