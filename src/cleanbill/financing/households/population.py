"""All residents before and after a reform, as the tables of a study.

In: people with their spending, a bill and choices. Out: `HouseholdResults`: winners and losers by group, who pays
more, columns of each account, published claims beside estimates, and other incidences.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from cleanbill.care import BENEFITS
from cleanbill.core.errors import BrokenLaw
from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.budget import Scenario
from cleanbill.financing.households.after_reform import Account, Choices, after, choices
from cleanbill.financing.households.before_reform import Today, today
from cleanbill.financing.households.intervals import alike, counts, reporting_terms, sampled_house
from cleanbill.financing.households.payers_of_more import PayerRow, payer_rows
from cleanbill.financing.households.persons import COVERS, Floats, Ints, Persons, part
from cleanbill.financing.households.todays_taxes import in_force
from cleanbill.financing.households.winners import (
    BETTER,
    EACH,
    INCOME,
    PEOPLE,
    TENTHS,
    Estimate,
    GroupRow,
    Kind,
    Measured,
    estimate,
    group_rows,
    kinds,
    measured,
    weighed,
)
from cleanbill.financing.households.winners import GAIN as WINNERS_GAIN
from cleanbill.financing.medical_debt import equal_years
from cleanbill.financing.spending import Spending
from cleanbill.financing.taxes import KINDS, Bill, Scale
from cleanbill.people.population import PLANS, Population

# Published claims of who is better off and by how much, beside what households here come to.
#
# Law: single_payer/better_off_claims. A claim of a mean is not one of a share, and is held beside a mean.


# measure -> what is divided by what, and times what
MEASURES = {
    "better_off_bp": (BETTER, PEOPLE, WHOLE_BP),
    "gain_bp": (WINNERS_GAIN, INCOME, WHOLE_BP),
    "gain_per_person_cents": (EACH, PEOPLE, 1),
}


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A published claim and the estimate here, for some tenths of income; basis points or cents, as `measure` says."""

    claim: str
    of: str
    measure: str
    words: str
    published: int
    estimated: Estimate
    within: bool  # whether the claim lies in the interval of the estimate: sampling error alone


def claim_rows(
    found: Measured, tenth: Kind, house: Ints, weight: Ints, *, counted: Floats, year: int
) -> list[ClaimRow]:
    """A row for each claim; `tenth` places people by their household's income, from 0."""
    claims = in_force("single_payer/better_off_claims", year)
    inside = [(tenth.place >= claim["from_tenth"] - 1) & (tenth.place < claim["to_tenth"]) for claim in claims]
    sums = weighed(found, inside, house, weight, counted)
    return [_row(claim, sums[:, :, place]) for place, claim in enumerate(claims)]


def _row(claim: dict[str, Any], sums: Floats) -> ClaimRow:
    top, below, times = MEASURES[claim["measure"]]
    estimated = estimate(sums[top] / np.where(sums[below] == 0, np.nan, sums[below]) * times)
    first, last, published = claim["from_tenth"], claim["to_tenth"], claim["value"]
    of = "everybody" if (first, last) == (1, TENTHS) else f"tenths {first} to {last} by income"
    within = estimated.low <= published <= estimated.high
    return ClaimRow(claim["claim"], of, claim["measure"], claim["words"], published, estimated, within)


# The columns before and after, of all people and by group: they add up to the total exactly, in sum as for each.


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
    return [row for name, labels in groups for row in _of(account, name, labels)]


def _of(account: Account, group: str, weight: Ints) -> list[ColumnRow]:
    rows = [
        ColumnRow(group, name, int((weight * account.before[name]).sum()), int((weight * account.after[name]).sum()))
        for name in account.before
    ]
    total = ColumnRow(group, TOTAL, sum(row.before for row in rows), sum(row.after for row in rows))
    if total.before - total.after != int((weight * account.gain).sum()):
        raise BrokenLaw(f"The columns of {group} do not add up to what its people gain.")
    return [*rows, total]


# A `Population` as `Persons`: the same arrays, cover by the rules' own list.


SAME = (
    "year", "house", "family", "unit", "role", "filing", "age", "fpl_bp", "employer_size", "employer_premium",
    "employee_premium", *KINDS,
)  # fmt: skip
PLACE = np.array([COVERS.index(plan) for plan in PLANS], np.int64)


def persons_of(people: Population) -> Persons:
    """The people on record, in their order."""
    return Persons(
        **{name: getattr(people, name) for name in SAME},
        cover=PLACE[people.cover],
        marketplace_premium=np.zeros(len(people), np.int64),
    )


# Rows of plain values for CSV, report and JSON: an estimate becomes three columns, its value and its interval.


def flat(row: Any) -> dict[str, Any]:
    """The fields of a row dataclass: gain_cents as gain_cents, gain_cents_low and gain_cents_high."""
    found: dict[str, Any] = {}
    for field in fields(row):
        value = getattr(row, field.name)
        if isinstance(value, Estimate):
            found |= {field.name: value.value, f"{field.name}_low": value.low, f"{field.name}_high": value.high}
        else:
            found[field.name] = value
    return found


SPREADS = ("own", "alike")


@dataclass(frozen=True)
class Residents:
    """All that is free of bill and scenario, worked out once."""

    people: Population
    now: Today
    years: Ints | None  # (people, draws): out-of-pocket amounts of equal chance
    groups: tuple[Kind, ...]
    counted: Floats  # replicates


