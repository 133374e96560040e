"""Reads plain fee files by the words of their header: OPPS Addendum B, ASC addenda, CLFS, ASP.

Titles may stand above the header, columns may be split by commas or tabs.
Codes without an amount are left out (they then have no price and are pended).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cleanbill.care.fees.faults import Faults
from cleanbill.care.fees.period import Period, period, whole_year
from cleanbill.care.fees.text_file import TextFile

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


def read_addendum(file: TextFile, told: Period | None, faults: Faults) -> list[dict[str, Any]]:
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
    days = period(file, told, faults, _own_year(records[top + 1 :], header))
    return [row | {"start": days.start, "end": days.end, "source": file.name} for row in rows]


def _own_year(records: list[list[str]], header: list[str]) -> Period | None:
    """The year of the file's own column, where it has one and it says one year."""
    if YEAR not in header:
        return None
    place = header.index(YEAR)
    years = {record[place] for record in records if len(record) > place and any(record)}
    return whole_year(int(years.pop())) if len(years) == 1 and all(year.isdecimal() for year in years) else None


def _row(record: list[str], layout: Layout, places: Mapping[str, int], number: int, faults: Faults) -> dict[str, Any]:
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
