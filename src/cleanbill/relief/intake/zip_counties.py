"""The county of a ZIP code, where nearly all of its land lies in one: for accounts whose seller gives no county.

In: the Census Bureau's file of 2020 ZIP Code Tabulation Areas and counties, as downloaded, of which nothing is
shipped; the share of land that settles it (law us/zip_county). A ZIP without an area, such as one of boxes, has none.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.core.money import WHOLE_BP

ZCTA, COUNTY, PART, LAND = "GEOID_ZCTA5_20", "GEOID_COUNTY_20", "AREALAND_PART", "AREALAND_ZCTA5_20"
REMEDY = "Download tab20_zcta520_county20_natl.txt from the Census Bureau and name it as it is."
SHAPE = {"zip": "string", "of_zip": "string"}


def read_zip_counties(path: Path, share_bp: int) -> dict[str, str]:
    """ZIP -> the county with at least `share_bp` of its land. Raises BadInput where the file is not that one."""
    if not WHOLE_BP // 2 < share_bp <= WHOLE_BP:
        raise CleanbillError("A ZIP lies in one county by more than half of its land, and at most all of it.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            return dict(_settled(csv.DictReader(opened, delimiter="|"), path.name, share_bp))
    except OSError as error:
        raise CleanbillError(f"{path} cannot be read: {(error.strerror or 'refused').lower()}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise BadInput([Finding(path.name, None, None, "this is no text with columns", REMEDY)]) from None


def with_county(rows: ir.Table, counties: Mapping[str, str]) -> ir.Table:
    """`rows` with the county of the ZIP where none is given; `county_by_zip` and `county_open` say where.

    `county_open`: there is a ZIP, and its county stays unknown.
    """
    known = ibis.memtable([{"zip": code, "of_zip": county} for code, county in counties.items()], schema=SHAPE)
    both = rows.left_join(known, "zip")
    lacking = both.county_fips.isnull() & both.zip.notnull()
    told = both.mutate(
        county_by_zip=lacking & both.of_zip.notnull(),
        county_open=lacking & both.of_zip.isnull(),
        county_fips=ibis.coalesce(both.county_fips, both.of_zip),
    )
    return told.select(*rows.columns)


def _settled(rows: csv.DictReader[str], file: str, share_bp: int) -> Iterator[tuple[str, str]]:
    """Rows without a ZIP are of land that has none."""
    if missing := [name for name in (ZCTA, COUNTY, PART, LAND) if name not in (rows.fieldnames or ())]:
        raise BadInput([Finding(file, None, name, "the column is missing", REMEDY) for name in missing])
    for number, row in enumerate(rows, 1):
        if not row[ZCTA]:
            continue
        part, land = row[PART] or "", row[LAND] or ""
        if not (row[COUNTY] or "").isdecimal() or not part.isdecimal() or not land.isdecimal():
            raise BadInput([Finding(file, number, PART, "a county or an area is no number", REMEDY)])
        if int(land) and int(part) * WHOLE_BP >= int(land) * share_bp:
            yield row[ZCTA], row[COUNTY]
