"""What a portfolio's folder holds of a seller's file: accounts without identity, those held back, those refused.

They have the columns of `debt.tables.Account` that say nothing of who the person
is; what the seller did not give is null. `identity.parquet` is sealed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.core.money import WHOLE_BP
from cleanbill.core.tables import Column, Table, column, columns
from cleanbill.debt import Account

KNOWN = ("holder", "account_id", "current_balance_cents")


def _kept() -> dict[str, Column]:
    """Columns of an account without identity; a seller's file may lack all but those of KNOWN."""
    values = {name: each for name, each in columns(Account).items() if each.privacy != "identity"}
    return {name: replace(each, nullable=name not in KNOWN) for name, each in values.items()}


class Accepted(Table):
    """An account of a seller's file that can be bought."""

    __grain__ = "an account of a seller's file that can be bought"
    __key__ = ("holder", "account_id")
    __columns__ = _kept()

    portfolio_id: dt.String = column("public", "the portfolio")
    source_row: dt.Int64 = column("person", "the row of the seller's file, counted from 1 without the header")
    ssn_hash: dt.String = column("person", "keyed hash of the Social Security number", nullable=True)
    first_delinquency_date: dt.Date = column(
        "person", "day from which it was late and stayed so, as bureaus were told", nullable=True
    )
    reasons: dt.String = column("person", "what was noted about the row, codes joined by blanks")


def _loose(table: type[Table]) -> dict[str, Column]:
    """The columns of a table, each of which may be empty or too small."""
    return {name: replace(each, nullable=True, least=None) for name, each in columns(table).items()}


class Quarantined(Table):
    """A row that waits for the seller or a person; what cannot be right in it stands as it was read."""

    __grain__ = "a row of a seller's file that waits"
    __key__ = ("source_row",)
    __columns__ = _loose(Accepted)

    face_cents: dt.Int64 = column("person", "the balance as it was read", unit="cents", nullable=True)


class Rejected(Table):
    """A row that cannot be bought: where it stood, its balance and why."""

    __grain__ = "a row of a seller's file that is refused"
    __key__ = ("source_row",)

    portfolio_id: dt.String = column("public", "the portfolio")
    source_row: dt.Int64 = column("person", "the row of the seller's file, counted from 1 without the header")
    face_cents: dt.Int64 = column("person", "the balance as it was read", unit="cents", nullable=True)
    reasons: dt.String = column("person", "codes of reasons.yaml joined by blanks")


class Identity(Table):
    """Who owes an account: sealed under the portfolio's key, for accepted and quarantined rows."""

    __grain__ = "a row of a seller's file that is not refused"
    __key__ = ("source_row",)

    portfolio_id: dt.String = column("public", "the portfolio")
    source_row: dt.Int64 = column("person", "the row of the seller's file")
    holder: dt.String = column("person", "who owns the debt")
    account_id: dt.String = column("person", "the holder's number for it", nullable=True)
    first_name: dt.String = column("identity", "first name", nullable=True)
    last_name: dt.String = column("identity", "last name", nullable=True)
    birth_date: dt.Date = column("identity", "date of birth", nullable=True)
    ssn_last4: dt.String = column("identity", "last four digits of the Social Security number", nullable=True)
    address: dt.String = column("identity", "street address", nullable=True)
    city: dt.String = column("identity", "city", nullable=True)
    state: dt.String = column("person", "state", nullable=True)
    zip: dt.String = column("identity", "ZIP code", nullable=True)
    deceased_date: dt.Date = column("identity", "day of death", nullable=True)
    guarantor_name: dt.String = column("identity", "who answers for a child, where one column has it", nullable=True)
    guarantor_first_name: dt.String = column("identity", "first name of who answers for a child", nullable=True)
    guarantor_last_name: dt.String = column("identity", "last name of who answers for a child", nullable=True)
    guarantor_address: dt.String = column("identity", "their street address", nullable=True)
    guarantor_city: dt.String = column("identity", "their city", nullable=True)
    guarantor_state: dt.String = column("identity", "their state", nullable=True)
    guarantor_zip: dt.String = column("identity", "their ZIP code", nullable=True)


# The county of a ZIP code, where nearly all of its land lies in one: for accounts whose seller gives no county.
#
# In: the Census Bureau's file of 2020 ZIP Code Tabulation Areas and counties, as downloaded, of which nothing is
# shipped; the share of land that settles it (law us/zip_county). A ZIP without an area, such as one of boxes, has
# none.


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
    table = both.mutate(
        county_by_zip=lacking & both.of_zip.notnull(),
        county_open=lacking & both.of_zip.isnull(),
        county_fips=ibis.coalesce(both.county_fips, both.of_zip),
    )
    return table.select(*rows.columns)


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
