"""How long a messy seller's file takes to come in, beside DuckDB merely reading it and writing it as Parquet.

python -m bench.relief_intake [ROWS]    by default 2,000,000
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from bench.memory import Peak
from cleanbill.engine import connect
from cleanbill.relief.intake import propose, take_in

TODAY, PIECE, SEED = date(2026, 11, 24), 250_000, 5
# Share of accounts without the field (Federal Trade Commission 2013); names and addresses are there in over 98 %.
MISSING = {"ssn": 0.02, "date_of_birth": 0.35, "creditor": 0.54, "original_balance": 0.28}


def piece(draw: np.random.Generator, start: int, count: int) -> pa.Table:
    """Rows of a file: one account in 200 stands twice, one ZIP in 50 is in another state, one balance in 100 is odd."""
    account = np.arange(start, start + count)
    account[draw.random(count) < 0.005] -= 1
    cents = np.clip(draw.lognormal(10.8, 1.2, count), 100, 30_000_000).astype(int)
    balance = np.char.mod("%.2f", cents / 100).astype(object)
    odd = draw.random(count)
    balance[odd < 0.004], balance[odd < 0.002], balance[odd < 0.001] = "0.00", "(12.00)", "n.a."
    year, month, day = draw.integers(1905, 2022, count), draw.integers(1, 13, count), draw.integers(1, 29, count)
    state = np.array(["MA", "MO", "IL", "OH"], object)[draw.integers(0, 4, count)]
    start_of = {"MA": "021", "MO": "631", "IL": "606", "OH": "436"}
    other = np.where(draw.random(count) < 0.02, "995", [start_of[one] for one in state])
    columns = {
        "identifier": [f"A{n:08d}" for n in account],
        "first_name": [f"First{n}" for n in draw.integers(0, 5_000, count)],
        "last_name": [f"Last{n}" for n in draw.integers(0, 50_000, count)],
        "date_of_birth": [f"{m:02d}/{d:02d}/{y}" for m, d, y in zip(month, day, year, strict=True)],
        "address": [f"{n} Main St" for n in draw.integers(1, 9_999, count)],
        "city": [f"City{n}" for n in draw.integers(0, 900, count)],
        "zipcode": [f"{p}{n:02d}" for p, n in zip(other, draw.integers(0, 100, count), strict=True)],
        "state": state,
        "ssn": [f"{n:09d}" for n in draw.integers(1_010_001, 899_999_999, count)],
        "creditor": [f"Hospital {n}" for n in draw.integers(0, 200, count)],
        "account": [f"O{n:09d}" for n in account],
        "original_balance": [f"{c / 100:.2f}" for c in cents],
        "current_balance": balance,
        "sale_price": [f"{max(c // 150, 1) / 100:.2f}" for c in cents],
        "diagnosis": ["E11.9"] * count,
    }
    for name, share in MISSING.items():
        held = np.array(columns[name], object)
        held[draw.random(count) < share] = None
        columns[name] = held
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def write(path: Path, rows: int) -> None:
    draw = np.random.default_rng(SEED)
    with path.open("wb") as file:
        for start in range(0, rows, PIECE):
            options = pc.WriteOptions(include_header=start == 0)
            pc.write_csv(piece(draw, start, min(PIECE, rows - start)), file, options)


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "sale.csv", Path(folder) / "P1"
        write(path, rows)
        print(f"{rows:,} rows, {path.stat().st_size / 1e6:,.0f} MB")
        con = connect(scratch=Path(folder) / "spill", threads=2)
        with Peak() as peak:
            begun = time.perf_counter()
            con.raw_sql(f"COPY (FROM read_csv('{path}', all_varchar=true)) TO '{folder}/plain.parquet'").fetchall()
            plain = time.perf_counter() - begun
        print(f"DuckDB, read and written: {plain:.1f} s, {rows / plain:,.0f} rows/s, peak {peak.bytes / 1e9:.2f} GB")
        with Peak() as peak:
            begun = time.perf_counter()
            mapping = propose(con, path)
            proposed = time.perf_counter() - begun
            told = take_in(
                con, path, mapping, out, portfolio_id="P1", holder="H", key=b"k" * 32, hash_key=b"h" * 32, today=TODAY
            )
            took = time.perf_counter() - begun
        print(f"intake: {took:.1f} s ({proposed:.1f} s of it to propose), {rows / took:,.0f} rows/s, "
              f"peak {peak.bytes / 1e9:.2f} GB, {took / plain:.1f} times as long")  # fmt: skip
        for name in ("total", "accepted", "quarantined", "rejected"):
            part = getattr(told, name)
            print(f"{name:>12} {part.rows:>10,} rows {part.face_cents / 100:>18,.2f} dollars")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000)
