"""What given money may be spent on: a ladder of places, days, and a purpose.

A ladder says where money goes first, and from which day it may go further out if it
could not be spent: ZIP code, county, state, nation, as the donors declared.
Net assets with donor restrictions, ASU 2016-14.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal, get_args

from cleanbill.core.errors import CleanbillError, near_miss
from cleanbill.ledger import Entry, Posting, entry

# The accounts of the ledger that a fund uses; debits are positive.


CASH = "assets:cash"
DEBT_HELD = "assets:debt held"
GRANTS_DUE = "assets:grants due"
GIFTS = "income:gifts"
GIVEN_BACK = "income:gifts given back"
GRANTS = "income:grants"
FEES = "expenses:platform fees"
HANDLING = "expenses:handling"
RELIEF_GIVEN = "expenses:relief given"


# What handling costs: letters, address data, fees to a vendor. Paid from a fund, beside what it pays for debt.


def handling(fund_id: str, on: date, cents: int, what: str) -> Entry:
    """The entry of money spent on handling; CleanbillError where it is not above zero or nobody says on what.

    Its id is made from fund, day, amount and words: the same spending told twice is one.
    """
    if cents <= 0:
        raise CleanbillError(f"Spending of {cents} cents is none. Give an amount above zero.")
    said = " ".join(what.split())
    if not said:
        raise CleanbillError("Say what the money was spent on, such as printing and postage.")
    told = hashlib.sha256(f"{fund_id}\n{on}\n{cents}\n{said}".encode()).hexdigest()
    postings = (Posting(HANDLING, fund_id, cents), Posting(CASH, fund_id, -cents))
    return entry(f"handling-{told[:16]}", on, f"Handling: {said}", *postings)


# Where a person lives, and places that money may be bound to: ZIP code, county, state, nation.


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


# What donors may want debts abolished for, beyond where and when: whose care it was, and what makes it press.
#
# Of a debt no more is known than the seller's file tells. What a file does not tell is not so: money is
# then not spent.


KINDS = {
    "judgment": "debts on which a court has ruled",
    "lien": "debts that a lien secures",
    "payment_plan": "debts being paid in instalments",
    "reported": "debts on a credit report",
    "child": "debts for the care of a child",
    "medicaid": "debts of people with Medicaid",
}


@dataclass(frozen=True, slots=True)
class Owed:
    """A debt, as far as money may be bound to it: who gave the care, in plain words, and its KINDS."""

    creditor: str = ""
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Purpose:
    """Debts for care of any of `creditors` (all where empty), and of at least one of `kinds` (any where empty)."""

    creditors: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for kind in sorted(self.kinds - KINDS.keys()):
            meant = near_miss(kind, KINDS)
            remedy = f"Did you mean {meant}?" if meant else f"Kinds are {', '.join(KINDS)}."
            raise CleanbillError(f"{kind!r} is no kind of debt that money can be bound to. {remedy}")

    def fits(self, owed: Owed) -> bool:
        """Whether money for this purpose may be spent on the debt."""
        from_one = not self.creditors or owed.creditor in self.creditors
        return from_one and (not self.kinds or bool(self.kinds & owed.kinds))

    @property
    def words(self) -> str:
        """The purpose for people; "" where there is none."""
        said = [" or ".join(KINDS[kind] for kind in KINDS if kind in self.kinds)] if self.kinds else []
        said += ["debts to " + " or ".join(sorted(self.creditors))] if self.creditors else []
        return "for " + ", and of these ".join(said) if said else ""


ANY = Purpose()


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
