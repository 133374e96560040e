"""Reversal and correction: void and replacement claims replay the family-years they touch, and only those.

In: lines before and after, and what was settled before. Out: what is settled
now, the settled lines that are taken back and those that stand in their
place. Taking back a claim gives what never having had it would have given.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir

from cleanbill.payer.settle import settle

ORIGINAL, REPLACEMENT, VOID = "original", "replacement", "void"  # claim frequency 1, 7, 8
LINE = ("claim_id", "line")
MATTERS = (*LINE, "person_id", "service_date", "benefit", "charge_cents", "fee_cents")
SHARES = (
    *LINE, "plan_id", "allowed_cents", "contractual_cents", "plan_paid_cents", "other_payer_cents",
    "deductible_cents", "coinsurance_cents", "copay_cents", "not_covered_cents", "other_cents",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Replayed:
    """`settled` is all that holds now; of it `corrected` is new, and `taken_back` held before and does no more."""

    settled: ir.Table
    taken_back: ir.Table
    corrected: ir.Table


def standing_claims(lines: ir.Table) -> ir.Table:
    """Lines that stand: not voided, not replaced, and not themselves a void.

    `action` is original (or null), replacement or void, `original_claim_id` the claim
    that a replacement or void is of. A replacement may be replaced in turn.
    A void of a replacement does not bring back what was replaced.
    """
    of = lines.filter(lines.action.isin([REPLACEMENT, VOID])).select(gone="original_claim_id").distinct()
    return lines.anti_join(of, lines.claim_id == of.gone).filter(lambda left: (left.action != VOID).fill_null(True))


def touched(before: ir.Table, after: ir.Table, members: ir.Table) -> ir.Table:
    """person_id and year of everyone in a family that has another line in that year after than before."""
    changed = before.anti_join(after, MATTERS).select(*MATTERS).union(after.anti_join(before, MATTERS).select(*MATTERS))
    families = members.select("person_id", "family_id").distinct()
    years = changed.inner_join(families, "person_id")
    years = years.select("family_id", year=years.service_date.year()).distinct()
    return families.inner_join(years, "family_id").select("person_id", "year")


def replay(
    settled: ir.Table,
    before: ir.Table,
    after: ir.Table,
    members: ir.Table,
    terms: ir.Table,
    *,
    world: str,
    opening: ir.Table | None = None,
) -> Replayed:
    """`settled` (of the lines `before`) as it is once the lines are `after`; both are standing lines."""
    years = touched(before, after, members)
    again = settle(_of(after, years), members, terms, world=world, opening=opening)
    old = _of(settled, years)
    kept = settled.anti_join(old.select(*LINE, "plan_id"), (*LINE, "plan_id"))
    return Replayed(
        settled=kept.union(again.select(*kept.columns)),
        taken_back=old.anti_join(again, SHARES),
        corrected=again.anti_join(old, SHARES),
    )


def _of(lines: ir.Table, years: ir.Table) -> ir.Table:
    """Lines of those people in those years."""
    return lines.semi_join(years, [lines.person_id == years.person_id, lines.service_date.year() == years.year])
