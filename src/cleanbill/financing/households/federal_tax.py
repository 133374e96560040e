"""Federal income tax of each return, by a short form of the law (us/federal_income_tax says what is left out)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.households.payroll_tax import PayrollTax, half_of_self_employed
from cleanbill.financing.households.persons import DEPENDENT, Floats, Ints, Persons
from cleanbill.financing.households.year_of_law import by_status, growth, in_force

LAW = "us/federal_income_tax"


@dataclass(frozen=True, slots=True)
class FederalTax:
    """Of each return: adjusted gross income and tax, in fractions of cents."""

    agi: Floats
    tax: Floats


def federal_tax(persons: Persons, wages: Ints, payroll: PayrollTax) -> FederalTax:
    """The tax on taxable `wages` and all other income; the tax on net investment income is in it."""
    law, grown = in_force(LAW, persons.year), growth(LAW, persons.year)
    qualified = in_force("us/qualified_dividends", persons.year) / WHOLE_BP
    dividends, gains = persons.by_unit(persons.dividends), persons.by_unit(persons.gains)
    invested = persons.by_unit(persons.interest) + dividends + np.maximum(gains, 0)
    preferred = np.maximum(gains, 0) + dividends * qualified
    other = persons.by_unit(
        wages + persons.self_employment + persons.partnership + persons.pensions + persons.unemployment
        - half_of_self_employed(payroll)
    )  # fmt: skip
    before = other + invested + np.clip(gains, -law["loss_cents"], 0)
    agi = before + _social_security(persons, before, law["social_security"])
    taxable = np.maximum(agi - _deduction(persons, law, grown), 0)
    due = _brackets(persons, taxable, np.minimum(preferred, taxable), law, grown)
    due = np.maximum(due - _child_credit(persons, agi, law["child_credit"]), 0)
    return FederalTax(agi, due + _net_investment(persons, agi, invested, law["net_investment"]))


def _social_security(persons: Persons, before: Floats, law: dict[str, Any]) -> Floats:
    """What of Social Security is income (26 USC 86)."""
    whole = persons.by_unit(persons.social_security)
    half_from, most_from = (by_status(law[name], persons.status) for name in ("half_from", "most_from"))
    half, most = law["half_bp"] / WHOLE_BP, law["most_bp"] / WHOLE_BP
    combined = before + whole / 2
    low = np.minimum(np.minimum(whole, np.maximum(combined - half_from, 0)) * half, (most_from - half_from) * half)
    taxed: Floats = np.minimum(low + np.maximum(combined - most_from, 0) * most, whole * most)
    return taxed


def _deduction(persons: Persons, law: dict[str, Any], grown: float) -> Floats:
    aged = persons.by_unit(((persons.age >= law["aged_from"]) & (persons.role != DEPENDENT)).astype(np.int64))
    standard, more = (by_status(law[name], persons.status) for name in ("standard_deduction", "aged_addition"))
    deduction: Floats = (standard + aged * more) * grown
    return deduction


def _brackets(persons: Persons, taxable: Floats, preferred: Floats, law: dict[str, Any], grown: float) -> Floats:
    """Rates on ordinary income, then on preferred income that stands on top of it."""
    ordinary = taxable - preferred
    starts = by_status(law["starts"], persons.status) * grown
    above = by_status(law["preferred_starts"], persons.status) * grown
    on_ordinary = _rising(starts, law["rates_bp"], ordinary)
    return (
        on_ordinary
        + _rising(above, law["preferred_rates_bp"], taxable)
        - _rising(above, law["preferred_rates_bp"], ordinary)
    )


def _rising(starts: Floats, rates_bp: list[int], amount: Floats) -> Floats:
    """Tax on `amount` from 0 up, where each rate holds from its start on."""
    steps = np.diff(rates_bp, prepend=0) / WHOLE_BP
    due: Floats = (np.maximum(amount[:, None] - starts, 0) * steps).sum(axis=1)
    return due


def _child_credit(persons: Persons, agi: Floats, law: dict[str, Any]) -> Floats:
    young = persons.by_unit(((persons.age < law["below_age"]) & (persons.role == DEPENDENT)).astype(np.int64))
    gone = np.maximum(agi - by_status(law, persons.status), 0) * law["phase_out_bp"] / WHOLE_BP
    credit: Floats = np.maximum(young * law["cents"] - gone, 0)
    return credit


def _net_investment(persons: Persons, agi: Floats, invested: Floats, law: dict[str, Any]) -> Floats:
    above = np.maximum(agi - by_status(law, persons.status), 0)
    due: Floats = np.minimum(np.maximum(invested, 0), above) * law["rate_bp"] / WHOLE_BP
    return due
