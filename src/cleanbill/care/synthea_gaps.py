"""What a Synthea folder lacks for following a bill, and how each gap is bridged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import ibis
import ibis.expr.types as ir

from cleanbill.care.fee_from_charge import CHARGE_TO_FEE
from cleanbill.care.meps import data_file
from cleanbill.care.synthea_claims import UNKNOWN_CLASS
from cleanbill.care.synthea_counts import rows
from cleanbill.care.synthea_money import cents
from cleanbill.core.errors import Gap
from cleanbill.core.money import usd


def synthea_gaps(
    files: Mapping[str, ir.Table], person: ir.Table, spans: ir.Table, charged: ir.Table, lines: ir.Table
) -> tuple[Gap, ...]:
    """Every gap that has a row."""
    gaps = [*_of_people(files["patients"], person), *_of_cover(spans), *_of_money(files, lines)]
    gaps += _of_care(charged, lines)
    return tuple(gap for gap in gaps if gap.rows)


def _of_people(patients: ir.Table, person: ir.Table) -> Iterator[Gap]:
    assumed = usd(data_file("synthea")["income"]["household_cents"], cents_shown=False)
    yield Gap(
        "income of patients",
        f"each has the state's median household income, {assumed} a year (an assumption)",
        rows(patients.filter(cents(patients.INCOME).isnull())),
    )
    yield Gap(
        "sources of income (wages, business, other)",
        "all income is taken as other income, so taxes on wages are not seen",
        rows(person),
    )
    yield Gap("households", "each patient is a household and a family of one", rows(person))
    yield Gap("a county in Massachusetts", "left empty", rows(person.filter(person.county_fips.isnull())))


def _of_cover(spans: ir.Table) -> Iterator[Gap]:
    told = spans.filter((spans.plan_id == "employer") | (spans.plan_id == "medicare-supplement"))
    yield Gap("terms of commercial plans", "every commercial insurer is the one plan 'employer'", rows(told))
    second = spans.filter(spans.second_name.notnull() & (spans.payer_name != "Medicare"))
    yield Gap("a rule for two payers where neither is Medicare", "the first payer's plan alone", rows(second))


def _of_money(files: Mapping[str, ir.Table], lines: ir.Table) -> Iterator[Gap]:
    transactions = files["claims_transactions"]
    if not rows(transactions.filter(cents(transactions.ADJUSTMENTS).fill_null(0) != 0)):
        yield Gap(
            "contractual adjustments, and so the amount that a payer allows",
            f"the fee is worked out from the charge by kind of care (law {CHARGE_TO_FEE}, an assumption)",
            rows(lines),
        )
    yield Gap(
        "payments that equal the charges of their claim",
        "payments are left aside; only charges are used",
        rows(_open_claims(transactions)),
    )
    nothing = lines.filter(lines.charge_cents == 0)
    yield Gap("charges above 0", "kept as lines on which nothing is due", rows(nothing))


def _open_claims(transactions: ir.Table) -> ir.Table:
    charge = ibis.ifelse(transactions.TYPE == "CHARGE", cents(transactions.AMOUNT), 0)
    paid = ibis.ifelse(transactions.TYPE == "PAYMENT", cents(transactions.PAYMENTS), 0)
    left = (charge.fill_null(0) - paid.fill_null(0)).sum()
    return transactions.group_by("CLAIMID").aggregate(left=left).filter(lambda claim: claim.left != 0)


def _of_care(charged: ir.Table, lines: ir.Table) -> Iterator[Gap]:
    yield Gap(
        "HCPCS or DRG codes of procedures (they are SNOMED)",
        "kept as they are with code_system SNOMED; no rule of ours reads them",
        rows(lines.filter(lines.code_system == "SNOMED")),
    )
    classes = list(data_file("synthea")["encounter_class"])
    unknown = charged.filter(charged.aside.isnull() & charged.drug.isnull() & charged.encounter_class.notin(classes))
    yield Gap("a known class of encounter", f"taken as {UNKNOWN_CLASS}", rows(unknown))
