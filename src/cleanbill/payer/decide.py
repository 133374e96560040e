"""Puts lines under plans and finds those that are not paid: denied with the reason, or pended.

In: priced lines, members and the rules of `adjudicate`. Out: a row per line
and plan with `plan_id` and, of those not paid, status, rule, group, carc, rarc, source and since.
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
from cleanbill.payer.edits import CodeTables
from cleanbill.payer.edits.cover import cover
from cleanbill.payer.edits.edit import fired, with_codes
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
    """`placed` is lines under their plans, and `refused` those of them that are denied or pended, with their status.

    `refused` has days without cover too.
    """

    placed: ir.Table
    refused: ir.Table


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
        return Decided(placed, _refused(placed, members, checks, day, keep))
    placed = keep(place(lines, members.mutate(plan_id=ibis.literal(COVERED))))
    covered = _crossed(placed.filter(placed.plan_id == COVERED), plan_ids)
    covered = covered if checks is None else keep(covered)
    refused = _refused(covered, under_each(members, plan_ids), checks, day, keep)
    bare = _crossed(_uncovered(placed.filter(placed.plan_id == UNCOVERED_PLAN), members, day), plan_ids)
    return Decided(covered, refused.select(*bare.columns).union(bare))


def _crossed(lines: ir.Table, plan_ids: Sequence[str]) -> ir.Table:
    """`lines` once under each plan."""
    plans = ibis.memtable([{"plan_id": name} for name in plan_ids], schema={"plan_id": "string"})
    return lines.drop("plan_id").cross_join(plans)


def _refused(lines: ir.Table, members: ir.Table, checks: CodeTables | None, day: date, keep: Keep) -> ir.Table:
    """Those of `lines` that a check fires on, with its codes; without checks, those that wait for a fee."""
    if checks is None:
        nothing = {name: ibis.null(kind) for name, kind in REASON.items()}
        return lines.filter(lines.fee_cents.isnull()).mutate(**nothing).mutate(status=ibis.literal("pended"))
    found = fired(lines, members, checks, day, keep=keep)
    # Codes are looked up after, not before: the engine would work out the reason of every line that is paid.
    return with_codes(found.filter(found.rule.notnull()), law.parameter(CODES).at(day))


def _uncovered(lines: ir.Table, members: ir.Table, day: date) -> ir.Table:
    """Lines of days without cover, denied by the rule of `cover`: what else checks would say is no matter."""
    codes = law.parameter(CODES)
    bare = lines.mutate(rule=ibis.null("string"), since=ibis.null("date"))
    return with_codes(cover(bare, members.mutate(plan_id=ibis.literal(COVERED)), codes.since(day)), codes.at(day))
