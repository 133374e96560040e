"""Who is known to live in an area: by ZIP code, county or state; the bulk twin of `fund.Area.holds`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

from cleanbill.fund import Area

COLUMNS = {"zip": "zip", "county": "county_fips", "state": "state"}


def lives_in(people: ir.Table, areas: Iterable[Area]) -> ir.BooleanValue:
    """Whether each row is known to lie in one of `areas`; without any, and in the nation, all do."""
    areas = tuple(areas)
    if not areas or any(area.level == "nation" for area in areas):
        return ibis.literal(True)
    return reduce(or_, (people[COLUMNS[area.level]].isin(sorted(area.codes)).fill_null(False) for area in areas))
