"""The people of a contract file: units of workers by tier, retirees, and the employer as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from cleanbill.core.errors import BadInput
from cleanbill.core.money import cents, half_up
from cleanbill.core.schema import Faults, at, meant
from cleanbill.financing.contract.terms import FUND, INSURED, OPT_OUT, TIERS, Employer, Plan, Retirees, Share, Unit
from cleanbill.financing.taxes import Bill, Bracket, Tax, bill_names, load_bill

# Amounts and parts as people write them in a contract file: `789 a month`, `76 %`.


AMOUNT = re.compile(r"\$?\s*(\d[\d,]*(?:\.\d{1,2})?)\s*(?:(?:an?|per|/)\s*(month|year|hour))?")
PART = re.compile(r"([+-]?\d+(?:\.\d{1,2})?)\s*%")
MONTHS = {"month": 12, "year": 1, None: 1}
MOST = 10**13  # cents; times any rate it stays within int64
MAYBE_PERCENT_CENTS = 100_00  # a share of so few dollars, without a period, is asked about
MONEY = "dollars a year with at most two decimals, as 9468, or an amount a month, as 789 a month"
HOURLY = "dollars an hour, as 28.85"
PERCENT = "a percentage with at most two decimals, as 7.5 %"


def money(faults: Faults, where: str, value: Any) -> int:
    """Cents a year."""
    amount, per = _amount(value)
    if amount is None or per not in MONTHS:
        faults.note(where, f"{value!r} is not an amount a year or a month", f"Write {MONEY}.")
        return 0
    return _within(faults, where, amount * MONTHS[per])


def hourly(faults: Faults, where: str, value: Any) -> int:
    """Cents an hour."""
    amount, per = _amount(value)
    if amount is None or per not in ("hour", None):
        faults.note(where, f"{value!r} is not an amount an hour", f"Write {HOURLY}.")
        return 0
    return _within(faults, where, amount)


def percent(faults: Faults, where: str, value: Any, low: int, high: int) -> int:
    """Basis points of `76 %`, from `low` to `high`."""
    found = PART.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        faults.note(where, f"{value!r} is not a percentage", f"Write {PERCENT}.")
        return 0
    part = cents(found[1])
    if not low <= part <= high:
        faults.note(where, f"{value} is outside {low / 100:g} to {high / 100:g} %", f"Write {PERCENT}, within that.")
        return 0
    return part


def share(faults: Faults, where: str, value: Any) -> Share:
    """What the employer pays of a premium, as `76 %` or in money."""
    if isinstance(value, str) and "%" in value:
        return Share(part_bp=percent(faults, where, value, 0, 10_000))
    cents = money(faults, where, value)
    if 0 < cents <= MAYBE_PERCENT_CENTS and _amount(value)[1] is None:
        faults.note(where, f"{value} may be meant in percent", f"Write {value} %, or {value} a year.")
    return Share(cents=cents)


def by_tier(faults: Faults, where: str, value: Any, tiers: Sequence[str]) -> Mapping[str, Any]:
    """One value for every tier, or one for each that is named."""
    if not isinstance(value, Mapping):
        return dict.fromkeys(tiers, value)
    for tier in value:
        if tier not in tiers:
            faults.note(
                at(where, tier), "there is no such tier here", f"{meant(str(tier), tiers)}Tiers: {', '.join(tiers)}."
            )
    return {str(tier): amount for tier, amount in value.items() if tier in tiers}


def money_by_tier(faults: Faults, where: str, value: Any, tiers: Sequence[str]) -> dict[str, int]:
    """Cents a year of each tier."""
    return {
        tier: money(faults, at(where, tier), amount) for tier, amount in by_tier(faults, where, value, tiers).items()
    }


def _amount(value: Any) -> tuple[int | None, str | None]:
    found = None if isinstance(value, bool) else AMOUNT.fullmatch(str(value).strip())
    return (None, None) if found is None else (cents(found[1]), found[2])


def _within(faults: Faults, where: str, cents: int) -> int:
    if cents <= MOST:
        return cents
    faults.note(where, "is more than a hundred billion dollars", "Look at the number once more.")
    return 0


# The bill of a contract file: one that ships or a file, with rates and exemptions of its own where given.


DEFAULT = "ma-194"
KEYS = {
    "name": "a bill that ships, or the path of a file",
    "settings": "its open parameters, by name",
    "rates_times": "every rate of the bill as a part of itself, as 110 %",
}
WHERE = "bill"


def chosen_bill(faults: Faults, value: Any, folder: Path, name: str | None) -> tuple[Bill | None, float]:
    """The bill and what its rates are multiplied by; `name` takes the place of the file's. None where it has faults."""
    raw = value if isinstance(value, Mapping) else {"name": value}
    called = name or str(raw.get("name", DEFAULT))
    given = faults.mapping("bill.settings", raw.get("settings", {}))
    path: str | Path = called
    if called not in bill_names() and (folder / called).is_file():
        path = folder / called
    try:
        bill = load_bill(path, settings={str(key): setting for key, setting in given.items()})
    except BadInput as bad:
        faults.found.extend(bad.findings)
        return None, 1.0
    on_wages = {tax.name: tax for tax in bill.taxes if tax.base.get("wages")}
    changes = {f"{tax}_rate": "the rate, as 8 %" for tax, tax_terms in on_wages.items() if len(tax_terms.brackets) == 1}
    changes |= {f"{tax}_exemption": "what is free of it, in dollars a year" for tax in on_wages}
    faults.keys(WHERE, raw, KEYS | changes, ())
    times = percent(faults, "bill.rates_times", raw.get("rates_times", "100 %"), 0, 100_000) / 10_000
    return replace(bill, taxes=tuple(_changed(faults, tax, raw) for tax in bill.taxes)), times


