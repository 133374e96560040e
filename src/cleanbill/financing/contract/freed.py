"""`freed`: what single payer frees an employer and its people of, contract year by contract year.

Each line is what is paid today, or less by a new tax or by what is lost; each
result is the sum of its lines, and each year the sum of its cells, to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.contract.break_even import employer_payroll, wages_at_which_nothing_changes
from cleanbill.financing.contract.new_taxes import Due, Workers, taxes_due
from cleanbill.financing.contract.parts import ratio
from cleanbill.financing.contract.pass_through import Passed, passed_on
from cleanbill.financing.contract.terms import Contract
from cleanbill.financing.contract.today import RETIRED, Cell, cells

Lines = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Side:
    """One side's lines, cents: what it is freed of, and, below 0, what it newly pays or loses."""

    lines: Lines

    @property
    def freed(self) -> int:
        """What is no longer paid."""
        return sum(cents for cents in self.lines.values() if cents > 0)

    @property
    def borne(self) -> int:
        """New taxes and what is lost, as a positive sum."""
        return -sum(cents for cents in self.lines.values() if cents < 0)

    @property
    def total(self) -> int:
        """Freed less borne: below 0 where this side pays more."""
        return sum(self.lines.values())


@dataclass(frozen=True, slots=True)
class FreedCell:
    """People alike: `count` of a unit and tier, or retirees; sides are of all of them."""

    unit: str
    tier: str
    count: int
    wage_cents: int
    hours: int
    employer: Side
    people: Side
    break_even_wage_cents: int | None  # up to which a worker does not pay more; None where no wage is high enough

    @property
    def retired(self) -> bool:
        """Whether these are retirees."""
        return self.tier == RETIRED

    @property
    def each(self) -> int:
        """Cents that one of them is freed of; exact, for amounts of people are multiples of their number."""
        return self.people.total // self.count


@dataclass(frozen=True, slots=True)
class FreedYear:
    """One contract year, or all of them together (then without cells)."""

    label: str
    headcount: int  # workers
    payroll_cents: int
    hours: int
    employer: Side
    workers: Side
    retirees: Side
    cells: tuple[FreedCell, ...]
    units: Mapping[str, tuple[Side, Side]]  # employer and people of each unit and kind of retirees
    break_even_payroll_cents: int | None  # of all units, up to which the employer does not pay more
    passed: tuple[Passed, ...]

    @property
    def together(self) -> int:
        """Of employer, workers and retirees."""
        return self.employer.total + self.workers.total + self.retirees.total

    def of_payroll_bp(self, amount: int) -> int:
        """An amount in basis points of payroll, half up."""
        return ratio(amount * WHOLE_BP, self.payroll_cents)

    def an_hour(self, amount: int) -> int:
        """An amount in cents an hour worked, half up."""
        return ratio(amount, self.hours)


@dataclass(frozen=True, slots=True)
class Freed:
    """Every year of a contract, and all of them together."""

    contract: Contract
    years: tuple[FreedYear, ...]
    in_all: FreedYear


def freed(contract: Contract) -> Freed:
    """What single payer frees under this contract."""
    years = tuple(_year(contract, label, steps) for label, steps in zip(contract.labels, contract.steps, strict=True))
    return Freed(contract, years, _in_all(years))


def _year(contract: Contract, label: str, steps: int) -> FreedYear:
    found = cells(contract, steps)
    working = [cell for cell in found if not cell.retired]
    workers = [Workers(cell.count, cell.wage_cents) for cell in working]
    due = iter(taxes_due(contract, workers, steps))
    wages = iter(wages_at_which_nothing_changes(contract, working))
    results = tuple(
        _freed(cell, Due({}, {}), None) if cell.retired else _freed(cell, next(due), next(wages)) for cell in found
    )
    employer = _added(each.employer for each in results)
    return FreedYear(
        label=label,
        headcount=contract.workers,
        payroll_cents=sum(each.count * each.wage_cents for each in workers),
        hours=sum(cell.count * cell.hours for cell in working),
        employer=employer,
        workers=_added(each.people for each in results if not each.retired),
        retirees=_added(each.people for each in results if each.retired),
        cells=results,
        units=_units(results),
        break_even_payroll_cents=employer_payroll(contract, workers, steps, employer.freed),
        passed=tuple(passed_on(contract, workers, steps, employer.total, part) for part in contract.pass_through_bp),
    )


def _freed(cell: Cell, due: Due, wage: int | None) -> FreedCell:
    return FreedCell(
        unit=cell.unit,
        tier=cell.tier,
        count=cell.count,
        wage_cents=cell.wage_cents,
        hours=cell.hours,
        employer=_side(cell.employer, due.employer),
        people=_side(cell.people, due.people),
        break_even_wage_cents=wage,
    )


def _side(today: Lines, due: Lines) -> Side:
    return Side(dict(today) | {f"{name}_tax": -cents for name, cents in due.items() if cents})


def _added(sides: Iterable[Side]) -> Side:
    """Sides added up line by line; what is freed stands before what is borne."""
    lines: dict[str, int] = {}
    for side in sides:
        for line, cents in side.lines.items():
            lines[line] = lines.get(line, 0) + cents
    return Side(dict(sorted(lines.items(), key=lambda line: line[1] < 0)))


def _units(results: tuple[FreedCell, ...]) -> dict[str, tuple[Side, Side]]:
    names = dict.fromkeys(cell.unit for cell in results)
    return {
        name: (
            _added(cell.employer for cell in results if cell.unit == name),
            _added(cell.people for cell in results if cell.unit == name),
        )
        for name in names
    }


def _in_all(years: tuple[FreedYear, ...]) -> FreedYear:
    names = years[0].units
    passed = tuple(Passed.added([year.passed[row] for year in years]) for row in range(len(years[0].passed)))
    return FreedYear(
        label="in all",
        headcount=years[0].headcount,
        payroll_cents=sum(year.payroll_cents for year in years),
        hours=sum(year.hours for year in years),
        employer=_added(year.employer for year in years),
        workers=_added(year.workers for year in years),
        retirees=_added(year.retirees for year in years),
        cells=(),
        units={
            name: (_added(year.units[name][0] for year in years), _added(year.units[name][1] for year in years))
            for name in names
        },
        break_even_payroll_cents=None,
        passed=passed,
    )
