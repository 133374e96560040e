"""Massachusetts income tax of each return (states/ma/income_tax says what is left out)."""

from __future__ import annotations

from typing import Any

import numpy as np

from cleanbill.core.cents import WHOLE_BP
from cleanbill.financing.households.federal_tax import AGED
from cleanbill.financing.households.payroll_tax import PayrollTax
from cleanbill.financing.households.persons import DEPENDENT, Floats, Ints, Persons
from cleanbill.financing.households.year_of_law import by_status, growth, in_force

LAW = "states/ma/income_tax"


def state_tax(persons: Persons, wages: Ints, payroll: PayrollTax) -> Floats:
    """Of each return, in fractions of cents: the rate on all, and the further one on the highest incomes."""
    law = in_force(LAW, persons.year)
    paid_in = np.minimum(payroll.worker, law["contributions_cents"])
    kinds = wages + persons.self_employment + persons.partnership + persons.interest + persons.dividends
    other = np.maximum(persons.gains, 0) + persons.pensions + persons.unemployment
    taxable = np.maximum(persons.by_unit(kinds + other - paid_in) - _exemptions(persons, law), 0)
    above = np.maximum(taxable - law["further_from_cents"] * growth(LAW, persons.year), 0)
    due: Floats = (taxable * law["rate_bp"] + above * law["further_rate_bp"]) / WHOLE_BP
    return due


def _exemptions(persons: Persons, law: dict[str, Any]) -> Floats:
    dependents = persons.by_unit((persons.role == DEPENDENT).astype(np.int64))
    aged = persons.by_unit(((persons.age >= AGED) & (persons.role != DEPENDENT)).astype(np.int64))
    personal = by_status(law["personal"], persons.status)
    free: Floats = personal + dependents * law["dependent_cents"] + aged * law["aged_cents"]
    return free
