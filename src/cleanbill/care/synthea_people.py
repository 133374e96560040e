"""Synthea's patients as table `person`.

Where patients.csv has no INCOME, each patient has the state's median household
income (an assumption, care/data/synthea.yaml). Each is a household of one:
Synthea does not say who lives with whom. Income is `other`, as its make-up is
not known either.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.care.meps import data_file
from cleanbill.care.synthea_money import cents


def synthea_person(patients: ir.Table) -> ir.Table:
    """Table `person` from patients.csv, one row for each."""
    assumed = ibis.literal(data_file("synthea")["income"]["household_cents"], "int64")
    income = ibis.coalesce(cents(patients.INCOME), assumed)
    return patients.select(
        person_id=patients.Id,
        household_id=patients.Id,
        family_id=patients.Id,
        birth_date=patients.BIRTHDATE,
        sex=patients.GENDER,
        county_fips=_county_fips(patients.COUNTY),
        wages_cents=ibis.literal(0, "int64"),
        self_employment_cents=ibis.literal(0, "int64"),
        other_income_cents=income,
        income_cents=income,
    )


def _county_fips(name: ir.StringColumn) -> ir.StringColumn:
    """Massachusetts's counties by name, with or without "County"; null elsewhere."""
    counties = data_file("places")["counties"]
    plain = name.replace(" County", "").strip()
    return ibis.cases(
        *((plain == county["name"], ibis.literal(fips)) for fips, county in counties.items()),
        else_=ibis.null("string"),
    )
