"""The columns before and after, of all people and by group: they add up to the total exactly, in sum as for each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanbill.core.errors import BrokenLaw
from cleanbill.financing.households.after import Account
from cleanbill.financing.households.everyone.groups import Kind
from cleanbill.financing.households.persons import Ints

HUNDREDTHS = 100
TOTAL, GAIN = "total", "gain"


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """Hundredths of cents of all people of a group: whole, so that rows add up exactly to the last, the total."""

    group: str
    column: str
    before: int
    after: int

    @property
    def before_cents(self) -> int:
        """Whole cents, for people to see."""
        return self.before // HUNDREDTHS

    @property
    def after_cents(self) -> int:
        """Whole cents, for people to see."""
        return self.after // HUNDREDTHS


def column_rows(account: Account, weight: Ints, kind: Kind | None = None) -> list[ColumnRow]:
    """A row for each column and the total, of everybody or of each group of `kind`.

    BrokenLaw where they do not add up.
    """
    groups = [("everybody", weight)]
    if kind is not None:
        groups = [(name, np.where(kind.place == number, weight, 0)) for number, name in enumerate(kind.names)]
    return [row for name, held in groups for row in _of(account, name, held)]


def _of(account: Account, group: str, weight: Ints) -> list[ColumnRow]:
    rows = [
        ColumnRow(group, name, int((weight * account.before[name]).sum()), int((weight * account.after[name]).sum()))
        for name in account.before
    ]
    total = ColumnRow(group, TOTAL, sum(row.before for row in rows), sum(row.after for row in rows))
    if total.before - total.after != int((weight * account.gain).sum()):
        raise BrokenLaw(f"The columns of {group} do not add up to what its people gain.")
    return [*rows, total]
