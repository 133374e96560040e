"""Physician prices: (work x GPCI + practice expense x GPCI + malpractice x GPCI) x conversion factor.

Kinds of lines (`kinds`) in, the same with `physician_cents`, `physician_rule`, `physician_reason` and
`elsewhere` (another schedule may have a price) out. Source: CMS, documentation of
the fee schedule look-up, https://cms.gov/medicare/physician-fee-schedule/search/documentation.
CMS adds the three products unrounded and rounds the amount once, half cents
up: all 109 amounts of PFREV25C are equal by that, and by no other order tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.adjustments import by_law, by_word, component, has, has_any, on_the_day, portion_bp, with_unit
from cleanbill.care.fees.folder import Schedules
from cleanbill.care.fees.multiple import multiple_procedures
from cleanbill.care.fees.period import FACTOR
from cleanbill.core.money import WHOLE_BP, half_up
from cleanbill.engine import share_bp

# The amount of one unit, and the parts of it that rules for several services, caps and equipment change.
#
# Lines in that have the row of PPRRVU beside its companions (`companions`), the
# GPCIs and the conversion factor; lines with the columns of PARTS out.


THERAPY = "us/multiple_therapy"
PER_CENT = 10**7  # an RVU's hundredths x a GPCI's thousandths x a factor's ten-thousandths, in one cent
ALL_TECHNICAL, ALL_PROFESSIONAL = "3", "2"  # PCTC indicators of codes without a row for TC
PARTS = (
    "amount_cents", "cap_cents", "technical_cents", "technical_cap_cents", "expense_e5", "less_expense_cents",
    "base_cents",
)  # fmt: skip
Columns = tuple[ir.IntegerValue, ir.IntegerValue]


def with_parts(lines: ir.Table) -> ir.Table:
    """`lines` with PARTS, int64 and each of one unit.

    cap_cents and technical_cap_cents are null where there is no cap,
    technical_cents where nothing says what part of the code is technical,
    base_cents where the code has no base endoscopy. expense_e5 (hundred-thousandths
    of an RVU) ranks practice expense; less_expense_cents is the amount of a
    second unit of therapy.
    """
    pe, mp = _by_place(lines, "rvu_"), lines.rvu_mp_e2
    amount = amount_cents(lines, lines.rvu_work_e2, pe, mp)
    cap = _cap(lines, "rvu_", lines.rvu_work_e2)
    technical, technical_cap = _technical(lines, amount, cap)
    return lines.mutate(
        amount_cents=amount,
        cap_cents=cap,
        technical_cents=technical,
        technical_cap_cents=technical_cap,
        expense_e5=pe * lines.gpci_pe_e3,
        less_expense_cents=by_law(lines, THERAPY, lambda rule: _less_expense(lines, pe, rule["expense_bp"])),
        base_cents=amount_cents(lines, lines.rvu_base_work_e2, _by_place(lines, "rvu_base_"), lines.rvu_base_mp_e2),
    )


def amount_cents(lines: ir.Table, work: Any, pe: Any, mp: Any) -> ir.IntegerValue:
    """RVUs x GPCIs x factor in whole cents, int64; `lines` has gpci_work_e3, gpci_pe_e3, gpci_mp_e3 and factor_e4."""
    adjusted = work * lines.gpci_work_e3 + pe * lines.gpci_pe_e3 + mp * lines.gpci_mp_e3
    return half_up(adjusted * lines.factor_e4, PER_CENT).cast("int64")


def _by_place(lines: ir.Table, prefix: str) -> ir.IntegerValue:
    return ibis.ifelse(lines.facility, lines[f"{prefix}facility_pe_e2"], lines[f"{prefix}pe_e2"])


def _cap(lines: ir.Table, prefix: str, work: Any) -> ir.IntegerValue:
    """The amount at the outpatient cap's RVUs, null where they are 0."""
    pe, mp = _by_place(lines, f"{prefix}cap_"), lines[f"{prefix}cap_mp_e2"]
    return ibis.ifelse((pe > 0) | (mp > 0), amount_cents(lines, work, pe, mp), ibis.null("int64"))


