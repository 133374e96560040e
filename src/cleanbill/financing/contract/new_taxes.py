"""The bill's taxes on a contract's wages: those of payroll on the employer, those of a person on each worker.

Where the file has a part of the employer's workers, the taxes on its whole
payroll are shared by payroll, so that exemptions are too. Law: financing/taxes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cleanbill.core.money import share_bp
from cleanbill.financing.contract.parts import parts, ratio
from cleanbill.financing.contract.terms import Contract
from cleanbill.financing.contract.today import grown
from cleanbill.financing.taxes import Bill, Earner, Tax, employer_tax, places, taxes_on

SOME_YEAR = 2023  # of mean payrolls by size, which no tax of one known employer stands on
NOTHING: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Workers:
    """So many at one wage, cents a year."""

    count: int
    wage_cents: int


@dataclass(frozen=True, slots=True)
class Due:
    """New taxes of one cell, cents of all its workers, by tax: paid by the employer, and by workers."""

    employer: Mapping[str, int]
    people: Mapping[str, int]


def taxes_due(contract: Contract, workers: Sequence[Workers], steps: int, *, others: int | None = None) -> list[Due]:
    """New taxes of each; `others` is the payroll of employees who are in no unit, cents of that year."""
    outside = others_payroll(contract, steps) if others is None else others
    payrolls = [each.count * each.wage_cents for each in workers]
    of_payroll = {
        tax.name: parts(_of_payroll(contract, tax, sum(payrolls) + outside), [*payrolls, outside])
        for tax in contract.bill.taxes
        if tax.of_payroll and tax.paid_by == "employer"
    }
    per_worker = _per_worker(contract, [each.wage_cents for each in workers])
    return [
        _due(contract, {name: each[row] for name, each in of_payroll.items()}, per_worker[row], each_cell.count)
        for row, each_cell in enumerate(workers)
    ]


def others_payroll(contract: Contract, steps: int) -> int:
    """Wages of the employer's other employees: as given, or at the mean of the units' where not."""
    units = sum(unit.wage_cents * sum(unit.workers.values()) for unit in contract.units)
    employer = contract.employer
    if employer.payroll_cents is not None:
        whole = employer.payroll_cents
    else:
        whole = ratio(units * employer.employees, contract.workers)
    return grown(max(whole - units, 0), contract.growth.wages, steps)


def _of_payroll(contract: Contract, tax: Tax, payroll: int) -> int:
    """One tax of payroll on the whole employer: place by place, as each has its own exemption and size."""
    staff = contract.employer.places
    if tax.unit == "employer":
        staff = (sum(staff),)
    if tax.employees_counted == "employer":
        if contract.employer.employees < tax.employees_at_least:
            return 0
        tax = replace(tax, employees_at_least=0)
    alone = replace(contract.bill, taxes=(tax,))
    return sum(
        employer_tax(alone, wages, 1, people, rate_scale=contract.rate_scale)[tax.name]
        for wages, people in zip(parts(payroll, staff), staff, strict=True)
    )


def _per_worker(contract: Contract, wages: Sequence[int]) -> list[dict[str, int]]:
    """Taxes of a person on each wage, as if it were the only income: who pays them over is the contract's matter."""
    bill = _of_persons(contract.bill, contract.employer.employees)
    names = {tax.name for tax in bill.taxes if not tax.of_payroll and tax.base.get("wages")}
    earners = [Earner(wages=wage, unit=row, family=row) for row, wage in enumerate(wages)]
    if not earners:
        return []
    told = taxes_on(earners, bill, year=SOME_YEAR, rate_scale=contract.rate_scale, at_places=places(SOME_YEAR))
    return [{name: cents for name, cents in each.items() if name in names} for each in told]


def _of_persons(bill: Bill, employees: int) -> Bill:
    """The bill with taxes that ask for a number of employees settled for this employer."""
    taxes = []
    for tax in bill.taxes:
        reached = employees >= tax.employees_at_least
        brackets = tax.brackets if reached else tuple(replace(each, rate_bp=0) for each in tax.brackets)
        taxes.append(tax if tax.of_payroll else replace(tax, employees_at_least=0, brackets=brackets))
    return replace(bill, taxes=tuple(taxes))


def _due(contract: Contract, of_payroll: Mapping[str, int], per_worker: Mapping[str, int], count: int) -> Due:
    employer, people = dict(of_payroll), {}
    for name, cents in per_worker.items():
        by_law = contract.bill.tax(name).paid_by == "employer"
        picked_up = cents if by_law else share_bp(cents, contract.picked_up_bp)
        if picked_up:
            employer[name if by_law else f"{name}_picked_up"] = picked_up * count
        if not by_law:
            people[name] = (cents - picked_up) * count
    return Due(employer, people)
