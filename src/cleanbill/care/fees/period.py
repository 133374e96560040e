"""Reads a file of a fee schedule as text, gathers its faults, and finds the days that it holds for.

They are those stated on the command line, else those of its own words, else of the year in its
name; a PPRRVU file holds while the conversion factor printed in it is in force.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.money import scaled
from cleanbill.law import parameter

# Collects what is wrong with a file, one finding for each column and kind of fault.


NUMBER = re.compile(r"-?\d+(\.\d+)?")
LARGEST = 10_000_000  # an amount in dollars above it is a slip


class FileFaults:
    """Findings of one file as its rows are read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: dict[tuple[str | None, str], Finding] = {}

    def add(self, row: int | None, column: str | None, problem: str, remedy: str) -> None:
        """Note a fault; the first row is kept and the others are counted."""
        seen = self._found.get((column, problem))
        self._found[column, problem] = (
            replace(seen, count=seen.count + 1) if seen else Finding(self.file, row, column, problem, remedy)
        )

    def check(self) -> None:
        """Raise BadInput with everything noted."""
        if self._found:
            raise BadInput(list(self._found.values()))

    def scaled(self, text: str, places: int, row: int, column: str, *, at_most: int = LARGEST) -> int:
        """A decimal number as a whole number of 10^-places; 0 and a fault where it is not one, or above `at_most`."""
        plain = text.strip().replace("$", "").replace(",", "")
        if not NUMBER.fullmatch(plain):
            self.add(row, column, "is not a number", "Download the file again from CMS.")
            return 0
        whole, _, _ = plain.partition(".")
        if plain.startswith("-") or int(whole) > at_most:
            self.add(row, column, "is below zero or far too large", "Download the file again from CMS.")
            return 0
        number = scaled(plain, places)
        if number is None:
            self.add(row, column, f"has more than {places} decimals", "Use the file as CMS publishes it.")
            return 0
        return number

    def matching(self, text: str, pattern: str, what: str, row: int, column: str) -> str:
        """The text without blanks around it, and a fault where it is not of the pattern."""
        plain = text.strip()
        if not re.fullmatch(pattern, plain):
            self.add(row, column, f"is not {what}", "Download the file again from CMS.")
        return plain

    def unique(self, keys: list[tuple[object, ...]], column: str) -> None:
        """A fault for each row whose key stood before."""
        seen: set[tuple[object, ...]] = set()
        for row, key in enumerate(keys, start=1):
            if key in seen:
                self.add(row, column, "repeats the key of an earlier row", "Keep one row for each key.")
            seen.add(key)


# Reads a CMS file as text: UTF-8 or Windows-1252, and says what a file is that is not text.


BINARY = {
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\x1f\x8b": "gzip-compressed",
    b"PAR1": "Parquet",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    codecs.BOM_UTF16_LE: "UTF-16 text",
    codecs.BOM_UTF16_BE: "UTF-16 text",
}
HEAD_LINES = 40  # titles and headers stand within the first lines


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file's name and text."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """The name that findings and sources call it by."""
        return self.path.name

    @property
    def head(self) -> str:
        """Its first lines."""
        return "\n".join(self.text.split("\n", HEAD_LINES)[:HEAD_LINES])

    def records(self) -> list[list[str]]:
        """Rows of fields without blanks around them, split at tabs or commas."""
        delimiter = "\t" if self.head.count("\t") > self.head.count(",") else ","
        return [[field.strip() for field in row] for row in csv.reader(io.StringIO(self.text), delimiter=delimiter)]


def text_file(path: Path) -> TextFile:
    """The file at `path`. Raises BadInput where it is absent, empty or not text."""
    problem = _absent(path)
    if problem:
        raise BadInput([Finding(path.name, None, None, problem, "Name a file as CMS publishes it.")])
    raw = path.read_bytes()
    is_it = next((what for magic, what in BINARY.items() if raw.startswith(magic)), None)
    if is_it or b"\0" in raw[:65_536]:
        raise BadInput(
            [Finding(path.name, None, None, f"it is {is_it or 'binary'}, not text", "Unpack it or save it as CSV.")]
        )
    try:
        return TextFile(path, raw.decode("utf-8-sig"))
    except UnicodeDecodeError:  # CMS writes Windows-1252
        return TextFile(path, raw.decode("cp1252", errors="replace"))


def _absent(path: Path) -> str | None:
    if path.is_dir():
        return "is a folder, not a file"
    if not path.exists():
        return "there is no such file"
    return "the file is empty (0 bytes)" if path.stat().st_size == 0 else None


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


def period(file: TextFile, stated: Period | None, faults: FileFaults, own: Period | None = None) -> Period:
    """The days the file holds for; a fault where nothing says."""
    found = stated or own or _in_words(file)
    if found is None:
        remedy = "Give its first and last day with --start and --end."
        faults.add(None, None, "nothing in it says which days it holds for", remedy)
        return whole_year(date.min.year)
    if found.end < found.start:
        faults.add(None, None, "its last day is before its first", "Correct --start or --end.")
    return found


def of_factors(factors: Sequence[int], faults: FileFaults) -> Period | None:
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
    faults.add(None, "CONV FACTOR", f"is not one of law/{FACTOR}.yaml", "Add the factor and its first day to the law.")
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
