"""Unpaid bills become accounts, and are offered once they are old enough.

In: `bill` and the guarantors. Out: `account`, those bills with a debt whose
first bill is at least `offered_after_days` old on `today`
(law/us/debt_sale, law/states/ma/limitation).
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.tables import ibis_schema
from cleanbill.debt.tables import Account

MEDICAID_PLANS = ("masshealth", "medicare-masshealth")


def accounts(bills: ir.Table, guarantors: ir.Table, *, today: date) -> ir.Table:
    """`account` offered on `today`.

    `guarantors` has a row per person: person_id, patient_hash, birth_date,
    county_fips, and of the family size, income_cents and fpl_bp. Names are not
    among them: the file is made without.
    """
    sale = law.parameter("us/debt_sale").at(today)
    years = law.parameter("states/ma/limitation").at(today)
    day = ibis.literal(today)
    old_enough = bills.billed_on + ibis.interval(days=sale["offered_after_days"]) <= day
    unpaid = bills.filter((bills.debt_cents > 0) & old_enough).select(
        "claim_id", "provider_id", "guarantor_id", "person_id", "plan_id", "service_date", "billed_on",
        "patient_share_cents", "paid_cents", "debt_cents",
    )  # fmt: skip
    owing = unpaid.inner_join(guarantors, unpaid.guarantor_id == guarantors.person_id)
    charge_off = owing.billed_on + ibis.interval(days=sale["charged_off_after_days"])
    known = owing.mutate(
        holder=ibis.coalesce(owing.provider_id, "unknown provider"),
        account_id=ibis.literal("A") + owing.claim_id,
        orig_account=owing.claim_id,
        orig_creditor=owing.provider_id,
        patient_id=owing.patient_hash,
        state=ibis.literal("MA"),
        date_of_service=owing.service_date,
        original_balance_cents=owing.patient_share_cents,
        current_balance_cents=owing.debt_cents,
        interest_fees_cents=ibis.literal(0, "int64"),
        charge_off_date=ibis.ifelse(charge_off <= day, charge_off, None),
        placement_status=ibis.literal("provider"),
        placement_count=ibis.literal(0, "int64"),
        sol_date=owing.service_date + ibis.interval(years=years),
        last_payment_cents=ibis.ifelse(owing.paid_cents > 0, owing.paid_cents, None),
        insurance_status=owing.plan_id,
        medicaid_flag=owing.plan_id.isin(MEDICAID_PLANS),
        minor_flag=owing.guarantor_id != owing.person_id,
        est_income_cents=owing.income_cents,
        household_size=owing.size,
        age_days=day.delta(owing.service_date, unit="day").cast("int64"),
    ).drop("birth_date")
    return _with_unknowns(known)


def _with_unknowns(known: ir.Table) -> ir.Table:
    """All columns of `account`; those that a file made from bills cannot know are null."""
    schema = ibis_schema(Account)
    unknown = {name: ibis.null(kind) for name, kind in schema.items() if name not in known.columns}
    return known.mutate(**unknown).select(*schema.names)
