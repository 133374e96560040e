"""People made up for the generator's own tests: the nation's composition, two to a household."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

PLANS = ["employer", "hdhp", "connectorcare", "masshealth", "none"]
PLANS_65 = ["medicare", "medicare-supplement", "medicare-masshealth"]
COUNTIES = ["25017", "25025", "25027", "25003", None]


def people(number: int, seed: int = 1) -> pa.Table:
    """`number` rows of person; incomes are left out, the generator does not read them."""
    draw = np.random.Generator(np.random.Philox(seed))
    age_days = draw.integers(0, 90 * 365, number)
    born = np.datetime64(date(2025, 6, 30)) - age_days.astype("timedelta64[D]")
    return pa.table(
        {
            "person_id": [f"P{n:08d}" for n in range(number)],
            "household_id": [f"H{n // 3:08d}" for n in range(number)],
            "birth_date": pa.array(born.astype("datetime64[D]")),
            "sex": pa.array(np.array(["F", "M"])[draw.integers(0, 2, number)].tolist()),
            "county_fips": pa.array([COUNTIES[n] for n in draw.integers(0, len(COUNTIES), number)]),
        }
    )


def cover(person: pa.Table, seed: int = 2) -> pa.Table:
    """A plan for each person, all of 2025."""
    draw = np.random.Generator(np.random.Philox(seed))
    old = np.array([born.year < 1960 for born in person["birth_date"].to_pylist()])
    under = draw.choice(PLANS, person.num_rows, p=[0.55, 0.1, 0.05, 0.27, 0.03])
    plan = np.where(old, draw.choice(PLANS_65, person.num_rows, p=[0.4, 0.45, 0.15]), under)
    return pa.table(
        {
            "person_id": person["person_id"],
            "start": pa.array([date(2025, 1, 1)] * person.num_rows),
            "end": pa.array([date(2025, 12, 31)] * person.num_rows),
            "plan_id": pa.array(plan.tolist()),
        }
    )
