"""What a bill's taxes bring in a year, tax by tax."""

from __future__ import annotations

from typing import Protocol

from cleanbill.financing.taxes.levy import NewTaxes
from cleanbill.financing.taxes.places import Ints


class Weighted(Protocol):
    """People who stand for many; a `Population` is one."""

    def total(self, cents: Ints) -> int:
        """Cents of all for whom the people on record stand."""


def revenue(population: Weighted, taxes: NewTaxes) -> dict[str, int]:
    """Whole cents of each tax from all residents, before anybody's answer to it; the bill's revenue is their sum.

    Wages are residents', wherever they work: what employers here pay on those who live elsewhere is not in it, and
    what residents earn from employers elsewhere is.
    """
    return {name: population.total(cents) for name, cents in taxes.amounts.items()}
