"""Who pays more, as plainly as who gains: cells of people, how many lose, how much, and through what.

In: measures of households. Out: rows, the cells with most people who pay more
first. Causes are means over the households that pay more in an average year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.households.after_reform import Account
from cleanbill.financing.households.persons import Floats, Ints, Mask
from cleanbill.financing.households.winners import (
    HUNDREDTHS,
    LOST,
    PEOPLE,
    WORSE,
    Estimate,
    Kind,
    Measured,
    by_house,
    estimate,
    weighed,
)

ACROSS = ("income", "main income")  # kinds that are told crossed with each other, beside each alone
LOWER_WAGES = "lower_wages"  # employers' new taxes, less the premiums they are freed of, passed on


@dataclass(frozen=True, slots=True)
class PayerRow:
    """People who pay more in a cell. Cents a year of their households, in the mean, each person counted."""

    cell: str
    people: int  # in the cell
    worse: int  # of them, who pay more
    worse_bp: Estimate
    part_of_all_worse_bp: int
    loss_cents: int
    causes_cents: dict[str, int]  # what they pay more (positive) and less, by column, the most first
    households: int  # on record, that pay more in an average year


def payer_rows(
    account: Account, found: Measured, groups: Sequence[Kind], weight: Ints, *, counted: Floats
) -> list[PayerRow]:
    """Every group, and income by its main kind, with any people who pay more; all of them first."""
    house, cells = account.persons.house, _cells(groups)
    shares = Measured(found.by_house[[PEOPLE, WORSE, LOST]], found.expected)
    sums = weighed(shares, [mask for _, mask in cells], house, weight, counted)
    every = float((weight * found.by_house[WORSE][house]).sum())
    changes, losing = _changes(account), (found.expected < 0)[house]
    rows = []
    for place, (name, mask) in enumerate(cells):
        here = mask & losing
        causes = _causes(changes, house[here], weight[here])
        rows.append(_row(name, sums[:, :, place], every, causes, len(np.unique(house[here]))))
    return sorted((row for row in rows if row.worse), key=lambda row: (-row.worse, row.cell))


def _row(name: str, sums: Floats, every: float, causes: dict[str, int], households: int) -> PayerRow:
    people, worse, lost = sums
    return PayerRow(
        cell=name,
        people=round(people[0] / HUNDREDTHS),
        worse=round(worse[0] / HUNDREDTHS),
        worse_bp=estimate(worse / np.where(people == 0, np.nan, people) * WHOLE_BP),
        part_of_all_worse_bp=round(worse[0] / every * WHOLE_BP) if every else 0,
        loss_cents=round(lost[0] / worse[0]) if worse[0] else 0,
        causes_cents=causes,
        households=households,
    )


def _cells(groups: Sequence[Kind]) -> list[tuple[str, Mask]]:
    named = {kind.name: kind for kind in groups}
    found = [
        (f"{kind.name}: {name}", kind.place == number) for kind in groups for number, name in enumerate(kind.names)
    ]
    if named.keys() >= set(ACROSS):
        first, across = (named[name] for name in ACROSS)
        found += [
            (f"{left}, mainly {right}", (first.place == row) & (across.place == two))
            for row, left in enumerate(first.names)
            for two, right in enumerate(across.names)
        ]
    return [(name, mask) for name, mask in found if mask.any()]


def _changes(account: Account) -> dict[str, Floats]:
    """What each household pays more, by column. Employers' columns are in the change of wages, as far as passed on."""
    persons = account.persons
    by_employer = {name for name, payer in account.paid_by.items() if payer == "employer"}
    aside = by_employer | {"employer_premium", "employer_payroll_tax", "kept_by_employer"}
    more = {name: account.after[name] - account.before[name] for name in account.before if name not in aside}
    more[LOWER_WAGES] = -account.wage_change
    return {name: by_house(persons, cents) for name, cents in more.items() if cents.any()}


def _causes(changes: dict[str, Floats], house: Ints, weight: Ints) -> dict[str, int]:
    total = float(weight.sum())
    if not total:
        return {}
    mean = {name: round(float((weight * cents[house]).sum()) / total) for name, cents in changes.items()}
    return dict(sorted(((k, v) for k, v in mean.items() if v), key=lambda item: (-abs(item[1]), item[0])))
