"""What a report is made from: a line for each account that was bought, a round for each purchase, money by fund."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cleanbill.fund import Money

Lines = Sequence["Line"]


@dataclass(frozen=True, slots=True)
class Line:
    """An account that was bought; cents. `person_id` is None where people are not known.

    `price_cents` is what was paid, less what a seller gave back after abolition. `taken_back`: the
    seller recalled it, before abolition (then it is `recalled`) or after. `letter`: one of person_of.OUTCOMES or "".
    """

    purchase_id: str
    fund_id: str
    person_id: str | None
    county_fips: str | None
    state: str | None
    face_cents: int
    price_cents: int
    status: Literal["owned", "abolished", "recalled"]
    taken_back: bool = False
    satisfaction_due: bool = False
    release_due: bool = False
    plan_open: bool = False
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """A purchase: what was offered, what of it qualified, and its letters; people get letters.

    Several purchases may be parts of one portfolio, which each tells as it was offered: whole.
    """

    purchase_id: str
    programme: str
    bought_on: date
    abolished_on: date | None
    offered: int
    offered_cents: int
    qualified: int
    qualified_cents: int
    letters: int = 0
    held_back: int = 0
    portfolio_id: str = ""  # "" where it is a portfolio of its own


@dataclass(frozen=True, slots=True)
class Programme:
    """All that was bought by `today`. The two counts are accounts that are expected to be judged wrongly, if told."""

    lines: Lines
    rounds: Sequence[Round]
    money: Sequence[Money]
    today: date
    wrongly_in: int | None = None
    wrongly_out: int | None = None

    @property
    def counted(self) -> bool:
        """Whether it is known who owes each account."""
        return all(line.person_id is not None for line in self.lines)


def people(lines: Iterable[Line]) -> int:
    """Different people behind the lines; where it is not known who, as many as there are accounts."""
    held = list(lines)
    if any(line.person_id is None for line in held):
        return len(held)
    return len({line.person_id for line in held})


def grouped(lines: Iterable[Line], key: Callable[[Line], str]) -> dict[str, list[Line]]:
    """Lines by `key`, in the order of the keys."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(key(line), []).append(line)
    return dict(sorted(found.items()))


def place(line: Line) -> str:
    """Where the person lives: the county's five digits, else the state's letters, else ""."""
    return line.county_fips or line.state or ""


def fund(line: Line) -> str:
    """The fund that paid."""
    return line.fund_id


def purchase(line: Line) -> str:
    """The round it was bought in."""
    return line.purchase_id
