"""`read_contract`: a contract file, YAML, with all its faults given at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cleanbill.core.schema import Faults, at
from cleanbill.core.tables import read_yaml
from cleanbill.financing.contract.read_units import (
    DEFAULT,
    by_tier,
    changes,
    chosen_bill,
    hourly,
    money,
    money_by_tier,
    percent,
    read_employer,
    read_retirees,
    read_unit,
    share,
)
from cleanbill.financing.contract.terms import FUND, INSURED, Benefit, Contract, Growth, Plan, Unit
from cleanbill.law import parameter

# One plan of a contract file: premiums and shares by tier, accounts, what is paid to those without it.


KEYS = {
    "premium": "the whole premium by tier, as {single: 789 a month, family: 2157 a month}",
    "employer_pays": "what the employer pays of it, as 76 %, or dollars, or either by tier",
    "hra": "what the employer sets aside in a reimbursement account, by tier",
    "hsa": "what the employer pays into workers' own savings accounts, by tier",
    "dental": "premium and employer_pays of a dental plan",
    "vision": "premium and employer_pays of a vision plan",
    "out_of_pocket": "what a worker's household is expected to pay for care itself, by tier",
    "opt_out_payment": "what a worker is paid for going without the plan",
    "fund_hourly": "the contribution to a Taft-Hartley fund for each hour worked",
}
BENEFIT = {"premium": KEYS["premium"], "employer_pays": KEYS["employer_pays"]}
HEALTH = "health"


def read_plan(faults: Faults, where: str, name: str, value: Any) -> Plan:
    """The plan that `value` writes down; every fault is noted."""
    raw = faults.mapping(where, value)
    faults.keys(where, raw, KEYS, ())
    benefits = {kind: _benefit(faults, at(where, kind), raw[kind]) for kind in ("dental", "vision") if kind in raw}
    if "premium" in raw or "employer_pays" in raw:
        health = {key: raw[key] for key in BENEFIT if key in raw}
        benefits = {HEALTH: _benefit(faults, where, health), **benefits}
    spent = raw.get("out_of_pocket")
    given = {key: money_by_tier(faults, at(where, key), raw.get(key, 0), INSURED) for key in ("hra", "hsa")}
    return Plan(
        name=name,
        benefits=benefits,
        hra=given["hra"],
        hsa=given["hsa"],
        out_of_pocket=money_by_tier(faults, at(where, "out_of_pocket"), spent, (*INSURED, FUND)) if spent else None,
        opt_out_payment_cents=money(faults, at(where, "opt_out_payment"), raw.get("opt_out_payment", 0)),
        fund_hourly_cents=hourly(faults, at(where, "fund_hourly"), raw.get("fund_hourly", 0)),
    )


def _benefit(faults: Faults, where: str, value: Any) -> Benefit:
    raw = faults.mapping(where, value)
    faults.keys(where, raw, BENEFIT, BENEFIT)
    place, paid = at(where, "premium"), at(where, "employer_pays")
    premium = money_by_tier(faults, place, raw["premium"], INSURED) if "premium" in raw else {}
    shares = by_tier(faults, paid, raw["employer_pays"], INSURED) if "employer_pays" in raw else {}
    employer = {tier: share(faults, at(paid, tier), raw) for tier, raw in shares.items()}
    for tier, cents in premium.items():
        if "employer_pays" in raw and tier not in employer:
            faults.note(at(paid, tier), "is missing", f"Write {KEYS['employer_pays']}.")
        part = employer[tier].cents if tier in employer else None
        if part is not None and part > cents:
            faults.note(at(paid, tier), "is more than the premium", "Write what the employer pays of it.")
    return Benefit(premium, employer)


CONTRACT_KEYS = {
    "name": "what the contract is called",
    "year": "the year of the file's amounts",
    "contract": "start and years, as {start: 2026-07-01, years: 3}",
    "employer": "employees, establishments and so on of the whole employer",
    "plan": "the one plan",
    "plans": "plans by name",
    "units": "a list of units of workers",
    "retirees": "a list of kinds of retirees",
    "growth": "growth a year, as {wages: 3 %, premiums: 6 %}",
    "bill": f"a bill, {DEFAULT} where none is given",
    "employee_tax_paid_by": "worker, employer, or the employer's part of it, as 50 %",
    "pass_through": "a list of the parts of the employer's money that come to wages, as [0 %, 50 %, 100 %]",
}
NEEDED = ("name", "year", "units")
SPAN = {"start": "the first day, as 2026-07-01", "years": "how many years, 1 to 10"}
GROWTH = {
    "wages": "of wages, as 3 %, or a list of one for each year after the first",
    "premiums": "of premiums and Taft-Hartley contributions",
    "employer_dollars": "of an employer's share that is written in dollars; as premiums where not given",
    "accounts": "of HRA, HSA and opt-out payments; none where not given",
    "out_of_pocket": "of what workers pay for care; as premiums where not given",
    "administration": "of administration and other costs that end; as wages where not given",
}
MOST_YEARS, YEARS = 10, (2000, 2060)


def read_contract(path: Path, *, bill: str | None = None) -> Contract:
    """The contract of a file; `bill` takes the place of the bill it names. BadInput lists every fault."""
    faults = Faults(path.name)
    raw = faults.mapping(None, read_yaml(path, "docs/contract.md shows a whole file."))
    faults.stop_if_any()
    faults.keys(None, raw, CONTRACT_KEYS, NEEDED)
    year = _year(faults, raw.get("year", YEARS[0]))
    labels, steps = _span(faults, raw.get("contract", {}), year)
    units = _units(faults, raw)
    payroll = sum(unit.wage_cents * sum(unit.workers.values()) for unit in units)
    employer = read_employer(faults, raw.get("employer", {}), sum(sum(u.workers.values()) for u in units), payroll)
    chosen, times = chosen_bill(faults, raw.get("bill", DEFAULT), path.parent, bill)
    retired = faults.items("retirees", raw["retirees"]) if "retirees" in raw else ()
    retirees = tuple(read_retirees(faults, f"retirees[{n}]", raw) for n, raw in enumerate(retired, 1))
    growth = _growth(faults, raw.get("growth", {}), max(steps, default=0))
    picked_up, passed = _picked_up(faults, raw), _passed(faults, raw, year)
    name = faults.text("name", raw["name"]) if "name" in raw else ""
    faults.stop_if_any()
    assert chosen is not None  # or there was a fault
    return Contract(
        name=name,
        year=year,
        labels=labels,
        steps=steps,
        employer=employer,
        units=units,
        retirees=retirees,
        growth=growth,
        bill=chosen,
        bill_changes=changes(raw.get("bill"), chosen),
        rate_scale=times,
        picked_up_bp=picked_up,
        pass_through_bp=passed,
    )


def _year(faults: Faults, value: Any) -> int:
    if type(value) is int and YEARS[0] <= value <= YEARS[1]:
        return value
    faults.note("year", f"{value!r} is not a year from {YEARS[0]} to {YEARS[1]}", "Write the year of the amounts.")
    return YEARS[0]


def _span(faults: Faults, value: Any, year: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    raw = faults.mapping("contract", value)
    faults.keys("contract", raw, SPAN, ())
    start, years = raw.get("start", date(year, 1, 1)), raw.get("years", 1)
    if type(start) is not date or not 0 <= start.year - year <= MOST_YEARS:
        faults.note("contract.start", "is not a day in the file's year or the ten after it", f"Write {SPAN['start']}.")
        start = date(year, 1, 1)
    if type(years) is not int or not 1 <= years <= MOST_YEARS:
        faults.note("contract.years", f"{years!r} is not a number of years", f"Write {SPAN['years']}.")
        years = 1
    first = range(start.year, start.year + years)
    whole = (start.month, start.day) == (1, 1)
    labels = tuple(str(first_year) if whole else f"{first_year}-{(first_year + 1) % 100:02d}" for first_year in first)
    return labels, tuple(first_year - year for first_year in first)


def _units(faults: Faults, raw: Mapping[Any, Any]) -> tuple[Unit, ...]:
    if ("plan" in raw) == ("plans" in raw):
        faults.note(
            "plan",
            "the file needs either plan or plans",
            f"Write {CONTRACT_KEYS['plan']}, or {CONTRACT_KEYS['plans']}.",
        )
    written = faults.mapping("plans", raw["plans"]) if "plans" in raw else {}
    plans: dict[str, Plan] = {
        str(name): read_plan(faults, at("plans", name), str(name), raw) for name, raw in written.items()
    }
    if "plan" in raw and "plans" not in raw:
        plans = {"plan": read_plan(faults, "plan", "plan", raw["plan"])}
    full_time = parameter("us/full_time_hours").at(date(YEARS[0], 12, 31))
    listed = faults.items("units", raw["units"]) if "units" in raw else ()
    found = [read_unit(faults, f"units[{n}]", raw, plans, full_time) for n, raw in enumerate(listed, 1)]
    units = tuple(unit for unit in found if unit is not None)
    names = [unit.name for unit in units]
    for name in sorted({name for name in names if names.count(name) > 1}):
        faults.note(at("units", name), "two units have this name", "Give each its own.")
    return units


def _growth(faults: Faults, value: Any, steps: int) -> Growth:
    raw = faults.mapping("growth", value)
    faults.keys("growth", raw, GROWTH, ())
    for key in ("wages", "premiums"):
        if steps and key not in raw:
            faults.note(at("growth", key), "is missing, and the contract has later years", f"Write {GROWTH[key]}.")
    given = {key: _rates(faults, at("growth", key), rates, steps) for key, rates in raw.items() if key in GROWTH}
    wages, premiums = given.get("wages", (0,) * steps), given.get("premiums", (0,) * steps)
    return Growth(
        wages=wages,
        premiums=premiums,
        employer_dollars=given.get("employer_dollars", premiums),
        accounts=given.get("accounts", (0,) * steps),
        out_of_pocket=given.get("out_of_pocket", premiums),
        administration=given.get("administration", wages),
    )


def _rates(faults: Faults, where: str, value: Any, steps: int) -> tuple[int, ...]:
    if not isinstance(value, list):
        return (percent(faults, where, value, -5_000, 5_000),) * steps
    rates = tuple(percent(faults, where, rate, -5_000, 5_000) for rate in value)
    if len(rates) != steps:
        faults.note(where, f"lists {len(rates)} years, and there are {steps} after the file's", "Write one for each.")
    return rates


def _picked_up(faults: Faults, raw: Mapping[Any, Any]) -> int:
    where, value = "employee_tax_paid_by", raw.get("employee_tax_paid_by", "worker")
    if isinstance(value, str) and "%" in value:
        return percent(faults, where, value, 0, 10_000)
    return 10_000 if faults.one_of(where, value, ("worker", "employer")) == "employer" else 0


def _passed(faults: Faults, raw: Mapping[Any, Any], year: int) -> tuple[int, ...]:
    if "pass_through" not in raw:
        return tuple(parameter("us/pass_through").at(date(year, 12, 31))["shown_bp"])
    listed: Sequence[Any] = faults.items("pass_through", raw["pass_through"])
    return tuple(percent(faults, "pass_through", raw, 0, 10_000) for raw in listed)
