"""Reads cleanbill's own CSV of fees, for schedules that CMS does not publish as a file at hand.

fees: schedule, code, modifier, amount_cents, start, end, source
base units: code, base_units, start, end, source
DRG weights: drg, weight, start, end, source
"""

from __future__ import annotations

from datetime import date
from typing import Any

from cleanbill.care.fees.faults import Faults
from cleanbill.care.fees.period import Period
from cleanbill.care.fees.tables import SCHEDULES
from cleanbill.care.fees.text_file import TextFile

DATED = ("start", "end", "source")
HEADERS = {
    "fee": ("schedule", "code", "modifier", "amount_cents", *DATED),
    "anesthesia-base": ("code", "base_units", *DATED),
    "drg-weight": ("drg", "weight", *DATED),
}


def plain_kind(head: str) -> str | None:
    """Which of the three the header is of, in any order of columns."""
    words = {word.strip().strip('"') for word in head.split("\n", 1)[0].split(",")}
    return next((kind for kind, header in HEADERS.items() if set(header) <= words), None)


def read_plain(file: TextFile, told: Period | None, faults: Faults) -> list[dict[str, Any]]:
    """Rows of table Fee, AnesthesiaBase or DrgWeight; each row has its own days, `told` is not used."""
    kind = plain_kind(file.head)
    assert kind is not None
    header, *records = file.records()
    rows = []
    for number, record in enumerate((r for r in records if any(r)), start=1):
        if len(record) != len(header):
            faults.add(number, None, f"has not {len(header)} fields", "Give every row a value for each column.")
            continue
        given = dict(zip(header, record, strict=True))
        rows.append(_values(kind, given, number, faults) | _days(given, number, faults))
    _check_overlaps(rows, faults)
    return rows


def _values(kind: str, given: dict[str, str], number: int, faults: Faults) -> dict[str, Any]:
    if kind == "drg-weight":
        drg = faults.matching(given["drg"].zfill(3), r"\d{3}", "an MS-DRG of three digits", number, "drg")
        return {"drg": drg, "weight_e4": faults.scaled(given["weight"], 4, number, "weight")}
    code = faults.matching(given["code"].upper(), r"\w+", "a code of letters and digits", number, "code")
    if kind == "anesthesia-base":
        return {"code": code, "base_units": faults.scaled(given["base_units"], 0, number, "base_units")}
    schedule = faults.matching(
        given["schedule"].lower(), "|".join(SCHEDULES), f"one of {', '.join(SCHEDULES)}", number, "schedule"
    )
    amount = faults.scaled(given["amount_cents"], 0, number, "amount_cents") * 100
    return {"schedule": schedule, "code": code, "modifier": given["modifier"], "status": "", "amount_e4": amount}


def _days(given: dict[str, str], number: int, faults: Faults) -> dict[str, Any]:
    days = {}
    for name in ("start", "end"):
        try:
            days[name] = date.fromisoformat(given[name])
        except ValueError:
            faults.add(number, name, "is not a day", "Write days like 2025-12-31.")
            days[name] = date.min
    if days["end"] < days["start"]:
        faults.add(number, "end", "is before the row's start", "Correct one of the two days.")
    if not given["source"]:
        faults.add(number, "source", "is empty", "Say where the amount is from.")
    return days | {"source": given["source"]}


def _check_overlaps(rows: list[dict[str, Any]], faults: Faults) -> None:
    """A fault for each row that begins before an earlier one of the same key has ended."""
    free_from: dict[tuple[Any, ...], date] = {}
    keyed = [tuple(row.get(name) for name in ("schedule", "code", "modifier", "drg")) for row in rows]
    for number, key in sorted(enumerate(keyed, start=1), key=lambda one: (str(one[1]), rows[one[0] - 1]["start"])):
        row = rows[number - 1]
        if key in free_from and row["start"] <= free_from[key]:
            faults.add(
                number, "start", "falls within the days of another row of the same code", "Close the earlier row first."
            )
        free_from[key] = max(row["end"], free_from.get(key, date.min))
