"""What given money may be spent on: a ladder of places, days, and a purpose.

A ladder says where money goes first, and from which day it may go further out if it
could not be spent: ZIP code, county, state, nation, as the donors declared.
Net assets with donor restrictions, ASU 2016-14.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from cleanbill.core.errors import CleanbillError
from cleanbill.fund.place import LEVELS, Area, Place
from cleanbill.fund.purpose import ANY, Owed, Purpose

UNTOLD = Owed()


@dataclass(frozen=True, slots=True)
class Rung:
    """An area that money may be spent in from a day on; from the first day where None."""

    area: Area
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Restriction:
    """How money is bound. Without rungs it may be spent anywhere, without a purpose on any debt."""

    rungs: tuple[Rung, ...] = ()
    not_before: date | None = None
    spend_by: date | None = None
    purpose: Purpose = ANY

    def __post_init__(self) -> None:
        for lower, upper in pairwise(self.rungs):
            if LEVELS.index(upper.area.level) <= LEVELS.index(lower.area.level):
                raise CleanbillError(
                    f"The ladder goes from {lower.area.words} to {upper.area.words}, which is no wider. "
                    f"Order it as {', '.join(LEVELS)}."
                )
            if upper.since is None or (lower.since is not None and upper.since < lower.since):
                raise CleanbillError(
                    f"Say from which day money may go on to {upper.area.words}, not before the rung below."
                )
        if self.rungs and self.rungs[0].since is not None:
            raise CleanbillError("The first rung holds from the start; it has no day.")
        if self.not_before and self.spend_by and self.spend_by < self.not_before:
            raise CleanbillError("Money that must be spent before it may be can never be.")

    def rung(self, place: Place, on: date) -> int | None:
        """The lowest rung on which money may be spent on `on` for a person at `place`; None where on none.

        0 where there is no ladder. Prefer the lowest: it is what the donors asked for first.
        """
        if not self.on_time(on):
            return None
        if not self.rungs:
            return 0
        for number, rung in enumerate(self.rungs):
            if (rung.since is None or on >= rung.since) and rung.area.holds(place):
                return number
        return None

    def allows(self, place: Place, on: date, owed: Owed = UNTOLD) -> bool:
        """Whether money may be spent there, then, on that debt."""
        return self.rung(place, on) is not None and self.purpose.fits(owed)

    def on_time(self, on: date) -> bool:
        """Whether money may be spent on that day at all."""
        return (self.not_before is None or self.not_before <= on) and (self.spend_by is None or on <= self.spend_by)

    @property
    def words(self) -> str:
        """The restriction for people, in one sentence."""
        parts = [
            rung.area.words if rung.since is None else f"from {rung.since} {rung.area.words}" for rung in self.rungs
        ]
        said = ["spent in " + ", ".join(parts)] if parts else ["spent anywhere"]
        said += [self.purpose.words] if self.purpose.words else []
        said += [f"not before {self.not_before}"] if self.not_before else []
        said += [f"by {self.spend_by}"] if self.spend_by else []
        return "; ".join(said)


NONE = Restriction()
