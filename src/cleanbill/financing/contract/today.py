"""What a contract costs the employer and its workers today, in one of its years, cell by cell.

A cell is the workers of one unit and tier, or one kind of retirees. Amounts
of a worker are rounded once, then multiplied; costs of the whole employer are
shared out to the cent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from cleanbill.core.money import grown, nearest, share_bp
from cleanbill.financing.contract.read_units import parts, ratio
from cleanbill.financing.contract.terms import FUND, INSURED, OPT_OUT, WAIVED, Contract, Retirees, Share, Unit
from cleanbill.financing.taxes import MOST, Bill, Earner, Tax, employer_tax, places, taxes_on

RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Cell:
    """People alike, with what they cost today: `employer` and `people` are cents of all of them, by line.

    What a worker gets today and would lose (an opt-out payment, an HSA
    deposit) is negative in `people`.
    """

    unit: str
    tier: str
    count: int
    wage_cents: int
    hours: int
    employer: Mapping[str, int]
    people: Mapping[str, int]

    @property
    def retired(self) -> bool:
        """Retirees earn no wages here."""
        return self.tier == RETIRED


def in_year(cents: int, rates: tuple[int, ...], steps: int) -> int:
    """An amount after so many years' growth, rounded once."""
    amount = Fraction(cents)
    for rate in rates[:steps]:
        amount = grown(amount, rate, 1)
    return nearest(amount)


def cells(contract: Contract, steps: int) -> tuple[Cell, ...]:
    """Every cell of a contract year, `steps` years of growth after the file's."""
    found = [
        _cell(contract, unit, tier, count, steps) for unit in contract.units for tier, count in unit.workers.items()
    ]
    found += [_retired(contract, retiree, steps) for retiree in contract.retirees if retiree.headcount]
    return _with_overhead(contract, found, steps)


def employer_part(share: Share, premium: int, share_cents: int | None = None) -> int:
    """Cents of a premium that the employer pays; `share_cents` is the grown amount of a share in dollars."""
    if share.part_bp is not None:
        return share_bp(premium, share.part_bp)
    return min(premium, share.cents or 0 if share_cents is None else share_cents)


def _split(contract: Contract, share: Share, premium: int, steps: int) -> tuple[int, int]:
    """The employer's part of this year's premium, and the other's."""
    growth = contract.growth
    whole = in_year(premium, growth.premiums, steps)
    dollars = None if share.cents is None else in_year(share.cents, growth.employer_dollars, steps)
    part = employer_part(share, whole, dollars)
    return part, whole - part


def _cell(contract: Contract, unit: Unit, tier: str, count: int, steps: int) -> Cell:
    employer, people = _of_one(contract, unit, tier, steps)
    return Cell(
        unit=unit.name,
        tier=tier,
        count=count,
        wage_cents=in_year(unit.wage_cents, contract.growth.wages, steps),
        hours=unit.hours,
        employer={line: cents * count for line, cents in employer.items() if cents},
        people={line: cents * count for line, cents in people.items() if cents},
    )


def _of_one(contract: Contract, unit: Unit, tier: str, steps: int) -> tuple[dict[str, int], dict[str, int]]:
    """Lines of one worker: what the employer pays, what the worker does."""
    plan, growth = unit.plan, contract.growth
    employer: dict[str, int] = {}
    people: dict[str, int] = {}
    if tier in INSURED:
        for kind, benefit in plan.benefits.items():
            if tier in benefit.premium:
                split = _split(contract, benefit.employer[tier], benefit.premium[tier], steps)
                employer[f"{kind}_premium"], people[f"{kind}_premium"] = split
        employer["hra"] = in_year(plan.hra.get(tier, 0), growth.accounts, steps)
        employer["hsa"] = in_year(plan.hsa.get(tier, 0), growth.accounts, steps)
        people["hsa_lost"] = -employer["hsa"]
    if tier == FUND:
        employer["taft_hartley"] = in_year(plan.fund_hourly_cents, growth.premiums, steps) * unit.hours
    if tier == OPT_OUT:
        employer["opt_out"] = in_year(plan.opt_out_payment_cents, growth.accounts, steps)
        people["opt_out_lost"] = -employer["opt_out"]
    if plan.out_of_pocket is not None:
        people["out_of_pocket"] = in_year(plan.out_of_pocket.get(tier, 0), growth.out_of_pocket, steps)
    return employer, people


