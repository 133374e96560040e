"""Households: people whose home is one door and whose last names lead to one another.

A person's home is the address that most of their records give, of equals the
first in the alphabet. Partners with two last names are two households here: a
seller's file does not say that they are one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cleanbill.people.identity.cluster import Groups


@dataclass(frozen=True, slots=True)
class Told:
    """What a record tells of a household: the door, where few enough live behind it, and the last names."""

    door: str | None
    families: tuple[str, ...]


def households(members: Mapping[int, list[int]], told: Sequence[Told], most: int) -> dict[int, list[int]]:
    """Household -> its people, each by the smallest of their records; who has no home is in none.

    A door behind which more than `most` people live is a shelter's or a nursing home's.
    """
    behind: defaultdict[str, list[int]] = defaultdict(list)
    for person, records in members.items():
        doors = Counter(door for number in records if (door := told[number].door) is not None)
        if doors:
            behind[min(doors, key=lambda door: (-doors[door], door))].append(person)
    found: dict[int, list[int]] = {}
    for living in behind.values():
        if len(living) <= most:
            found |= _related(living, members, told)
    return found


def _related(living: Sequence[int], members: Mapping[int, list[int]], told: Sequence[Told]) -> dict[int, list[int]]:
    """People behind one door by the last names that lead from one to another."""
    groups, bearer = Groups(), dict[str, int]()
    for person in living:
        for family in (family for number in members[person] for family in told[number].families):
            groups.join(person, bearer.setdefault(family, person))
    found: defaultdict[int, list[int]] = defaultdict(list)
    for person in sorted(living):
        found[groups.of(person)].append(person)
    return dict(found)
