"""The tables `person` and `cover`."""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.core.tables import Table, column


class Person(Table):
    """A resident. Incomes are for a year, of the person alone."""

    __grain__ = "a resident"
    __key__ = ("person_id",)

    person_id: dt.String = column("person", "the resident", unique=True)
    household_id: dt.String = column("person", "people who live together")
    family_id: dt.String = column("person", "people who share an income and a family policy (a tax unit)")
    birth_date: dt.Date = column("identity", "date of birth")
    sex: dt.String = column("person", "F or M", isin=["F", "M"])
    county_fips: dt.String = column("person", "county of residence, five digits", nullable=True)
    wages_cents: dt.Int64 = column("person", "wages and salaries", unit="cents a year", ge=0)
    self_employment_cents: dt.Int64 = column(
        "person", "business and farm income; a loss is negative", unit="cents a year"
    )
    other_income_cents: dt.Int64 = column("person", "interest, dividends, pensions, benefits", unit="cents a year")
    income_cents: dt.Int64 = column("person", "all of the three", unit="cents a year")


class Cover(Table):
    """A resident under a plan for a span of days, both ends included."""

    __grain__ = "a resident under a plan for a span of days; exactly one on each day"
    __key__ = ("person_id", "start")

    person_id: dt.String = column("person", "the resident")
    start: dt.Date = column("person", "first day under the plan")
    end: dt.Date = column("person", "last day under the plan")
    plan_id: dt.String = column("person", "the plan, as payer/plans names it")
    rule: dt.String = column("public", "the rule that assigned it, or 'given'")
