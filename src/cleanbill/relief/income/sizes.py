"""How many live in a household, and what it earns beside others, where a file does not say. Law: us/household_size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanbill.law import parameter


@dataclass(frozen=True, slots=True)
class Size:
    """A size of household; the last of a list stands for it and more. All in basis points."""

    people: int
    share_bp: int  # of adults who live in one
    income_bp: int  # its median income, of the median of all households
    spread_bp: int  # the spread of its incomes, of the spread of all households'


def household_sizes(today: date) -> tuple[Size, ...]:
    """Every size, from 1 up; their shares add up to 10,000."""
    held = in_force("us/household_size", today)[1]
    return tuple(Size(people, **told) for people, told in sorted(held["sizes"].items()))


def in_force(path: str, today: date) -> tuple[date, dict]:  # type: ignore[type-arg]
    """The day and the value of a table of facts as of `today`; before its first, the first: facts have no beginning."""
    held = parameter(path)
    since = max((day for day in held.values if day <= today), default=min(held.values))
    return since, held.values[since]
