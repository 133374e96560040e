"""The tables that checks look codes up in: small ones that ship, or CMS's own files as downloaded.

The shipped ones are ours, of HCPCS level II codes, to show every rule at
work; CMS's pair and unit files are read by `read_pairs` and `read_unit_limits`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import yaml

from cleanbill.core.errors import BadInput, Finding

END = date(2200, 12, 31)  # of a row that no one has ended
CODE = re.compile(r"[A-Z0-9]{5}")
PAIRS = {"column_1": "string", "column_2": "string", "indicator": "string", "pair_since": "date", "pair_until": "date"}
UNITS = {"unit_code": "string", "most": "int64", "mai": "string", "unit_since": "date", "unit_until": "date"}
LIMITS = {
    "limited_code": "string", "min_age": "int64", "max_age": "int64",
    "only_sex": "string", "limit_since": "date", "limit_until": "date",
}  # fmt: skip
NEEDED = {"needed_code": "string", "needed_since": "date", "needed_until": "date"}


@dataclass(frozen=True, slots=True)
class CodeTables:
    """Tables by code: pairs, unit limits, age and sex limits, and codes that need an authorisation."""

    pairs: ir.Table
    units: ir.Table
    limits: ir.Table
    needed: ir.Table


def code_tables() -> CodeTables:
    """The tables that ship."""
    text = resources.files("cleanbill.payer.edits").joinpath("data", "synthetic_edits.yaml").read_text("utf-8")
    raw = yaml.safe_load(text)
    return CodeTables(
        pairs=_table(raw["pairs"], PAIRS, "pair"),
        units=_table(raw["units"], UNITS, "unit"),
        limits=_table(raw["limits"], LIMITS, "limit"),
        needed=_table(raw["needed"], NEEDED, "needed"),
    )


def _table(rows: Iterable[dict[str, Any]], schema: dict[str, str], name: str) -> ir.Table:
    given = [{f"{name}_until": END} | row for row in rows]
    return ibis.memtable([{key: row[key] for key in schema} for row in given], schema=ibis.schema(schema))


def read_pairs(path: Path) -> ir.Table:
    """CMS's procedure-to-procedure file (tab-separated text): column 1, column 2, ..., dates, indicator.

    Lines before the first pair of codes are its heading. Raises BadInput where no pair is found.
    """
    rows = []
    for cells in csv.reader(path.read_text("latin-1").splitlines(), delimiter="\t"):
        if len(cells) >= 6 and CODE.fullmatch(cells[0].strip()) and CODE.fullmatch(cells[1].strip()):
            first, two, _, start, end, indicator = (cell.strip() for cell in cells[:6])
            until = END if not end.isdigit() else _day(end)
            days = {"pair_since": _day(start), "pair_until": until}
            rows.append({"column_1": first, "column_2": two, "indicator": indicator[:1], **days})
    return _table(_any(rows, path), PAIRS, "pair")


def read_unit_limits(path: Path, since: date) -> ir.Table:
    """CMS's medically unlikely edits (CSV): code, units, adjudication indicator; in force from `since`, its quarter."""
    rows = []
    for cells in csv.reader(path.read_text("latin-1").splitlines()):
        if len(cells) >= 3 and CODE.fullmatch(cells[0].strip()) and cells[1].strip().isdigit():
            code, most, mai = (cell.strip() for cell in cells[:3])
            rows.append({"unit_code": code, "most": int(most), "mai": mai[:1], "unit_since": since})
    return _table(_any(rows, path), UNITS, "unit")


def _any(rows: list[dict[str, Any]], path: Path) -> list[dict[str, Any]]:
    if not rows:
        remedy = "Give the text file that CMS publishes, as downloaded and unpacked."
        raise BadInput([Finding(path.name, None, None, "holds no row of codes", remedy)])
    return rows


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y%m%d").date()
