"""Opens the folder that `load_fees` writes, and finds the locality that each provider is paid by.

Every schedule is one Ibis table; where a later file of a kind begins before an earlier one ends, the earlier one is
cut short, so that on each day one row holds. Localities are those of a ZIP code or a county.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleanbill.care.fees.load import OURS
from cleanbill.care.fees.read_physician import REST
from cleanbill.care.fees.tables import TABLES, Dated
from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import ibis_schema
from cleanbill.law import parameter

DRG_WEIGHT = "us/drg_weight"
LAST_DAY = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Schedules:
    """The fee schedules, an Ibis table each, empty where none was loaded; `turns` are days on which a row changes."""

    rvu: ir.Table
    gpci: ir.Table
    anesthesia_factor: ir.Table
    anesthesia_base: ir.Table
    county: ir.Table
    zip: ir.Table
    published: ir.Table
    fee: ir.Table
    drg_weight: ir.Table
    turns: tuple[date, ...]


def open_schedules(folder: Path) -> Schedules:
    """What was loaded into `folder`. DRG weights are the law's few where none were loaded."""
    files = sorted(path for path in folder.iterdir() if OURS.fullmatch(path.name)) if folder.is_dir() else []
    if not files:
        raise CleanbillError(
            f"{folder} holds no fee schedules. Make it with: cleanbill fees load FILE... --out {folder}"
        )
    tables: dict[str, list[pa.Table]] = {}
    for path in files:
        kind = path.name[: len(path.name) - len("-2025-01-01.parquet")]
        tables.setdefault(kind, []).append(_complete(pq.read_table(path), path, kind))
    return schedules({kind: _one_after_another(parts) for kind, parts in tables.items()})


def schedules(tables: Mapping[str, pa.Table]) -> Schedules:
    """Schedules from Arrow tables by kind; "fee-..." kinds are laid together."""
    fees = [table for kind, table in tables.items() if kind.split("-")[0] == "fee"]
    named = {kind.replace("-", "_"): table for kind, table in tables.items() if kind in TABLES}
    if fees:
        named["fee"] = pa.concat_tables(fees)
    named.setdefault("drg_weight", _law_weights())
    made = {kind.replace("-", "_"): table_class for kind, table_class in TABLES.items()}
    tables_by_name = {name: _memtable(named.get(name), table_class) for name, table_class in made.items()}
    return Schedules(**tables_by_name, turns=_turns(named.values()))


def _turns(tables: Iterable[pa.Table]) -> tuple[date, ...]:
    """First days, and days after last days, of all rows."""
    starts = {day for table in tables for day in pc.unique(table["start"]).to_pylist()}
    ends = {day for table in tables for day in pc.unique(table["end"]).to_pylist() if day < LAST_DAY}
    return tuple(sorted(starts | {day + timedelta(days=1) for day in ends}))


def _complete(table: pa.Table, path: Path, kind: str) -> pa.Table:
    """`table`, refused where an earlier cleanbill loaded it with fewer columns than rules ask for now."""
    wanted = ibis_schema(TABLES[kind.split("-", maxsplit=1)[0] if kind.startswith("fee-") else kind])
    missing = [name for name in wanted if name not in table.column_names]
    if missing:
        raise CleanbillError(
            f"{path.name} was loaded by an earlier cleanbill and lacks {', '.join(missing)}. Load the file it is from "
            f"again: cleanbill fees load FILE --out {path.parent}"
        )
    return table


def _memtable(table: pa.Table | None, table_class: type[Dated]) -> ir.Table:
    schema = ibis_schema(table_class)
    arrow = table if table is not None else schema.to_pyarrow().empty_table()
    return ibis.memtable(arrow.cast(schema.to_pyarrow()), schema=schema)


def _one_after_another(parts: list[pa.Table]) -> pa.Table:
    """Files of one kind in the order of their first day, each cut where the next begins."""
    following = [*parts[1:], None]
    return pa.concat_tables([_until(part, after) for part, after in zip(parts, following, strict=True)])


def _until(part: pa.Table, after: pa.Table | None) -> pa.Table:
    """`part`, its days ended before the first of `after`."""
    if after is None:
        return part
    last = pc.min(after["start"]).as_py() - timedelta(days=1)
    ends = pc.min_element_wise(part["end"], pa.scalar(last, pa.date32()))
    cut = part.set_column(part.schema.get_field_index("end"), "end", ends)
    return cut.filter(pc.less_equal(cut["start"], cut["end"]))


def _law_weights() -> pa.Table:
    law = parameter(DRG_WEIGHT)
    starts = sorted(law.values)
    ends = [start - timedelta(days=1) for start in starts[1:]] + [LAST_DAY]
    rows: list[dict[str, Any]] = [
        {"drg": drg, "weight_e4": weight, "start": start, "end": end, "source": f"law {DRG_WEIGHT}"}
        for start, end in zip(starts, ends, strict=True)
        for drg, weight in law.values[start].items()
    ]
    return pa.Table.from_pylist(rows, schema=ibis_schema(TABLES["drg-weight"]).to_pyarrow())


# Which locality a provider stands in, from its ZIP code or its county.
#
# In: sites (provider_id, and zip or county_fips). Out: places (provider_id,
# carrier, locality, wage_index_e4), one row for each provider, null where unknown.


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
    by_county = dict(parameter(WAGE_INDEX).at(day))
    other = ibis.literal(by_county.pop("other"), "int64")
    return ibis.cases(
        *((county_fips == fips, ibis.literal(index, "int64")) for fips, index in by_county.items()), else_=other
    )


def _on(table: ir.Table, day: date) -> ir.Table:
    return table.filter(table.start <= day, table.end >= day)
