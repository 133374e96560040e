"""Sale files for tests, and a folder read back."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from cleanbill.relief.intake import Intake, Mapping, propose, take_in

MESSY = yaml.safe_load(Path(__file__).with_name("messy.yaml").read_text("utf-8"))
TODAY = MESSY["today"]
KEY, HASH_KEY = b"k" * 32, b"h" * 32
TOLD = ("outcome", "face", "reasons", "minor", "deceased")


def texts(row: dict[str, Any]) -> dict[str, str]:
    """A row of the messy file as text: the good one with what is named changed."""
    return {name: str(value) if not isinstance(value, date) else value.isoformat()
            for name, value in {**MESSY["good"], **row}.items() if name not in TOLD}  # fmt: skip


def write_csv(path: Path, rows: list[dict[str, str]], *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        written = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        written.writeheader()
        written.writerows(rows)
    return path


def taken(con: Any, path: Path, out: Path, mapping: Mapping | None = None) -> Intake:
    mapping = mapping or propose(con, path)
    return take_in(con, path, mapping, out, portfolio_id="P1", holder="H", key=KEY, hash_key=HASH_KEY, today=TODAY)


def held(con: Any, out: Path) -> list[dict[str, Any]]:
    """source_row, outcome, face, reasons of every row of a folder, in the order of the file."""
    rows = []
    for outcome in ("accepted", "quarantined", "rejected"):
        for row in con.read_parquet(out / f"{outcome}.parquet").to_pyarrow().to_pylist():
            face = row["current_balance_cents"] if outcome == "accepted" else row["face_cents"]
            rows.append({**row, "outcome": outcome, "face": face})
    return sorted(rows, key=lambda row: row["source_row"])


def report(out: Path) -> Any:
    return json.loads((out / "quality.json").read_text("utf-8"))
