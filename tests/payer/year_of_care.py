"""Random years of care for the tests of the payer, larger and plainer than hypothesis draws them."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import ibis
import pyarrow as pa

from cleanbill.care import BENEFITS, ClaimLine
from cleanbill.core.tables import ibis_schema

FIRST, DAY = date(2025, 1, 1), date(2025, 12, 31)
MEMBER = {"person_id": "string", "family_id": "string", "plan_id": "string", "start": "date", "end": "date"}
EXTRA = {
    "modifiers": "string", "received_date": "date", "authorization": "string", "other_payer_first": "boolean",
    "other_payer_cents": "int64", "action": "string", "original_claim_id": "string", "in_network": "boolean",
    "network_facility": "boolean", "recognised_cents": "int64", "other_payer_left_cents": "int64",
}  # fmt: skip


def line(claim_id: str, person_id: str, **given: Any) -> dict[str, Any]:
    """A claim line of an office visit, with what is `given` instead."""
    base = {
        "claim_id": claim_id, "line": 1, "person_id": person_id, "provider_id": "H1", "service_date": date(2025, 5, 1),
        "benefit": "office", "place_of_service": "11", "code_system": "HCPCS", "code": "G0463", "units": 1,
        "charge_cents": 20_000, "fee_cents": 10_000,
    }  # fmt: skip
    return base | given


def member(person_id: str, family_id: str = "F", plan_id: str = "employer", **given: Any) -> dict[str, Any]:
    """A member for all days, with what is `given` instead."""
    return {"person_id": person_id, "family_id": family_id, "plan_id": plan_id, "start": FIRST, "end": DAY} | given


def year_of_care(seed: int, *, families: int, lines: int, plan_ids: list[str]) -> tuple[list[Any], list[Any]]:
    """Lines and members; each person under one plan all year, families of one to four."""
    draw = random.Random(seed)
    members = [
        member(f"P{family}-{number}", f"F{family}", draw.choice(plan_ids))
        for family in range(families)
        for number in range(draw.randint(1, 4))
    ]
    found = []
    for number in range(lines):
        fee = draw.randint(0, 300_000)
        day = FIRST + timedelta(days=draw.randint(0, 364))
        who, benefit = draw.choice(members)["person_id"], draw.choice(BENEFITS)
        charge = draw.randint(0, 2 * fee)
        claim = line(f"K{number // 2:07d}", who, line=number % 2 + 1, service_date=day, benefit=benefit)
        if number % 2:  # a claim has one patient and one day
            claim |= {name: found[-1][name] for name in ("person_id", "service_date")}
        found.append(claim | {"fee_cents": fee, "charge_cents": charge})
    return found, members


def as_lines(rows: list[dict[str, Any]]) -> Any:
    """`claim_line` with those of the further columns that any row has, as an Ibis table."""
    further = {name: kind for name, kind in EXTRA.items() if any(name in row for row in rows)}
    schema = ibis.schema({**ibis_schema(ClaimLine), **further})
    return ibis.memtable(pa.Table.from_pylist(rows, schema=schema.to_pyarrow()))


def as_members(rows: list[dict[str, Any]]) -> Any:
    """Members, with birth date and sex where any row has them."""
    further = {"birth_date": "date", "sex": "string"} if any("sex" in row for row in rows) else {}
    return ibis.memtable(pa.Table.from_pylist(rows, schema=ibis.schema(MEMBER | further).to_pyarrow()))


def by_line(con: Any, table: Any) -> dict[tuple[str, int], dict[str, Any]]:
    """(claim_id, line) -> row."""
    return {(row["claim_id"], row["line"]): row for row in con.to_pyarrow(table).to_pylist()}


def in_one_piece(con: Any, table: Any) -> Any:
    """The table worked out once, in one piece."""
    rows = con.to_pyarrow(table)
    return ibis.memtable(pa.Table.from_pylist(rows.to_pylist(), schema=rows.schema))
