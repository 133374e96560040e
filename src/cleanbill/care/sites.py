"""Reads where providers stand, and finds the locality that each is paid by.

File in (provider_id, zip or county_fips); places as `care.fees.price` asks for them out.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cleanbill.care.fees import Schedules, places_by_county, places_by_zip
from cleanbill.care.tables import Site
from cleanbill.core.errors import BadInput
from cleanbill.engine import SOURCE_ROW, faulty_rows, read_numbered

SITE_OPTIONAL = {"zip": None, "county_fips": None}


def read_sites(con: Any, path: Path) -> ir.Table:
    """The file as table `site`; each row has a ZIP code, a county, or both. Raises BadInput."""
    sites = read_numbered(con, path, Site, optional=SITE_OPTIONAL)
    bare = sites.filter(sites.zip.isnull() & sites.county_fips.isnull())
    remedy = "Give the provider's ZIP code, or its county's five digits."
    if findings := faulty_rows(bare, path.name, "zip", "is empty, and so is county_fips", remedy):
        raise BadInput(findings)
    return sites.drop(SOURCE_ROW)


def places(sites: ir.Table, schedules: Schedules, day: date) -> ir.Table:
    """Places on `day`: by county where it is told, else by ZIP code."""
    by_county = places_by_county(sites.filter(sites.county_fips.notnull()), schedules, day)
    by_zip = places_by_zip(sites.filter(sites.county_fips.isnull()), schedules, day)
    return by_county.union(by_zip.select(*by_county.columns))
