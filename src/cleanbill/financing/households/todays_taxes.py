"""Today's taxes of persons and returns: payroll tax, and a short form of federal and Massachusetts income tax.

In: `Persons` and a year. Out: whole cents, person by person. Law: FEDERAL_TAX_LAW and STATE_TAX_LAW, which say
what is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.core.money import growth as compound
from cleanbill.financing.households.persons import (
    DEPENDENT,
    HEAD_OF_HOUSEHOLD,
    JOINT,
    STATUSES,
    Floats,
    Ints,
    Persons,
    part,
    whole_cents,
)
from cleanbill.law import parameter

# A parameter's value in a year, and how far its thresholds have grown since the last one written down.


def in_force(path: str, year: int) -> Any:
    """What held at the end of `year`; of years before the first, the first."""
    found = parameter(path)
    return found.at(max(date(year, 12, 31), min(found.values)))


def growth(path: str, year: int) -> float:
    """What a threshold of the last value has become by `year` (law/us/tax_threshold_growth); 1 up to then."""
    beyond = max(0, year - max(parameter(path).values).year)
    return float(compound(in_force("us/tax_threshold_growth", year), beyond))


def by_status(values: dict[str, Any], status: Ints) -> Floats:
    """The value of each return, by filing status; a list gives a row to each return."""
    return np.array([values[name] for name in STATUSES], np.float64)[status]


# Payroll taxes of today: Social Security and Medicare, of employee, employer and self-employed.
#
# In: persons and the wages that are taxed. Out: cents a person. Law: us/payroll_tax
# (26 USC 1401, 3101, 3111). Partners' self-employment tax is left out.


LAW = "us/payroll_tax"


@dataclass(frozen=True, slots=True)
class PayrollTax:
    """Cents of each person; the further Medicare tax of a return stands at its first person."""

    social_security: Ints  # by the employee
    medicare: Ints  # by the employee
    self_employed_social_security: Ints
    self_employed_medicare: Ints
    further_medicare: Ints
    social_security_employer: Ints
    medicare_employer: Ints

    @property
    def worker(self) -> Ints:
        """All that the person pays."""
        employee = self.social_security + self.medicare + self.further_medicare
        return np.asarray(employee + self.self_employed_social_security + self.self_employed_medicare)

    @property
    def employer(self) -> Ints:
        """All that the employer pays."""
        return np.asarray(self.social_security_employer + self.medicare_employer)

    @property
    def for_medicare(self) -> Ints:
        """What goes to Medicare, from worker and employer."""
        return np.asarray(self.medicare + self.self_employed_medicare + self.further_medicare + self.medicare_employer)


def payroll_tax(persons: Persons, wages: Ints) -> PayrollTax:
    """The payroll taxes on `wages` and on self-employment."""
    law, grown = in_force(LAW, persons.year), growth(LAW, persons.year)
    base = round(law["base_cents"] * grown)
    wages = np.maximum(wages, 0)
    capped = np.minimum(wages, base)
    earnings = part(np.maximum(persons.self_employment, 0), law["self_employed_part_bp"])
    half, medicare = part(capped, law["social_security_bp"]), part(wages, law["medicare_bp"])
    left = np.minimum(earnings, base - capped)
    return PayrollTax(
        social_security=half,
        medicare=medicare,
        self_employed_social_security=part(left, 2 * law["social_security_bp"]),
        self_employed_medicare=part(earnings, 2 * law["medicare_bp"]),
        further_medicare=_further(persons, wages + earnings, law["further_medicare"]),
        social_security_employer=half,
        medicare_employer=medicare,
    )


def _further(persons: Persons, earned: Ints, law: dict[str, int]) -> Ints:
    above = np.maximum(persons.by_unit(earned) - by_status(law, persons.status), 0)
    due = persons.at_first(above * law["rate_bp"] / WHOLE_BP)
    return due


def half_of_self_employed(tax: PayrollTax) -> Ints:
    """What of it is deducted from income (26 USC 164(f))."""
    return whole_cents((tax.self_employed_social_security + tax.self_employed_medicare) / 2)


def employer_rate(persons: Persons) -> Floats:
    """What an employer pays on one more cent of today's wages."""
    law = in_force(LAW, persons.year)
    below = persons.wages < round(law["base_cents"] * growth(LAW, persons.year))
    rate: Floats = (law["medicare_bp"] + below * law["social_security_bp"]) / WHOLE_BP
    return rate


