"""Whose income is taxed: the fields of `Population` that taxes read, and people given one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cleanbill.core.schema import Faults
from cleanbill.financing.taxes.bill import FILINGS, KINDS
from cleanbill.financing.taxes.tax_places import Ints, Places

MOST = 10**11  # cents of one kind for one person: sums times a rate stay within int64


class Earners(Protocol):
    """People in one order, one value each; a `Population` is one. Money is whole cents of `year`."""

    @property
    def year(self) -> int:
        """The year of the money."""

    @property
    def house(self) -> Ints:
        """Household: 0, 1, ..."""

    @property
    def family(self) -> Ints:
        """Family: 0, 1, ..."""

    @property
    def unit(self) -> Ints:
        """Return: 0, 1, ..."""

    @property
    def filing(self) -> Ints:
        """Of the return: 1 single, 2 joint, 3 separate, 4 head of household."""

    @property
    def employer_size(self) -> Ints:
        """Class of employer size, -1 where not known."""

    def __len__(self) -> int:
        """How many people."""


@dataclass(frozen=True, slots=True)
class Earner:
    """One person's income in whole cents a year, and where it counts. Plain values: nothing of numpy is needed."""

    wages: int = 0
    self_employment: int = 0
    partnership: int = 0
    interest: int = 0
    dividends: int = 0
    gains: int = 0
    pensions: int = 0
    social_security: int = 0
    unemployment: int = 0
    benefits: int = 0
    employees: int | None = None  # of the whole employer; None where not known
    filing: str = "single"  # of the return: single, joint, separate, head
    unit: int = 0  # which return of the household this person is on
    family: int = 0


@dataclass(frozen=True, slots=True)
class Together:
    """People given one by one, as arrays: one household."""

    year: int
    house: Ints
    family: Ints
    unit: Ints
    filing: Ints
    employer_size: Ints
    wages: Ints
    self_employment: Ints
    partnership: Ints
    interest: Ints
    dividends: Ints
    gains: Ints
    pensions: Ints
    social_security: Ints
    unemployment: Ints
    benefits: Ints

    def __len__(self) -> int:
        return len(self.house)


def together(earners: Sequence[Earner], year: int, places: Places) -> Together:
    """One household's people as arrays. Raises BadInput for a filing status that there is not, or too great a sum."""
    _check(earners)
    money = {kind: np.array([getattr(earner, kind) for earner in earners], np.int64) for kind in KINDS}
    return Together(
        year=year,
        house=np.zeros(len(earners), np.int64),
        family=np.array([earner.family for earner in earners], np.int64),
        unit=np.array([earner.unit for earner in earners], np.int64),
        filing=np.array([FILINGS.index(earner.filing) + 1 for earner in earners], np.int64),
        employer_size=np.array([places.size_class(earner.employees) for earner in earners], np.int64),
        **money,
    )


def _check(earners: Sequence[Earner]) -> None:
    faults = Faults("household")
    for number, earner in enumerate(earners, 1):
        faults.one_of(f"person {number}, filing", earner.filing, FILINGS)
        for kind in KINDS:
            if abs(getattr(earner, kind)) > MOST:
                faults.note(f"person {number}, {kind}", "is more than a billion dollars", "Write whole cents a year.")
        if earner.employees is not None and earner.employees < 1:
            faults.note(
                f"person {number}, employees", "is less than 1", "Write how many the employer has, or leave it out."
            )
    faults.stop_if_any()
