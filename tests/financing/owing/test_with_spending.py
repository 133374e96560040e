"""Debt from settled years of care, not from the stand-in: what must hold whatever the figures of the day are."""

from __future__ import annotations

import numpy as np

from cleanbill.care.tables import BENEFITS
from cleanbill.financing.medical_debt import debt_bands, debt_checks, debt_flow, equal_years, means_of_survey
from cleanbill.financing.spending import health_spending
from tests.financing.owing.stand_in import residents


def test_the_hump_stands_on_settled_years() -> None:
    held = residents()
    spending = health_spending(held)
    cents, by_kind = spending.draws.out_of_pocket, spending.by("out_of_pocket")
    assert by_kind.shape == (len(held), len(BENEFITS))
    years = equal_years(cents, spending.draws.weight, seed=194)
    means = means_of_survey(held, years, by_kind=by_kind)
    flow = debt_flow(held, years, means, by_kind)
    poorest, low, middle, high = (
        row.insured_in_debt_bp for row in debt_bands(held, flow) if row.by == "income" and row.published_bp
    )
    assert abs(low - 2400) <= 5 and abs(middle - 2200) <= 5 and abs(high - 1400) <= 5, "people are whole"
    assert poorest < high, "the poorest may be missed from below, and are told so"
    assert means.reached[0] == (abs(poorest - 1200) <= 5)
    above = list(means.median_cents)[1:]  # the poorest are asked for little, so what they have at hand is badly told
    assert above == sorted(above), "who has more income has more at hand"
    assert np.isfinite([check.model for check in debt_checks(flow)]).all()
