"""Kinds of lines: all that have the same price when alone, priced once.

Millions of lines are of thousands of kinds: a code with its modifiers, units,
place and locality, in a span of days on which no schedule and no law changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.anesthesia import anesthesia
from cleanbill.care.fees.by_table import by_table
from cleanbill.care.fees.dated import law_turns
from cleanbill.care.fees.modifiers import spaced
from cleanbill.care.fees.physician import BESIDE, physician
from cleanbill.care.fees.schedules import Schedules
from cleanbill.care.fees.way import OUTCOME, with_way

TEXTS = ("schedule", "code", "modifiers", "place_of_service", "site")
NUMBERS = ("units", "minutes")
KIND = (*(f"kind_{name}" for name in (*TEXTS, *NUMBERS)), "kind_period")
NO_TEXT, NO_NUMBER = "", -1  # stand for null in a key, which would never join


def with_kind(lines: ir.Table, given: Mapping[str, ir.Value], schedules: Schedules) -> ir.Table:
    """`lines` with the columns of KIND, from a value in `given` for each of TEXTS and NUMBERS."""
    texts = {f"kind_{name}": ibis.coalesce(given[name], NO_TEXT) for name in TEXTS}
    numbers = {f"kind_{name}": ibis.coalesce(given[name].cast("int64"), NO_NUMBER) for name in NUMBERS}
    turns = sorted({*schedules.turns, *law_turns()})
    before = [(lines.service_date < ibis.literal(turn), ibis.literal(n, "int64")) for n, turn in enumerate(turns)]
    period = ibis.cases(*before, else_=ibis.literal(len(turns), "int64"))
    return lines.mutate(**texts, **numbers, kind_period=period)


def plain_code(code: ir.StringValue) -> ir.StringValue:
    """A code as schedules write it, null where there is none."""
    return code.strip().upper().nullif(NO_TEXT)


def kinds_of(lines: ir.Table, schedules: Schedules, sites: ir.Table) -> ir.Table:
    """A row per kind of `lines`: KIND, its outcome when alone (`way`), and what rules for several services ask for.

    `sites` tells the carrier and locality of each `site`.
    """
    kinds = lines.group_by(*KIND).aggregate(service_date=lines.service_date.min())
    plain: dict[str, Any] = {name: kinds[f"kind_{name}"].nullif(NO_TEXT) for name in TEXTS}
    plain |= {name: kinds[f"kind_{name}"].nullif(NO_NUMBER) for name in NUMBERS}
    kinds = kinds.mutate(**plain).mutate(modifiers=spaced(kinds.kind_modifiers), code=plain_code(kinds.kind_code))
    kinds = kinds.left_join(sites, "site").drop("site_right")
    kinds = with_way(anesthesia(by_table(physician(kinds, schedules), schedules), schedules))
    return kinds.select(*KIND, "way", *OUTCOME, "discounted", *BESIDE)
