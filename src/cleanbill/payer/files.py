"""The files that a user brings to be settled, read and held against each other.

Files in; lines, members, fee schedules, places and an earlier result out, or BadInput with what is wrong with any.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill.care import read_submitted
from cleanbill.care.fees import Schedules, open_schedules
from cleanbill.care.generator import places, read_sites
from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.core.tables import Table, column
from cleanbill.engine import SOURCE_ROW, faulty_rows, or_noted, read_numbered
from cleanbill.payer.balances import read_balances
from cleanbill.payer.corrections import Earlier, read_earlier
from cleanbill.people import read_people

# Reads a user's table of members: who is in which family, and on which days.
#
# File in, table of person_id, family_id, start, end, birth_date and sex out.


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
    findings = [finding for faulty, *words in checks for finding in faulty_rows(faulty, path.name, *words)]
    if findings:
        raise BadInput(findings)
    members = members.drop(SOURCE_ROW)
    if person is None:
        return members
    known = person.select("person_id", "birth_date", "sex")
    return members.drop("birth_date", "sex").inner_join(known, "person_id").select(*members.columns)


@dataclass(frozen=True, slots=True)
class Files:
    """Claim lines and members, and perhaps: residents with birth date and sex; fee schedules (a folder that `fees
    load` wrote) with the providers' sites; balances carried in; the folder of an earlier result."""

    claims: Path
    members: Path
    people: Path | None = None
    fees: Path | None = None
    sites: Path | None = None
    opening: Path | None = None
    before: Path | None = None

    def all(self) -> list[Path]:
        """The paths that were given."""
        given = (self.claims, self.members, self.people, self.fees, self.sites, self.opening, self.before)
        return [path for path in given if path is not None]


@dataclass(frozen=True, slots=True)
class LoadedFiles:
    """What was read. `day` is the last day of service."""

    lines: ir.Table
    members: ir.Table
    day: date
    schedules: Schedules | None = None
    places: ir.Table | None = None
    before: Earlier | None = None


def read_files(con: Any, files: Files) -> LoadedFiles:
    """All files but the balances. Raises BadInput with the findings of all, CleanbillError where one needs another."""
    if (files.fees is None) != (files.sites is None):
        raise CleanbillError(
            "Prices need both: --fees FOLDER, as `cleanbill fees load` writes it, and --sites FILE, a table of "
            "provider_id with zip or county_fips."
        )
    schedules = None if files.fees is None else open_schedules(files.fees)
    found: list[Finding] = []
    people, sites, before = files.people, files.sites, files.before
    person = None if people is None else or_noted(found, lambda: read_people(con, people))
    members = or_noted(found, lambda: read_members(con, files.members, person=person))
    known = None if members is None else members.select("person_id", "birth_date").distinct()
    lines = or_noted(found, lambda: read_submitted(con, files.claims, person=known))
    stand = None if sites is None else or_noted(found, lambda: read_sites(con, sites))
    earlier = None if before is None else or_noted(found, lambda: read_earlier(con, before))
    if members is None or lines is None or found:
        raise BadInput(found)
    day: date = con.to_pyarrow(lines.service_date.max()).as_py()
    at = None if stand is None or schedules is None else places(stand, schedules, day)
    return LoadedFiles(lines, members, day, schedules, at, earlier)


def read_opening(con: Any, files: Files, loaded: LoadedFiles, terms: ir.Table) -> ir.Table | None:
    """The balances carried in, where there are any. Raises BadInput."""
    return None if files.opening is None else read_balances(con, files.opening, loaded.members, terms)
