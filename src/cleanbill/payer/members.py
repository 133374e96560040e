"""Reads a user's table of members: who is in which family, and on which days.

File in, table of person_id, family_id, start, end, birth_date and sex out.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput
from cleanbill.core.tables import Table, column
from cleanbill.engine import SOURCE_ROW, faulty_rows, read_numbered

ALWAYS = {"start": "1900-01-01", "end": "2200-12-31"}  # a member without days is one on every day
OPTIONAL = {**ALWAYS, "birth_date": None, "sex": None}


class Member(Table):
    """A person in a family, for a span of days, both ends included."""

    __grain__ = "a member for a span of days"
    __key__ = ("person_id", "start")

    person_id: dt.String = column("person", "the member")
    family_id: dt.String = column("person", "people who share a family policy")
    start: dt.Date = column("person", "first day of cover")
    end: dt.Date = column("person", "last day of cover")
    birth_date: dt.Date = column("identity", "date of birth", nullable=True)
    sex: dt.String = column("person", "F or M", isin=["F", "M"], nullable=True)


def read_members(con: Any, path: Path, *, person: ir.Table | None = None) -> ir.Table:
    """The file as members; start, end, birth_date and sex may be lacking.

    With `person`, birth_date and sex are taken from there, and who is not
    in it is a finding. Raises BadInput.
    """
    members = read_numbered(con, path, Member, optional=OPTIONAL)
    earlier = ibis.window(group_by="person_id", order_by="start")
    seen = members.mutate(
        before=members.end.lag().over(earlier),
        family=members.family_id.first().over(earlier),
    )
    checks = [
        (members.filter(members.end < members.start), "end", "is before the start of the span", "Correct the day."),
        (seen.filter(seen.before >= seen.start), "start", "lies within an earlier span", "Let spans not overlap."),
        (seen.filter(seen.family != seen.family_id), "family_id", "is not that of the first span", "Give one family."),
    ]
    if person is not None:
        unknown = members.anti_join(person, "person_id")
        checks.append((unknown, "person_id", "is not in the table of people", "Add the person."))
    findings = [finding for faulty, *told in checks for finding in faulty_rows(faulty, path.name, *told)]
    if findings:
        raise BadInput(findings)
    members = members.drop(SOURCE_ROW)
    if person is None:
        return members
    known = person.select("person_id", "birth_date", "sex")
    return members.drop("birth_date", "sex").inner_join(known, "person_id").select(*members.columns)
