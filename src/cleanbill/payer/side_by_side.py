"""Settles a user's claims under several plans and writes what each would do.

Files in, read and checked by `settle_files`; the tables of `settle_tables` out, with a summary, whole or
not at all. Laws 1, 2 and 4 are checked on what was written. What becomes of lines is `adjudicate`'s.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cleanbill.core.errors import CleanbillError
from cleanbill.core.table import Table
from cleanbill.engine import connect, write_parquet
from cleanbill.engine.staging import staged
from cleanbill.payer.adjudicate import Adjudicated, Rules, adjudicate
from cleanbill.payer.compare import compare
from cleanbill.payer.coordination import Method
from cleanbill.payer.earlier import corrected_since
from cleanbill.payer.edits import code_tables
from cleanbill.payer.plan import Plan, plan
from cleanbill.payer.reasons import KEY, reasons
from cleanbill.payer.second import together
from cleanbill.payer.settle_files import Brought, Files, read_files, read_opening
from cleanbill.payer.summary import summary
from cleanbill.payer.tables import (
    Adjustment,
    Balance,
    ComparedClaim,
    Correction,
    PricedLine,
    SettledLine,
    UnsettledLine,
)
from cleanbill.payer.terms import relative_to_medicare, terms

TABLES: dict[str, tuple[type[Table], tuple[str, ...]]] = {
    "settled_line": (SettledLine, KEY),
    "unsettled_line": (UnsettledLine, KEY),
    "adjustment": (Adjustment, Adjustment.__key__),
    "compared_claim": (ComparedClaim, ComparedClaim.__key__),
    "balance": (Balance, Balance.__key__),
    "priced_line": (PricedLine, PricedLine.__key__),
    "correction": (Correction, Correction.__key__),
}
OUTPUT = (*(f"{name}.parquet" for name in TABLES), "summary.json")
Progress = Callable[[str, int, int], None]  # what is being done, how much of it, of how much


def side_by_side(
    files: Files,
    plan_ids: Sequence[str],
    out: Path,
    *,
    check: bool = False,
    second: str | None = None,
    method: Method = "standard",
    progress: Progress = lambda *_: None,
) -> dict[str, Any]:
    """Writes `out` and returns its summary; `balanced` says whether the laws held.

    The first plan is the one that others are compared with. Plans and prices
    are those in force on the last day of service. With `check`, lines go
    through `edits` first; `second` pays after each plan by `method`. Raises BadInput with every
    fault of the files, CleanbillError for a plan that is unknown or named twice.
    """
    if len({*plan_ids, second}) != len(plan_ids) + 1 or not plan_ids:
        raise CleanbillError("Name each plan once: --plan employer --plan single-payer, and another one as --second.")
    with staged(out, ours=OUTPUT, reads=files.all()) as folder:
        con = connect(scratch=folder.parent)
        progress("settling", 0, len(TABLES))
        brought = read_files(con, files)
        plans = [plan(name, brought.day) for name in (*plan_ids, *([second] if second else []))]
        plan_terms = _terms(con, plans, brought)
        rules = Rules(
            terms=plan_terms,
            day=brought.day,
            plan_ids=plan_ids,
            networks=[plan.plan_id for plan in plans if plan.has_network],
            checks=code_tables() if check else None,
            schedules=brought.schedules,
            places=brought.places,
            opening=read_opening(con, files, brought, plan_terms),
            second=second,
            method=method,
        )
        done = adjudicate(con, brought.lines, brought.members, rules)
        written = _Written(con, folder, progress)
        _write(written, done, brought.before, rules)
        told = summary(con, brought.lines, plans, _names(plans, plan_ids), written.tables)
        (folder / "summary.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
        con.disconnect()
    return told


def _terms(con: Any, plans: Sequence[Plan], brought: Brought) -> ir.Table:
    """Terms at price levels of the reference fee or, where CMS's schedules price lines, of Medicare's."""
    levels = None if brought.schedules is None else relative_to_medicare(brought.day)
    made: ir.Table = con.create_table("plan_terms", terms(plans, brought.day, prices=levels, variants=True), temp=True)
    return made


def _names(plans: Sequence[Plan], plan_ids: Sequence[str]) -> dict[str, str]:
    """Id and words of each plan of the result: `plan_ids` and, after each, the one of `plans` that is not in them."""
    names = {plan.plan_id: plan.name for plan in plans if plan.plan_id in plan_ids}
    second = next((plan for plan in plans if plan.plan_id not in plan_ids), None)
    if second is None:
        return names
    return names | {together(one, second.plan_id): f"{words}, then {second.name}" for one, words in names.items()}


@dataclass(frozen=True, slots=True)
class _Written:
    """Tables as they stand on disk, so that what follows reads them and does not work them out again."""

    con: Any
    folder: Path
    progress: Progress
    tables: dict[str, ir.Table] = field(default_factory=dict)

    def write(self, name: str, table: ir.Table) -> ir.Table:
        """`table` under its `name` of TABLES."""
        schema, order = TABLES[name]
        path = self.folder / f"{name}.parquet"
        write_parquet(self.con, table, path, schema=schema, order=order)
        self.tables[name] = read = self.con.read_parquet(path)
        self.progress("settling", len(self.tables), len(TABLES))
        return read


def _write(written: _Written, done: Adjudicated, before: ir.Table | None, rules: Rules) -> None:
    settled = written.write("settled_line", done.settled)
    unsettled = written.write("unsettled_line", done.unsettled)
    why = reasons(settled, done.sources, rules.day, decided=done.decided, surprised=done.surprised)
    written.write("adjustment", why)
    compared = compare(settled, rules.plan_ids[0], decided=done.decided, unsettled=unsettled)
    written.write("compared_claim", compared)
    written.write("balance", done.closing)
    if done.priced is not None:
        written.write("priced_line", done.priced)
    if before is not None:
        written.write("correction", corrected_since(before, settled))
