"""What each person's health care costs them today, by column, and the taxes that they pay at all.

The employer's premium is counted as the worker's: by incidence it is a cost of
theirs. The tax advantage is what would be due if premiums were wages, of worker
and employer, and stands as a negative cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cleanbill.financing.households.persons import Ints, Persons, part
from cleanbill.financing.households.premiums import MedicarePremium, marketplace_premium, medicare_premium
from cleanbill.financing.households.present_tax import PresentTax, present_tax
from cleanbill.financing.households.year_of_law import in_force

HEALTH = "us/taxes_for_health"
PREMIUMS = ("employee_premium", "employer_premium", "medicare_premiums", "marketplace_premiums")
TAXES = ("medicare_payroll_tax", "federal_income_tax", "state_income_tax")  # what of them pays for health


@dataclass(frozen=True, slots=True)
class Today:
    """Scenario-free: worked out once for any number of reforms."""

    persons: Persons
    columns: Mapping[str, Ints]  # cents of each person
    tax: PresentTax
    without_shelter: PresentTax  # where the employee's premium were not paid before tax
    medicare: MedicarePremium


def today(persons: Persons, out_of_pocket: Ints) -> Today:
    """Today's columns; `out_of_pocket` is what each person pays at the point of care in the year."""
    tax = present_tax(persons, persons.wages - persons.pre_tax)
    medicare = medicare_premium(persons, tax.agi)
    share = in_force(HEALTH, persons.year)
    columns = {
        "employee_premium": persons.employee_premium,
        "employer_premium": persons.employer_premium,
        "out_of_pocket": np.asarray(out_of_pocket, np.int64),
        "medicare_premiums": medicare.total,
        "marketplace_premiums": marketplace_premium(persons),
        "medicare_payroll_tax": tax.payroll.for_medicare,
        "federal_income_tax": part(tax.federal, share["federal_income_bp"]),
        "state_income_tax": part(tax.state, share["state_income_bp"]),
        "tax_advantage": -_advantage(persons, tax),
    }
    return Today(persons, columns, tax, present_tax(persons, persons.wages), medicare)


def _advantage(persons: Persons, tax: PresentTax) -> Ints:
    """Taxes that are not due because premiums are not wages (26 USC 106, 125)."""
    full = present_tax(persons, persons.wages + persons.employer_premium)
    return np.asarray(full.worker - tax.worker + full.employer - tax.employer)
