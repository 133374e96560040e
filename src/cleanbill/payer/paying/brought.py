"""The tables that a user brings to pay and to remit: receipts, payees, and what claims say of their services."""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.core.tables import Table, column


class Receipt(Table):
    """When a claim came in and when it was approved."""

    __grain__ = "a claim that came in"
    __key__ = ("claim_id",)

    claim_id: dt.String = column("person", "the claim", unique=True)
    received_on: dt.Date = column("health", "day on which the completed claim was received")
    approved_on: dt.Date = column("health", "day from which it may be paid", nullable=True)
    clean: dt.Boolean = column("health", "whether interest runs when it is paid late")


class PayeeName(Table):
    """Who is paid, as a remittance names them."""

    __grain__ = "a payee"
    __key__ = ("payee_id",)

    payee_id: dt.String = column("public", "as the registry calls it", unique=True)
    name: dt.String = column("public", "its name")
    npi: dt.String = column("public", "National Provider Identifier, ten digits")
    tax_id: dt.String = column("public", "nine digits", nullable=True)
    street: dt.String = column("public", "street and number", nullable=True)
    city: dt.String = column("public", "city", nullable=True)
    state: dt.String = column("public", "state, two letters", nullable=True)
    zip_code: dt.String = column("public", "ZIP code", nullable=True)
    routing: dt.String = column("public", "its bank, nine digits; empty is paid by cheque", nullable=True)
    account: dt.String = column("identity", "its account there", nullable=True)
    fiscal_end: dt.Date = column("public", "last day of its fiscal year; empty is 31 December", nullable=True)
    receiver: dt.String = column("public", "who fetches its files; empty is its NPI", nullable=True)


class BilledService(Table):
    """What a claim line says that settling leaves out and a remittance needs; of a patient only what is given."""

    __grain__ = "a line that a provider asks money for"
    __key__ = ("claim_id", "line")

    claim_id: dt.String = column("person", "the claim")
    line: dt.Int32 = column("person", "line number within the claim, from 1", ge=1)
    code_system: dt.String = column("health", "HCPCS, MS-DRG, REV, NDC or HIPPS", nullable=True)
    code: dt.String = column("health", "what was done, in that system", nullable=True)
    units: dt.Int64 = column("health", "how many", unit="units", ge=0, nullable=True)
    modifiers: dt.String = column("health", "modifiers, a blank between", nullable=True)
    revenue_code: dt.String = column("health", "revenue code beside another code", nullable=True)
    place_of_service: dt.String = column("health", "CMS place-of-service code", nullable=True)
    patient_control: dt.String = column("person", "the provider's own number of the claim", nullable=True)
    member_id: dt.String = column("identity", "number of the member with the payer", nullable=True)
    patient_last: dt.String = column("identity", "patient's last name", nullable=True)
    patient_first: dt.String = column("identity", "patient's first name", nullable=True)


SERVICE_OPTIONAL = {name: None for name in BilledService.__annotations__ if name not in BilledService.__key__}
PAYEE_OPTIONAL = {name: None for name in PayeeName.__annotations__ if name not in ("payee_id", "name", "npi")}
RECEIPT_OPTIONAL = {"approved_on": None, "clean": "true"}
