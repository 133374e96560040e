"""Turns settled lines into bills: one per claim with a patient share.

In: `settled_line`, persons with their family's head, income as a share of the
poverty guideline and lots. Out: `bill`. A child's bill goes to the head of
the family.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.bills.assistance import assistance
from cleanbill.bills.payment import payment
from cleanbill.bills.tables import Bill
from cleanbill.core.tables import ibis_schema

ADULT_YEARS = 18


def bills(settled: ir.Table, payers: ir.Table, *, today: date) -> ir.Table:
    """`bill` for the lines of `settled`.

    `payers` has a row per person: person_id, birth_date, family_id, head_id,
    fpl_bp, and of the guarantor's lots `pays_ppm`, `applies_ppm` of the person
    and `head_pays_ppm`, `head_applies_ppm` of the head.
    """
    rule = law.parameter("us/bill_payment").at(today)
    help_rule = law.parameter("states/ma/hospital_assistance").at(today)
    asked = _guarantors(_per_claim(settled), payers)
    asked = asked.mutate(billed_on=asked.service_date + ibis.interval(days=rule["billed_after_days"]))
    ended = payment(assistance(asked, help_rule), rule)
    return ended.select(*ibis_schema(Bill).names)


def _per_claim(settled: ir.Table) -> ir.Table:
    owed = settled.filter(settled.patient_share_cents > 0)
    return owed.group_by("world", "claim_id").aggregate(
        person_id=owed.person_id.min(),
        provider_id=owed.provider_id.min(),
        benefit=owed.benefit.min(),
        plan_id=owed.plan_id.min(),
        service_date=owed.service_date.min(),
        patient_share_cents=owed.patient_share_cents.sum().cast("int64"),
    )


def _guarantors(asked: ir.Table, payers: ir.Table) -> ir.Table:
    joined = asked.inner_join(payers, "person_id")
    of_age = joined.birth_date + ibis.interval(years=ADULT_YEARS) <= joined.service_date
    return joined.mutate(
        guarantor_id=ibis.ifelse(of_age, joined.person_id, joined.head_id),
        pays_ppm=ibis.ifelse(of_age, joined.pays_ppm, joined.head_pays_ppm),
        applies_ppm=ibis.ifelse(of_age, joined.applies_ppm, joined.head_applies_ppm),
    )
