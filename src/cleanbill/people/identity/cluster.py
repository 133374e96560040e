"""People out of pairs: the strongest link first, and never two who contradict each other in one person.

Records are numbers. A link that rests on name and address alone is loose: a
record that is loosely linked to two who contradict each other is neither's, so
that a father's and a son's accounts are not glued by one without a birth date.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cleanbill.people.identity.normalise import CHAIN, DOUBT, MERGED

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Link:
    """Two records, the smaller first, that may be one person's; `weight` orders them."""

    left: int
    right: int
    weight: int
    firm: bool

    @property
    def pair(self) -> Pair:
        """Its two records."""
        return self.left, self.right


@dataclass(slots=True)
class Groups:
    """Records in groups that can be joined; each group goes by its smallest record."""

    _of: dict[int, int] = field(default_factory=dict)

    def of(self, record: int) -> int:
        """The smallest record of the group that `record` is in."""
        root = record
        while (above := self._of.get(root, root)) != root:
            root = above
        while (above := self._of.get(record, record)) != root:
            self._of[record], record = root, above
        return root

    def join(self, record: int, other: int) -> None:
        """Makes one group of two."""
        low, high = sorted((self.of(record), self.of(other)))
        self._of[low] = self._of[high] = low

    def members(self) -> dict[int, set[int]]:
        """Groups of more than one record by their smallest, with all they hold."""
        groups: defaultdict[int, set[int]] = defaultdict(set)
        for record in [*self._of]:
            groups[self.of(record)].add(record)
        return dict(groups)

    @classmethod
    def joined(cls, pairs: Iterable[Pair]) -> Groups:
        """Groups of records that pairs lead to from one another."""
        groups = cls()
        for record, other in pairs:
            groups.join(record, other)
        return groups


def people(
    links: Sequence[Link], contradictions: Iterable[Pair], known: Iterable[Pair]
) -> tuple[Groups, Mapping[Pair, str]]:
    """The groups that are people, and what became of each link.

    `contradictions` holds every pair that contradicts among records that links
    and `known` lead to from one another; `known` pairs are one person whatever.
    """
    foes = _foes(contradictions)
    doubtful = _doubtful(links, foes)
    joining = _Joining(Groups.joined(known), foes)
    took: dict[Pair, str] = {}
    for link in sorted(links, key=lambda link: (-link.weight, link.left, link.right)):
        together = joining.groups.of(link.left) == joining.groups.of(link.right)
        if link.pair in doubtful and not together:
            took[link.pair] = DOUBT
        else:
            took[link.pair] = MERGED if together or joining.join(*link.pair) else CHAIN
    return joining.groups, _as_it_ended(took, joining.groups)


def _as_it_ended(took: Mapping[Pair, str], groups: Groups) -> Mapping[Pair, str]:
    """A link that was refused is merged all the same where stronger ones made its two records one person."""
    return {pair: MERGED if groups.of(pair[0]) == groups.of(pair[1]) else outcome for pair, outcome in took.items()}


def _foes(contradictions: Iterable[Pair]) -> dict[int, set[int]]:
    foes: defaultdict[int, set[int]] = defaultdict(set)
    for record, other in contradictions:
        foes[record].add(other)
        foes[other].add(record)
    return dict(foes)


def _doubtful(links: Sequence[Link], foes: Mapping[int, set[int]]) -> set[Pair]:
    """Loose links of a record whose loose links lead to two who contradict each other."""
    loose: defaultdict[int, set[int]] = defaultdict(set)
    for link in links:
        if not link.firm:
            loose[link.left].add(link.right)
            loose[link.right].add(link.left)
    return {
        (min(record, near), max(record, near))
        for record, around in loose.items()
        if any(foes.get(near, set()) & around for near in around)
        for near in around
    }


class _Joining:
    """Groups with their members, and whom each must not be joined with."""

    def __init__(self, groups: Groups, foes: Mapping[int, set[int]]) -> None:
        self.groups = groups
        self._members = groups.members()
        self._foes: dict[int, set[int]] = {}
        for record, against in foes.items():
            self._foes.setdefault(groups.of(record), set()).update(against)

    def join(self, record: int, other: int) -> bool:
        """Joins the groups of two records unless one holds a foe of the other; whether it did."""
        first, second = sorted((self.groups.of(record), self.groups.of(other)))
        members, foes = self._members.setdefault(first, {first}), self._foes.setdefault(first, set())
        if foes & self._members.setdefault(second, {second}):
            return False
        self.groups.join(first, second)
        members |= self._members.pop(second)
        foes |= self._foes.pop(second, set())
        return True


# Households: people whose home is one door and whose last names lead to one another.
#
# A person's home is the address that most of their records give, of equals the
# first in the alphabet. Partners with two last names are two households here: a
# seller's file does not say that they are one.


@dataclass(frozen=True, slots=True)
class Home:
    """What a record tells of a household: the door, where few enough live behind it, and the last names."""

    door: str | None
    families: tuple[str, ...]


def households(members: Mapping[int, list[int]], homes: Sequence[Home], most: int) -> dict[int, list[int]]:
    """Household -> its people, each by the smallest of their records; who has no home is in none.

    A door behind which more than `most` people live is a shelter's or a nursing home's.
    """
    behind: defaultdict[str, list[int]] = defaultdict(list)
    for person, records in members.items():
        doors = Counter(door for number in records if (door := homes[number].door) is not None)
        if doors:
            behind[min(doors, key=lambda door: (-doors[door], door))].append(person)
    found: dict[int, list[int]] = {}
    for living in behind.values():
        if len(living) <= most:
            found |= _related(living, members, homes)
    return found


def _related(living: Sequence[int], members: Mapping[int, list[int]], homes: Sequence[Home]) -> dict[int, list[int]]:
    """People behind one door by the last names that lead from one to another."""
    groups, bearer = Groups(), dict[str, int]()
    for person in living:
        for family in (family for number in members[person] for family in homes[number].families):
            groups.join(person, bearer.setdefault(family, person))
    found: defaultdict[int, list[int]] = defaultdict(list)
    for person in sorted(living):
        found[groups.of(person)].append(person)
    return dict(found)
