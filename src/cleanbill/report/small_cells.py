"""Keeps small groups of people out of what the public reads.

The cell size suppression policy of the Centers for Medicare & Medicaid Services: no
count of 1 to 10 people is shown, nor any number from which one follows; a count
of 0 may be (https://www.hhs.gov/guidance/document/cms-cell-suppression-policy).
Totals stand on the page, so a hidden cell needs hidden company: the next
smallest cells are hidden too, until the hidden ones together leave every value
from 1 to 10 possible for each small one. Where that cannot be had, the whole
column is withheld.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

SMALLEST_SHOWN = 11  # people; CMS
UNDER = f"under {SMALLEST_SHOWN}"
WITHHELD = "withheld"


def is_small(count: int) -> bool:
    """True of 1 to 10 people."""
    return 0 < count < SMALLEST_SHOWN


def people(count: int) -> str:
    """A count of people for the public: "412" or "under 11"."""
    return UNDER if is_small(count) else f"{count:,}"


def withheld(counts: Sequence[int], of: Sequence[int] = (), also: Collection[int] = ()) -> dict[int, str]:
    """Position -> what to show in place of the count, for one column whose total is known.

    `of` gives the group each count is a part of (the remainder may be small too);
    `also` are positions that must be hidden for another reason.
    """
    if not any(counts):
        return {}
    small = {place for place, count in enumerate(counts) if is_small(count)}
    rest_small = {place for place, group in enumerate(of) if is_small(group - counts[place])}
    hidden = small | rest_small | set(also)
    if not hidden:
        return {}
    company = sorted((count, place) for place, count in enumerate(counts) if count and place not in hidden)
    while not _cannot_be_worked_out(counts, hidden, small) and company:
        hidden.add(company.pop(0)[1])
    if not _cannot_be_worked_out(counts, hidden, small):
        return dict.fromkeys(range(len(counts)), WITHHELD)
    return {place: UNDER if place in small else WITHHELD for place in sorted(hidden)}


def _cannot_be_worked_out(counts: Sequence[int], hidden: set[int], small: set[int]) -> bool:
    """Readers know the hidden sum, that a withheld cell is 11 or more and a small one 1 or more."""
    company = hidden - small
    if len(hidden) < 2 or not company:
        return False
    room = sum(counts[place] for place in hidden) - SMALLEST_SHOWN * len(company)
    return not small or room >= len(small) - 1 + SMALLEST_SHOWN - 1
