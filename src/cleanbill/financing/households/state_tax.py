"""Massachusetts income tax of each return (states/ma/income_tax says what is left out)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.households.payroll_tax import PayrollTax
from cleanbill.financing.households.persons import DEPENDENT, HEAD_OF_HOUSEHOLD, JOINT, Floats, Ints, Persons
from cleanbill.financing.households.year_of_law import by_status, growth, in_force

LAW = "states/ma/income_tax"


@dataclass(frozen=True, slots=True)
class StateTax:
    """Of each return, in fractions of cents: the tax on all income, and the further one on the highest."""

    tax: Floats
    further: Floats


def state_tax(persons: Persons, wages: Ints, payroll: PayrollTax) -> StateTax:
    """The tax on taxable `wages` and all other income but Social Security and benefits."""
    law = in_force(LAW, persons.year)
    paid_in = np.minimum(payroll.worker, law["contributions_cents"])
    kinds = wages + persons.self_employment + persons.partnership + persons.interest + persons.dividends
    other = np.maximum(persons.gains, 0) + persons.pensions + persons.unemployment
    income = persons.by_unit(kinds + other)
    household, aged = _exemptions(persons, law)
    taxable = np.maximum(income - persons.by_unit(paid_in) - household - aged, 0)
    above = np.maximum(taxable - law["further_from_cents"] * growth(LAW, persons.year), 0)
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
