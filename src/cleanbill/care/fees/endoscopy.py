"""Endoscopies of one family are one service: the dearest in full, each other at its price less the base's.

MULT PROC indicator 3; a family has one ENDO BASE. Lines in, each with its place
in its family out. Law: us/multiple_procedures, which ranks families afterwards.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.session import KEY, SESSION, SIDES, ranked, total

ENDOSCOPY = "3"
FAMILY = (*SESSION, "family")
NO_BASE = "the base endoscopy of the family has no price"


def with_families(few: ir.Table) -> ir.Table:
    """`few` with the columns of `_placed` where the line is an endoscopy, null elsewhere, and `is_base`.

    `few` has rvu_multiple, rvu_endo_base, code, units, sided_cents, unit_cents and base_cents.
    is_base: the line is the base of an endoscopy of its session, which has it within its price.
    """
    scopes = _placed(few.filter(few.rvu_multiple == ENDOSCOPY))
    same_line = [few.claim_id == scopes.its_claim, few.line == scopes.its_line]
    keys = {f"its_{name}": scopes[name] for name in SESSION}
    bases = scopes.select(**keys, its_base="family").distinct()
    placed = few.left_join(scopes.drop(*SESSION, "family"), same_line).drop("its_claim", "its_line")
    of_base = [*(placed[name] == bases[f"its_{name}"] for name in SESSION), placed.code == bases.its_base]
    joined = placed.left_join(bases, of_base)
    is_base = joined.its_base.notnull() & (joined.rvu_multiple != ENDOSCOPY)
    return joined.mutate(is_base=is_base).drop(*keys, "its_base")


def _placed(scopes: ir.Table) -> ir.Table:
    """Endoscopies with leads, later_cents, family_cents, lead_claim, lead_line and scope_unclear.

    later_cents is each unit but the family's first; family_cents all of the
    family as one service; the lead's key stands for the family in ties.
    """
    scopes = scopes.mutate(family=ibis.coalesce(scopes.rvu_endo_base.nullif(""), scopes.code))
    scopes = ranked(scopes, "family_before", by="sided_cents", within=FAMILY)
    later = ibis.ifelse(scopes.sided_cents > scopes.base_cents, scopes.sided_cents - scopes.base_cents, 0)
    scopes = scopes.mutate(
        leads=scopes.family_before == 0, later_cents=ibis.coalesce(later, 0), family_units=total(scopes.units, FAMILY)
    )
    first = ibis.ifelse(scopes.leads, scopes.sided_cents - scopes.later_cents, 0)
    scopes = scopes.mutate(unclear=_unclear(scopes), own_cents=scopes.later_cents * scopes.units + first)
    window = ibis.window(group_by=list(FAMILY))
    return scopes.select(
        *SESSION, "family", "leads", "later_cents",
        its_claim="claim_id", its_line="line",
        family_cents=total(scopes.own_cents, FAMILY),
        lead_claim=_of_lead(scopes, KEY[0]).max().over(window),
        lead_line=_of_lead(scopes, KEY[1]).max().over(window),
        scope_unclear=scopes.unclear.max().over(window),
    )  # fmt: skip


def _unclear(scopes: ir.Table) -> ir.StringValue:
    """Why an endoscopy cannot be told from its base, or null; of one alone nothing is taken off."""
    several = scopes.family_units > 1
    both_sides = (scopes.sided_cents != scopes.unit_cents).fill_null(False)
    return ibis.cases(
        (several & scopes.base_cents.isnull(), NO_BASE), (several & both_sides, SIDES), else_=ibis.null("string")
    )


def _of_lead(scopes: ir.Table, name: str) -> ir.Column:
    return ibis.ifelse(scopes.leads, scopes[name], ibis.null(scopes[name].type()))
