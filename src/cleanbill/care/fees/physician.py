"""Physician prices: (work x GPCI + practice expense x GPCI + malpractice x GPCI) x conversion factor.

Kinds of lines (`kinds`) in, the same with `physician_cents`, `physician_rule`, `physician_reason` and
`elsewhere` (another schedule may have a price) out. Source: CMS, documentation of
the fee schedule look-up, https://cms.gov/medicare/physician-fee-schedule/search/documentation.
CMS adds the three products unrounded and rounds the amount once, half cents
up: all 109 amounts of PFREV25C are equal by that, and by no other order tried.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.amount import with_parts
from cleanbill.care.fees.companions import COMPANIONS, with_companions
from cleanbill.care.fees.dated import by_law, on_the_day
from cleanbill.care.fees.equipment import with_unit
from cleanbill.care.fees.global_split import portion_bp
from cleanbill.care.fees.modifiers import component
from cleanbill.care.fees.multiple_procedures import multiple_procedures
from cleanbill.care.fees.period import FACTOR
from cleanbill.care.fees.physician_modifiers import pended_modifier, role_bp, sided_cents
from cleanbill.care.fees.schedules import Schedules
from cleanbill.engine import share_bp

FACILITY = "us/facility_places"
STATUS = "us/physician_status"
RVU = (
    "status", "work_e2", "pe_e2", "facility_pe_e2", "mp_e2", "pctc", "multiple", "bilateral", "assistant", "co_surgeon",
    "endo_base", "global_days", "pre_op_bp", "intra_op_bp", "post_op_bp", "cap_pe_e2", "cap_facility_pe_e2",
    "cap_mp_e2", "source", *COMPANIONS,
)  # fmt: skip
GPCI = ("work_e3", "pe_e3", "mp_e3", "source")


# What rules for several services of a day ask for beside a line's own columns.
BESIDE = (
    "code", "modifiers", "units", "payable", "bundles", "rvu_multiple", "rvu_endo_base", "amount_cents", "unit_cents",
    "sided_cents", "base_cents", "technical_cents", "technical_cap_cents", "expense_e5", "less_expense_cents",
    "portion_bp", "role_bp", "physician_reason", "physician_rule", "rvu_source", "gpci_source",
)  # fmt: skip


def physician(kinds: ir.Table, schedules: Schedules) -> ir.Table:
    """`kinds` of lines with the physician price of one that is alone, null with a reason where there is none.

    And BESIDE, what `physician_beside` asks for. `kinds` has service_date, place_of_service,
    code, units, spaced `modifiers`, carrier and locality.
    """
    kinds = with_unit(_with_amount(kinds, schedules))
    kinds = kinds.mutate(
        sided_cents=sided_cents(kinds),
        portion_bp=portion_bp(kinds),
        role_bp=role_bp(kinds),
        pended_modifier=pended_modifier(kinds),
        elsewhere=kinds.rvu_status.isnull()
        | by_law(kinds, STATUS, lambda held: kinds.rvu_status.isin(held["elsewhere"])),
        bundles=by_law(kinds, STATUS, lambda held: kinds.rvu_status.isin(held["bundled_if_other"])).fill_null(False),
    )
    return kinds.mutate(
        physician_cents=_for_portion_and_role(kinds, kinds.sided_cents * kinds.units),
        physician_reason=_reason(kinds),
        physician_rule=_rule(kinds),
    )


def physician_beside(lines: ir.Table) -> ir.Table:
    """`lines`, all of their days that a rule for several services looks at, with the price beside the others.

    `lines` has claim_id, line, person_id, provider_id, service_date, and BESIDE of their kind.
    """
    lines = multiple_procedures(lines)
    several = ibis.coalesce(ibis.literal(", ").concat(lines.multiple_rule), "")
    return lines.mutate(
        physician_cents=_for_portion_and_role(lines, lines.procedures_cents),
        physician_reason=ibis.coalesce(lines.physician_reason, lines.multiple_reason),
        physician_rule=lines.physician_rule.concat(several),
    )


def _for_portion_and_role(lines: ir.Table, cents: ir.IntegerValue) -> ir.IntegerValue:
    return share_bp(share_bp(cents, lines.portion_bp), lines.role_bp)


def _with_amount(lines: ir.Table, schedules: Schedules) -> ir.Table:
    """The fee schedule amount for one unit, before modifiers other than 26, TC and 53."""
    lines = lines.mutate(component=component(lines.modifiers))
    lines = on_the_day(lines, with_companions(schedules.rvu), {"code": "code", "component": "component"}, "rvu_", *RVU)
    lines = on_the_day(lines, schedules.gpci, {"carrier": "carrier", "locality": "locality"}, "gpci_", *GPCI)
    lines = lines.mutate(
        facility=by_law(lines, FACILITY, lines.place_of_service.isin),
        factor_e4=by_law(lines, FACTOR, lambda factor: ibis.literal(factor, "int64")),
        payable=by_law(lines, STATUS, lambda held: lines.rvu_status.isin(held["payable"])).fill_null(False),
    )
    return with_parts(lines).drop(*(f"rvu_{name}" for name in RVU if name.endswith("e2")))


def _reason(lines: ir.Table) -> ir.StringValue:
    """Why a line has no physician price, or null."""
    no_row = lines.rvu_status.isnull()
    return ibis.cases(
        (no_row & (lines.component == ""), "not on the physician fee schedule on that day"),
        (no_row, ibis.literal("the code has no row for modifier ").concat(lines.component)),
        (~lines.payable, by_law(lines, STATUS, lambda held: _why(lines, held["why"]))),
        (lines.locality.isnull(), "the provider's locality is not known"),
        (lines.gpci_work_e3.isnull(), "no GPCI of the locality on that day"),
        (lines.factor_e4.isnull(), "no conversion factor on that day"),
        (lines.place_of_service.isnull(), "no place of service, so neither the facility rate nor the other"),
        (lines.pended_modifier.notnull(), lines.pended_modifier),
        (lines.unit_cents.isnull(), "old equipment, and the technical part of the code is not known"),
        (lines.sided_cents.isnull(), "modifier 50 does not apply to the code"),
        (lines.role_bp.isnull(), "two surgeons or an assistant are not paid on the code without a report"),
        (lines.amount_cents == 0, "the code has no RVUs; the Medicare contractor sets the price"),
        (lines.portion_bp.isnull(), "the code has no part of its price for modifier 54, 55 or 78"),
        (lines.units < 1, "no units"),
        else_=ibis.null("string"),
    )


def _why(lines: ir.Table, why: dict[str, str]) -> ir.StringValue:
    listed = [(lines.rvu_status == status, ibis.literal(words)) for status, words in why.items()]
    return ibis.cases(*listed, else_=ibis.literal("status ").concat(lines.rvu_status, ", not paid"))


def _rule(lines: ir.Table) -> ir.StringValue:
    """What was done: "physician facility, factor 32.3465, 150 % both sides, ..."."""
    side = ibis.ifelse(lines.facility, "physician facility", "physician non-facility")
    return side.concat(
        ibis.literal(", factor in ten-thousandths "),
        lines.factor_e4.cast("string"),
        ibis.ifelse(lines.unit_cents != lines.amount_cents, ", outpatient cap or old equipment", ""),
        ibis.ifelse(lines.sided_cents != lines.unit_cents, ", both sides", ""),
        ibis.ifelse(lines.portion_bp != 10_000, ", part of the operation", ""),
        ibis.ifelse(lines.role_bp != 10_000, ", second surgeon or assistant", ""),
    )
