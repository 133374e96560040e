"""People written out by hand, in the columns of `Person`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from cleanbill.core.tables import ibis_schema
from cleanbill.people import Person


@dataclass(frozen=True)
class Someone:
    """A person in a few words; incomes in whole cents a year."""

    person_id: str
    family_id: str = "F"
    born: date = date(1985, 7, 1)
    wages: int = 0
    business: int = 0
    other: int = 0


def table(people: Iterable[Someone]) -> pa.Table:
    rows = [
        {
            "person_id": who.person_id,
            "household_id": who.family_id,
            "family_id": who.family_id,
            "birth_date": who.born,
            "sex": "F",
            "county_fips": None,
            "wages_cents": who.wages,
            "self_employment_cents": who.business,
            "other_income_cents": who.other,
            "income_cents": who.wages + who.business + who.other,
        }
        for who in people
    ]
    return pa.Table.from_pylist(rows, schema=ibis_schema(Person).to_pyarrow())
