"""Settles a user's claims under several plans and writes what each would do.

Files in, read and checked by `settle_files`; the tables of `settle_tables` out, with a summary, whole or
not at all. Laws 1, 2 and 4 are checked on what was written. What becomes of lines is `adjudicate`'s.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import Table, ibis_schema
from cleanbill.engine import connect, staged, write_parquet
from cleanbill.payer.adjudicate import Adjudicated, Rules, adjudicate
from cleanbill.payer.compare import compare
from cleanbill.payer.coordination import Method
from cleanbill.payer.earlier import Earlier, changed_people, corrected_since, standing
from cleanbill.payer.edits import code_tables
from cleanbill.payer.plan import Plan, plan
from cleanbill.payer.reasons import reasons
from cleanbill.payer.second import together
from cleanbill.payer.settle_files import Brought, Files, read_files, read_opening
from cleanbill.payer.summary import summary
from cleanbill.payer.tables import (
    KEY,
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


@dataclass(frozen=True, slots=True)
class Options:
    """How to settle: `check` lines by `edits` first; `second` pays after each plan by `method`.

    With an earlier result only families whose claims changed are settled, unless `resettle`.
    """

    check: bool = False
    second: str | None = None
    method: Method = "standard"
    resettle: bool = False

    def told(self, plan_ids: Sequence[str], files: Files) -> dict[str, Any]:
        """What an earlier result must agree in."""
        fees = files.fees is not None
        return {"plan": list(plan_ids), "second": self.second, "cob": self.method, "check": self.check, "fees": fees}


def side_by_side(
    files: Files,
    plan_ids: Sequence[str],
    out: Path,
    *,
    options: Options | None = None,
    progress: Progress = lambda *_: None,
) -> dict[str, Any]:
    """Writes `out` and returns its summary; `balanced` says whether the laws held.

    The first plan is the one that others are compared with. Plans and prices
    are those in force on the last day of service. Raises BadInput with every
    fault of the files, CleanbillError for a plan that is unknown or named twice.
    """
    options = options or Options()
    if len({*plan_ids, options.second}) != len(plan_ids) + 1 or not plan_ids:
        raise CleanbillError("Name each plan once: --plan employer --plan single-payer, and another one as --second.")
    with staged(out, ours=OUTPUT, reads=files.all()) as folder:
        con = connect(scratch=folder.parent)
        progress("settling", 0, len(TABLES))
        brought, told_options = read_files(con, files), options.told(plan_ids, files)
        _check_earlier(brought, told_options)
        plans = [plan(name, brought.day) for name in (*plan_ids, *([options.second] if options.second else []))]
        plan_terms = _terms(con, plans, brought)
        opening = read_opening(con, files, brought, plan_terms)
        rules = _rules(plans, plan_ids, plan_terms, brought, options)
        lines, members, changed = _to_settle(con, brought, options)
        done = adjudicate(con, lines, members, replace(rules, opening=opening))
        written = _Written(con, folder, progress)
        if brought.before is not None and changed is not None:
            written.kept.update(standing(brought.before, changed))
            done.closing = done.closing.semi_join(changed, "family_id")
        _write(written, done, brought.before, rules)
        told = summary(con, brought.lines, plans, _names(plans, plan_ids), written.tables)
        told["options"] = told_options
        told |= _families(con, brought.members, changed)
        (folder / "summary.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
        con.disconnect()
    return told


def _check_earlier(brought: Brought, told: Mapping[str, Any]) -> None:
    if brought.before is not None and brought.before.options != told:
        was = brought.before.options
        other = [name for name in told if was.get(name) != told[name]]
        raise CleanbillError(
            f"The earlier result was settled otherwise ({', '.join(other)}). "
            "Give the --plan, --second, --cob, --check and --fees that it was made with, in the same order."
        )


def _rules(
    plans: Sequence[Plan], plan_ids: Sequence[str], plan_terms: ir.Table, brought: Brought, options: Options
) -> Rules:
    return Rules(
        terms=plan_terms,
        day=brought.day,
        plan_ids=plan_ids,
        networks=[plan.plan_id for plan in plans if plan.has_network],
        checks=code_tables() if options.check else None,
        schedules=brought.schedules,
        places=brought.places,
        second=options.second,
        method=options.method,
    )


def _to_settle(con: Any, brought: Brought, options: Options) -> tuple[ir.Table, ir.Table, ir.Table | None]:
    """Lines and members to settle: all, or those of families that changed, who are the third."""
    if brought.before is None or options.resettle:
        return brought.lines, brought.members, None
    people = changed_people(brought.lines, brought.members, brought.before)
    changed: ir.Table = con.create_table("changed_people", people, temp=True)
    return (
        brought.lines.semi_join(changed, "person_id"),
        brought.members.semi_join(changed, "person_id"),
        changed,
    )


def _families(con: Any, members: ir.Table, changed: ir.Table | None) -> dict[str, int]:
    """How many families were settled anew, of how many, where not all were."""
    if changed is None:
        return {}
    counts = (table.family_id.nunique() for table in (changed, members))
    anew, every = (int(con.to_pyarrow(count).as_py()) for count in counts)
    return {"families_settled_anew": anew, "families": every}


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
    kept: dict[str, ir.Table] = field(default_factory=dict)  # rows of an earlier result that stand

    def write(self, name: str, table: ir.Table) -> ir.Table:
        """`table` under its `name` of TABLES, with the earlier rows that stand beside it."""
        schema, order = TABLES[name]
        if name in self.kept:
            names = ibis_schema(schema).names
            table = table.select(*names).union(self.kept[name].select(*names))
        path = self.folder / f"{name}.parquet"
        write_parquet(self.con, table, path, schema=schema, order=order)
        self.tables[name] = read = self.con.read_parquet(path)
        self.progress("settling", len(self.tables), len(TABLES))
        return read


def _write(written: _Written, done: Adjudicated, before: Earlier | None, rules: Rules) -> None:
    settled = written.write("settled_line", done.settled)
    written.write("unsettled_line", done.unsettled)
    fresh = settled if "settled_line" not in written.kept else done.written(done.settled)
    why = reasons(fresh, done.sources, rules.day, decided=done.refused, surprised=done.surprised)
    written.write("adjustment", why)
    compared = compare(fresh, rules.plan_ids[0], decided=done.refused, unsettled=done.unsettled)
    written.write("compared_claim", compared)
    written.write("balance", done.closing)
    if done.priced is not None:
        written.write("priced_line", done.priced)
    if before is not None:
        written.write("correction", corrected_since(before.tables["settled_line"], settled))
