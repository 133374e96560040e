"""Worked contracts, and sums that hold of any."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.financing.contract import Freed, FreedYear, cell_rows, contract_summary, freed, pays_more, read_contract
from cleanbill.financing.contract.read_units import parts

CASES = yaml.safe_load((Path(__file__).parent / "contracts.yaml").read_text("utf-8"))


def worked(file: dict[str, Any], folder: Path) -> Freed:
    path = folder / "contract.yaml"
    path.write_text(yaml.safe_dump(file, sort_keys=False), "utf-8")
    return freed(read_contract(path))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_contract(case: dict[str, Any], tmp_path: Path) -> None:
    result, wanted = worked(case["file"], tmp_path), case["wanted"]
    year = {each.label: each for each in result.years}[case.get("year", result.years[0].label)]
    found: dict[str, Any] = {
        "employer": dict(year.employer.lines),
        "workers": dict(year.workers.lines),
        "retirees": dict(year.retirees.lines),
        "employer_total": year.employer.total,
        "workers_total": year.workers.total,
        "freed": [year.employer.freed, year.workers.freed],
        "cents_an_hour": [year.an_hour(side.total) for side in (year.employer, year.workers)],
        "of_payroll_bp": [year.of_payroll_bp(side.total) for side in (year.employer, year.workers)],
        "break_even_payroll": year.break_even_payroll_cents,
        "break_even_wage": year.cells[0].break_even_wage_cents,
        "each": {f"{cell.unit}/{cell.tier}": cell.per_person_cents for cell in year.cells},
        "more": ["/".join(filter(None, (each.unit, each.tier))) or each.who for each in pays_more(result)],
    }
    assert {name: found[name] for name in wanted} == wanted


def test_a_raise_costs_what_is_passed_on_and_no_more(tmp_path: Path) -> None:
    """Of 2,395.68 all: a raise of 2,218.22 and 8 % of it, 177.46; of it 2.5 %, 55.46. Half: 1,109.11 and 88.73."""
    nothing, half, whole = worked(CASES[0]["file"], tmp_path).in_all.passed
    assert (nothing.kept, nothing.wages) == (239568, 0)
    assert (half.kept, half.wages, half.employer_taxes, half.people_taxes) == (119784, 110911, 8873, 2773)
    assert (whole.kept, whole.wages, whole.employer_taxes, whole.to_people) == (0, 221822, 17746, 216276)


def test_where_the_employer_pays_more_wages_fall(tmp_path: Path) -> None:
    """28,500 more: wages of 400,000 fall by w with w + 7.5 % of w = 28,500, to within a cent of each of ten."""
    whole = worked(
        {case["name"]: case["file"] for case in CASES}["an employer that insures nobody pays more"], tmp_path
    )
    passed = whole.in_all.passed[-1]
    assert passed.wages == pytest.approx(-28_500_00 / 1.075, abs=10)
    assert passed.wages + passed.employer_taxes <= -28_500_00
    assert passed.people_taxes == pytest.approx(passed.wages * 0.025, abs=10)


@pytest.mark.parametrize(
    ("wage", "why"), [(50_000, "savings accounts"), (900_000, "new taxes are more")], ids=["deposits", "taxes"]
)
def test_why_a_worker_pays_more(wage: int, why: str, tmp_path: Path) -> None:
    """Of 1,000 in premiums: less 2,000 of deposits and 750 of tax; less 22,000 of tax."""
    plan = {"premium": 10_000, "employer_pays": 9_000, "hsa": 2_000}
    unit = {"name": "U", "wage": wage, "workers": {"single": 1}}
    more = pays_more(worked({"name": "Why", "year": 2026, "plan": plan, "units": [unit]}, tmp_path))
    assert [each.why for each in more if each.who == "people" and why in each.why]


tiers = st.dictionaries(
    st.sampled_from(["single", "employee+1", "family", "fund", "opt-out", "waived"]), st.integers(1, 400), min_size=1
)
units = st.lists(st.tuples(st.integers(0, 200_000), st.integers(1, 2_500), tiers), min_size=1, max_size=3)


@st.composite
def contracts(draw: st.DrawFn) -> dict[str, Any]:
    """Contracts of any kind; shares are percentages or dollars within the premium."""
    found = draw(units)
    workers = sum(sum(counts.values()) for _, _, counts in found)
    amount = st.integers(0, 40_000)
    return {
        "name": "Drawn",
        "year": 2026,
        "contract": {"years": draw(st.integers(1, 3))},
        "growth": {"wages": f"{draw(st.integers(-5, 9))} %", "premiums": f"{draw(st.integers(0, 12))} %"},
        "employer": {
            "employees": workers + draw(st.integers(0, 300)),
            "establishments": draw(st.integers(1, workers)),
            "administration": draw(amount),
            "ends_too": {"levy": draw(amount)},
        },
        "plan": {
            "premium": {"single": 9000, "employee+1": 18000, "family": 26000.01},
            "employer_pays": draw(st.sampled_from(["0 %", "33.33 %", "76 %", "100 %", 5000])),
            "hra": draw(st.integers(0, 2_000)),
            "hsa": draw(st.integers(0, 2_000)),
            "out_of_pocket": {"single": draw(amount), "fund": draw(amount)},
            "opt_out_payment": draw(st.integers(1, 5_000)),
            "fund_hourly": 9.07,
        },
        "units": [
            {"name": f"U{n}", "wage": wage, "hours": hours, "workers": counts}
            for n, (wage, hours, counts) in enumerate(found)
        ],
        "retirees": [
            {"name": "Old", "headcount": draw(st.integers(0, 50)), "premium": 4000.03, "employer_pays": "50 %"}
        ],
        "employee_tax_paid_by": draw(st.sampled_from(["worker", "employer", "33.33 %"])),
        "bill": draw(st.sampled_from(["ma-194", "ma-190", "ny-health-act", "us-sanders-2019"])),
    }


@settings(deadline=None, max_examples=20)
@given(file=contracts())
def test_every_sum_is_that_of_its_parts(file: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    result = worked(file, tmp_path_factory.mktemp("drawn"))
    for year in result.years:
        assert_adds_up(year)
    for side in ("employer", "workers", "retirees"):
        totals = [getattr(year, side).total for year in result.years]
        assert getattr(result.in_all, side).total == sum(totals)
        assert sum(row["cents"] for row in cell_rows(result) if row["side"] == side) == sum(totals)
    assert contract_summary(result)["in_all"]["together_cents"] == sum(row["cents"] for row in cell_rows(result))


def assert_adds_up(year: FreedYear) -> None:
    sides = {
        "employer": [cell.employer for cell in year.cells],
        "workers": [cell.people for cell in year.cells if not cell.retired],
        "retirees": [cell.people for cell in year.cells if cell.retired],
    }
    for side, held in sides.items():
        whole = getattr(year, side)
        assert whole.total == whole.freed - whole.borne == sum(each.total for each in held)
        for line, cents in whole.lines.items():
            assert cents == sum(each.lines.get(line, 0) for each in held)
    assert all(cell.per_person_cents * cell.count == cell.people.total for cell in year.cells)
    for passed in year.passed:
        assert passed.kept + passed.wages + passed.employer_taxes == year.employer.total
        meant = (2 * year.employer.total * passed.part_bp + 10_000) // 20_000
        assert passed.wages + passed.employer_taxes <= max(meant, 0) or meant < 0


@settings(deadline=None, max_examples=20)
@given(file=contracts())
def test_at_the_break_even_wage_a_worker_pays_no_more_and_a_cent_above_does(
    file: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Against 2.5 % of what is above 20,000 dollars, half up, as a sum by hand."""
    file = file | {"contract": {"years": 1}, "employee_tax_paid_by": "worker", "bill": "ma-194"}
    for cell in worked(file, tmp_path_factory.mktemp("drawn")).years[0].cells:
        spare = sum(cents for line, cents in cell.people.lines.items() if line != "employee_tax") // cell.count
        if cell.break_even_wage_cents is None:
            assert spare < 0 or cell.tier == "retired"
        else:
            assert by_hand(cell.break_even_wage_cents) <= spare < by_hand(cell.break_even_wage_cents + 1)


def by_hand(wage: int) -> int:
    return (max(wage - 2_000_000, 0) * 25 + 500) // 1000


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), max_size=9))
def test_parts_add_up_and_each_is_within_a_cent(amount: int, weights: list[int]) -> None:
    shared, whole = parts(amount, weights), sum(weights)
    assert sum(shared) == (amount if whole else 0)
    assert all(abs(part * whole - amount * weight) <= whole for part, weight in zip(shared, weights, strict=True))