@dataclass(frozen=True, slots=True)
class IncidenceRow:
    """The whole at another pass-through of employers' money."""

    incidence_bp: int
    spread: str  # own: to the worker for whom it was paid; alike: to all of employers of a size, by wages
    gain_cents: int
    kept_by_employer_cents: int
    wage_change_cents: int
    better_bp: int
    worse_bp: int


@dataclass(frozen=True, slots=True)
class HouseholdResults:
    """Rows of plain values, for report, CSV and command line."""

    households: list[GroupRow]
    payers_of_more: list[PayerRow]
    columns: list[ColumnRow]
    columns_by_income: list[ColumnRow]
    claims: list[ClaimRow]
    incidence: list[IncidenceRow]


def residents(
    people: Population,
    spending: Spending | Ints,
    *,
    seed: int = 1,
    draws: int | None = None,
    replicates: int | None = None,
) -> Residents:
    """Today's accounts and the chance that intervals and years rest on.

    `spending` gives out-of-pocket amounts and their distribution; an array of cents a person gives no distribution.
    """
    persons, years = persons_of(people), None
    draws, replicates = (
        draws or reporting_terms()["years"],
        reporting_terms()["replicates"] if replicates is None else replicates,
    )
    out_of_pocket = spending.out_of_pocket if isinstance(spending, Spending) else spending
    if isinstance(spending, Spending):
        years = equal_years(spending.draws.out_of_pocket, spending.draws.weight, seed=seed, draws=draws)
    counted = counts(sampled_house(people), replicates, seed)
    return Residents(people, today(persons, out_of_pocket), years, kinds(persons, people.weight), counted)


def before_after(
    population: Residents, bill: Bill, chosen: Choices, *, rate_scale: Scale = 1.0, left: Ints | None = None
) -> Account:
    """The account of every resident under `bill`, its rates times `rate_scale`; BrokenLaw where it does not add up."""
    return after(population.now, bill, chosen, rate_scale=rate_scale, out_of_pocket_left=left)


def choices_of(scenario: Scenario, incidence_bp: int | None = None) -> Choices:
    """What a scenario's waivers leave due, at this incidence (or the law's)."""
    waivers = scenario.waivers
    return replace(
        choices(incidence_bp),
        self_insured_stay_bp=waivers.self_insured_stay_bp,
        medicare_premiums_stay=not waivers.pay_medicare_premiums,
    )


def left_out(spending: Spending, scenario: Scenario) -> Ints:
    """Cents that each person still pays: cost sharing that a scenario keeps, and dental care where it leaves it out."""
    from_care = spending.by("out_of_pocket")
    dental = BENEFITS.index("dental")
    kept = part(spending.allowed, scenario.use.kept_cost_sharing_bp)
    due = np.minimum(from_care, kept)
    if not scenario.benefits.dental:
        due[:, dental] = from_care[:, dental]
    return np.asarray(due.sum(axis=1))


def household_results(
    population: Residents,
    bill: Bill,
    chosen: Choices,
    *,
    rate_scale: Scale = 1.0,
    left: Ints | None = None,
    threshold_cents: int | None = None,
) -> HouseholdResults:
    """Every table of a reform."""
    account = before_after(population, bill, chosen, rate_scale=rate_scale, left=left)
    threshold = reporting_terms()["threshold_cents"] if threshold_cents is None else threshold_cents
    found = measured(account, population.years, threshold)
    weight, house = population.people.weight, population.people.house
    tenth = next(kind for kind in population.groups if kind.name == "income")
    return HouseholdResults(
        households=group_rows(found, population.groups, house, weight, counted=population.counted),
        payers_of_more=payer_rows(account, found, population.groups, weight, counted=population.counted),
        columns=column_rows(account, weight),
        columns_by_income=column_rows(account, weight, tenth),
        claims=claim_rows(found, tenth, house, weight, counted=population.counted, year=population.people.year),
        incidence=[
            _at(population, bill, choice, how, rate_scale=rate_scale, left=left, threshold_cents=threshold)
            for choice in _shown(chosen)
            for how in (SPREADS if choice.incidence_bp else SPREADS[:1])
        ],
    )


def _shown(chosen: Choices) -> list[Choices]:
    shown = {*in_force("us/pass_through", 2026)["shown_bp"], chosen.incidence_bp}
    return [replace(chosen, incidence_bp=bp) for bp in sorted(shown)]


def _at(
    population: Residents,
    bill: Bill,
    chosen: Choices,
    how: str,
    *,
    rate_scale: Scale,
    left: Ints | None,
    threshold_cents: int,
) -> IncidenceRow:
    spread = alike(population.now.persons, population.people.weight) if how == "alike" else None
    account = after(population.now, bill, chosen, rate_scale=rate_scale, out_of_pocket_left=left, spread=spread)
    found = measured(account, population.years, threshold_cents)
    row = group_rows(
        found, population.groups[:1], population.people.house, population.people.weight, counted=population.counted[:1]
    )[0]
    total = population.people.total
    return IncidenceRow(
        incidence_bp=chosen.incidence_bp,
        spread=how,
        gain_cents=total(account.gain),
        kept_by_employer_cents=total(account.kept_by_employer),
        wage_change_cents=total(account.wage_change),
        better_bp=row.better_bp.value,
        worse_bp=row.worse_bp.value,
    )
