"""Settles a user's claims under several plans and writes what each would do.

Files of claims and members in; `settled_line`, `adjustment` and
`compared_claim` out, with a summary, whole or not at all. Laws 1 and 2 are
checked on what was written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cleanbill.care import read_claims
from cleanbill.core.errors import BadInput, CleanbillError
from cleanbill.core.findings import Finding
from cleanbill.core.table import Table
from cleanbill.engine import connect, noted, write_parquet
from cleanbill.engine.staging import staged
from cleanbill.payer.adjudicate import Rules, adjudicate
from cleanbill.payer.balance import settled_faults
from cleanbill.payer.compare import compare, compared_totals
from cleanbill.payer.edits import code_tables
from cleanbill.payer.members import read_members
from cleanbill.payer.plan import Plan, plan
from cleanbill.payer.reasons import KEY, reasons, unexplained
from cleanbill.payer.tables import Adjustment, ComparedClaim, SettledLine
from cleanbill.payer.terms import terms
from cleanbill.people import read_people

TABLES: dict[str, tuple[type[Table], tuple[str, ...]]] = {
    "settled_line": (SettledLine, KEY),
    "adjustment": (Adjustment, Adjustment.__key__),
    "compared_claim": (ComparedClaim, ComparedClaim.__key__),
}
OUTPUT = (*(f"{name}.parquet" for name in TABLES), "summary.json")
Progress = Callable[[str, int, int], None]  # what is being done, how much of it, of how much


@dataclass(frozen=True, slots=True)
class Files:
    """What a user brings: claim lines, members, and perhaps residents with birth date and sex."""

    claims: Path
    members: Path
    people: Path | None = None


def side_by_side(
    files: Files,
    plan_ids: Sequence[str],
    out: Path,
    *,
    check: bool = False,
    progress: Progress = lambda *_: None,
) -> dict[str, Any]:
    """Writes `out` and returns its summary; `balanced` says whether the laws held.

    The first plan is the one that others are compared with. Plans and prices
    are those in force on the last day of service. With `check`, lines go
    through `edits` first: a denied one has no share, a pended one no row. Raises BadInput with every
    fault of the files, CleanbillError for a plan that is unknown or named twice.
    """
    if len(set(plan_ids)) != len(plan_ids) or not plan_ids:
        raise CleanbillError("Name each plan once: --plan employer --plan single-payer.")
    with staged(out, ours=OUTPUT) as folder:
        con = connect(scratch=folder.parent)
        progress("settling", 0, len(TABLES))
        lines, members = _read(con, files)
        day: date = con.to_pyarrow(lines.service_date.max()).as_py()
        plans = [plan(name, day) for name in plan_ids]
        plan_terms = con.create_table("plan_terms", terms(plans, day, variants=True), temp=True)
        rules = Rules(
            terms=plan_terms,
            day=day,
            plan_ids=plan_ids,
            networks=[plan.plan_id for plan in plans if plan.has_network],
            checks=code_tables() if check else None,
        )
        done = adjudicate(con, lines, members, rules)
        decided = done.decided
        settled = _written(con, done.settled, folder, "settled_line", progress)
        found = _written(con, reasons(settled, plan_terms, day, decided=decided), folder, "adjustment", progress)
        compared = _written(con, compare(settled, plan_ids[0], decided=decided), folder, "compared_claim", progress)
        told = _summary(con, plans, settled, found, compared)
        (folder / "summary.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
        con.disconnect()
    return told


def _read(con: Any, files: Files) -> tuple[ir.Table, ir.Table]:
    """Lines and members, or BadInput with the findings of all files."""
    people = files.people
    person = None if people is None else read_people(con, people)
    found: list[Finding] = []
    members = noted(found, lambda: read_members(con, files.members, person=person))
    known = None if members is None else members.select("person_id", "birth_date").distinct()
    lines = noted(found, lambda: read_claims(con, files.claims, person=known))
    if members is None or lines is None:
        raise BadInput(found)
    return lines, members


def _written(con: Any, table: ir.Table, folder: Path, name: str, progress: Progress) -> ir.Table:
    """The table as it stands on disk, so that what follows reads it and does not work it out again."""
    schema, order = TABLES[name]
    write_parquet(con, table, folder / f"{name}.parquet", schema=schema, order=order)
    progress("settling", list(TABLES).index(name) + 1, len(TABLES))
    read: ir.Table = con.read_parquet(folder / f"{name}.parquet")
    return read


def _summary(
    con: Any, plans: Sequence[Plan], settled: ir.Table, adjustments: ir.Table, compared: ir.Table
) -> dict[str, Any]:
    totals = {row.pop("plan_id"): row for row in con.to_pyarrow(compared_totals(compared)).to_pylist()}
    free = [plan.plan_id for plan in plans if plan.free] or [""]  # an empty list is no column of Ibis
    faults = con.to_pyarrow(settled_faults(settled, free_plans=free)).to_pylist()[0]
    faults |= con.to_pyarrow(unexplained(settled, adjustments)).to_pylist()[0]
    laws = [
        {"law": 1, "lines": faults["lines"], "broken": faults["unbalanced"] + faults["unexplained"]},
        {"law": 2, "lines": faults["free"], "broken": faults["due"]},
    ]
    return {
        "first": plans[0].plan_id,
        "plans": {plan.plan_id: {"name": plan.name, **totals[plan.plan_id]} for plan in plans},
        "laws": laws,
        "balanced": not any(law["broken"] for law in laws),
    }
