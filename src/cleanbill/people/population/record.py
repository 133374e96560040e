"""`Population`: what is known of each person on record, as arrays in one order.

People of a household stand together, within it those of a family, within it
those of a tax unit, its head first. A person stands for `weight` hundredths of
people; all people of a household have the same weight, so weighted sums of
cents are exact whole numbers of hundredths of cents.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cleanbill.people.chance import Ints
from cleanbill.people.cover.steps import STEPS

PLANS = tuple(dict.fromkeys(step.plan_id for step in STEPS))  # `cover` is a place in this list
SIZES = (0, 10, 25, 50, 100, 500)  # first number of employees of each class of employer size
HUNDREDTHS = 100  # in a person


@dataclass(frozen=True, slots=True)
class Population:
    """Residents in one year; money is whole cents of that year."""

    year: int
    house: Ints  # household, 0, 1, ... without gaps
    family: Ints  # family, 0, 1, ...: people who share an income, and mostly a policy
    unit: Ints  # tax unit, 0, 1, ...
    role: Ints  # HEAD, SPOUSE or DEPENDENT of the tax unit (members.py)
    filing: Ints  # of the unit: 1 single, 2 joint, 3 separate, 4 head of household
    age: Ints  # whole years
    woman: npt.NDArray[np.bool_]
    weight: Ints  # hundredths of people that this person stands for
    wages: Ints
    self_employment: Ints  # business and farm; a loss is negative
    partnership: Ints  # partnership and S corporation income, imputed from returns
    interest: Ints
    dividends: Ints
    gains: Ints  # net capital gains, imputed from returns
    pensions: Ints  # pensions, annuities and IRA distributions
    social_security: Ints
    unemployment: Ints
    benefits: Ints  # SSI, cash assistance, veterans' benefit, alimony
    fpl_bp: Ints  # family income in basis points of the poverty guideline
    cover: Ints  # place in PLANS
    employer_size: Ints  # place in SIZES of the employer of who has wages; -1 without
    subscriber: Ints  # row of the person whose employer's policy covers this one, of the household; -1 where none
    tier: Ints  # of a subscriber: 1 single, 2 family; else 0
    employer_premium: Ints  # of a subscriber: paid by the employer in the year
    employee_premium: Ints  # of a subscriber: paid by the employee in the year

    def __len__(self) -> int:
        return len(self.house)

    @property
    def income(self) -> Ints:
        """All income in cents of the year."""
        return np.asarray(
            self.wages
            + self.self_employment
            + self.partnership
            + self.interest
            + self.dividends
            + self.gains
            + self.pensions
            + self.social_security
            + self.unemployment
            + self.benefits
        )

    @property
    def people(self) -> float:
        """How many residents the records stand for."""
        return float(self.weight.sum()) / HUNDREDTHS

    def total(self, cents: Ints) -> int:
        """Cents of all residents: the sum of weight x cents over people, in whole cents."""
        return int((self.weight * cents).sum()) // HUNDREDTHS
