"""Puts lines under plans and gives each its status: paid, denied with its reason, or pended.

In: priced lines, members and the rules of `adjudicate`. Out: a row per line
and plan with `plan_id`, status, rule, group, carc, rarc, source and since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.engine import Keep, not_kept
from cleanbill.payer.compare import under_each
from cleanbill.payer.edits import CodeTables, edit
from cleanbill.payer.edits.cover import cover
from cleanbill.payer.edits.edit import with_codes
from cleanbill.payer.place import UNCOVERED_PLAN, place

CODES = "us/adjustment_reasons"
COVERED = ""  # stands for every plan at once
# What a status brings along, null where nothing is wrong.
REASON = {
    "rule": "string", "since": "date", "group": "string", "carc": "string", "rarc": "string",
    "source": "string", "status": "string",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """`placed` is lines under their plans, and `lines` the same, and those of days without cover, with their status."""

    placed: ir.Table
    lines: ir.Table


def decide(
    lines: ir.Table,
    members: ir.Table,
    plan_ids: Sequence[str],
    checks: CodeTables | None,
    day: date,
    *,
    keep: Keep = not_kept,
) -> Decided:
    """`lines` under the plan of each member, or once under each of `plan_ids`; checked where `checks` are given.

    Side by side, a day without cover is one under every plan, and always denied. A line without
    a fee is pended. `keep` writes a table down that is read more than once.
    """
    if not plan_ids:
        placed = keep(place(lines, members))
        return Decided(placed, _unchecked(placed) if checks is None else edit(placed, members, checks, day, keep=keep))
    placed = keep(place(lines, members.mutate(plan_id=ibis.literal(COVERED))))
    covered = _crossed(placed.filter(placed.plan_id == COVERED), plan_ids)
    if checks is None:
        decided = _unchecked(covered)
    else:
        covered = keep(covered)
        decided = edit(covered, under_each(members, plan_ids), checks, day, keep=keep)
    bare = _crossed(_uncovered(placed.filter(placed.plan_id == UNCOVERED_PLAN), members, day), plan_ids)
    return Decided(covered, decided.select(*bare.columns).union(bare))


def _crossed(lines: ir.Table, plan_ids: Sequence[str]) -> ir.Table:
    """`lines` once under each plan."""
    plans = ibis.memtable([{"plan_id": name} for name in plan_ids], schema={"plan_id": "string"})
    return lines.drop("plan_id").cross_join(plans)


def _unchecked(lines: ir.Table) -> ir.Table:
    """Lines paid, or pended where they have no fee."""
    nothing = {name: ibis.null(kind) for name, kind in REASON.items()}
    return lines.mutate(**nothing).mutate(status=ibis.ifelse(lines.fee_cents.isnull(), "pended", "paid"))


def _uncovered(lines: ir.Table, members: ir.Table, day: date) -> ir.Table:
    """Lines of days without cover, denied by the rule of `cover`: what else checks would say is no matter."""
    codes = law.parameter(CODES)
    bare = lines.mutate(rule=ibis.null("string"), since=ibis.null("date"))
    return with_codes(cover(bare, members.mutate(plan_id=ibis.literal(COVERED)), codes.since(day)), codes.at(day))
