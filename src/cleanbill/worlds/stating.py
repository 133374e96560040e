"""What one person's statement says, from a run's folder: each claim today and under the single payer.

Out: a dictionary (schema cleanbill.statement/1) of whole cents and plain
facts, which `report.statement` puts into words and on paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import CleanbillError
from cleanbill.engine import connect
from cleanbill.worlds.folders import BILL, SETTLED, read_worlds
from cleanbill.worlds.settling import SINGLE_PAYER, TODAY

SCHEMA = "cleanbill.statement/1"
SHARES = ("deductible_cents", "coinsurance_cents", "copay_cents", "not_covered_cents")
MONEY = ("charge_cents", "contractual_cents", "plan_paid_cents", "other_payer_cents", *SHARES, "patient_share_cents")
ENDS = ("assisted_cents", "paid_cents", "written_off_cents", "debt_cents")


def statement(folder: Path, person_id: str, summary: Mapping[str, Any]) -> dict[str, Any]:
    """The statement of `person_id` in the run at `folder`; CleanbillError where neither is there."""
    con = connect()
    lines = read_worlds(con, folder, SETTLED).filter(lambda row: row.person_id == person_id)
    known = con.read_parquet(folder / "person.parquet").filter(lambda row: row.person_id == person_id)
    if not int(known.count().execute()):
        raise CleanbillError(f"There is no such person in {folder}. Take a person_id from its person.parquet.")
    today = _claims(con, lines, TODAY, folder)
    single = {row["claim_id"]: row for row in _claims(con, lines, SINGLE_PAYER, folder)}
    ends = _ends(con, folder, person_id)
    claims = [_claim(row, single[row["claim_id"]], ends.get(row["claim_id"], {})) for row in today]
    names = ("charge_cents", "written_down_cents", "plan_paid_cents", "owed_cents", "debt_cents")
    totals = {name: sum(claim[name] for claim in claims) for name in names}
    totals["single_payer_paid_cents"] = sum(claim["single_payer"]["paid_cents"] for claim in claims)
    totals["single_payer_owed_cents"] = sum(claim["single_payer"]["owed_cents"] for claim in claims)
    return {
        "schema": SCHEMA,
        "person_id": person_id,
        "today": summary["today"],
        "claims": claims,
        "totals": totals,
    }


def _claims(con: Any, lines: ir.Table, world: str, folder: Path) -> list[dict[str, Any]]:
    mine = lines.filter(lines.world == world)
    sums = {name: mine[name].sum().cast("int64") for name in MONEY}
    claims = mine.group_by("claim_id", "plan_id", "provider_id", "benefit").aggregate(
        service_date=mine.service_date.min(), **sums
    )
    directory = folder / "provider.parquet"
    if directory.is_file():
        claims = claims.left_join(con.read_parquet(directory).select("provider_id", "name"), "provider_id")
    else:
        claims = claims.mutate(name=ibis.null("string"))
    rows: list[dict[str, Any]] = con.to_pyarrow(claims.order_by("service_date", "claim_id")).to_pylist()
    return rows


def _ends(con: Any, folder: Path, person_id: str) -> dict[str, dict[str, int]]:
    bills = read_worlds(con, folder, BILL, TODAY).filter(lambda row: row.person_id == person_id)
    return {row.pop("claim_id"): row for row in con.to_pyarrow(bills.select("claim_id", *ENDS)).to_pylist()}


def _claim(today: Mapping[str, Any], single: Mapping[str, Any], end: Mapping[str, int]) -> dict[str, Any]:
    return {
        "claim_id": today["claim_id"],
        "service_date": today["service_date"].isoformat(),
        "provider": today["name"] or today["provider_id"],
        "benefit": today["benefit"],
        "plan_id": today["plan_id"],
        "charge_cents": today["charge_cents"],
        "written_down_cents": today["contractual_cents"],
        "plan_paid_cents": today["plan_paid_cents"] + today["other_payer_cents"],
        "owed_cents": today["patient_share_cents"],
        "why": {name.removesuffix("_cents"): today[name] for name in SHARES if today[name]},
        **{name: end.get(name, 0) for name in ENDS},
        "single_payer": {"paid_cents": single["plan_paid_cents"], "owed_cents": single["patient_share_cents"]},
    }
