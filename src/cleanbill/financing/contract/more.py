"""Who would pay more than today: the employer, a unit for the employer, workers of a unit and tier."""

from __future__ import annotations

from dataclasses import dataclass

from cleanbill.financing.contract.freed import Freed, FreedCell, FreedYear

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
    return tuple(each for year in result.years for each in (*_employer(year), *_units(year), *_people(year)))


def _employer(year: FreedYear) -> list[PaysMore]:
    total = year.employer.total
    return [] if total >= 0 else [PaysMore(year.label, "employer", "", "", 0, 0, -total, 0, "")]


def _units(year: FreedYear) -> list[PaysMore]:
    return [
        PaysMore(year.label, "unit", name, "", 0, 0, -employer.total, 0, "")
        for name, (employer, _) in year.units.items()
        if employer.total < 0
    ]


def _people(year: FreedYear) -> list[PaysMore]:
    return [
        PaysMore(
            year.label, "people", cell.unit, cell.tier, cell.count, cell.wage_cents,
            -cell.people.total, -cell.each, _why(cell),
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
