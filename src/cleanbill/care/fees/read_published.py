"""Reads CMS's PFREV and PFALL: its own physician amounts by locality, to hold prices against."""

from __future__ import annotations

import re
from typing import Any

from cleanbill.care.fees.faults import Faults
from cleanbill.care.fees.period import Period, period, whole_year
from cleanbill.care.fees.text_file import TextFile

FIRST = re.compile(r'"20\d\d","\d{5}","\w{2}","\w{5}","')
FIELDS = 16  # year, carrier, locality, code, modifier, amount, amount in a facility, nine more
TRAILER = "TRL-"


def is_published(head: str) -> bool:
    """Whether the first line is one of PFREV."""
    return bool(FIRST.match(head))


def read_published(file: TextFile, told: Period | None, faults: Faults) -> list[dict[str, Any]]:
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
    days = period(file, told, faults, whole_year(years.pop()) if len(years) == 1 and 0 not in years else None)
    return [row | {"start": days.start, "end": days.end, "source": file.name} for row in rows]
