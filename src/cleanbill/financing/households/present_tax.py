"""Today's taxes on income at given wages: payroll, federal and state, of the worker and of the employer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleanbill.financing.households.federal_tax import federal_tax
from cleanbill.financing.households.payroll_tax import PayrollTax, payroll_tax
from cleanbill.financing.households.persons import Floats, Ints, Persons
from cleanbill.financing.households.state_tax import state_tax


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
