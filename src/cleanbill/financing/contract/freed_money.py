"""`freed`: what single payer frees an employer and its people of, contract year by contract year.

Each line is what is paid today, or less by a new tax or by what is lost; each
result is the sum of its lines, and each year the sum of its cells, to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.contract.read_units import ratio
from cleanbill.financing.contract.terms import Contract
from cleanbill.financing.contract.today import (
    RETIRED,
    Cell,
    Due,
    Workers,
    cells,
    employer_payroll,
    highest,
    room,
    taxes_due,
    wages_at_which_nothing_changes,
)

# What happens where a part of the employer's money comes to workers as wages: the raise, and the taxes on it.
#
# The raise is the same part of every wage, the highest whose cost (with the
# employer's new taxes on it) is within that part of what the employer is freed
# of. Where the employer pays more, wages fall alike. Studies: law/us/pass_through.


WHOLE = 10**8  # parts of a wage by which it can rise


@dataclass(frozen=True, slots=True)
class Passed:
    """Cents a year. What is freed = kept by the employer + raise + employer's taxes on it."""

    part_bp: int
    kept: int
    wages: int
    employer_taxes: int
    people_taxes: int  # that workers pay of the raise

    @property
    def to_people(self) -> int:
        """The raise after the bill's taxes on it, before income tax."""
        return self.wages - self.people_taxes

    @classmethod
    def added(cls, years: Sequence[Passed]) -> Passed:
        """Years of the same part, added up."""
        names = ("kept", "wages", "employer_taxes", "people_taxes")
        return cls(years[0].part_bp, **{name: sum(getattr(passed, name) for passed in years) for name in names})


def passed_on(contract: Contract, workers: Sequence[Workers], steps: int, freed: int, part_bp: int) -> Passed:
    """What comes of `freed` cents of the employer where `part_bp` of them go to wages."""
    meant = ratio(freed * part_bp, WHOLE_BP)
    if meant == 0 or not any(worker.wage_cents for worker in workers):
        return Passed(part_bp, freed, 0, 0, 0)
    before = _taxes(contract, workers, steps)

    def raised(part: int) -> tuple[int, int, int]:
        paid = [Workers(worker.count, worker.wage_cents + ratio(worker.wage_cents * part, WHOLE)) for worker in workers]
        more = sum(new.count * (new.wage_cents - old.wage_cents) for new, old in zip(paid, workers, strict=True))
        employer, people = _taxes(contract, paid, steps)
        return more, employer - before[0], people - before[1]

    def within(part: int) -> bool:
        more, employer, _ = raised(part)
        return more + employer <= meant

    wages, employer, people = raised(highest(within, -WHOLE, WHOLE * room(workers)))
    return Passed(part_bp, freed - wages - employer, wages, employer, people)


def _taxes(contract: Contract, workers: Sequence[Workers], steps: int) -> tuple[int, int]:
    due = taxes_due(contract, workers, steps)
    return sum(sum(taxes.employer.values()) for taxes in due), sum(sum(taxes.people.values()) for taxes in due)


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
    def per_person_cents(self) -> int:
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
    employer = _added(result.employer for result in results)
    return FreedYear(
        label=label,
        headcount=contract.workers,
        payroll_cents=sum(worker.count * worker.wage_cents for worker in workers),
        hours=sum(cell.count * cell.hours for cell in working),
        employer=employer,
        workers=_added(result.people for result in results if not result.retired),
        retirees=_added(result.people for result in results if result.retired),
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


# Who would pay more than today: the employer, a unit for the employer, workers of a unit and tier.


NO_PLAN_HERE = {
    "waived": "they have cover elsewhere, and what it would free is not in this contract",
    "opt-out": "the payment for going without the plan would end, and cover elsewhere is not in this contract",
    "fund": "the fund's contribution is the employer's, and no out of pocket is in the file",
}


@dataclass(frozen=True, slots=True)
class PaysMore:
    """One who pays more in a contract year: `cents` of all, and of each of `count` where they are people."""

    year: str
    who: str  # employer, unit or people
    unit: str
    tier: str
    count: int
    wage_cents: int
    cents: int
    each_cents: int
    why: str


def pays_more(result: Freed) -> tuple[PaysMore, ...]:
    """Everyone who pays more, year by year: the employer first, then units, then people."""
    return tuple(payer for year in result.years for payer in (*_employer(year), *_more_units(year), *_people(year)))


def _employer(year: FreedYear) -> list[PaysMore]:
    total = year.employer.total
    return [] if total >= 0 else [PaysMore(year.label, "employer", "", "", 0, 0, -total, 0, "")]


def _more_units(year: FreedYear) -> list[PaysMore]:
    return [
        PaysMore(year.label, "unit", name, "", 0, 0, -employer.total, 0, "")
        for name, (employer, _) in year.units.items()
        if employer.total < 0
    ]


def _people(year: FreedYear) -> list[PaysMore]:
    return [
        PaysMore(
            year.label, "people", cell.unit, cell.tier, cell.count, cell.wage_cents,
            -cell.people.total, -cell.per_person_cents, _why(cell),
        )
        for cell in year.cells
        if cell.people.total < 0
    ]  # fmt: skip


def _why(cell: FreedCell) -> str:
    if cell.tier in NO_PLAN_HERE:
        return NO_PLAN_HERE[cell.tier]
    if cell.people.total >= cell.people.lines.get("hsa_lost", 0):  # and without that loss they would not pay more
        return "the employer's deposits in their savings accounts would end"
    return "the new taxes are more than what they pay today"
