"""Several services of one provider for one patient on one day: what each is paid, by its MULT PROC indicator.

Lines in, price by line out: procedures (2: us/multiple_procedures), endoscopies of one family (3), diagnostics
(4, 6, 7: us/multiple_diagnostics) and therapy (5: us/multiple_therapy). The dearest is paid in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.adjustments import by_law, by_word, capped, left_of_technical
from cleanbill.core.money import WHOLE_BP
from cleanbill.engine import running_sum, share_bp, to_int64

# A session: what one provider did for one patient on one day, and the order of its services by price.


SESSION = ("provider_id", "person_id", "service_date")
LINE_KEY = ("claim_id", "line")
BESIDE = "beside a service whose place among the day's is not known"
SIDES = "modifier 50 and the rule for several services of a day are not modelled together"


def of_kinds(lines: ir.Table, kinds: Iterable[str], *take: str) -> ir.Table:
    """Payable lines with one of the MULT PROC indicators, narrowed to KEY, SESSION and `take`.

    The few lines that a rule looks at: sorting every line would cost far more.
    """
    some = lines.filter(lines.payable & lines.rvu_multiple.isin(list(kinds)) & (lines.units > 0))
    return some.select(*LINE_KEY, *SESSION, "rvu_multiple", "units", *take)


def ranked(
    few: ir.Table,
    into: str,
    *,
    by: str,
    within: Sequence[str],
    services: str = "units",
    order: Sequence[str] = LINE_KEY,
) -> ir.Table:
    """`few` with `into`: how many `services` of `within` come before, the dearest first by `by`, ties by `order`."""
    first = few.mutate(dearest_first=-ibis.coalesce(few[by], 0))
    up_to = running_sum(first[services], within=within, order=("dearest_first", *order))
    return first.mutate(**{into: up_to - first[services]}).drop("dearest_first")


def unclear_reason(few: ir.Table, within: Sequence[str], services: str = "units") -> ir.StringValue:
    """Why a line cannot be placed among several services: its own `unclear`, or that of another; else null."""
    window = ibis.window(group_by=list(within))
    several = few[services].sum().over(window) > 1
    any_unclear = few.unclear.count().over(window) > 0
    return ibis.cases(
        (several & few.unclear.notnull(), few.unclear),
        (several & any_unclear, BESIDE),
        else_=ibis.null("string"),
    )


def total(cents: ir.IntegerColumn, within: Sequence[str]) -> ir.IntegerColumn:
    """The sum of `within`, int64."""
    return to_int64(cents.sum().over(ibis.window(group_by=list(within))))


# Several diagnostic services of a day: the dearest technical and professional part in full, each other at a share.
#
# MULT PROC indicators 4 imaging, 6 cardiovascular, 7 ophthalmology. Lines in,
# price by line out. Law: us/multiple_diagnostics, us/imaging_cap, us/imaging_equipment.


DIAGNOSTICS_LAW = "us/multiple_diagnostics"
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
    share = by_law(few, DIAGNOSTICS_LAW, lambda rule: by_word(few.rvu_multiple, rule["technical_bp"]))
    first = capped(few, few.technical_cents, few.technical_cap_cents)
    later = capped(few, share_bp(few.technical_cents, share), few.technical_cap_cents)
    return left_of_technical(few, first) - left_of_technical(few, later)


def _professional_off(few: ir.Table) -> ir.IntegerValue:
    share = by_law(few, DIAGNOSTICS_LAW, lambda rule: by_word(few.rvu_multiple, rule["professional_bp"]))
    return few.professional_cents - share_bp(few.professional_cents, share)


# Endoscopies of one family are one service: the dearest in full, each other at its price less the base's.
#
# MULT PROC indicator 3; a family has one ENDO BASE. Lines in, each with its place
# in its family out. Law: us/multiple_procedures, which ranks families afterwards.


ENDOSCOPY = "3"
FAMILY = (*SESSION, "family")
NO_BASE = "the base endoscopy of the family has no price"


def with_families(few: ir.Table) -> ir.Table:
    """`few` with the columns of `_in_families` where the line is an endoscopy, null elsewhere, and `is_base`.

    `few` has rvu_multiple, rvu_endo_base, code, units, sided_cents, unit_cents and base_cents.
    is_base: the line is the base of an endoscopy of its session, which has it within its price.
    """
    scopes = _in_families(few.filter(few.rvu_multiple == ENDOSCOPY))
    same_line = [few.claim_id == scopes.its_claim, few.line == scopes.its_line]
    keys = {f"its_{name}": scopes[name] for name in SESSION}
    bases = scopes.select(**keys, its_base="family").distinct()
    placed = few.left_join(scopes.drop(*SESSION, "family"), same_line).drop("its_claim", "its_line")
    of_base = [*(placed[name] == bases[f"its_{name}"] for name in SESSION), placed.code == bases.its_base]
    joined = placed.left_join(bases, of_base)
    is_base = joined.its_base.notnull() & (joined.rvu_multiple != ENDOSCOPY)
    return joined.mutate(is_base=is_base).drop(*keys, "its_base")


def _in_families(scopes: ir.Table) -> ir.Table:
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
    scopes = scopes.mutate(unclear=_endoscopy_unclear(scopes), own_cents=scopes.later_cents * scopes.units + first)
    window = ibis.window(group_by=list(FAMILY))
    return scopes.select(
        *SESSION, "family", "leads", "later_cents",
        its_claim="claim_id", its_line="line",
        family_cents=total(scopes.own_cents, FAMILY),
        lead_claim=_of_lead(scopes, LINE_KEY[0]).max().over(window),
        lead_line=_of_lead(scopes, LINE_KEY[1]).max().over(window),
        scope_unclear=scopes.unclear.max().over(window),
    )  # fmt: skip


def _endoscopy_unclear(scopes: ir.Table) -> ir.StringValue:
    """Why an endoscopy cannot be told from its base, or null; of one alone nothing is taken off."""
    several = scopes.family_units > 1
    both_sides = (scopes.sided_cents != scopes.unit_cents).fill_null(False)
    return ibis.cases(
        (several & scopes.base_cents.isnull(), NO_BASE), (several & both_sides, SIDES), else_=ibis.null("string")
    )


def _of_lead(scopes: ir.Table, name: str) -> ir.Column:
    return ibis.ifelse(scopes.leads, scopes[name], ibis.null(scopes[name].type()))


PROCEDURES_LAW = "us/multiple_procedures"
KINDS = ("1", "2", ENDOSCOPY)
PORTION = "modifiers 54, 55 and 78 are not modelled beside other procedures of the day"
PROCEDURES_WITHIN = "the base endoscopy is within the price of the others of its family"
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
        several_cents=by_law(few, PROCEDURES_LAW, lambda rule: _by_rank(few, rule["rates_bp"])),
        reduced_units=reduced,
        several_reason=_rank_reason(few),
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


def _rank_reason(few: ir.Table) -> ir.StringValue:
    scope = few.rvu_multiple == ENDOSCOPY
    last = few.before + ibis.ifelse(scope, 1, few.units)
    too_many = by_law(few, PROCEDURES_LAW, lambda rule: last > _ranks(rule["rates_bp"])).fill_null(False)
    return ibis.coalesce(
        ibis.ifelse(few.is_base, PROCEDURES_WITHIN, ibis.null("string")),
        _procedures_unclear(few),
        ibis.ifelse(too_many, BY_REPORT, ibis.null("string")),
    )


def _procedures_unclear(few: ir.Table) -> ir.StringValue:
    """A family is one service, but one of several endoscopies that cannot be placed is told even alone."""
    return ibis.coalesce(few.scope_unclear, unclear_reason(few, SESSION, "services"))


def _ranks(rates: dict[str, list[int]]) -> int:
    return len(next(iter(rates.values())))


# Several units of therapy of a day: the dearest practice expense in full, each other's at a share.
#
# MULT PROC indicator 5. Lines in, price by line out. Law: us/multiple_therapy.


THERAPY = "5"


def therapy(lines: ir.Table) -> ir.Table:
    """Each line of therapy as its_claim, its_line, several_cents, reduced_units, several_reason and several_rule.

    `lines` has payable, rvu_multiple, units, unit_cents, sided_cents,
    amount_cents, less_expense_cents and expense_e5.
    """
    few = of_kinds(
        lines, (THERAPY,), "unit_cents", "sided_cents", "amount_cents", "less_expense_cents", "expense_e5"
    )  # fmt: skip
    few = ranked(few, "before", by="expense_e5", within=SESSION)
    later = few.units - (few.before == 0).cast("int64")
    both_sides = (few.sided_cents != few.unit_cents).fill_null(False)
    return few.select(
        its_claim="claim_id",
        its_line="line",
        several_cents=few.sided_cents * few.units - (few.amount_cents - few.less_expense_cents) * later,
        reduced_units=later,
        several_reason=ibis.ifelse(both_sides, SIDES, ibis.null("string")),
        several_rule=ibis.literal("multiple therapy"),
    )


# Several services of one provider on one patient and day, each rule by its MULT PROC indicator.
#
# 1, 2 and 3 `procedures` (3 by `endoscopy` first), 4, 6 and 7 `diagnostics`, 5 `therapy`;
# 0 and 9 change nothing, others are pended beside their like. Law: us/multiple_procedures,
# us/multiple_diagnostics, us/multiple_therapy, us/physician_status.


NO_RULE = ("0", "9")
KNOWN = (*NO_RULE, *KINDS, *RULES, THERAPY)
OUTCOME = ("several_cents", "reduced_units", "several_reason", "several_rule")


def multiple_procedures(lines: ir.Table) -> ir.Table:
    """`lines` with `procedures_cents` (all units), `reduced_units`, `multiple_rule` and `multiple_reason`.

    `lines` has payable, bundles, rvu_multiple and what each rule asks for.
    Each rule takes the few lines of its kinds from `lines` as they come: a sort of
    every line would cost far more.
    """
    several = procedures(lines).union(diagnostics(lines)).union(therapy(lines))
    same_line = [lines[own] == several[theirs] for own, theirs in zip(LINE_KEY, ("its_claim", "its_line"), strict=True)]
    joined = lines.left_join(several, same_line).drop("its_claim", "its_line")
    joined = _with_bundling(joined, lines)
    alone = joined.several_rule.isnull()
    return joined.mutate(
        procedures_cents=ibis.ifelse(alone, joined.sided_cents * joined.units, joined.several_cents),
        reduced_units=ibis.coalesce(joined.reduced_units, 0),
        multiple_rule=ibis.ifelse(joined.reduced_units > 0, joined.several_rule, ibis.null("string")),
        multiple_reason=_reason(joined),
    ).drop("several_cents", "several_reason", "several_rule", "payable_lines")


def _with_bundling(joined: ir.Table, lines: ir.Table) -> ir.Table:
    """`lines` with payable_lines of the session where one of its lines may be bundled into others, else null."""
    beside = _beside(lines)
    joined = joined.left_join(beside, [joined[name] == beside[f"its_{name}"] for name in SESSION])
    return joined.drop(*(f"its_{name}" for name in SESSION))


def _beside(lines: ir.Table) -> ir.Table:
    """Sessions with a line that others bundle, and how many payable lines each has."""
    bundling = lines.filter(lines.bundles).select(*SESSION).distinct()
    payable = lines.filter(lines.payable).select(*SESSION).semi_join(bundling, list(SESSION))
    keys = {f"its_{name}": payable[name] for name in SESSION}
    return payable.group_by(**keys).aggregate(payable_lines=payable.count().cast("int64"))


def _reason(lines: ir.Table) -> ir.StringValue:
    unknown = lines.payable & ~lines.rvu_multiple.isin(KNOWN)
    return ibis.cases(
        (
            lines.bundles & (lines.payable_lines > 1).fill_null(False),
            "status T, bundled into the other services of that day",
        ),
        (lines.several_reason.notnull(), lines.several_reason),
        (unknown.fill_null(False), "the MULT PROC indicator of the code is not known"),
        else_=ibis.null("string"),
    )
