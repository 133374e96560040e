"""How right a grouping of records is: pairs, and people whose records are all and alone together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Right:
    """Pairs put together and how many of them rightly, pairs there are; people found, exactly found, and there are."""

    together: int
    rightly: int
    pairs: int
    found: int
    exact: int
    people: int

    @property
    def precision(self) -> float:
        return self.rightly / self.together if self.together else 1.0

    @property
    def recall(self) -> float:
        return self.rightly / self.pairs if self.pairs else 1.0

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.4f}, recall {self.recall:.4f} of {self.pairs:,} pairs; {self.found:,} people "
            f"for {self.people:,} ({self.found / self.people - 1:+.1%}), {self.exact / self.people:.1%} of them exactly"
        )


def right(person: Sequence[Hashable], found: Sequence[Hashable]) -> Right:
    """The groups `found` beside the people there are, record by record."""
    both, there, said = Counter(zip(person, found, strict=True)), Counter(person), Counter(found)
    exact = sum(count == there[one] == said[other] for (one, other), count in both.items())
    return Right(_pairs(said), _pairs(both), _pairs(there), len(said), exact, len(there))


def _pairs(counts: Counter[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())
