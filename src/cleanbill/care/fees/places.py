"""Which locality a provider stands in, from its ZIP code or its county.

In: sites (provider_id, and zip or county_fips). Out: places (provider_id,
carrier, locality, wage_index_e4), one row for each provider, null where unknown.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.read_localities import REST
from cleanbill.care.fees.schedules import Schedules
from cleanbill.law import parameter

WAGE_INDEX = "us/wage_index"
COUNTY_NAMES = {"MASSACHUSETTS": "states/ma/county_names"}  # states whose counties are on file


def places_by_zip(sites: ir.Table, schedules: Schedules, day: date) -> ir.Table:
    """Places of `sites` (provider_id, zip) on `day`; null where five digits do not settle the locality."""
    known = _on(schedules.zip, day)
    settled = known.filter(~known.plus_four).select(zip5="zip", carrier="carrier", locality="locality")
    zips = sites.select("provider_id", zip5=sites.zip[:5])
    placed = zips.left_join(settled, "zip5").select("provider_id", "carrier", "locality")
    return placed.mutate(wage_index_e4=ibis.null("int64"))


def places_by_county(sites: ir.Table, schedules: Schedules, day: date) -> ir.Table:
    """Places of `sites` (provider_id, county_fips) on `day`, for states of COUNTY_NAMES."""
    named = _county_names(day)
    listed = _on(schedules.county, day)
    own = listed.filter(listed.county != REST).select("state", "county", own_carrier="carrier", own_locality="locality")
    rest = listed.filter(listed.county == REST).select("state", rest_carrier="carrier", rest_locality="locality")
    placed = sites.select("provider_id", "county_fips").left_join(named, "county_fips")
    placed = placed.left_join(own, ["state", "county"]).left_join(rest, "state")
    return placed.select(
        "provider_id",
        carrier=ibis.coalesce(placed.own_carrier, placed.rest_carrier),
        locality=ibis.coalesce(placed.own_locality, placed.rest_locality),
        wage_index_e4=_wage_index(placed.county_fips, day),
    )


def _county_names(day: date) -> ir.Table:
    rows = [
        {"county_fips": fips, "state": state, "county": name}
        for state, path in COUNTY_NAMES.items()
        for fips, name in parameter(path).at(day).items()
    ]
    return ibis.memtable(rows, schema={"county_fips": "string", "state": "string", "county": "string"})


def _wage_index(county_fips: ir.StringColumn, day: date) -> ir.IntegerValue:
    held = dict(parameter(WAGE_INDEX).at(day))
    other = ibis.literal(held.pop("other"), "int64")
    return ibis.cases(
        *((county_fips == fips, ibis.literal(index, "int64")) for fips, index in held.items()), else_=other
    )


def _on(table: ir.Table, day: date) -> ir.Table:
    return table.filter(table.start <= day, table.end >= day)
