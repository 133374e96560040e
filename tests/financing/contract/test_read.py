"""A contract file with faults is told all of them at once, with what was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleanbill.core.errors import BadInput
from cleanbill.core.schema import Faults
from cleanbill.financing.contract import read_contract
from cleanbill.financing.contract.read_units import hourly, money, percent

GOOD = """
name: Good
year: 2026
plan: {premium: {single: 800 a month}, employer_pays: 76 %}
units: [{name: One, wage: 50000, workers: {single: 1}}]
"""
BAD = """
name: Bad
yaer: 2026
plan: {premium: {singel: 800 a month}, employer_pays: 120 %, hra: lots}
units:
  - {name: One, wage: 50000, workers: {single: 1, famly: 2}, plan: gold}
  - {name: Two, wage: 1, hourly: 2, workers: {opt-out: -1}}
employer: {employees: 0, establishments: [3, 4]}
growth: {wage: 3 %}
contract: {start: 2026-07-01, years: 30}
bill: {name: ma-194, employr_rate: 8 %}
employee_tax_paid_by: wroker
pass_through: [0.5]
retirees: [{name: Old}]
"""
TOLD = [
    "yaer: nothing reads this key, so it would not count. Did you mean year?",
    "year: is missing",
    "singel: there is no such tier here. Did you mean single?",
    "120 % is outside 0 to 100 %",
    "plan.hra.single: 'lots' is not an amount",
    "famly: nothing reads this key, so it would not count. Did you mean family?",
    "units.One.plan: 'gold' is not one of the plans",
    "units.Two: needs either wage or hourly",
    "units.Two.workers.opt-out: -1 is negative",
    "employer.establishments: add up to 7",
    "growth.wage: nothing reads this key, so it would not count. Did you mean wages?",
    "contract.years: 30 is not a number of years",
    "employr_rate: nothing reads this key, so it would not count. Did you mean employer_rate?",
    "Did you mean worker?",
    "0.5 is not a percentage",
    "retirees[1].headcount: is missing",
]


def faults_of(text: str, folder: Path) -> str:
    path = folder / "contract.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput) as bad:
        read_contract(path)
    return str(bad.value)


@pytest.mark.parametrize("told", TOLD)
def test_every_fault_is_told(told: str, tmp_path: Path) -> None:
    assert told in faults_of(BAD, tmp_path)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "contract.yaml"
    path.write_text(GOOD, "utf-8")
    contract = read_contract(path)
    assert contract.units[0].plan.benefits["health"].premium == {"single": 960000}
    assert (contract.labels, contract.employer.employees, contract.picked_up_bp) == (("2026",), 1, 0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("workers: {single: 1}", "workers: {family: 1}"), "has no premium of this tier"),
        (("workers: {single: 1}", "workers: {fund: 1}"), "has no fund_hourly"),
        (("workers: {single: 1}", "workers: {opt-out: 1}"), "has no opt_out_payment"),
        (("workers: {single: 1}", "workers: {}"), "has nobody in it"),
        (("employer_pays: 76 %", "employer_pays: 76"), "may be meant in percent"),
        (("employer_pays: 76 %", "employer_pays: 9601"), "is more than the premium"),
        (("year: 2026", "year: 2026\ncontract: {years: 3}"), "growth.premiums: is missing"),
        (("year: 2026", "year: 2026\nbill: ma-914"), "Did you mean ma-194?"),
        (("year: 2026", "year: 2026\nemployer: {employees: 1, payroll: 10}"), "less than the wages of the units"),
        (("year: 2026", "year: 2026\nemployer: {establishments: 2}"), "2 places for 1 employees"),
        (("wage: 50000", "wage: 50000, hours: 0"), "hours: are zero"),
        (("plan:", "plain:"), "needs either plan or plans"),
        (("name: Good", "name: [Good"), "is not YAML"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fault(change: tuple[str, str], told: str, tmp_path: Path) -> None:
    assert told in faults_of(GOOD.replace(*change), tmp_path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_contract(tmp_path / "none.yaml")


def test_amounts_as_people_write_them() -> None:
    faults = Faults("f")
    assert [money(faults, "x", each) for each in (9468, 789.5, "$9,468.10", "789 a month", "789.01/month")] == [
        946800, 78950, 946810, 946800, 946812,
    ]  # fmt: skip
    assert [hourly(faults, "x", each) for each in (28.85, "28.85 an hour", "$7")] == [
        2885,
        2885,
        700,
    ]
    assert [percent(faults, "x", each, -100, 10_000) for each in ("76 %", "7.65%", "-1 %")] == [7600, 765, -100]
    assert faults.found == []
    for wrong in (-1, True, "", "12.345", "1 a week", None, float("nan"), "1e9"):
        money(faults, "x", wrong)
    assert len(faults.found) == 8
