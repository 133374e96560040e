"""Several procedures of a day: the dearest in full, the next at a share by rank, from the sixth by report.

MULT PROC indicators 1, 2 and 3. Lines in, price by line out. Law: us/multiple_procedures.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.dated import by_law, by_word
from cleanbill.care.fees.endoscopy import ENDOSCOPY, with_families
from cleanbill.care.fees.session import SESSION, of_kinds, ranked, unclear_reason
from cleanbill.core.money import WHOLE_BP
from cleanbill.engine import share_bp

LAW = "us/multiple_procedures"
KINDS = ("1", "2", ENDOSCOPY)
PORTION = "modifiers 54, 55 and 78 are not modelled beside other procedures of the day"
WITHIN = "the base endoscopy is within the price of the others of its family"
BY_REPORT = "sixth or later procedure, by report"


def procedures(lines: ir.Table) -> ir.Table:
    """Each line of KINDS as its_claim, its_line, several_cents, reduced_units, several_reason and several_rule.

    `lines` has payable, rvu_multiple, rvu_endo_base, code, units, unit_cents
    and sided_cents (a unit without and with modifier 50), base_cents and portion_bp.
    """
    few = of_kinds(
        lines, KINDS, "rvu_endo_base", "code", "unit_cents", "sided_cents", "base_cents", "portion_bp"
    )  # fmt: skip
    few = _ranked(with_families(few))
    scope = few.rvu_multiple == ENDOSCOPY
    first_units = ibis.ifelse(scope, few.leads.cast("int64"), 1) * (few.before == 0).cast("int64")
    reduced = ibis.ifelse(few.is_base, 0, few.units - first_units)
    return few.select(
        its_claim="claim_id",
        its_line="line",
        several_cents=by_law(few, LAW, lambda held: _by_rank(few, held["rates_bp"])),
        reduced_units=reduced,
        several_reason=_reason(few),
        several_rule=ibis.ifelse(scope, "multiple endoscopies", "multiple procedures"),
    )


def _ranked(few: ir.Table) -> ir.Table:
    """`few` with `before`: services of the session dearer than the line, or than its family."""
    scope = few.rvu_multiple == ENDOSCOPY
    few = few.mutate(
        services=ibis.cases((scope, few.leads.cast("int64")), (few.is_base, 0), else_=few.units),
        rank_cents=ibis.ifelse(scope, few.family_cents, few.sided_cents),
        rank_claim=ibis.coalesce(few.lead_claim, few.claim_id),
        rank_line=ibis.coalesce(few.lead_line, few.line),
        follows=ibis.ifelse(scope & ~few.leads, 1, 0),
        unclear=ibis.cases(
            (few.scope_unclear.notnull(), few.scope_unclear),
            ((few.portion_bp != WHOLE_BP).fill_null(False), PORTION),
            else_=ibis.null("string"),
        ),
    )
    order = ("rank_claim", "rank_line", "follows", "claim_id", "line")
    few = ranked(few, "before", by="rank_cents", within=SESSION, services="services", order=order)
    return few.mutate(before=few.before - few.follows)  # a family's first stands before its others


def _by_rank(few: ir.Table, rates: dict[str, list[int]]) -> ir.IntegerValue:
    """The price of all units of a line: each at the rate of its rank, a family's all at the rate of the family's."""
    scope = few.rvu_multiple == ENDOSCOPY
    lead_units = few.leads.cast("int64")
    cents: Any = ibis.literal(0, "int64")
    for rank in range(1, _ranks(rates) + 1):
        rate = by_word(few.rvu_multiple, {kind: steps[rank - 1] for kind, steps in rates.items()})
        first, later = share_bp(few.sided_cents, rate), share_bp(few.later_cents, rate)
        family = ibis.ifelse(few.before == rank - 1, first * lead_units + later * (few.units - lead_units), 0)
        falls = (few.before < rank) & (few.before + few.units >= rank)
        cents = cents + ibis.ifelse(scope, family, ibis.ifelse(falls, first, 0))
    return cents


def _reason(few: ir.Table) -> ir.StringValue:
    scope = few.rvu_multiple == ENDOSCOPY
    last = few.before + ibis.ifelse(scope, 1, few.units)
    too_many = by_law(few, LAW, lambda held: last > _ranks(held["rates_bp"])).fill_null(False)
    return ibis.coalesce(
        ibis.ifelse(few.is_base, WITHIN, ibis.null("string")),
        _unclear(few),
        ibis.ifelse(too_many, BY_REPORT, ibis.null("string")),
    )


def _unclear(few: ir.Table) -> ir.StringValue:
    """A family is one service, but one of several endoscopies that cannot be placed is told even alone."""
    return ibis.coalesce(few.scope_unclear, unclear_reason(few, SESSION, "services"))


def _ranks(rates: dict[str, list[int]]) -> int:
    return len(next(iter(rates.values())))
