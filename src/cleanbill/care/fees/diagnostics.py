"""Several diagnostic services of a day: the dearest technical and professional part in full, each other at a share.

MULT PROC indicators 4 imaging, 6 cardiovascular, 7 ophthalmology. Lines in,
price by line out. Law: us/multiple_diagnostics, us/imaging_cap, us/imaging_equipment.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.dated import by_law, by_word
from cleanbill.care.fees.equipment import kept
from cleanbill.care.fees.opps_cap import capped
from cleanbill.care.fees.session import SESSION, SIDES, of_kinds, ranked, unclear_reason
from cleanbill.engine import share_bp

LAW = "us/multiple_diagnostics"
RULES = {"4": "multiple imaging", "6": "multiple cardiovascular tests", "7": "multiple eye tests"}
WITHIN = (*SESSION, "rvu_multiple")
NO_PART = "the technical part of the code is not known"


def diagnostics(lines: ir.Table) -> ir.Table:
    """Each line of RULES as its_claim, its_line, several_cents, reduced_units, several_reason and several_rule.

    `lines` has payable, rvu_multiple, units, unit_cents, sided_cents,
    amount_cents, technical_cents, technical_cap_cents and modifiers.
    """
    few = of_kinds(
        lines, RULES, "unit_cents", "sided_cents", "amount_cents", "technical_cents", "technical_cap_cents", "modifiers"
    )
    few = few.mutate(professional_cents=ibis.greatest(few.amount_cents - few.technical_cents, 0), unclear=_unclear(few))
    few = ranked(few, "technical_before", by="technical_cents", within=WITHIN)
    few = ranked(few, "professional_before", by="professional_cents", within=WITHIN)
    later_technical = few.units - (few.technical_before == 0).cast("int64")
    later_professional = few.units - (few.professional_before == 0).cast("int64")
    less = _technical_off(few) * later_technical + _professional_off(few) * later_professional
    both_sides = ibis.ifelse((few.sided_cents != few.unit_cents).fill_null(False), SIDES, ibis.null("string"))
    return few.select(
        its_claim="claim_id",
        its_line="line",
        several_cents=few.sided_cents * few.units - ibis.coalesce(less, 0),
        reduced_units=ibis.greatest(later_technical, later_professional),
        several_reason=ibis.coalesce(both_sides, unclear_reason(few, WITHIN)),
        several_rule=ibis.cases(*((few.rvu_multiple == kind, words) for kind, words in RULES.items())),
    )


def _unclear(few: ir.Table) -> ir.StringValue:
    unknown = few.technical_cents.isnull() & few.amount_cents.notnull()
    return ibis.ifelse(unknown, NO_PART, ibis.null("string"))


def _technical_off(few: ir.Table) -> ir.IntegerValue:
    """What a further unit loses: the cap comes after the share, and equipment after both."""
    share = by_law(few, LAW, lambda held: by_word(few.rvu_multiple, held["technical_bp"]))
    first = capped(few, few.technical_cents, few.technical_cap_cents)
    later = capped(few, share_bp(few.technical_cents, share), few.technical_cap_cents)
    return kept(few, first) - kept(few, later)


def _professional_off(few: ir.Table) -> ir.IntegerValue:
    share = by_law(few, LAW, lambda held: by_word(few.rvu_multiple, held["professional_bp"]))
    return few.professional_cents - share_bp(few.professional_cents, share)
