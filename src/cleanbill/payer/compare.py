"""The same claims under several plans: claim by claim beside the first plan, and summed up.

In: settled and unsettled lines under each plan, and the plans' ids, the first being the one that others are
compared with. Out: `compared_claim`, one row per claim and plan, totals by plan, and the summary with laws 1, 2 and 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care import unresolved
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import left_join, to_int64
from cleanbill.payer.corrections import CORRECTED, TAKEN_BACK
from cleanbill.payer.plan_terms import Plan
from cleanbill.payer.reasons import unexplained
from cleanbill.payer.settlement import settled_faults
from cleanbill.payer.tables import KEY, ComparedClaim

SUMS = (
    "charge_cents", "allowed_cents", "contractual_cents", "plan_paid_cents",
    "other_payer_cents", "patient_share_cents", "other_cents",
)  # fmt: skip
STATUSES = ("paid", "pended", "denied", "replaced", "voided")  # of a claim: the first that any of its lines has
PAID, DENIED = STATUSES.index("paid"), STATUSES.index("denied")
LINE = (*KEY, "person_id", "service_date", *SUMS)


def under_each(members: ir.Table, plan_ids: Sequence[str]) -> ir.Table:
    """`members` once under each plan, on the days they have now."""
    copies = [members.mutate(plan_id=ibis.literal(name)) for name in plan_ids]
    return reduce(lambda rows, other: rows.union(other), copies)


def compare(
    settled: ir.Table, first: str, *, decided: ir.Table | None = None, unsettled: ir.Table | None = None
) -> ir.Table:
    """`compared_claim` from lines settled under several plans; `first` is the plan to compare with.

    `decided` (`edits.edit`) tells which lines were denied; those of `unsettled` are
    counted, with their charge, and have no shares.
    """
    lines = settled.mutate(rank=ibis.literal(PAID, "int8"))
    if decided is not None:
        lines = _with_denied(settled, decided)
    if unsettled is not None:
        lines = lines.select(*LINE, "rank").union(_waiting(unsettled).select(*LINE, "rank"))
    claims = lines.group_by("plan_id", "claim_id").aggregate(
        person_id=lines.person_id.min(),
        service_date=lines.service_date.min(),
        rank=lines["rank"].min(),
        lines=lines.count().cast("int64"),
        **{name: to_int64(lines[name].sum()) for name in SUMS},
    )
    base = claims.filter(claims.plan_id == first).select(
        claim="claim_id", paid_first="plan_paid_cents", share_first="patient_share_cents"
    )
    both = claims.inner_join(base, claims.claim_id == base.claim)
    compared = both.mutate(
        status=both["rank"].cases(*enumerate(STATUSES), else_="paid"),
        plan_paid_difference_cents=both.plan_paid_cents - both.paid_first,
        patient_share_difference_cents=both.patient_share_cents - both.share_first,
    )
    return compared.select(*ibis_schema(ComparedClaim).names)


def _with_denied(settled: ir.Table, decided: ir.Table) -> ir.Table:
    """Settled lines with the rank of their status."""
    denied = decided.filter(decided.status == "denied").select(*KEY, denied=ibis.literal(True))
    both = left_join(settled, denied, KEY)
    rank = ibis.ifelse(both.denied.fill_null(False), DENIED, PAID).cast("int8")
    return both.mutate(rank=rank).drop("denied")


def _waiting(unsettled: ir.Table) -> ir.Table:
    """Lines that were not settled, with their charge alone and the rank of their status."""
    rank = unsettled.status.cases(*((name, rank) for rank, name in enumerate(STATUSES)), else_=0).cast("int8")
    nothing = {name: ibis.literal(0, "int64") for name in SUMS if name != "charge_cents"}
    return unsettled.mutate(rank=rank, **nothing)


def compared_totals(compared: ir.Table) -> ir.Table:
    """One row per plan: claims by status, and the sums of cents."""
    counts = {f"claims_{name}": (compared.status == name).cast("int64").sum().cast("int64") for name in STATUSES}
    sums = {name: to_int64(compared[name].sum()) for name in SUMS}
    totals = compared.group_by("plan_id").aggregate(claims=compared.count().cast("int64"), **counts, **sums)
    return totals.order_by("plan_id")


# The summary of plans held side by side: totals by plan, lines and cents by status, and the laws.
#
# In: the lines that came in and the tables that were written. Out: one dict, as `summary.json` holds it.


Tables = Mapping[str, ir.Table]
NO_COVER = ("unknown_patient", "before_cover", "after_cover", "lapse_in_cover")


def summary(
    con: Any, lines: ir.Table, plans: Sequence[Plan], names: Mapping[str, str], written: Tables
) -> dict[str, Any]:
    """`names` are the plans of the result, each id with its words, the first being the one to compare with."""
    settled = written["settled_line"]
    totals = {row.pop("plan_id"): row for row in con.to_pyarrow(compared_totals(written["compared_claim"])).to_pylist()}
    aside = _aside(con, written["unsettled_line"])
    free = [plan.plan_id for plan in plans if plan.free]
    faults = con.to_pyarrow(settled_faults(_covered(written), free_plans=free)).to_pylist()[0]
    faults |= {"unbalanced": con.to_pyarrow(settled_faults(settled, free_plans=[])).to_pylist()[0]["unbalanced"]}
    faults |= con.to_pyarrow(unexplained(settled, written["adjustment"])).to_pylist()[0]
    came, lost = _lost(con, lines, names, written)
    laws = [
        {"law": 1, "lines": faults["lines"], "broken": faults["unbalanced"] + faults["unexplained"]},
        {"law": 2, "lines": faults["free"], "broken": faults["due"]},
        {"law": 4, "lines": came, "broken": lost},
    ]
    report: dict[str, Any] = {
        "first": next(iter(names)),
        "plans": {name: {"name": words, **totals[name], **aside.get(name, {})} for name, words in names.items()},
        "laws": laws,
        "balanced": not any(law["broken"] for law in laws),
    }
    report["tables"] = list(written)
    if "correction" in written:
        report["corrections"] = _counted(con, written["correction"])
    if "action" in lines.columns:
        report["corrections_of_unknown_claims"] = int(con.to_pyarrow(unresolved(lines).count()).as_py())
    return report


def _aside(con: Any, unsettled: ir.Table) -> dict[str, dict[str, int]]:
    """plan_id -> cents of its lines that wait, and of those that corrections took out; only where there are any."""
    sums = unsettled.group_by("plan_id", "status").aggregate(cents=to_int64(unsettled.charge_cents.sum()))
    found: dict[str, dict[str, int]] = {}
    for row in con.to_pyarrow(sums.order_by("plan_id", "status")).to_pylist():
        found.setdefault(row["plan_id"], {})[f"{row['status']}_cents"] = row["cents"]
    return found


def _covered(written: Tables) -> ir.Table:
    """Settled lines but those of days without cover, which law 2 is not about."""
    found = written["adjustment"]
    bare = found.filter(found.rule.isin(NO_COVER)).select(*KEY)
    return written["settled_line"].anti_join(bare, KEY)


def _counted(con: Any, correction: ir.Table) -> dict[str, int]:
    """How many lines are taken back, and how many corrected."""
    rows = con.to_pyarrow(correction.group_by("what").aggregate(lines=correction.count())).to_pylist()
    return {TAKEN_BACK: 0, CORRECTED: 0} | {row["what"]: int(row["lines"]) for row in rows}


def _lost(con: Any, lines: ir.Table, names: Mapping[str, str], written: Tables) -> tuple[int, int]:
    """Lines that came in, once for each plan, and those that are not told of, or told twice, or at another charge."""
    found = written["settled_line"].select(*KEY, "charge_cents")
    found = found.union(written["unsettled_line"].select(*found.columns))
    found = found.group_by("claim_id", "line").aggregate(
        plans=found.plan_id.nunique(), rows=found.count(), cents=to_int64(found.charge_cents.sum())
    )
    both = lines.select("claim_id", "line", asked="charge_cents").left_join(found, ["claim_id", "line"])
    count = len(names)
    right = (both.plans == count) & (both.rows == count) & (both.cents == both.asked * count)
    row = both.aggregate(lines=both.count(), lost=(~right.fill_null(False)).cast("int64").sum())
    counted = con.to_pyarrow(row).to_pylist()[0]
    return int(counted["lines"]) * count, int(counted["lost"] or 0)
