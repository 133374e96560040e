"""Joins lines to schedules and to the law of their day, and the physician rules that need one line alone.

Lines in, amounts in cents or shares in basis points out: anaesthesia (us/anesthesia_payment), the imaging cap
(us/imaging_cap), old equipment (us/imaging_equipment) and parts of an operation (us/global_split).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import reduce
from operator import add, or_
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.folder import Schedules
from cleanbill.core.money import WHOLE_BP
from cleanbill.engine import share_bp
from cleanbill.law import parameter


def on_the_day(lines: ir.Table, table: ir.Table, keys: Mapping[str, str], prefix: str, *take: str) -> ir.Table:
    """`lines` with the columns `take` of the table under `prefix`, null where no row holds.

    `keys` are columns of lines and the table's columns that they equal. The
    table has at most one row for a key and day, so no line is doubled. Only
    what is asked for is carried along: the narrower a line, the faster.
    """
    columns = dict.fromkeys([*keys.values(), "start", "end", *take])
    named = table.select(*columns).rename(f"{prefix}{{name}}")
    same = [lines[own] == named[prefix + theirs] for own, theirs in keys.items()]
    days = [lines.service_date >= named[f"{prefix}start"], lines.service_date <= named[f"{prefix}end"]]
    joined = lines.left_join(named, [*same, *days])
    return joined.drop(*(prefix + name for name in columns if name not in take))


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
    branches = [(lines.service_date >= ibis.date(start), value(rule)) for start, rule in reversed(dated)]
    return ibis.cases(*branches)


def by_word(column: ir.StringValue, numbers: Mapping[str, int]) -> ir.IntegerValue:
    """The number that `numbers` gives for the word, null where it gives none."""
    return ibis.cases(*((column == word, ibis.literal(number, "int64")) for word, number in numbers.items()))


# A line's modifiers, as one text with a blank around each: " 26 50 ".


COMPONENTS = ("26", "TC", "53")  # modifiers with rows of their own in PPRRVU


def spaced(modifiers: ir.StringValue) -> ir.StringValue:
    """Modifiers split by blanks, colons or commas, each with a blank on either side."""
    plain = ibis.coalesce(modifiers, "").upper().replace(":", " ").replace(",", " ")
    return ibis.literal(" ").concat(plain, " ")


def has(text: ir.StringValue, modifier: str) -> ir.BooleanValue:
    """Whether `modifier` is one of the spaced text."""
    return text.contains(f" {modifier} ")


def has_any(text: ir.StringValue, modifiers: Iterable[str]) -> ir.BooleanValue:
    """Whether one of `modifiers` is in the spaced text."""
    return reduce(or_, (has(text, modifier) for modifier in modifiers), ibis.literal(False))


def component(text: ir.StringValue) -> ir.StringValue:
    """The component that PPRRVU has a row for: 26, TC, 53 or nothing."""
    return ibis.cases(*((has(text, component), component) for component in COMPONENTS), else_="")


# Anaesthesia: (base units + minutes in tenths of a unit) x the locality's factor. Law: us/anesthesia_payment.


ANESTHESIA_LAW = "us/anesthesia_payment"


def anesthesia(lines: ir.Table, schedules: Schedules) -> ir.Table:
    """`lines` with `is_anesthesia`, `anesthesia_cents` and `anesthesia_reason`.

    `lines` has code, minutes, spaced `modifiers`, carrier, locality and service_date.
    """
    lines = on_the_day(lines, schedules.anesthesia_base, {"code": "code"}, "base_", "base_units")
    keys = {"carrier": "carrier", "locality": "locality"}
    lines = on_the_day(lines, schedules.anesthesia_factor, keys, "anesthesia_", "factor_cents", "source")
    per_unit = by_law(lines, ANESTHESIA_LAW, lambda rule: ibis.literal(rule["minutes_per_unit"], "int64"))
    tenths = lines.base_base_units * 10 + (lines.minutes * 20 + per_unit) // (per_unit * 2)
    full = ((tenths * lines.anesthesia_factor_cents + 5) // 10).cast("int64")
    lines = lines.mutate(anesthesia_bp=_share(lines), is_anesthesia=lines.base_base_units.notnull())
    return lines.mutate(anesthesia_cents=share_bp(full, lines.anesthesia_bp), anesthesia_reason=_reason(lines))


def _share(lines: ir.Table) -> ir.IntegerValue:
    """The share for who gave or directed it, null where no modifier says."""
    return by_law(
        lines,
        ANESTHESIA_LAW,
        lambda rule: ibis.cases(
            *((has(lines.modifiers, word), ibis.literal(rate, "int64")) for word, rate in rule["modifier_bp"].items())
        ),
    )


def _reason(lines: ir.Table) -> ir.StringValue:
    report = by_law(lines, ANESTHESIA_LAW, lambda rule: has_any(lines.modifiers, rule["by_report"])).fill_null(False)
    return ibis.cases(
        (lines.locality.isnull(), "the provider's locality is not known"),
        (lines.anesthesia_factor_cents.isnull(), "no anaesthesia factor of the locality on that day"),
        (lines.minutes.isnull() | (lines.minutes < 1), "no minutes of anaesthesia"),
        (report, "a modifier asks for a price by report"),
        (lines.anesthesia_bp.isnull(), "no modifier says who gave the anaesthesia"),
        else_=ibis.null("string"),
    )


# Imaging is paid at most what a hospital outpatient department is paid for its technical part. Law: us/imaging_cap.


IMAGING_CAP_LAW = "us/imaging_cap"


def capped(lines: ir.Table, cents: ir.IntegerValue, cap: ir.IntegerValue) -> ir.IntegerValue:
    """The lesser of `cents` and `cap` where the law caps, `cents` where `cap` is null."""
    caps = by_law(lines, IMAGING_CAP_LAW, lambda rule: ibis.literal(rule["capped"])).fill_null(False)
    return ibis.ifelse((caps & (cap < cents)).fill_null(False), cap, cents)


# Imaging with old equipment (modifiers FX, FY, CT) is paid less for its technical part. Law: us/imaging_equipment.


EQUIPMENT_LAW = "us/imaging_equipment"


def with_unit(lines: ir.Table) -> ir.Table:
    """`lines` with `unit_cents`: the amount of a unit after the outpatient cap and what equipment takes off.

    `lines` has PARTS of `amount` and spaced `modifiers`. Null where equipment
    takes from a technical part that is not known.
    """
    paid = capped(lines, lines.amount_cents, lines.cap_cents)
    technical = capped(lines, lines.technical_cents, lines.technical_cap_cents)
    return lines.mutate(
        unit_cents=ibis.ifelse(_old_equipment(lines), paid - technical + left_of_technical(lines, technical), paid)
    )


def left_of_technical(lines: ir.Table, technical: ir.IntegerValue) -> ir.IntegerValue:
    """What is left of a technical part in cents, one modifier after another, each rounded."""
    return by_law(lines, EQUIPMENT_LAW, lambda rates: _after_each(lines, technical, rates))


def _after_each(lines: ir.Table, cents: ir.IntegerValue, rates: Mapping[str, int]) -> ir.IntegerValue:
    for modifier, rate in rates.items():
        cents = ibis.ifelse(has(lines.modifiers, modifier), share_bp(cents, rate), cents)
    return cents


def _old_equipment(lines: ir.Table) -> ir.BooleanValue:
    """Whether a modifier of old equipment stands on the line."""
    return by_law(lines, EQUIPMENT_LAW, lambda rates: has_any(lines.modifiers, rates)).fill_null(False)


# Part of an operation's price by modifier 54, 55 or 78. Law: us/global_split.


GLOBAL_SPLIT_LAW = "us/global_split"


def portion_bp(lines: ir.Table) -> ir.IntegerValue:
    """The share of the price that the modifier is paid, basis points; null where the code has no such parts.

    `lines` has rvu_pre_op_bp, rvu_intra_op_bp, rvu_post_op_bp, rvu_global_days
    and spaced `modifiers`. Two such modifiers on one line are null too.
    """
    return by_law(lines, GLOBAL_SPLIT_LAW, lambda rule: _portion(lines, rule))


def _portion(lines: ir.Table, rule: dict[str, Any]) -> ir.IntegerValue:
    on_line = {modifier: has(lines.modifiers, modifier) for modifier in rule["parts"]}
    count = reduce(add, (flag.cast("int64") for flag in on_line.values()))
    branches: list[Any] = [(count == 0, ibis.literal(WHOLE_BP, "int64")), (count > 1, ibis.null("int64"))]
    for modifier, columns in rule["parts"].items():
        share = reduce(add, (lines[f"rvu_{column}"] for column in columns))
        days = rule["whole_if_days"].get(modifier, [])
        whole = lines.rvu_global_days.isin(days) if days else ibis.literal(False)
        branches += [
            (on_line[modifier] & whole, ibis.literal(WHOLE_BP, "int64")),
            (on_line[modifier] & (share > 0), share),
        ]
    return ibis.cases(*branches, else_=ibis.null("int64"))
