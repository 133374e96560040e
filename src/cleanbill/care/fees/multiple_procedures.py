"""Several services of one provider on one patient and day, each rule by its MULT PROC indicator.

1, 2 and 3 `procedures` (3 by `endoscopy` first), 4, 6 and 7 `diagnostics`, 5 `therapy`;
0 and 9 change nothing, others are pended beside their like. Law: us/multiple_procedures,
us/multiple_diagnostics, us/multiple_therapy, us/physician_status.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees import diagnostics as diagnostic
from cleanbill.care.fees import procedures as surgical
from cleanbill.care.fees import therapy as therapeutic
from cleanbill.care.fees.session import KEY, SESSION

NO_RULE = ("0", "9")
KNOWN = (*NO_RULE, *surgical.KINDS, *diagnostic.RULES, therapeutic.THERAPY)
OUTCOME = ("several_cents", "reduced_units", "several_reason", "several_rule")


def multiple_procedures(lines: ir.Table) -> ir.Table:
    """`lines` with `procedures_cents` (all units), `reduced_units`, `multiple_rule` and `multiple_reason`.

    `lines` has payable, bundles, rvu_multiple and what each rule asks for.
    Each rule takes the few lines of its kinds from `lines` as they come: a sort of
    every line would cost far more.
    """
    several = surgical.procedures(lines).union(diagnostic.diagnostics(lines)).union(therapeutic.therapy(lines))
    same_line = [lines[own] == several[theirs] for own, theirs in zip(KEY, ("its_claim", "its_line"), strict=True)]
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
    """`joined` with payable_lines of the session where one of its lines may be bundled into others, else null."""
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
