"""The lines that a payer is sent, from claims as they came in.

Claim tables in, `claim_line` or `offered_line` out: each line of an accepted claim with its place, units,
fee, form, payments of other payers, and the claim it corrects.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.care.corrected_claim import corrected_claims
from cleanbill.care.fee_from_charge import fee_from_charge
from cleanbill.care.other_payments import other_payments
from cleanbill.care.tables import FORMS, OfferedLine
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import joined

PROFESSIONAL, INSTITUTIONAL = FORMS
MINUTES = "MJ"
OF_CLAIM = (
    "claim_id", "person_id", "billing_npi", "facility_code", "form", "action", "received_date", "claim_authorization",
)  # fmt: skip


def plain_lines(header: ir.Table, submitted: ir.Table) -> ir.Table:
    """The columns of `claim_line`, and those of both tables, of accepted claims.

    A part of a unit counts as one; the fee is worked out from the charge by
    law us/charge_to_fee until a schedule prices the line.
    """
    claim = header.filter(header.status == "accepted").mutate(claim_authorization=header.authorization)
    line = submitted.inner_join(claim.select(*OF_CLAIM), "claim_id")
    place = ibis.ifelse(line.form == "837I", ibis.null("string"), line.place_of_service.coalesce(line.facility_code))
    told = line.mutate(
        provider_id=line.billing_npi,
        service_date=line.service_start,
        place_of_service=place,
        units=((line.units_thousandths.fill_null(1000) + 999) // 1000).cast("int64"),
    )
    return fee_from_charge(told)


def sent_lines(header: ir.Table, submitted: ir.Table, other: ir.Table, adjustment: ir.Table) -> ir.Table:
    """Table `offered_line`, voids and what they take back included; networks are not told by claims.

    Units that are minutes become `minutes` of one unit. `unknown` says what is null, or
    unresolved, though the claim should tell it.
    """
    line = plain_lines(header, submitted)
    line = joined(line, other_payments(header, submitted, other, adjustment), ("claim_id", "line"))
    line = joined(line, corrected_claims(header), ("claim_id",))
    timed = (line.unit_kind == MINUTES).fill_null(False)
    institution = line.facility_code.notnull() | line.revenue_code.notnull()
    notes = [line.payments_unknown, line.original_unknown]
    both = ibis.ifelse(notes[0].notnull() & notes[1].notnull(), notes[0] + "; " + notes[1], ibis.coalesce(*notes))
    told = line.mutate(
        minutes=ibis.ifelse(timed, line.units, ibis.null("int64")),
        units=ibis.ifelse(timed, ibis.literal(1, "int64"), line.units),
        authorization=ibis.coalesce(line.authorization, line.claim_authorization),
        form=ibis.cases(
            (line.form == "837P", PROFESSIONAL),
            (line.form == "837I", INSTITUTIONAL),
            (institution, INSTITUTIONAL),
            else_=ibis.null("string"),
        ),
        in_network=ibis.null("boolean"),
        network_facility=ibis.null("boolean"),
        recognised_cents=ibis.null("int64"),
        unknown=both,
    )
    return told.select(*ibis_schema(OfferedLine))
