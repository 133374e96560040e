"""The tables `claim_line`, `submitted_line`, `provider` and `site`."""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.core.tables import Table, column

# The Medical Expenditure Panel Survey's event types, which plans call benefits.
BENEFITS = ("office", "outpatient", "emergency", "inpatient", "dental", "home_health", "drugs", "equipment")


class ClaimLine(Table):
    """A line that a provider asks money for, before any payer has seen it."""

    __grain__ = "a line that a provider asks money for"
    __key__ = ("claim_id", "line")

    claim_id: dt.String = column("person", "the claim")
    line: dt.Int32 = column("person", "line number within the claim, from 1", ge=1)
    person_id: dt.String = column("person", "the patient")
    provider_id: dt.String = column("person", "who gave the care and asks for the money", nullable=True)
    service_date: dt.Date = column("health", "day of service; of admission for a stay")
    benefit: dt.String = column("health", "kind of care, in plans' words", isin=list(BENEFITS))
    place_of_service: dt.String = column("health", "CMS place-of-service code, two digits", nullable=True)
    code_system: dt.String = column("health", "HCPCS, MS-DRG, REV, NDC or SNOMED", nullable=True)
    code: dt.String = column("health", "what was done, in that system", nullable=True)
    units: dt.Int64 = column("health", "how many", unit="units", ge=0)
    charge_cents: dt.Int64 = column("health", "what the provider asks", unit="cents", ge=0)
    fee_cents: dt.Int64 = column(
        "health", "price in the reference schedule, the average of all payers", unit="cents", ge=0
    )


FORMS = ("professional", "institutional")
ACTIONS = ("original", "replacement", "void")


class SubmittedLine(ClaimLine):
    """A claim line with what else a payer looks at; where a file does not say, nothing is known."""

    __grain__ = "a line that a payer is sent"
    __key__ = ClaimLine.__key__

    fee_cents: dt.Int64 = column(
        "health", "price in the reference schedule; a line without one waits for a price", unit="cents", ge=0,
        nullable=True,
    )  # fmt: skip
    modifiers: dt.String = column("health", "modifiers of the code, with spaces between", nullable=True)
    minutes: dt.Int64 = column("health", "minutes of anaesthesia", unit="minutes", ge=0, nullable=True)
    form: dt.String = column("public", "professional or institutional", isin=list(FORMS), nullable=True)
    received_date: dt.Date = column("health", "day on which the payer received the claim", nullable=True)
    authorization: dt.String = column("person", "prior authorisation number", nullable=True)
    in_network: dt.Boolean = column("person", "whether the provider is in commercial plans' network", nullable=True)
    network_facility: dt.Boolean = column("person", "whether the place of care is", nullable=True)
    recognised_cents: dt.Int64 = column(
        "health", "amount that the law recognises out of network", unit="cents", ge=0, nullable=True
    )
    other_payer_first: dt.Boolean = column("person", "whether other payers come first", nullable=True)
    other_payer_cents: dt.Int64 = column(
        "person", "what payers before this one paid", unit="cents", ge=0, nullable=True
    )
    other_payer_left_cents: dt.Int64 = column(
        "person", "what the last of them left to the patient (PR)", unit="cents", ge=0, nullable=True
    )
    action: dt.String = column("public", "original, replacement or void", isin=list(ACTIONS), nullable=True)
    original_claim_id: dt.String = column("person", "the claim that it replaces or voids", nullable=True)
    unknown: dt.String = column("public", "what the claim does not tell, as `claims read` found", nullable=True)


class Provider(Table):
    """A place that gives care."""

    __grain__ = "a place that gives care"
    __key__ = ("provider_id",)

    provider_id: dt.String = column("public", "the provider", unique=True)
    name: dt.String = column("public", "its name")
    kind: dt.String = column("public", "hospital, practice, dentist, agency, pharmacy or supplier")
    county_fips: dt.String = column("public", "county it stands in, five digits", nullable=True)


class Site(Table):
    """Where a provider stands, for prices that differ from place to place."""

    __grain__ = "a provider and where it stands"
    __key__ = ("provider_id",)

    provider_id: dt.String = column("public", "the provider, as in the claims", unique=True)
    zip: dt.String = column("public", "its ZIP code; five digits are looked at", nullable=True)
    county_fips: dt.String = column("public", "its county, five digits; stands before the ZIP code", nullable=True)
