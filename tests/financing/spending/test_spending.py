"""Each person's spending and who pays it: it adds up, meets the state's accounts, and follows the survey."""

from __future__ import annotations

import numpy as np
import pytest

from cleanbill.financing.spending import PAYERS, Spending, health_spending
from cleanbill.people.population import Population, population


@pytest.fixture(scope="module")
def people() -> Population:
    return population(2023)


@pytest.fixture(scope="module")
def spending(people: Population) -> Spending:
    return health_spending(people)


def test_payers_add_up_to_the_cent(spending: Spending) -> None:
    assert (spending.paid.sum(axis=0) == spending.allowed).all()
    assert (spending.paid >= 0).all()
    by_payer = [getattr(spending, payer) for payer in PAYERS]
    assert (np.sum(by_payer, axis=0) == spending.total).all()
