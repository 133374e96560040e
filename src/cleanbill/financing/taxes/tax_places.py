"""How an exemption that is an establishment's, or an employer's, falls on each worker's wages.

People on record work for an employer of a size class; the records hold no
establishments. Each class is taken to have establishments (and employers) of
its mean payroll, so the same part of every worker's wages is exempt in it,
all of them where that payroll is within the exemption. The parts come from
law/states/ma/establishments and law/states/ma/employer_pay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt

from cleanbill.core.money import WHOLE_BP, half_up
from cleanbill.financing.taxes.bill import Tax
from cleanbill.law import parameter

Ints = npt.NDArray[np.int64]
WHOLE = 1_000_000  # parts in a whole: parts are kept in millionths
UNKNOWN = -1  # the last place of every tuple: an employer whose size is not known


@dataclass(frozen=True, slots=True)
class Places:
    """Mean payroll by class of employer size, and last where the size is not known; cents of one year."""

    employer_from: tuple[int, ...]  # first number of employees of each class
    establishment_cents: tuple[int, ...]  # payroll of an establishment
    employer_cents: tuple[int, ...]  # payroll of an employer
    employees: tuple[int, ...]  # who work in each class, for the mean of all; one fewer
    large_place_employees: int
    large_place_share_bp: int  # of those with an employer that large, who work at a place that large

    def size_class(self, employees: int | None) -> int:
        """The class of an employer with so many employees; UNKNOWN for None."""
        if employees is None:
            return UNKNOWN
        return int(np.searchsorted(self.employer_from, employees, side="right")) - 1

    def kept(self, tax: Tax) -> Ints:
        """Millionths of wages that a tax's exemption of payroll leaves, by class."""
        exemption = tax.exemption_cents[0]
        payrolls = self.establishment_cents if tax.unit == "establishment" else self.employer_cents
        exempt = [min(WHOLE, half_up(exemption * WHOLE, payroll)) for payroll in payrolls]
        return np.array([WHOLE - part for part in exempt], np.int64)

    def reached(self, tax: Tax) -> Ints:
        """Millionths of workers whose employer, or establishment, has the employees that a tax asks for, by class.

        A class counts where all of it does. Establishments are known at
        `large_place_employees` alone; at other sizes employers stand for them.
        """
        part = WHOLE
        if tax.employees_counted == "establishment" and tax.employees_at_least == self.large_place_employees:
            part = self.large_place_share_bp * WHOLE // WHOLE_BP
        by_class = [part if start >= tax.employees_at_least else 0 for start in self.employer_from]
        return np.array([*by_class, _mean(by_class, self.employees)], np.int64)


@cache
def places(year: int) -> Places:
    """Of Massachusetts in `year`, its pay brought there by the growth of wages."""
    assumed = parameter("states/ma/employer_pay")
    day = date(year, 12, 31)
    pay, since, growth = assumed.at(day), assumed.since(day), parameter("us/income_growth")
    grown = half_up(pay["pay_per_job_cents"] * growth.at(day)["wages"], growth.at(since)["wages"])
    published = parameter("states/ma/establishments").at(day)
    counts, employees = published["establishments"], published["employees"]
    jobs = [half_up(grown * relative, WHOLE_BP) for relative in pay["relative_bp"]]
    payroll = [size * cents for size, cents in zip(employees, jobs, strict=True)]
    tenths = pay["employees_per_employer_tenths"]
    employers = [half_up(count * 10, size) for count, size in zip(employees, tenths, strict=True)]
    return Places(
        employer_from=tuple(published["employer_from"]),
        establishment_cents=_per(payroll, counts),
        employer_cents=_per(payroll, employers),
        employees=tuple(employees),
        large_place_employees=pay["large_place_employees"],
        large_place_share_bp=pay["large_place_share_bp"],
    )


def _per(payroll: Sequence[int], counts: Sequence[int]) -> tuple[int, ...]:
    """Payroll of one by class, and of all together last."""
    by_class = [half_up(cents, count) for cents, count in zip(payroll, counts, strict=True)]
    return (*by_class, half_up(sum(payroll), sum(counts)))


def _mean(parts: Sequence[int], employees: Sequence[int]) -> int:
    return half_up(sum(part * count for part, count in zip(parts, employees, strict=True)), sum(employees))
