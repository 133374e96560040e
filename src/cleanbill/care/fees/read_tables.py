"""Reads fee tables by the words of their header: OPPS Addendum B, ASC, CLFS, ASP, PFREV, and our own CSV.

Titles may stand above the header, columns may be split by commas or tabs. Codes without an amount are left out
(they then have no price and are pended).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cleanbill.care.fees.period import FileFaults, Period, TextFile, period, whole_year
from cleanbill.care.fees.tables import SCHEDULES

YEAR = "YEAR"
NO_AMOUNT = {"", ".", "N/A", "NA"}


@dataclass(frozen=True, slots=True)
class Layout:
    """Which header words of a file hold what; `signs` are further words that tell the file from others."""

    schedule: str
    code: str
    amount: str
    modifier: str = ""
    status: str = ""
    signs: tuple[str, ...] = ()

    @property
    def words(self) -> set[str]:
        """Every header word that the file must have."""
        return {word for word in (self.code, self.amount, self.modifier, self.status, *self.signs) if word}


LAYOUTS = (
    Layout("opps", "HCPCS CODE", "PAYMENT RATE", status="SI", signs=("APC",)),
    Layout("asc", "HCPCS CODE", "PAYMENT RATE", status="PAYMENT INDICATOR"),
    Layout("clfs", "HCPCS", "RATE", modifier="MOD", status="INDICATOR", signs=(YEAR, "EFF_DATE")),
    Layout("asp", "HCPCS CODE", "PAYMENT LIMIT"),
)


def is_addendum(head: str) -> bool:
    """Whether one of the first lines is the header of a known fee file."""
    return any(_layout(line) for line in head.replace("\t", ",").split("\n"))


def read_addendum(file: TextFile, stated: Period | None, faults: FileFaults) -> list[dict[str, Any]]:
    """Rows of table Fee."""
    records = file.records()
    top = next(place for place, record in enumerate(records) if _layout(",".join(record)))
    header = [_word(field) for field in records[top]]
    layout = _layout(",".join(header))
    assert layout is not None
    places = {name: header.index(word) for name, word in _wanted(layout).items()}
    rows = []
    for number, record in enumerate((r for r in records[top + 1 :] if any(r)), start=1):
        if len(record) <= max(places.values()):
            faults.add(number, None, f"has not {len(header)} fields", "Download the file again: it is cut or changed.")
        elif record[places["amount"]].upper() not in NO_AMOUNT:
            rows.append(_row(record, layout, places, number, faults))
    if not rows:
        faults.add(None, None, "no row has a code and an amount", "Download the file again: it is cut or changed.")
    faults.unique([(row["code"], row["modifier"]) for row in rows], layout.code)
    days = period(file, stated, faults, _own_year(records[top + 1 :], header))
    return [row | {"start": days.start, "end": days.end, "source": file.name} for row in rows]


def _own_year(records: list[list[str]], header: list[str]) -> Period | None:
    """The year of the file's own column, where it has one and it says one year."""
    if YEAR not in header:
        return None
    place = header.index(YEAR)
    years = {record[place] for record in records if len(record) > place and any(record)}
    return whole_year(int(years.pop())) if len(years) == 1 and all(year.isdecimal() for year in years) else None


def _row(
    record: list[str], layout: Layout, places: Mapping[str, int], number: int, faults: FileFaults
) -> dict[str, Any]:
    return {
        "schedule": layout.schedule,
        "code": faults.matching(
            record[places["code"]], r"\w{5}", "a code of five letters and digits", number, layout.code
        ),
        "modifier": record[places["modifier"]] if layout.modifier else "",
        "status": record[places["status"]] if layout.status else "",
        "amount_e4": faults.scaled(record[places["amount"]], 4, number, layout.amount),
    }


def _wanted(layout: Layout) -> dict[str, str]:
    named = {"code": layout.code, "amount": layout.amount, "modifier": layout.modifier, "status": layout.status}
    return {name: word for name, word in named.items() if word}


def _layout(line: str) -> Layout | None:
    words = {_word(field) for field in line.split(",")}
    return next((layout for layout in LAYOUTS if layout.words <= words), None)


def _word(field: str) -> str:
    return " ".join(field.upper().split()).strip('"')


# Reads cleanbill's own CSV of fees, for schedules that CMS does not publish as a file at hand.
#
# fees: schedule, code, modifier, amount_cents, start, end, source
# base units: code, base_units, start, end, source
# DRG weights: drg, weight, start, end, source


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


def read_plain(file: TextFile, stated: Period | None, faults: FileFaults) -> list[dict[str, Any]]:
    """Rows of table Fee, AnesthesiaBase or DrgWeight; each row has its own days, `stated` is not used."""
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


def _values(kind: str, given: dict[str, str], number: int, faults: FileFaults) -> dict[str, Any]:
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


def _days(given: dict[str, str], number: int, faults: FileFaults) -> dict[str, Any]:
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


def _check_overlaps(rows: list[dict[str, Any]], faults: FileFaults) -> None:
    """A fault for each row that begins before an earlier one of the same key has ended."""
    free_from: dict[tuple[Any, ...], date] = {}
    keyed = [tuple(row.get(name) for name in ("schedule", "code", "modifier", "drg")) for row in rows]
    for number, key in sorted(
        enumerate(keyed, start=1), key=lambda numbered: (str(numbered[1]), rows[numbered[0] - 1]["start"])
    ):
        row = rows[number - 1]
        if key in free_from and row["start"] <= free_from[key]:
            faults.add(
                number, "start", "falls within the days of another row of the same code", "Close the earlier row first."
            )
        free_from[key] = max(row["end"], free_from.get(key, date.min))


# Reads CMS's PFREV and PFALL: its own physician amounts by locality, to hold prices against.


FIRST = re.compile(r'"20\d\d","\d{5}","\w{2}","\w{5}","')
FIELDS = 16  # year, carrier, locality, code, modifier, amount, amount in a facility, nine more
TRAILER = "TRL-"


def is_published(head: str) -> bool:
    """Whether the first line is one of PFREV."""
    return bool(FIRST.match(head))


def read_published(file: TextFile, stated: Period | None, faults: FileFaults) -> list[dict[str, Any]]:
    """Rows of table Published."""
    records = [record for record in file.records() if record]
    amounts = [record for record in records if not record[0].startswith(TRAILER)]
    if len(amounts) == len(records):
        faults.add(None, None, "its last lines (TRL-) are missing", "Download the file again: it is cut off.")
    rows, years = [], set()
    for number, record in enumerate(amounts, start=1):
        if len(record) != FIELDS:
            faults.add(number, None, f"has not {FIELDS} fields", "Download the file again: it is cut or changed.")
            continue
        years.add(int(faults.matching(record[0], r"20\d\d", "a year", number, "year") or 0))
        rows.append(
            {
                "carrier": faults.matching(record[1], r"\d{5}", "a contractor of five digits", number, "carrier"),
                "locality": faults.matching(record[2], r"\w{2}", "two characters", number, "locality"),
                "code": faults.matching(record[3], r"\w{5}", "a code of five letters and digits", number, "HCPCS"),
                "component": record[4],
                "amount_cents": faults.scaled(record[5], 2, number, "non-facility amount"),
                "facility_amount_cents": faults.scaled(record[6], 2, number, "facility amount"),
            }
        )
    faults.unique([(r["carrier"], r["locality"], r["code"], r["component"]) for r in rows], "HCPCS")
    days = period(file, stated, faults, whole_year(years.pop()) if len(years) == 1 and 0 not in years else None)
    return [row | {"start": days.start, "end": days.end, "source": file.name} for row in rows]
