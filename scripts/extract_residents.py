"""Cuts the Massachusetts households out of the survey file in PyPI's taxcalc 6.8.0.

In: cps.csv.gz and cps_weights.csv.gz of that package (CC0). Out: a Parquet
file of 4,365 tax units and its provenance in YAML. Run it as

    python scripts/extract_residents.py              # fetches the package with pip
    python scripts/extract_residents.py FOLDER       # a folder that holds the two files

The input must have the SHA-256 below, so equal code gives equal rows.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml
from pyarrow import csv

PACKAGE = "taxcalc==6.8.0"
SHA256 = {
    "cps.csv.gz": "492ead49db94fc4bb4109c33a6c9679aa32c41042e715333cc84df1fe49e578d",
    "cps_weights.csv.gz": "b40315dc954bab963536b7310593564b9ca8f50a55d1e41188717c1396bb7991",
}
MASSACHUSETTS = 25  # FIPS
WEIGHT = "WT2023"  # of the year of the population that the weights are fitted to
READ = date(2026, 11, 24)
DATA = Path(__file__).parents[1] / "src/cleanbill/people/data"
PARQUET, PROVENANCE = "cps_massachusetts.parquet", "cps_massachusetts.yaml"

# name in our file: (name in theirs, type, what it is and its unit)
COLUMNS: dict[str, tuple[str, pa.DataType, str]] = {
    "survey_year": ("FLPDYR", pa.int16(), "year of the Current Population Survey supplement"),
    "household": ("h_seq", pa.int32(), "household within the survey year"),
    "line": ("a_lineno", pa.int16(), "line of the unit's head within the household"),
    "filing": ("MARS", pa.int16(), "filing status: 1 single, 2 joint, 3 separate, 4 head of household"),
    "dependent": ("DSI", pa.int16(), "1 where the head is claimed on another return"),
    "size": ("XTOT", pa.int16(), "people in the unit"),
    "age_head": ("age_head", pa.int16(), "years; 80 stands for 80 to 84, 85 for 85 and more"),
    "age_spouse": ("age_spouse", pa.int16(), "years, 0 without a spouse"),
    "under_6": ("nu06", pa.int16(), "dependents under 6"),
    "under_13": ("nu13", pa.int16(), "dependents under 13"),
    "under_18": ("nu18", pa.int16(), "people under 18, the head among them"),
    "from_18": ("n1820", pa.int16(), "people of 18 to 20"),
    "from_21": ("n21", pa.int16(), "people of 21 and more"),
    "wages_head": ("e00200p", pa.int32(), "wages of the head, dollars a year"),
    "wages_spouse": ("e00200s", pa.int32(), "wages of the spouse, dollars a year"),
    "business_head": ("e00900p", pa.int32(), "self-employment of the head, dollars a year"),
    "business_spouse": ("e00900s", pa.int32(), "self-employment of the spouse, dollars a year"),
    "farm_head": ("e02100p", pa.int32(), "farm income of the head, dollars a year"),
    "farm_spouse": ("e02100s", pa.int32(), "farm income of the spouse, dollars a year"),
    "interest": ("e00300", pa.int32(), "taxable interest of the unit, dollars a year"),
    "exempt_interest": ("e00400", pa.int32(), "tax-exempt interest of the unit, dollars a year"),
    "dividends": ("e00600", pa.int32(), "dividends of the unit, dollars a year"),
    "alimony": ("e00800", pa.int32(), "alimony of the unit, dollars a year"),
    "gain_distributions": ("e01100", pa.int32(), "capital gain distributions of the unit, dollars a year"),
    "ira": ("e01400", pa.int32(), "IRA distributions of the unit, dollars a year"),
    "pensions": ("e01500", pa.int32(), "pensions and annuities of the unit, dollars a year"),
    "unemployment": ("e02300", pa.int32(), "unemployment benefit of the unit, dollars a year"),
    "social_security": ("e02400", pa.int32(), "Social Security of the unit, dollars a year"),
    "ssi": ("ssi_ben", pa.int32(), "Supplemental Security Income of the unit, imputed, dollars a year"),
    "tanf": ("tanf_ben", pa.int32(), "cash assistance of the unit, imputed, dollars a year"),
    "veterans": ("vet_ben", pa.int32(), "veterans' benefit of the unit, imputed, dollars a year"),
}


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(folder: Path) -> None:
    """Fetch the package with pip and lay its two files in `folder`."""
    python = sys.executable if _has_pip(sys.executable) else shutil.which("python3") or sys.executable
    subprocess.run([python, "-m", "pip", "download", "--quiet", "--no-deps", PACKAGE, "-d", folder], check=True)
    with tarfile.open(next(folder.glob("taxcalc-*.tar.gz"))) as archive:
        for member in archive.getmembers():
            name = Path(member.name).name
            source = archive.extractfile(member) if name in SHA256 else None
            if source is not None:
                (folder / name).write_bytes(source.read())


def _has_pip(python: str) -> bool:
    return subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def check(folder: Path) -> None:
    """Stop where a file is not the one that this script was written for."""
    for name, expected in SHA256.items():
        if not (folder / name).is_file():
            sys.exit(f"{name} is not in {folder}. Give the folder `taxcalc` of {PACKAGE}, or no folder.")
        if sha256(folder / name) != expected:
            sys.exit(f"{name} is not that of {PACKAGE}: its SHA-256 differs.")


def extract(folder: Path) -> pa.Table:
    """The tax units of Massachusetts, one a row, ordered by survey year, household and line."""
    survey = csv.read_csv(folder / "cps.csv.gz")
    weights = csv.read_csv(folder / "cps_weights.csv.gz").column(WEIGHT)
    here = pc.equal(survey["fips"], MASSACHUSETTS)
    ours = {name: survey[theirs].filter(here).cast(kind) for name, (theirs, kind, _) in COLUMNS.items()}
    ours["weight"] = weights.filter(here).cast(pa.int32())
    table = pa.table(ours)
    return table.sort_by([(key, "ascending") for key in ("survey_year", "household", "line")])


def provenance(table: pa.Table, output: Path) -> dict[str, object]:
    described = {name: f"{theirs}: {what}" for name, (theirs, _, what) in COLUMNS.items()}
    described["weight"] = f"{WEIGHT}: tax units like this one in 2023, hundredths"
    return {
        "title": "Massachusetts tax units of the Current Population Survey, supplements of 2012 to 2014",
        "source": f"cps.csv.gz and cps_weights.csv.gz in the PyPI package {PACKAGE}, rows with fips = {MASSACHUSETTS}",
        "link": "https://github.com/PSLmodels/Tax-Calculator",
        "licence": "CC0-1.0",
        "made_by": "scripts/extract_residents.py",
        "read": READ,
        "input_sha256": dict(SHA256),
        "output_sha256": sha256(output),
        "rows": table.num_rows,
        "columns": described,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="holds cps.csv.gz and cps_weights.csv.gz")
    parser.add_argument("--out", type=Path, default=DATA, help="folder to write to")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        if asked.folder is None:
            fetch(folder)
        check(folder)
        table = extract(folder)
    asked.out.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, asked.out / PARQUET, compression="zstd", compression_level=9)
    text = yaml.safe_dump(provenance(table, asked.out / PARQUET), sort_keys=False, width=110)
    (asked.out / PROVENANCE).write_text(text, "utf-8")
    print(f"{table.num_rows:,} tax units in {(asked.out / PARQUET).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
