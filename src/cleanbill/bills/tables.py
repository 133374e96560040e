"""The table `bill`."""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.core.tables import Table, column

CENTS = "cents"


class Bill(Table):
    """What a guarantor is asked for, for one claim, and how it ended."""

    __grain__ = "what a guarantor is asked for, per claim"
    __key__ = ("world", "claim_id")

    world: dt.String = column("public", "today or relief; the single payer leaves no bill")
    claim_id: dt.String = column("person", "the claim")
    person_id: dt.String = column("person", "the patient")
    guarantor_id: dt.String = column("person", "who is asked: the patient, or the head of a child's family")
    family_id: dt.String = column("person", "the guarantor's family")
    provider_id: dt.String = column("person", "who asks", nullable=True)
    benefit: dt.String = column("health", "kind of care")
    plan_id: dt.String = column("person", "the plan that left this share")
    service_date: dt.Date = column("health", "day of service")
    billed_on: dt.Date = column("person", "day of the first bill")
    patient_share_cents: dt.Int64 = column("person", "what is asked", unit=CENTS, ge=1)
    assisted_cents: dt.Int64 = column("person", "forgiven by financial assistance", unit=CENTS, ge=0)
    paid_cents: dt.Int64 = column("person", "paid by the guarantor", unit=CENTS, ge=0)
    written_off_cents: dt.Int64 = column("person", "a small remainder nobody pursues", unit=CENTS, ge=0)
    debt_cents: dt.Int64 = column("person", "left unpaid", unit=CENTS, ge=0)
