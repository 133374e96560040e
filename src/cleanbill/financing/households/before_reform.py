"""What each person pays for health care today: premiums, taxes and out-of-pocket costs, before any reform.

In: `Persons` and a year. Out: `Today`. Law: us/part_b_premium, us/medicare_income_related,
us/medicare_plan_premiums, states/ma/connectorcare_premium. MassHealth asks for no premium (CommonHealth's are
left out).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cleanbill.financing.households.persons import JOINT, Floats, Ints, Persons, part
from cleanbill.financing.households.todays_taxes import PresentTax, growth, in_force, present_tax

MONTHS = 12
RELATED = "us/medicare_income_related"


@dataclass(frozen=True, slots=True)
class MedicarePremium:
    """Cents a year of each person."""

    part_b: Ints
    part_d: Ints
    income_related: Ints  # of both
    supplement: Ints

    @property
    def to_medicare(self) -> Ints:
        """All but the supplement."""
        return np.asarray(self.part_b + self.part_d + self.income_related)

    @property
    def total(self) -> Ints:
        """All of it."""
        return np.asarray(self.to_medicare + self.supplement)


def medicare_premium(persons: Persons, agi: Floats) -> MedicarePremium:
    """Of people on Medicare without MassHealth; `agi` is of each return in this year, for that of two years before."""
    pays = persons.on("medicare", "medicare-supplement").astype(np.int64)
    plans = in_force("us/medicare_plan_premiums", persons.year)
    return MedicarePremium(
        part_b=pays * in_force("us/part_b_premium", persons.year) * MONTHS,
        part_d=pays * plans["part_d_cents"] * MONTHS,
        income_related=pays * _income_related(persons, agi)[persons.unit] * MONTHS,
        supplement=persons.on("medicare-supplement") * np.int64(plans["supplement_cents"] * MONTHS),
    )


def _income_related(persons: Persons, agi: Floats) -> Ints:
    """Monthly cents on top, of each return."""
    law, grown = in_force(RELATED, persons.year), growth(RELATED, persons.year)
    more = np.array([0, *law["part_b"]], np.int64) + np.array([0, *law["part_d"]], np.int64)
    starts = np.array([law["single"], law["joint"]]) * grown
    joint = persons.filing[persons.first] == JOINT
    step = np.where(joint, *(np.searchsorted(starts[row], agi, side="left") for row in (1, 0)))
    return more[step]


def marketplace_premium(persons: Persons) -> Ints:
    """ConnectorCare's by family income for each adult, and what is paid for a marketplace plan."""
    law = in_force("states/ma/connectorcare_premium", persons.year)
    band = np.searchsorted(law["from_fpl_bp"], persons.fpl_bp, side="left") - 1
    monthly = np.array(law["monthly_cents"], np.int64)[np.maximum(band, 0)]
    adult = persons.on("connectorcare") & (persons.age >= law["from_age"])
    return np.asarray(adult * monthly * MONTHS + persons.on("marketplace") * persons.marketplace_premium)


# What each person's health care costs them today, by column, and the taxes that they pay at all.
#
# The employer's premium is counted as the worker's: by incidence it is a cost of
# theirs. The tax advantage is what would be due if premiums were wages, of worker
# and employer, and stands as a negative cost.


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