def _retired(contract: Contract, retirees: Retirees, steps: int) -> Cell:
    part, rest = _split(contract, retirees.employer, retirees.premium_cents, steps)
    count = retirees.headcount
    employer, people = {"retirees": part * count}, {"health_premium": rest * count}
    return Cell(retirees.name, RETIRED, count, 0, 0, employer, people)


def _with_overhead(contract: Contract, found: list[Cell], steps: int) -> tuple[Cell, ...]:
    """Administration by who is in a plan, by everybody where nobody is; other costs by workers."""
    growth, employer = contract.growth.administration, contract.employer
    working = [0 if cell.retired else cell.count for cell in found]
    inside = [0 if cell.tier in (OPT_OUT, WAIVED) else cell.count for cell in found]
    shared = {
        "administration": parts(
            in_year(employer.administration_cents, growth, steps), inside if any(inside) else working
        )
    }
    for name, cents in employer.ends_too.items():
        shared[f"ends_too.{name}"] = parts(in_year(cents, growth, steps), working)
    return tuple(
        Cell(
            cell.unit, cell.tier, cell.count, cell.wage_cents, cell.hours,
            dict(cell.employer) | {line: costs[row] for line, costs in shared.items() if costs[row]}, cell.people,
        )
        for row, cell in enumerate(found)
    )  # fmt: skip


# The bill's taxes on a contract's wages: those of payroll on the employer, those of a person on each worker.
#
# Where the file has a part of the employer's workers, the taxes on its whole
# payroll are shared by payroll, so that exemptions are too. Law: financing/taxes.


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
    payrolls = [worker.count * worker.wage_cents for worker in workers]
    of_payroll = {
        tax.name: parts(_of_payroll(contract, tax, sum(payrolls) + outside), [*payrolls, outside])
        for tax in contract.bill.taxes
        if tax.of_payroll and tax.paid_by == "employer"
    }
    per_worker = _per_worker(contract, [worker.wage_cents for worker in workers])
    return [
        _due(contract, {name: due[row] for name, due in of_payroll.items()}, per_worker[row], each_cell.count)
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
    return in_year(max(whole - units, 0), contract.growth.wages, steps)


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
    taxes = taxes_on(earners, bill, year=SOME_YEAR, rate_scale=contract.rate_scale, at_places=places(SOME_YEAR))
    return [{name: cents for name, cents in cents_by_tax.items() if name in names} for cents_by_tax in taxes]


def _of_persons(bill: Bill, employees: int) -> Bill:
    """The bill with taxes that ask for a number of employees settled for this employer."""
    taxes = []
    for tax in bill.taxes:
        reached = employees >= tax.employees_at_least
        brackets = tax.brackets if reached else tuple(replace(bracket, rate_bp=0) for bracket in tax.brackets)
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


# The payroll up to which the employer, and the wage up to which a worker, does not pay more: found by halving.


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
        for row, taxes in enumerate(due):
            if sum(taxes.people.values()) <= spare[row]:
                low[row] = middle[row]
            else:
                high[row] = middle[row]
    return [None if wage < 0 or wage >= TOO_HIGH_CENTS - 1 else wage for wage in low]


def employer_payroll(contract: Contract, workers: Sequence[Workers], steps: int, freed: int) -> int | None:
    """The highest payroll of all units, wages in the same proportion, at which new taxes are within `freed` cents.

    Other employees' payroll is scaled alike. None where any is within it.
    """
    payroll = sum(worker.count * worker.wage_cents for worker in workers)
    if payroll == 0:
        return None
    outside = others_payroll(contract, steps)

    def scaled(target: int) -> list[Workers]:
        return [Workers(worker.count, ratio(worker.wage_cents * target, payroll)) for worker in workers]

    def within(target: int) -> bool:
        due = taxes_due(contract, scaled(target), steps, others=ratio(outside * target, payroll))
        return sum(sum(cell.employer.values()) for cell in due) <= freed

    most = payroll * (1 + room(workers))
    if within(most):
        return None
    return sum(group.count * group.wage_cents for group in scaled(highest(within, 0, most)))


def room(workers: Sequence[Workers]) -> int:
    """By how many times itself every wage can rise: 999 times, or to the highest that taxes are laid on."""
    return max(0, min(999, MOST // max(worker.wage_cents for worker in workers) - 1))


def highest(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The highest whole number from `low` for which it holds, where it holds at `low` and not at `high`."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
