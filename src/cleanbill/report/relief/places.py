"""Places as people call them: a county by its name where law/states has it, else by its number, with its state."""

from __future__ import annotations

from datetime import date

from cleanbill.law import parameter
from cleanbill.report.relief.line import Line, Lines, place

NAMED = ("states/ma/county_names",)  # states whose counties' names ship


def place_names(lines: Lines, today: date) -> dict[str, str]:
    """Name of each place that a line has."""
    names = {code: name for path in NAMED for code, name in parameter(path).at(today).items()}
    found: dict[str, Line] = {}
    for line in lines:
        first = found.setdefault(place(line), line)
        if (line.state or "~") < (first.state or "~"):
            found[place(line)] = line
    return {name: _name(line, names) for name, line in found.items()}


def _name(line: Line, names: dict[str, str]) -> str:
    if line.county_fips is None:
        return f"{line.state}, county not known" if line.state else "Place not known"
    known = names.get(line.county_fips)
    called = f"{known.title()} County" if known else f"County {line.county_fips}"
    return f"{called}, {line.state}" if line.state else called
