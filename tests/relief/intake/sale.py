"""Sale files for tests, and a folder read back."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

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


def workbook(rows: list[dict[str, str]]) -> bytes:
    """The least that is an XLSX: one sheet of inline strings."""
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>' for text in line)
        + "</row>" for line in lines
    )  # fmt: skip
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Sale" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }  # fmt: skip
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return held.getvalue()


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
