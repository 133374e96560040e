"""Small schedules and lines for the tests of prices. Codes are made up or HCPCS level II; none is CPT."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from cleanbill.care import ClaimLine
from cleanbill.care.fees import Schedules, price, schedules
from cleanbill.care.fees.tables import TABLES
from cleanbill.core.tables import ibis_schema

DAY = date(2025, 6, 1)
YEAR = {"start": date(2025, 1, 1), "end": date(2025, 12, 31), "source": "test"}
BOSTON = {"carrier": "14212", "locality": "01", "name": "BOSTON", "work_e3": 1042, "pe_e3": 1197, "mp_e3": 894}
REST = {"carrier": "14212", "locality": "99", "name": "REST", "work_e3": 1017, "pe_e3": 1061, "mp_e3": 796}
PLACES = pa.schema(
    [("provider_id", pa.string()), ("carrier", pa.string()), ("locality", pa.string()), ("wage_index_e4", pa.int64())]
)
EXTRA = {"modifiers": pa.string(), "minutes": pa.int64(), "form": pa.string()}
RVU = {
    "component": "", "status": "A", "work_e2": 0, "pe_e2": 0, "facility_pe_e2": 0, "mp_e2": 0, "multiple": "0",
    "bilateral": "0", "assistant": "0", "co_surgeon": "0", "global_days": "XXX", "cap_pe_e2": 0,
    "cap_facility_pe_e2": 0, "cap_mp_e2": 0, "pctc": "0", "endo_base": "", "pre_op_bp": 0, "intra_op_bp": 0,
    "post_op_bp": 0,
}  # fmt: skip


def rows_of(kind: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows of a schedule, in the year of the tests unless they say otherwise."""
    base = YEAR | (RVU if kind == "rvu" else {})
    schema = ibis_schema(TABLES[kind]).to_pyarrow()
    return pa.Table.from_pylist([base | dict(row) for row in rows], schema=schema)


def schedules_of(**kinds: Sequence[Mapping[str, Any]]) -> Schedules:
    """Schedules from rows by kind, Boston and the rest of Massachusetts unless told."""
    kinds = {"gpci": [BOSTON, REST], **kinds}
    return schedules({kind.replace("_", "-"): rows_of(kind.replace("_", "-"), rows) for kind, rows in kinds.items()})


def line(number: int, code: str, **given: Any) -> dict[str, Any]:
    """An office line of patient P1 by provider B, which stands in Boston."""
    base = {"claim_id": f"K{number:05d}", "line": 1, "person_id": "P1", "provider_id": "B", "service_date": DAY}
    base |= {"benefit": "office", "place_of_service": "11", "code_system": "HCPCS", "code": code, "units": 1}
    return base | {"charge_cents": 100_000, "fee_cents": 0} | given


def places(rows: Sequence[Mapping[str, Any]] = ()) -> ibis.Table:
    """B in Boston, R in the rest of the state, and more."""
    own = [
        {"provider_id": "B", "carrier": "14212", "locality": "01", "wage_index_e4": 11_519},
        {"provider_id": "R", "carrier": "14212", "locality": "99", "wage_index_e4": None},
    ]
    return ibis.memtable(pa.Table.from_pylist([*own, *map(dict, rows)], schema=PLACES))


def priced(
    con: Any, lines: Sequence[Mapping[str, Any]], held: Schedules, at: ibis.Table | None = None
) -> list[dict[str, Any]]:
    """The lines with their prices, in the order of their claims."""
    fields = [*ibis_schema(ClaimLine).to_pyarrow(), *(pa.field(name, kind) for name, kind in EXTRA.items())]
    table = ibis.memtable(pa.Table.from_pylist([dict(row) for row in lines], schema=pa.schema(fields)))
    rows = con.to_pyarrow(price(table, held, places() if at is None else at)).to_pylist()
    for row in rows:
        assert (row["price_cents"] is None) == (row["pended_reason"] is not None)
        assert row["price_cents"] is None or row["price_cents"] > 0
        assert (row["price_source"] is None) == (row["price_cents"] is None)
    return sorted(rows, key=lambda row: (row["claim_id"], row["line"]))
