"""The people of a contract file: units of workers by tier, retirees, and the employer as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleanbill.financing.contract.amounts import hourly, money, share
from cleanbill.financing.contract.parts import alike
from cleanbill.financing.contract.terms import FUND, INSURED, OPT_OUT, TIERS, Employer, Plan, Retirees, Unit
from cleanbill.financing.taxes.faults import Faults, at, meant

UNIT = {
    "name": "what the unit is called",
    "wage": "the wage of a year, as 60000",
    "hourly": "the wage of an hour, as 28.85",
    "hours": "hours of a year of each worker, as 1950",
    "workers": f"how many of each tier, as {{single: 12, family: 30}}. Tiers: {', '.join(TIERS)}",
    "plan": "the name of one of the plans",
}
RETIREES = {
    "name": "what they are called",
    "headcount": "how many",
    "premium": "the whole premium of one",
    "employer_pays": "what the employer pays of it, as 50 % or dollars",
}
EMPLOYER = {
    "employees": "how many the whole employer has, in this file or not",
    "establishments": "how many places of work, or a list of the employees of each",
    "payroll": "wages of all of them, where the file has a part",
    "administration": "what running the plans costs the employer and would end",
    "ends_too": "other costs that would end, by name, as {EMAC assessment: 12000}",
}
PEOPLE, HOURS = 10**7, 8_784
MOST_WAGE_CENTS = 10**10  # growth leaves it within what taxes are laid on


def read_unit(faults: Faults, where: str, value: Any, plans: Mapping[str, Plan], full_time: int) -> Unit | None:
    """One unit; None where its plan is not known."""
    raw = faults.mapping(where, value)
    where = at("units", raw["name"]) if isinstance(raw.get("name"), str) else where
    faults.keys(where, raw, UNIT, ("name", "workers"))
    hours = faults.whole(at(where, "hours"), raw.get("hours", full_time), HOURS, "whole hours a year")
    if hours == 0:
        faults.note(at(where, "hours"), "are none", "Write hours a year, as 1950.")
    plan = _plan(faults, where, raw, plans)
    counts = faults.mapping(at(where, "workers"), raw["workers"]) if "workers" in raw else {}
    faults.keys(at(where, "workers"), counts, dict.fromkeys(TIERS, "how many"), ())
    workers = {
        tier: faults.whole(at(where, f"workers.{tier}"), counts[tier], PEOPLE, "a number of workers")
        for tier in TIERS
        if tier in counts
    }
    if not sum(workers.values()) and "workers" in raw:
        faults.note(at(where, "workers"), "has nobody in it", f"Write {UNIT['workers']}.")
    unit = Unit(
        name=faults.text(at(where, "name"), raw.get("name", "-")),
        wage_cents=_wage(faults, where, raw, hours),
        hours=hours,
        hours_assumed="hours" not in raw,
        workers={tier: count for tier, count in workers.items() if count},
        plan=plan or Plan("", {}, {}, {}, None, 0, 0),
    )
    if plan is not None:
        _fits(faults, where, unit)
    return unit if plan is not None else None


def _wage(faults: Faults, where: str, raw: Mapping[Any, Any], hours: int) -> int:
    if ("wage" in raw) == ("hourly" in raw):
        faults.note(where, "needs either wage or hourly", f"Write {UNIT['wage']}, or {UNIT['hourly']}.")
    if "hourly" in raw:
        wage = hourly(faults, at(where, "hourly"), raw["hourly"]) * hours
    else:
        wage = money(faults, at(where, "wage"), raw.get("wage", 0))
    if wage > MOST_WAGE_CENTS:
        faults.note(where, "has a wage above a hundred million dollars a year", "Write the wage of one worker.")
        return 0
    return wage


def _plan(faults: Faults, where: str, raw: Mapping[Any, Any], plans: Mapping[str, Plan]) -> Plan | None:
    if "plan" not in raw and len(plans) == 1:
        return next(iter(plans.values()))
    name = str(raw.get("plan", ""))
    if name not in plans:
        problem = f"{name!r} is none of the plans" if name else "is missing"
        faults.note(at(where, "plan"), problem, f"{meant(name, plans)}Plans: {', '.join(plans) or 'none'}.")
    return plans.get(name)


def _fits(faults: Faults, where: str, unit: Unit) -> None:
    """Note a tier with workers for which the plan lacks what makes it that tier."""
    for tier in unit.workers:
        place = at(where, f"workers.{tier}")
        health = unit.plan.benefits.get("health")
        if tier in INSURED and (health is None or tier not in health.premium):
            faults.note(place, f"plan {unit.plan.name} has no premium of this tier", "Write it, or move the workers.")
        if tier == FUND and not unit.plan.fund_hourly_cents:
            faults.note(place, f"plan {unit.plan.name} has no fund_hourly", "Write the contribution of an hour.")
        if tier == OPT_OUT and not unit.plan.opt_out_payment_cents:
            faults.note(
                place, f"plan {unit.plan.name} has no opt_out_payment", "Write it, or call those workers waived."
            )


def read_retirees(faults: Faults, where: str, value: Any) -> Retirees:
    """One kind of retirees."""
    raw = faults.mapping(where, value)
    faults.keys(where, raw, RETIREES, RETIREES)
    paid = raw.get("employer_pays", 0)
    return Retirees(
        name=faults.text(at(where, "name"), raw.get("name", "-")),
        headcount=faults.whole(at(where, "headcount"), raw.get("headcount", 0), PEOPLE, "a number of people"),
        premium_cents=money(faults, at(where, "premium"), raw.get("premium", 0)),
        employer=share(faults, at(where, "employer_pays"), paid),
    )


def read_employer(faults: Faults, value: Any, workers: int, payroll: int) -> Employer:
    """The employer; `workers` and `payroll` cents are those of the file's units."""
    raw = faults.mapping("employer", value)
    faults.keys("employer", raw, EMPLOYER, ())
    employees = faults.whole("employer.employees", raw.get("employees", workers), PEOPLE, "a number of people")
    whole = money(faults, "employer.payroll", raw["payroll"]) if "payroll" in raw else None
    if employees < workers:
        faults.note("employer.employees", f"is less than the {workers:,} workers of the units", "Count all of them.")
    if whole is not None and whole < payroll:
        faults.note("employer.payroll", "is less than the wages of the units", "Give the payroll of all employees.")
    ends = faults.mapping("employer.ends_too", raw.get("ends_too", {}))
    return Employer(
        places=_places(faults, raw.get("establishments", 1), employees),
        payroll_cents=whole,
        administration_cents=money(faults, "employer.administration", raw.get("administration", 0)),
        ends_too={str(name): money(faults, f"employer.ends_too.{name}", each) for name, each in ends.items()},
    )


def _places(faults: Faults, value: Any, employees: int) -> tuple[int, ...]:
    where = "employer.establishments"
    if not isinstance(value, list):
        count = faults.whole(where, value, PEOPLE, "a number of places, or a list of the employees of each")
        if not 1 <= count <= max(employees, 1):
            faults.note(where, f"{count:,} places for {employees:,} employees", "Write how many have employees.")
            return (employees,)
        return alike(employees, count)
    places = tuple(faults.whole(where, each, PEOPLE, "the employees of each place") for each in value)
    if sum(places) != employees or 0 in places:
        faults.note(where, f"add up to {sum(places):,}, and there are {employees:,} employees", "Make them agree.")
    return places
