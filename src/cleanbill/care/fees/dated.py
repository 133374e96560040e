"""Joins lines to the row of a schedule that holds on their day, and picks the law of that day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.law import parameter


def on_the_day(lines: ir.Table, table: ir.Table, keys: Mapping[str, str], prefix: str, *take: str) -> ir.Table:
    """`lines` with the columns `take` of the table under `prefix`, null where no row holds.

    `keys` are columns of lines and the table's columns that they equal. The
    table has at most one row for a key and day, so no line is doubled. Only
    what is asked for is carried along: the narrower a line, the faster.
    """
    held = dict.fromkeys([*keys.values(), "start", "end", *take])
    named = table.select(*held).rename(f"{prefix}{{name}}")
    same = [lines[own] == named[prefix + theirs] for own, theirs in keys.items()]
    days = [lines.service_date >= named[f"{prefix}start"], lines.service_date <= named[f"{prefix}end"]]
    joined = lines.left_join(named, [*same, *days])
    return joined.drop(*(prefix + name for name in held if name not in take))


# Every law that prices look up by day: between their turns, and those of schedules, prices do not change (`kinds`).
LAWS = (
    "us/anesthesia_payment", "us/facility_places", "us/global_split", "us/imaging_cap", "us/imaging_equipment",
    "us/inpatient_payment", "us/multiple_diagnostics", "us/multiple_procedures", "us/multiple_therapy",
    "us/outpatient_status", "us/physician_conversion_factor", "us/physician_modifiers", "us/physician_status",
)  # fmt: skip


def law_turns() -> set[date]:
    """Days on which a law of LAWS changes."""
    return {start for path in LAWS for start in parameter(path).values}


def by_law(lines: ir.Table, path: str, value: Callable[[Any], ir.Value]) -> ir.Value:
    """`value` of the law in force on each line's day, null before its first. KeyError for one that is not of LAWS."""
    if path not in LAWS:
        raise KeyError(path)
    dated = sorted(parameter(path).values.items())
    branches = [(lines.service_date >= ibis.date(start), value(held)) for start, held in reversed(dated)]
    return ibis.cases(*branches)


def by_word(column: ir.StringValue, numbers: Mapping[str, int]) -> ir.IntegerValue:
    """The number that `numbers` gives for the word, null where it gives none."""
    return ibis.cases(*((column == word, ibis.literal(number, "int64")) for word, number in numbers.items()))
