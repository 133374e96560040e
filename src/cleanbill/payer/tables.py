"""The table `settled_line`."""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.care import BENEFITS
from cleanbill.core.table import Table, column

CENTS = "cents"


class SettledLine(Table):
    """A claim line under one world's rules; its shares add up to the charge."""

    __grain__ = "a claim line under one world's rules"
    __key__ = ("world", "claim_id", "line")

    world: dt.String = column("public", "today, relief or single-payer")
    claim_id: dt.String = column("person", "the claim")
    line: dt.Int32 = column("person", "line number within the claim")
    person_id: dt.String = column("person", "the patient")
    provider_id: dt.String = column("person", "who asks for the money", nullable=True)
    plan_id: dt.String = column("person", "the plan it was settled under")
    service_date: dt.Date = column("health", "day of service")
    benefit: dt.String = column("health", "kind of care", isin=list(BENEFITS))
    charge_cents: dt.Int64 = column("health", "what the provider asks", unit=CENTS, ge=0)
    allowed_cents: dt.Int64 = column("health", "what the plan's price list allows", unit=CENTS, ge=0)
    contractual_cents: dt.Int64 = column("health", "written down: charge less allowed (CO-45)", unit=CENTS, ge=0)
    plan_paid_cents: dt.Int64 = column("health", "paid by the plan", unit=CENTS, ge=0)
    other_payer_cents: dt.Int64 = column("health", "paid by another payer", unit=CENTS, ge=0)
    deductible_cents: dt.Int64 = column("health", "patient share: deductible (PR-1)", unit=CENTS, ge=0)
    coinsurance_cents: dt.Int64 = column("health", "patient share: coinsurance (PR-2)", unit=CENTS, ge=0)
    copay_cents: dt.Int64 = column("health", "patient share: copay (PR-3)", unit=CENTS, ge=0)
    not_covered_cents: dt.Int64 = column("health", "patient share: not covered (PR-96)", unit=CENTS, ge=0)
    patient_share_cents: dt.Int64 = column("health", "the four together", unit=CENTS, ge=0)
    other_cents: dt.Int64 = column("health", "other adjustments (OA, PI)", unit=CENTS, ge=0)
