"""The days that a file of a fee schedule holds for.

As told on the command line, else as its own words say, else the year in its
name; a PPRRVU file holds while the conversion factor printed in it is in force.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cleanbill.care.fees.faults import Faults
from cleanbill.care.fees.text_file import TextFile
from cleanbill.law import parameter

FACTOR = "us/physician_conversion_factor"
WORDS = re.compile(r"\b(?:CY|IN|FOR|YEAR)\s+(20\d\d)\b|\b(20\d\d)\s+LOCALITIES", re.IGNORECASE)
EFFECTIVE = re.compile(r"Effective\s+(\w+ \d+, 20\d\d)\s+(?:through|to|-)\s+(\w+ \d+, 20\d\d)", re.IGNORECASE)
IN_NAME = re.compile(r"(20\d\d)")


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day."""

    start: date
    end: date


def whole_year(year: int) -> Period:
    """From 1 January to 31 December."""
    return Period(date(year, 1, 1), date(year, 12, 31))


def period(file: TextFile, told: Period | None, faults: Faults, own: Period | None = None) -> Period:
    """The days the file holds for; a fault where nothing says."""
    found = told or own or _in_words(file)
    if found is None:
        remedy = "Give its first and last day with --start and --end."
        faults.add(None, None, "nothing in it says which days it holds for", remedy)
        return whole_year(date.min.year)
    if found.end < found.start:
        faults.add(None, None, "its last day is before its first", "Correct --start or --end.")
    return found


def of_factors(factors: Sequence[int], faults: Faults) -> Period | None:
    """The days in which the law's conversion factor is the one that the file prints, cut at the year's end."""
    dated = sorted(parameter(FACTOR).values.items())
    if not factors:
        return None
    if len(set(factors)) > 1:
        faults.add(None, "CONV FACTOR", "is not the same in every row", "Download the file again from CMS.")
        return None
    for place, (start, value) in enumerate(dated):
        if value == factors[0]:
            ends = [date(start.year, 12, 31), *(after - timedelta(days=1) for after, _ in dated[place + 1 : place + 2])]
            return Period(start, min(ends))
    faults.add(None, "CONV FACTOR", f"is none of law/{FACTOR}.yaml", "Add the factor and its first day to the law.")
    return None


def _in_words(file: TextFile) -> Period | None:
    if span := EFFECTIVE.search(file.head):
        try:
            first, last = (datetime.strptime(day, "%B %d, %Y").date() for day in span.groups())
        except ValueError:
            return None
        return Period(first, last)
    words = WORDS.search(file.head)
    if words:
        return whole_year(int(words[1] or words[2]))
    named = IN_NAME.search(file.name)
    return whole_year(int(named[1])) if named else None
