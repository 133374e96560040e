"""The payroll up to which the employer, and the wage up to which a worker, does not pay more: found by halving."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cleanbill.financing.contract.new_taxes import Workers, others_payroll, taxes_due
from cleanbill.financing.contract.parts import ratio
from cleanbill.financing.contract.terms import Contract
from cleanbill.financing.contract.today import Cell
from cleanbill.financing.taxes.earners import MOST

TOO_HIGH_CENTS = 10**10  # a hundred million dollars a year: no wage at which a contract is bargained


def wages_at_which_nothing_changes(contract: Contract, cells: Sequence[Cell]) -> list[int | None]:
    """Of each cell, the highest wage in whole cents at which a worker's new taxes are within what they are freed of.

    None where there is none below TOO_HIGH_CENTS, or where what they lose is more at any wage.
    """
    spare = [sum(cell.people.values()) // cell.count for cell in cells]
    low, high = [-1] * len(cells), [TOO_HIGH_CENTS] * len(cells)
    while any(top - bottom > 1 for bottom, top in zip(low, high, strict=True)):
        middle = [(bottom + top) // 2 for bottom, top in zip(low, high, strict=True)]
        # for one worker each: what others earn is of no matter to a tax of a person
        due = taxes_due(contract, [Workers(1, max(wage, 0)) for wage in middle], 0, others=0)
        for row, each in enumerate(due):
            if sum(each.people.values()) <= spare[row]:
                low[row] = middle[row]
            else:
                high[row] = middle[row]
    return [None if wage < 0 or wage >= TOO_HIGH_CENTS - 1 else wage for wage in low]


def employer_payroll(contract: Contract, workers: Sequence[Workers], steps: int, freed: int) -> int | None:
    """The highest payroll of all units, wages in the same proportion, at which new taxes are within `freed` cents.

    Other employees' payroll is scaled alike. None where any is within it.
    """
    payroll = sum(each.count * each.wage_cents for each in workers)
    if payroll == 0:
        return None
    outside = others_payroll(contract, steps)

    def scaled(target: int) -> list[Workers]:
        return [Workers(each.count, ratio(each.wage_cents * target, payroll)) for each in workers]

    def within(target: int) -> bool:
        told = taxes_due(contract, scaled(target), steps, others=ratio(outside * target, payroll))
        return sum(sum(each.employer.values()) for each in told) <= freed

    most = payroll * (1 + room(workers))
    if within(most):
        return None
    return sum(each.count * each.wage_cents for each in scaled(highest(within, 0, most)))


def room(workers: Sequence[Workers]) -> int:
    """By how many times itself every wage can rise: 999 times, or to the highest that taxes are laid on."""
    return max(0, min(999, MOST // max(each.wage_cents for each in workers) - 1))


def highest(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The highest whole number from `low` for which it holds, where it holds at `low` and not at `high`."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
