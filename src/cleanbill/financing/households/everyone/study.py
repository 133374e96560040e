"""All residents before and after a reform: accounts, winners and losers, claims, and other incidences."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cleanbill.care import BENEFITS
from cleanbill.financing.budget import Scenario
from cleanbill.financing.households.after import Account, after
from cleanbill.financing.households.choices import Choices, choices
from cleanbill.financing.households.everyone.claims import ClaimRow, claim_rows
from cleanbill.financing.households.everyone.columns import ColumnRow, column_rows
from cleanbill.financing.households.everyone.groups import Kind, kinds
from cleanbill.financing.households.everyone.payers_of_more import PayerRow, payer_rows
from cleanbill.financing.households.everyone.people import persons_of
from cleanbill.financing.households.everyone.replicates import counts, sampled_house
from cleanbill.financing.households.everyone.spread import alike
from cleanbill.financing.households.everyone.telling import telling
from cleanbill.financing.households.everyone.winners import GroupRow, group_rows, measured
from cleanbill.financing.households.persons import Floats, Ints, part
from cleanbill.financing.households.today import Today, today
from cleanbill.financing.households.year_of_law import in_force
from cleanbill.financing.owing import equal_years
from cleanbill.financing.spending import Spending
from cleanbill.financing.taxes import Bill
from cleanbill.financing.taxes.levy import Scale
from cleanbill.people.population import Population

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
class Told:
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
    draws, replicates = draws or telling()["years"], telling()["replicates"] if replicates is None else replicates
    own = spending.out_of_pocket if isinstance(spending, Spending) else spending
    if isinstance(spending, Spending):
        years = equal_years(spending.draws.out_of_pocket, spending.draws.weight, seed=seed, draws=draws)
    counted = counts(sampled_house(people), replicates, seed)
    return Residents(people, today(persons, own), years, kinds(persons, people.weight), counted)


def before_after(
    held: Residents, bill: Bill, chosen: Choices, *, rate_scale: Scale = 1.0, left: Ints | None = None
) -> Account:
    """The account of every resident under `bill`, its rates times `rate_scale`; BrokenLaw where it does not add up."""
    return after(held.now, bill, chosen, rate_scale=rate_scale, out_of_pocket_left=left)


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


def told(
    held: Residents,
    bill: Bill,
    chosen: Choices,
    *,
    rate_scale: Scale = 1.0,
    left: Ints | None = None,
    threshold_cents: int | None = None,
) -> Told:
    """Every table of a reform."""
    account = before_after(held, bill, chosen, rate_scale=rate_scale, left=left)
    threshold = telling()["threshold_cents"] if threshold_cents is None else threshold_cents
    found = measured(account, held.years, threshold)
    weight, house = held.people.weight, held.people.house
    tenth = next(kind for kind in held.groups if kind.name == "income")
    return Told(
        households=group_rows(found, held.groups, house, weight, counted=held.counted),
        payers_of_more=payer_rows(account, found, held.groups, weight, counted=held.counted),
        columns=column_rows(account, weight),
        columns_by_income=column_rows(account, weight, tenth),
        claims=claim_rows(found, tenth, house, weight, counted=held.counted, year=held.people.year),
        incidence=[
            _at(held, bill, each, how, rate_scale=rate_scale, left=left, threshold_cents=threshold)
            for each in _shown(chosen)
            for how in (SPREADS if each.incidence_bp else SPREADS[:1])
        ],
    )


def _shown(chosen: Choices) -> list[Choices]:
    shown = {*in_force("us/pass_through", 2026)["shown_bp"], chosen.incidence_bp}
    return [replace(chosen, incidence_bp=bp) for bp in sorted(shown)]


def _at(
    held: Residents,
    bill: Bill,
    chosen: Choices,
    how: str,
    *,
    rate_scale: Scale,
    left: Ints | None,
    threshold_cents: int,
) -> IncidenceRow:
    spread = alike(held.now.persons, held.people.weight) if how == "alike" else None
    account = after(held.now, bill, chosen, rate_scale=rate_scale, out_of_pocket_left=left, spread=spread)
    found = measured(account, held.years, threshold_cents)
    row = group_rows(found, held.groups[:1], held.people.house, held.people.weight, counted=held.counted[:1])[0]
    total = held.people.total
    return IncidenceRow(
        incidence_bp=chosen.incidence_bp,
        spread=how,
        gain_cents=total(account.gain),
        kept_by_employer_cents=total(account.kept_by_employer),
        wage_change_cents=total(account.wage_change),
        better_bp=row.better_bp.value,
        worse_bp=row.worse_bp.value,
    )
