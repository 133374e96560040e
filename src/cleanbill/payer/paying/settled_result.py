"""A result of `cleanbill settle` as the tables that paying needs: its lines and reasons under one plan."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.core.tables import Table, ibis_schema
from cleanbill.payer.tables import Adjustment, SettledLine

TABLES: dict[str, type[Table]] = {"settled_line": SettledLine, "adjustment": Adjustment}
GONE = {"claim_id": "string", "by_claim_id": "string"}
REMEDY = "Name a folder that cleanbill settle wrote."


@dataclass(frozen=True, slots=True)
class Settled:
    """`settled_line` and `adjustment` under one plan.

    `gone` are claims that a later one replaced or voided: claim_id and by_claim_id, null where not known.
    """

    plan_id: str
    lines: ir.Table
    reasons: ir.Table
    gone: ir.Table


def settled_result(con: Any, folder: Path, plan: str | None) -> Settled:
    """What `folder` holds under `plan`, or under its only plan.

    BadInput where the folder is no such result; CleanbillError where it holds
    several plans and none is named, or another than the one that is.
    """
    held, findings = {}, []
    for name, schema in TABLES.items():
        path = folder / f"{name}.parquet"
        if not path.is_file():
            findings.append(Finding(str(folder), None, None, f"has no {path.name}", REMEDY))
            continue
        table = con.read_parquet(path)
        odd = [column for column, kind in ibis_schema(schema).items() if _kind(table, column) != kind(nullable=True)]
        findings += [Finding(path.name, None, column, "is not there as settle writes it", REMEDY) for column in odd]
        held[name] = table
    if findings:
        raise BadInput(findings)
    name = _plan(con, held["settled_line"], plan)
    lines, reasons = (table.filter(table.plan_id == name) for table in held.values())
    return Settled(name, lines, reasons, _gone(con, folder / "unsettled_line.parquet", name))


def _gone(con: Any, path: Path, plan: str) -> ir.Table:
    if not path.is_file():
        empty: ir.Table = con.create_table("none_gone", schema=ibis.schema(GONE), temp=True, overwrite=True)
        return empty
    lines = con.read_parquet(path)
    gone = lines.filter((lines.plan_id == plan) & lines.status.isin(["replaced", "voided"]))
    return gone.group_by("claim_id").aggregate(by_claim_id=gone.by_claim_id.min())


def _kind(table: ir.Table, column: str) -> Any:
    return table.schema()[column](nullable=True) if column in table.columns else None


def _plan(con: Any, lines: ir.Table, plan: str | None) -> str:
    plans = sorted(con.to_pyarrow(lines.select("plan_id").distinct())["plan_id"].to_pylist())
    if plan is None and len(plans) == 1:
        return str(plans[0])
    if plan is None or plan not in plans:
        named = "Several plans were settled" if plan is None else f"--plan {plan} was not settled"
        raise CleanbillError(f"{named} there. Give one with --plan: {', '.join(plans)}.")
    return plan
