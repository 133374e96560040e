"""The embedded survey is what scripts/extract_residents.py cuts from the published package."""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from math import prod
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from cleanbill.law import parameter

NAME = "cps_massachusetts"
FACTORS = {
    "wages": "AWAGE",
    "business": "ASCHCI",
    "business_loss": "ASCHCL",
    "interest": "AINTS",
    "dividends": "ADIVS",
    "other_taxable": "ATXPY",
    "social_security": "ASOCSEC",
    "unemployment": "AUCOMP",
    "ssi": "ABENSSI",
    "tanf": "ABENTANF",
    "veterans": "ABENVET",
}


@pytest.fixture
def data(root: Path) -> Path:
    return root / "src/cleanbill/people/data"


@pytest.fixture
def package() -> Path:
    """The folder `taxcalc` of the unpacked source of taxcalc 6.8.0."""
    folder = Path(os.environ.get("TAXCALC_SOURCE", "nowhere"))
    if not (folder / "cps.csv.gz").is_file():
        pytest.skip("TAXCALC_SOURCE does not name the folder `taxcalc` of taxcalc 6.8.0")
    return folder


def test_the_file_is_the_one_its_provenance_describes(data: Path) -> None:
    record = yaml.safe_load((data / f"{NAME}.yaml").read_text("utf-8"))
    file = data / f"{NAME}.parquet"
    table = pq.read_table(file)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == record["output_sha256"]
    assert table.num_rows == record["rows"] == 4_365
    assert table.column_names == list(record["columns"])
    assert record["licence"] == "CC0-1.0"
    assert file.stat().st_size < 300_000


def test_the_script_cuts_the_same_rows_again(data: Path, package: Path, root: Path, tmp_path: Path) -> None:
    script = root / "scripts/extract_residents.py"
    subprocess.run([sys.executable, script, package, "--out", tmp_path], check=True, capture_output=True)
    assert pq.read_table(tmp_path / f"{NAME}.parquet").equals(pq.read_table(data / f"{NAME}.parquet"))


def test_the_script_refuses_another_file(root: Path, tmp_path: Path) -> None:
    for name in ("cps.csv.gz", "cps_weights.csv.gz"):
        (tmp_path / name).write_bytes(b"not it")
    command = [sys.executable, root / "scripts/extract_residents.py", tmp_path, "--out", tmp_path]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "SHA-256 differs" in done.stderr


def test_growth_is_the_running_product_of_the_package_s_factors(package: Path) -> None:
    with (package / "growfactors.csv").open() as file:
        years = {int(row["YEAR"]): row for row in csv.DictReader(file)}
    for day, growth in parameter("us/income_growth").values.items():
        for kind, column in FACTORS.items():
            expected = prod(float(years[year][column]) for year in range(2015, day.year + 1))
            assert growth[kind] == round(expected * 10_000), (day, kind)
