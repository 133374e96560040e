"""A year's debt is shaped as the survey's: most in the middle, one resident in eight in all.

Massachusetts Health Insurance Survey 2019, people in families with medical
debt: up to 138 % of poverty 12 %, 139-299 % 24 %, 300-399 % 22 %, above 14 %.
The poorest are known to fall short (law/us/bill_payment says why).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from cleanbill.door.main_job import Terms, follow
from cleanbill.worlds.sources import Sample

SURVEY = {"138-299": 0.24, "300-399": 0.22, "400": 0.14}


@pytest.mark.slow
def test_debt_by_income_follows_the_survey(tmp_path: Path) -> None:
    out = tmp_path / "out"
    follow(Sample(30_000), out, Terms(date(2025, 12, 31), seed=11))
    shares = dict(
        duckdb.sql(f"""
        with family as (
            select family_id, count(*) people, sum(income_cents) / (1565000 + (count(*) - 1) * 550000.0) fpl
            from '{out}/person.parquet' group by 1),
        debt as (
            select family_id, sum(debt_cents) cents
            from read_parquet('{out}/bill/world=today/*.parquet') group by 1)
        select case when fpl < 1.38 then 'poor' when fpl < 3 then '138-299' when fpl < 4 then '300-399' else '400' end,
               sum(case when cents > 0 then people else 0 end) / sum(people)
        from family left join debt using (family_id) group by 1
        """).fetchall()
    )
    for band, published in SURVEY.items():
        assert shares[band] == pytest.approx(published, abs=0.03), band
    assert shares["poor"] < shares["138-299"] > shares["400"], "highest in the middle"