FEDERAL_TAX_LAW = "us/federal_income_tax"


@dataclass(frozen=True, slots=True)
class FederalTax:
    """Of each return: adjusted gross income and tax, in fractions of cents."""

    agi: Floats
    tax: Floats


def federal_tax(persons: Persons, wages: Ints, payroll: PayrollTax) -> FederalTax:
    """The tax on taxable `wages` and all other income; the tax on net investment income is in it."""
    law, grown = in_force(FEDERAL_TAX_LAW, persons.year), growth(FEDERAL_TAX_LAW, persons.year)
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


# Massachusetts income tax of each return (states/ma/income_tax says what is left out).


STATE_TAX_LAW = "states/ma/income_tax"


@dataclass(frozen=True, slots=True)
class StateTax:
    """Of each return, in fractions of cents: the tax on all income, and the further one on the highest."""

    tax: Floats
    further: Floats


def state_tax(persons: Persons, wages: Ints, payroll: PayrollTax) -> StateTax:
    """The tax on taxable `wages` and all other income but Social Security and benefits."""
    law = in_force(STATE_TAX_LAW, persons.year)
    paid_in = np.minimum(payroll.worker, law["contributions_cents"])
    kinds = wages + persons.self_employment + persons.partnership + persons.interest + persons.dividends
    other = np.maximum(persons.gains, 0) + persons.pensions + persons.unemployment
    income = persons.by_unit(kinds + other)
    household, aged = _exemptions(persons, law)
    taxable = np.maximum(income - persons.by_unit(paid_in) - household - aged, 0)
    above = np.maximum(taxable - law["further_from_cents"] * growth(STATE_TAX_LAW, persons.year), 0)
    due = taxable * law["rate_bp"] / WHOLE_BP
    return StateTax(_limited(persons, income, due, household, law), above * law["further_rate_bp"] / WHOLE_BP)


def _exemptions(persons: Persons, law: dict[str, Any]) -> tuple[Floats, Floats]:
    """Personal and dependents' exemptions, and those of age."""
    dependents = persons.by_unit((persons.role == DEPENDENT).astype(np.int64))
    aged = persons.by_unit(((persons.age >= law["aged_from"]) & (persons.role != DEPENDENT)).astype(np.int64))
    return by_status(law["personal"], persons.status) + dependents * law["dependent_cents"], aged * law["aged_cents"]


def _limited(persons: Persons, income: Floats, due: Floats, household: Floats, law: dict[str, Any]) -> Floats:
    """No tax on the lowest incomes, little on those just above (chapter 62, section 5); not for separate returns."""
    adds = np.isin(persons.status + 1, (JOINT, HEAD_OF_HOUSEHOLD))
    free = by_status(law["no_tax"], persons.status) + adds * household
    most = np.maximum(income - free, 0) * law["limited_bp"] / WHOLE_BP
    low = income <= free * law["limited_up_to_bp"] / WHOLE_BP
    tax: Floats = np.where(low, np.minimum(due, most), due)
    return tax


# Today's taxes on income at given wages: payroll, federal and state, of the worker and of the employer.


@dataclass(frozen=True, slots=True)
class PresentTax:
    """Cents of each person; what is a return's stands at its first person. `agi` is of each return."""

    payroll: PayrollTax
    federal: Ints
    state: Ints  # without the further tax on the highest incomes
    state_further: Ints
    agi: Floats

    @property
    def worker(self) -> Ints:
        """All that the person pays."""
        return np.asarray(self.payroll.worker + self.federal + self.state + self.state_further)

    @property
    def employer(self) -> Ints:
        """All that the employer pays."""
        return self.payroll.employer


def present_tax(persons: Persons, taxed_wages: Ints) -> PresentTax:
    """Taxes where `taxed_wages` is what of wages is taxed."""
    payroll = payroll_tax(persons, taxed_wages)
    federal = federal_tax(persons, taxed_wages, payroll)
    state = state_tax(persons, taxed_wages, payroll)
    at_first = persons.at_first
    return PresentTax(payroll, at_first(federal.tax), at_first(state.tax), at_first(state.further), federal.agi)
