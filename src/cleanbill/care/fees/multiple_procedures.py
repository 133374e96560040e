"""Several procedures of one provider on one patient and day: the dearest in full, the next at half.

MULT PROC indicator 2 only. Where indicator 1 or 3 to 8 (endoscopy families,
imaging, therapy and the like) would change a price, the lines are pended:
those rules are not modelled. Law: us/physician_modifiers, us/physician_status.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.dated import by_law
from cleanbill.care.fees.physician_modifiers import LAW
from cleanbill.engine import running_sum, share_bp

STATUS = "us/physician_status"
SESSION = ("provider_id", "person_id", "service_date")
COUNTS = ("special_units", "endoscopy_units", "ranked_units", "units_before")
RANKED, ENDOSCOPY, NO_RULE = "2", "3", ("0", "9")


def multiple_procedures(lines: ir.Table) -> ir.Table:
    """`lines` with `procedures_cents` (all units), `reduced_units` and `multiple_reason`.

    `lines` has sided_cents, payable, rvu_multiple and rvu_status.
    """
    lines = _counted(lines)
    next_bp = by_law(lines, LAW, lambda held: ibis.literal(held["next_procedure_bp"], "int64"))
    lines = lines.mutate(
        reduced_units=ibis.ifelse(lines.ranked, lines.units - (lines.units_before == 0).cast("int64"), 0).cast("int64"),
        next_cents=share_bp(lines.sided_cents, next_bp),
        multiple_reason=_reason(lines),
    )
    full_units = lines.units - lines.reduced_units
    return lines.mutate(procedures_cents=lines.sided_cents * full_units + lines.next_cents * lines.reduced_units)


def _counted(lines: ir.Table) -> ir.Table:
    """Lines with what their session has of each kind that changes a price.

    All is counted from `lines` as they come, on the few that matter: a sort of
    every line, or a count of counted lines, would cost far more.
    """
    lines = _kinds(lines)
    placed = _placed(lines.filter(lines.ranked | lines.special))
    beside = _beside(lines)
    same_line = [lines.claim_id == placed.its_claim, lines.line == placed.its_line]
    joined = lines.left_join(placed, same_line).drop("its_claim", "its_line")
    joined = joined.left_join(beside, [joined[name] == beside[f"its_{name}"] for name in SESSION])
    counts = (*COUNTS, "payable_lines")
    return joined.mutate(**{name: ibis.coalesce(joined[name], 0) for name in counts}).drop(
        *(f"its_{name}" for name in SESSION)
    )


def _kinds(lines: ir.Table) -> ir.Table:
    special = lines.payable & ~lines.rvu_multiple.isin([RANKED, *NO_RULE])
    bundles = by_law(lines, STATUS, lambda held: lines.rvu_status.isin(held["bundled_if_other"]))
    return lines.mutate(
        ranked=(lines.payable & (lines.rvu_multiple == RANKED)).fill_null(False),
        special=special.fill_null(False),
        bundles=bundles.fill_null(False),
    )


def _placed(some: ir.Table) -> ir.Table:
    """Each line's key with COUNTS: units of its session by kind, and of dearer ranked lines before it."""
    few = some.select(
        "claim_id", "line", *SESSION, "ranked", "units",
        special_units=ibis.ifelse(some.special, some.units, 0),
        endoscopy_units=ibis.ifelse(some.special & (some.rvu_multiple == ENDOSCOPY), some.units, 0),
        ranked_units=ibis.ifelse(some.ranked, some.units, 0),
        dearest_first=-some.sided_cents,
    )  # fmt: skip
    session = ibis.window(group_by=SESSION)
    up_to = running_sum(few.units, within=(*SESSION, "ranked"), order=("dearest_first", "claim_id", "line"))
    totals = {name: few[name].sum().over(session).cast("int64") for name in COUNTS[:-1]}
    return few.select(its_claim="claim_id", its_line="line", units_before=up_to - few.units, **totals)


def _beside(lines: ir.Table) -> ir.Table:
    """Sessions with a line that others bundle, and how many payable lines each has."""
    bundling = lines.filter(lines.bundles).select(*SESSION).distinct()
    payable = lines.filter(lines.payable).select(*SESSION).semi_join(bundling, list(SESSION))
    keys = {f"its_{name}": payable[name] for name in SESSION}
    return payable.group_by(**keys).aggregate(payable_lines=payable.count().cast("int64"))


def _reason(lines: ir.Table) -> ir.StringValue:
    by_report_after = by_law(lines, LAW, lambda held: ibis.literal(held["by_report_after"], "int64"))
    endoscopy = (lines.rvu_multiple == ENDOSCOPY) & (lines.ranked_units > 0)
    return ibis.cases(
        (lines.bundles & (lines.payable_lines > 1), "status T, bundled into the other services of that day"),
        (
            lines.special & ((lines.special_units > 1) | endoscopy),
            "the rule for several such procedures is not modelled",
        ),
        (lines.ranked & (lines.endoscopy_units > 0), "the rule for several such procedures is not modelled"),
        (lines.ranked & (lines.units_before + lines.units > by_report_after), "sixth or later procedure, by report"),
        else_=ibis.null("string"),
    )