def _changed(faults: Faults, tax: Tax, raw: Mapping[Any, Any]) -> Tax:
    rate, exemption = f"{tax.name}_rate", f"{tax.name}_exemption"
    if rate in raw and len(tax.brackets) == 1:
        tax = replace(tax, brackets=(Bracket(0, percent(faults, at(WHERE, rate), raw[rate], 0, 10_000)),))
    if exemption in raw:
        cents = money(faults, at(WHERE, exemption), raw[exemption])
        tax = replace(tax, exemption_cents=(cents,) * len(tax.exemption_cents))
    return tax


def changes(raw: Any, bill: Bill) -> tuple[str, ...]:
    """What a contract file's `bill` changes in it, and open parameters it sets, in words."""
    written = raw if isinstance(raw, Mapping) else {}
    levers = tuple(f"{key} {value}" for key, value in written.items() if key not in ("name", "settings"))
    return (*levers, *(f"{setting.name} {setting.value}" for setting in bill.settings.values() if setting.changed))


# Whole amounts shared out, so that the parts add up to the cent, and rounding half up of either sign.


def parts(amount: int, weights: Sequence[int]) -> list[int]:
    """`amount` by `weights`, each part within a cent of its own; all 0 where the weights are."""
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    upto = [amount * so_far // whole for so_far in accumulate(weights, initial=0)]
    return [high - low for low, high in pairwise(upto)]


def alike(count: int, places: int) -> tuple[int, ...]:
    """So many people over places that are alike, give or take one."""
    return tuple(parts(count, [1] * places))


def ratio(dividend: int, divisor: int) -> int:
    """Half up (of a loss too: towards the greater); 0 where the divisor is."""
    return half_up(dividend, divisor) if divisor else 0


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
        faults.note(at(where, "hours"), "are zero", "Write hours a year, as 1950.")
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
        problem = f"{name!r} is not one of the plans" if name else "is missing"
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
        ends_too={str(name): money(faults, f"employer.ends_too.{name}", raw) for name, raw in ends.items()},
    )


def _places(faults: Faults, value: Any, employees: int) -> tuple[int, ...]:
    where = "employer.establishments"
    if not isinstance(value, list):
        count = faults.whole(where, value, PEOPLE, "a number of places, or a list of the employees of each")
        if not 1 <= count <= max(employees, 1):
            faults.note(where, f"{count:,} places for {employees:,} employees", "Write how many have employees.")
            return (employees,)
        return alike(employees, count)
    places = tuple(faults.whole(where, employees, PEOPLE, "the employees of each place") for employees in value)
    if sum(places) != employees or 0 in places:
        faults.note(where, f"add up to {sum(places):,}, and there are {employees:,} employees", "Make them agree.")
    return places
