"""The hand-off to relief: what old debt is owed at each year's end, to whom, how old, and what it would cost to buy.

Price: law/us/debt_price, one for all. Fresh debt straight from hospitals
has cost several times as much, debt of many years a fraction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cleanbill.financing.owing.path import DebtYear
from cleanbill.financing.owing.runoff import part
from cleanbill.law import parameter


@dataclass(frozen=True, slots=True)
class OldDebt:
    """Debt of one age with one kind of holder at a year's end."""

    year: int
    holder: Literal["provider", "buyer", "barred"]  # barred: with either, and past the limit of law
    years_old: int | None  # whole years from the end of the year in which it arose; None where barred
    face_cents: int
    price_bp: int  # of face
    cost_cents: int


def old_debt(path: Iterable[DebtYear]) -> tuple[OldDebt, ...]:
    """Rows by year, holder and age; faces of a year add up to its closing and barred closing."""
    return tuple(row for year in path for row in _of_year(year))


def _of_year(year: DebtYear) -> list[OldDebt]:
    price = parameter("us/debt_price").at(date(year.year, 12, 31))

    def row(holder: Literal["provider", "buyer", "barred"], age: int | None, face: int) -> OldDebt:
        return OldDebt(year.year, holder, age, face, price, part(face, price))

    rows = [row("provider", age, face) for age, face in enumerate(year.book.providers)]
    rows += [row("buyer", age, face) for age, face in enumerate(year.book.buyers)]
    return [*rows, row("barred", None, year.book.barred)]
