"""One small run that many tests look at, and its tables as a user would export them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cleanbill.door.main_job import Terms, follow
from cleanbill.worlds.sources import Sample

TODAY = date(2025, 12, 31)
TERMS = Terms(TODAY, seed=7)
PEOPLE = 2_000


@pytest.fixture(scope="package")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder and the summary of a run of the sample."""
    out = tmp_path_factory.mktemp("run") / "out"
    return out, follow(Sample(PEOPLE), out, TERMS)


@pytest.fixture(scope="package")
def exported(run: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """people.csv, cover.csv and claims.csv of the first 300 residents."""
    out, folder = run[0], tmp_path_factory.mktemp("exported")
    few = f"select person_id from '{out}/person.parquet' where person_id <= 'P00000300'"
    for name, table in (("people", "person"), ("cover", "cover"), ("claims", "claim_line/*")):
        source = f"select * from '{out}/{table}.parquet' where person_id in ({few})"
        duckdb.sql(f"copy ({source} order by all) to '{folder}/{name}.csv' (header)")
    return folder
