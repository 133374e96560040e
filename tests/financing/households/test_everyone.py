"""All residents before and after: columns that add up, groups against a plain loop, replicates, claims."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from cleanbill.financing.budget import scenario
from cleanbill.financing.households import COVERS, Choices, Member, household
from cleanbill.financing.households.intervals import alike, counts, sampled_house
from cleanbill.financing.households.population import (
    HouseholdResults,
    Residents,
    before_after,
    choices_of,
    flat,
    household_results,
    left_out,
    persons_of,
    residents,
)
from cleanbill.financing.households.winners import FAMILIES
from cleanbill.financing.spending import Spending, health_spending
from cleanbill.financing.taxes import load_bill, taxes_of
from cleanbill.financing.taxes.bill import KINDS
from cleanbill.people.population import PLANS, Population, population

YEAR, BILL = 2023, load_bill("ma-194")


@cache
def people() -> Population:
    return population(YEAR)


@cache
def spending() -> Spending:
    return health_spending(people())


@cache
def held() -> Residents:
    return residents(people(), spending(), seed=7, replicates=60)


@cache
def result() -> HouseholdResults:
    return household_results(held(), BILL, Choices(5_000))


def test_every_plan_of_the_population_is_known_to_the_rules() -> None:
    assert set(PLANS) <= set(COVERS)
    persons = persons_of(people())
    assert [COVERS[place] for place in persons.cover[:500]] == [PLANS[place] for place in people().cover[:500]]


def test_columns_add_up_in_sum_and_by_tenth() -> None:
    rows = {row.column: row for row in result().columns}
    total = rows.pop("total")
    assert total.before == sum(row.before for row in rows.values())
    assert total.after == sum(row.after for row in rows.values())
    account = before_after(held(), BILL, Choices(5_000))
    assert total.before - total.after == int((people().weight * account.gain).sum())
    for name, row in rows.items():
        tenths = [one for one in result().columns_by_income if one.column == name]
        assert len(tenths) == 10
        assert (sum(one.before for one in tenths), sum(one.after for one in tenths)) == (row.before, row.after)


def test_premiums_and_taxes_are_the_populations_own() -> None:
    rows = {row.column: row for row in result().columns}
    assert rows["employer_premium"].before_cents == people().total(people().employer_premium)
    assert rows["out_of_pocket"].before_cents == people().total(spending().out_of_pocket)
    at_no_incidence = before_after(held(), BILL, Choices(0))
    for name, cents in taxes_of(people(), BILL).amounts.items():
        assert (at_no_incidence.after[f"new_{name}"] == cents).all()


def test_tenths_are_tenths_of_people_and_groups_of_a_kind_are_everybody() -> None:
    rows = result().households
    everybody = next(row for row in rows if row.kind == "all").people
    tenths = [row.people for row in rows if row.kind == "income"]
    assert max(tenths) - min(tenths) < 0.01 * everybody
    for kind in ("income", "age", "cover", "employer", "household", "main income"):
        assert sum(row.people for row in rows if row.kind == kind) == pytest.approx(everybody, abs=20)
    assert {row.group for row in rows if row.kind == "household"} <= set(FAMILIES)


def test_a_group_is_what_a_plain_loop_finds() -> None:
    """People of 65 and more: each counted with the gain and income of the household, over the years drawn."""
    account = before_after(held(), BILL, Choices(5_000))
    years = held().years
    assert years is not None
    own = account.before["out_of_pocket"]
    gain: dict[int, float] = {}
    drawn: dict[int, np.ndarray] = {}
    income: dict[int, int] = {}
    for row, house in enumerate(people().house.tolist()):
        gain[house] = gain.get(house, 0) + account.gain[row]
        drawn[house] = drawn.get(house, 0) + account.gain[row] - own[row] + years[row]
        income[house] = income.get(house, 0) + account.persons.income[row]
    weights = gains = incomes = better = worse = 0.0
    for row in np.flatnonzero(people().age >= 65).tolist():
        house, weight = int(people().house[row]), float(people().weight[row])
        weights += weight
        gains += weight * gain[house]
        incomes += weight * income[house]
        better += weight * float((drawn[house] > 0).mean())
        worse += weight * float((drawn[house] < 0).mean())
    found = next(row for row in result().households if row.group == "65 and more")
    assert found.people == pytest.approx(weights / 100, abs=1)
    assert found.gain_cents.value == pytest.approx(gains / weights, abs=1)
    assert found.gain_bp.value == pytest.approx(10_000 * gains / incomes, abs=1)
    assert found.better_bp.value == pytest.approx(10_000 * better / weights, abs=1)
    assert found.worse_bp.value == pytest.approx(10_000 * worse / weights, abs=1)


def test_an_interval_holds_its_value_and_is_the_same_again() -> None:
    for row in result().households:
        if row.households > 500:
            assert row.better_bp.low <= row.better_bp.value <= row.better_bp.high
    again = household_results(residents(people(), spending(), seed=7, replicates=60), BILL, Choices(5_000))
    assert again == result()
    other = household_results(residents(people(), spending(), seed=8, replicates=60), BILL, Choices(5_000))
    assert other.households != result().households


def test_copies_of_a_household_are_drawn_together() -> None:
    sampled = sampled_house(people())
    drawn = counts(sampled, 5, seed=1)
    assert (drawn[0] == 1).all()
    twins = np.flatnonzero(sampled == np.bincount(sampled).argmax())
    assert len(twins) > 1
    assert (drawn[:, twins] == drawn[:, twins[:1]]).all()


def test_who_pays_more_is_told_by_cell_with_causes_that_add_up_to_the_loss() -> None:
    rows = result().payers_of_more
    everybody = next(row for row in rows if row.cell == "all: everybody")
    assert sum(row.part_of_all_worse_bp for row in rows if row.cell.startswith("income:")) == pytest.approx(
        10_000, abs=6
    )
    assert [row.worse for row in rows] == sorted((row.worse for row in rows), reverse=True)
    account = before_after(held(), BILL, Choices(5_000))
    house = np.bincount(people().house, account.gain)[people().house]
    losing = house < 0
    mean = float((people().weight * house)[losing].sum()) / float(people().weight[losing].sum())
    assert sum(everybody.causes_cents.values()) == pytest.approx(-mean, abs=20)


def test_claims_stand_beside_ours() -> None:
    named = {row.claim: row for row in result().claims}
    of_all = next(row for row in named.values() if row.measure == "better_off_bp" and row.of == "everybody")
    everybody = next(row for row in result().households if row.kind == "all")
    assert of_all.estimated == everybody.better_bp
    assert all(row.within == (row.estimated.low <= row.published <= row.estimated.high) for row in named.values())


def test_without_years_and_replicates_there_is_one_answer() -> None:
    plain = household_results(residents(people(), spending().out_of_pocket, replicates=0), BILL, Choices(5_000))
    everybody = plain.households[0]
    assert everybody.better_bp.low == everybody.better_bp.value == everybody.better_bp.high
    assert everybody.gain_cents.value == result().households[0].gain_cents.value


def test_a_threshold_makes_small_changes_none() -> None:
    wide = household_results(held(), BILL, Choices(5_000), threshold_cents=50_000).households[0]
    assert wide.unchanged_bp > result().households[0].unchanged_bp
    assert wide.better_bp.value + wide.worse_bp.value + wide.unchanged_bp == pytest.approx(10_000, abs=1)


def test_money_shared_alike_is_the_same_money() -> None:
    spread = alike(held().now.persons, people().weight)
    money = people().employer_premium
    works = (people().wages > 0) & (people().employer_size >= 0)
    got, had = (int((people().weight * cents)[works].sum()) for cents in (spread(money), money))
    assert got == pytest.approx(had, rel=1e-7)
    rate = spread(money)[works] / people().wages[works]
    largest = people().employer_size[works] == 5
    assert np.ptp(rate[largest & (people().wages[works] > 1_000_000)]) < 1e-5


def test_a_scenarios_waivers_and_benefits_say_what_stays_due() -> None:
    plain = scenario()
    assert choices_of(plain, 0) == Choices(0)
    stays = choices_of(scenario({"waivers": {"pay_medicare_premiums": False, "self_insured_stay_bp": 4_000}}), 0)
    assert stays == Choices(0, self_insured_stay_bp=4_000, medicare_premiums_stay=True)
    assert left_out(spending(), plain).sum() == 0
    without = left_out(spending(), scenario({"benefits": {"dental": False}}))
    assert 0 < without.sum() < spending().out_of_pocket.sum()
    account = before_after(held(), BILL, Choices(0), left=without)
    assert (account.after["out_of_pocket"] == without).all()


def test_a_person_alone_is_what_they_are_in_the_population() -> None:
    """The same rules: lone people of the population, told as a household, gain the same to the cent."""
    persons = persons_of(people())
    account = before_after(held(), BILL, Choices(5_000))
    size = np.bincount(persons.house)[persons.house]
    alone = np.flatnonzero((size == 1) & (persons.filing == 1) & (persons.employer_size < 0))[:40]
    for row in alone.tolist():
        member = Member(
            age=int(persons.age[row]),
            cover=COVERS[persons.cover[row]],
            out_of_pocket=int(account.before["out_of_pocket"][row]),
            holds_policy=None,
            employer_premium=int(persons.employer_premium[row]),
            employee_premium=int(persons.employee_premium[row]),
            **{kind: int(getattr(persons, kind)[row]) for kind in KINDS},
        )
        if COVERS[persons.cover[row]] not in ("employer", "hdhp"):
            member = replace(member, employer_premium=None, employee_premium=None)
        assert household((member,), BILL, year=YEAR, chosen=Choices(5_000)).gain_cents == account.gain[row]


def test_a_flat_row_is_plain_values_all_through() -> None:
    tables = (result().households, result().payers_of_more, result().columns, result().claims, result().incidence)
    for row in (flat(rows[0]) for rows in tables):
        assert all(type(value) in {int, str, bool, dict} for value in row.values()), row
    row = flat(result().households[0])
    assert row["gain_cents_low"] < row["gain_cents"] < row["gain_cents_high"]
