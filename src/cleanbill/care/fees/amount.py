"""The amount of one unit, and the parts of it that rules for several services, caps and equipment change.

Lines in that have the row of PPRRVU beside its companions (`companions`), the
GPCIs and the conversion factor; lines with the columns of PARTS out.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees.dated import by_law
from cleanbill.core.money import WHOLE_BP

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
        less_expense_cents=by_law(lines, THERAPY, lambda held: _less_expense(lines, pe, held["expense_bp"])),
        base_cents=amount_cents(lines, lines.rvu_base_work_e2, _by_place(lines, "rvu_base_"), lines.rvu_base_mp_e2),
    )


def amount_cents(lines: ir.Table, work: Any, pe: Any, mp: Any) -> ir.IntegerValue:
    """RVUs x GPCIs x factor in whole cents, int64; `lines` has gpci_work_e3, gpci_pe_e3, gpci_mp_e3 and factor_e4."""
    adjusted = work * lines.gpci_work_e3 + pe * lines.gpci_pe_e3 + mp * lines.gpci_mp_e3
    return ((adjusted * lines.factor_e4 + PER_CENT // 2) // PER_CENT).cast("int64")


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
    per_cent = PER_CENT * hundredths
    return ((adjusted * lines.factor_e4 + per_cent // 2) // per_cent).cast("int64")
