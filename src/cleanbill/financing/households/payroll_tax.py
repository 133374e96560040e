"""Payroll taxes of today: Social Security and Medicare, of employee, employer and self-employed.

In: persons and the wages that are taxed. Out: cents a person. Law: us/payroll_tax
(26 USC 1401, 3101, 3111). Partners' self-employment tax is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.households.persons import Floats, Ints, Persons, half_up, part
from cleanbill.financing.households.year_of_law import by_status, growth, in_force

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
        own = self.social_security + self.medicare + self.further_medicare
        return np.asarray(own + self.self_employed_social_security + self.self_employed_medicare)

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
    own = part(np.maximum(persons.self_employment, 0), law["self_employed_part_bp"])
    half, medicare = part(capped, law["social_security_bp"]), part(wages, law["medicare_bp"])
    left = np.minimum(own, base - capped)
    return PayrollTax(
        social_security=half,
        medicare=medicare,
        self_employed_social_security=part(left, 2 * law["social_security_bp"]),
        self_employed_medicare=part(own, 2 * law["medicare_bp"]),
        further_medicare=_further(persons, wages + own, law["further_medicare"]),
        social_security_employer=half,
        medicare_employer=medicare,
    )


def _further(persons: Persons, earned: Ints, law: dict[str, int]) -> Ints:
    above = np.maximum(persons.by_unit(earned) - by_status(law, persons.status), 0)
    due = persons.at_first(above * law["rate_bp"] / WHOLE_BP)
    return due


def half_of_self_employed(tax: PayrollTax) -> Ints:
    """What of it is deducted from income (26 USC 164(f))."""
    return half_up((tax.self_employed_social_security + tax.self_employed_medicare) / 2)


def employer_rate(persons: Persons) -> Floats:
    """What an employer pays on one more cent of today's wages."""
    law = in_force(LAW, persons.year)
    below = persons.wages < round(law["base_cents"] * growth(LAW, persons.year))
    rate: Floats = (law["medicare_bp"] + below * law["social_security_bp"]) / WHOLE_BP
    return rate