def _technical(lines: ir.Table, amount: Any, cap: Any) -> Columns:
    """The technical part of a unit and its cap: the row TC of the code, or what the line itself says it is."""
    no_row = lines.rvu_tc_pe_e2.isnull()
    whole = (lines.component == "TC") | ((lines.component == "") & no_row & (lines.rvu_pctc == ALL_TECHNICAL))
    none = (lines.component == "26") | ((lines.component == "") & no_row & (lines.rvu_pctc == ALL_PROFESSIONAL))
    row = amount_cents(lines, 0, _by_place(lines, "rvu_tc_"), lines.rvu_tc_mp_e2)
    technical = ibis.cases((whole, amount), (none, ibis.literal(0, "int64")), else_=row)
    return technical, ibis.cases((whole, cap), (none, ibis.null("int64")), else_=_cap(lines, "rvu_tc_", 0))


def _less_expense(lines: ir.Table, pe: ir.IntegerValue, expense_bp: int) -> ir.IntegerValue:
    """The amount with `expense_bp` of practice expense, rounded once.

    In hundredths of the products, exact below 2^53: to 100 RVUs of a code at GPCIs below 2.
    """
    hundredths = WHOLE_BP // 100
    in_full = lines.rvu_work_e2 * lines.gpci_work_e3 + lines.rvu_mp_e2 * lines.gpci_mp_e3
    adjusted = in_full * hundredths + pe * lines.gpci_pe_e3 * (expense_bp // 100)
    return half_up(adjusted * lines.factor_e4, PER_CENT * hundredths).cast("int64")


# Holds the physician formula against CMS's own published amounts, where they were loaded.


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many published amounts there are, how many have RVUs to price by, and how many of those are equal."""

    published: int
    priced: int
    equal: int


def check_published(con: Any, schedules: Schedules) -> Agreement:
    """The agreement of both amounts, in and outside a facility, over every published row."""
    rows = compared(schedules)
    counts = rows.aggregate(
        published=rows.count(), priced=rows.priced.sum().fill_null(0), equal=rows.equal.sum().fill_null(0)
    )
    return Agreement(**{name: int(value) for name, value in con.to_pyarrow(counts).to_pylist()[0].items()})


def compared(schedules: Schedules) -> ir.Table:
    """Published rows with `ours_cents`, `ours_facility_cents`, `priced` and `equal`."""
    rows = schedules.published.mutate(service_date=schedules.published.start)
    rows = on_the_day(
        rows,
        schedules.rvu,
        {"code": "code", "component": "component"},
        "rvu_",
        "work_e2",
        "pe_e2",
        "facility_pe_e2",
        "mp_e2",
    )
    rows = on_the_day(
        rows, schedules.gpci, {"carrier": "carrier", "locality": "locality"}, "gpci_", "work_e3", "pe_e3", "mp_e3"
    )
    rows = rows.mutate(factor_e4=by_law(rows, FACTOR, lambda factor: ibis.literal(factor, "int64")))
    computed = amount_cents(rows, rows.rvu_work_e2, rows.rvu_pe_e2, rows.rvu_mp_e2)
    in_facility = amount_cents(rows, rows.rvu_work_e2, rows.rvu_facility_pe_e2, rows.rvu_mp_e2)
    rows = rows.mutate(ours_cents=computed, ours_facility_cents=in_facility, priced=computed.notnull().cast("int64"))
    same = (rows.ours_cents == rows.amount_cents) & (rows.ours_facility_cents == rows.facility_amount_cents)
    return rows.mutate(equal=same.fill_null(False).cast("int64"))


# Rows of PPRRVU beside two others of the same file: the technical row of the code, and the base of an endoscopy.
#
# Table rvu in, out with tc_... and base_... columns, null where there is no such
# row. Joined once on the schedule, so that lines need no join of their own.


TECHNICAL = ("pe_e2", "facility_pe_e2", "mp_e2", "cap_pe_e2", "cap_facility_pe_e2", "cap_mp_e2")
BASE = ("work_e2", "pe_e2", "facility_pe_e2", "mp_e2")
COMPANIONS = (*(f"tc_{name}" for name in TECHNICAL), *(f"base_{name}" for name in BASE))


def with_companions(rvu: ir.Table) -> ir.Table:
    """`rvu` with COMPANIONS; rows of one file begin on the same day."""
    technical = _named(rvu.filter(rvu.component == "TC"), "tc_", TECHNICAL).mutate(its_component=ibis.literal(""))
    base = _named(rvu.filter(rvu.component == ""), "base_", BASE)
    of_code = [
        rvu.code == technical.its_code,
        rvu.component == technical.its_component,
        rvu.start == technical.its_start,
    ]
    joined = rvu.left_join(technical, of_code).drop("its_code", "its_component", "its_start")
    of_family = [joined.endo_base == base.its_code, joined.start == base.its_start]
    return joined.left_join(base, of_family).drop("its_code", "its_start")


def _named(rows: ir.Table, prefix: str, names: tuple[str, ...]) -> ir.Table:
    return rows.select(its_code="code", its_start="start", **{prefix + name: rows[name] for name in names})


# What modifiers 50, 62, 80, 81, 82, AS and those that are pended do to a physician's price.
#
# Law: us/physician_modifiers.


MODIFIERS_LAW = "us/physician_modifiers"
CO_SURGEON = "62"
ASSISTANTS = ("80", "81", "82")
NON_PHYSICIAN_ASSISTANT = "AS"


def sided_cents(lines: ir.Table) -> ir.IntegerValue:
    """`unit_cents` of both sides where modifier 50 says so, null where it does not apply to the code."""
    rate = by_law(lines, MODIFIERS_LAW, lambda rule: by_word(lines.rvu_bilateral, rule["bilateral_bp"]))
    both = share_bp(lines.unit_cents, rate)
    return ibis.ifelse(has(lines.modifiers, "50"), both, lines.unit_cents)


def role_bp(lines: ir.Table) -> ir.IntegerValue:
    """The share for the surgeon's role, basis points; null where the code does not pay for that role."""
    two, assists = has(lines.modifiers, CO_SURGEON), has_any(lines.modifiers, ASSISTANTS)
    non_physician = has(lines.modifiers, NON_PHYSICIAN_ASSISTANT)
    return ibis.cases(
        (two & (assists | non_physician), ibis.null("int64")),
        (two, _rate(lines, "co_surgeon_bp", lines.rvu_co_surgeon)),
        (non_physician, _rate(lines, "assistant_nonphysician_bp", lines.rvu_assistant)),
        (assists, _rate(lines, "assistant_bp", lines.rvu_assistant)),
        else_=ibis.literal(WHOLE_BP, "int64"),
    )


def pended_modifier(lines: ir.Table) -> ir.StringValue:
    """Why a modifier leaves the price open, or null."""
    return by_law(lines, MODIFIERS_LAW, lambda rule: _first_reason(lines, rule["pended"]))


def _first_reason(lines: ir.Table, why: Mapping[str, str]) -> ir.StringValue:
    found = ((has(lines.modifiers, modifier), words) for modifier, words in why.items())
    return ibis.cases(*found, else_=ibis.null("string"))


def _rate(lines: ir.Table, name: str, indicator: ir.StringValue) -> ir.IntegerValue:
    return by_law(lines, MODIFIERS_LAW, lambda rule: by_word(indicator, rule[name]))


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
        | by_law(kinds, STATUS, lambda rule: kinds.rvu_status.isin(rule["elsewhere"])),
        bundles=by_law(kinds, STATUS, lambda rule: kinds.rvu_status.isin(rule["bundled_if_other"])).fill_null(False),
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
        payable=by_law(lines, STATUS, lambda rule: lines.rvu_status.isin(rule["payable"])).fill_null(False),
    )
    return with_parts(lines).drop(*(f"rvu_{name}" for name in RVU if name.endswith("e2")))


def _reason(lines: ir.Table) -> ir.StringValue:
    """Why a line has no physician price, or null."""
    no_row = lines.rvu_status.isnull()
    return ibis.cases(
        (no_row & (lines.component == ""), "not on the physician fee schedule on that day"),
        (no_row, ibis.literal("the code has no row for modifier ").concat(lines.component)),
        (~lines.payable, by_law(lines, STATUS, lambda rule: _why(lines, rule["why"]))),
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
