"""The tables `claim_line` and `provider`."""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.core.table import Table, column

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


class Provider(Table):
    """A place that gives care."""

    __grain__ = "a place that gives care"
    __key__ = ("provider_id",)

    provider_id: dt.String = column("public", "the provider", unique=True)
    name: dt.String = column("public", "its name")
    kind: dt.String = column("public", "hospital, practice, dentist, agency, pharmacy or supplier")
    county_fips: dt.String = column("public", "county it stands in, five digits", nullable=True)
