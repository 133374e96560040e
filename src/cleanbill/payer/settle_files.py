"""The files that a user brings to be settled, read and held against each other.

Files in; lines, members, fee schedules, places and an earlier result out, or BadInput with what is wrong with any.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cleanbill.care import read_offered
from cleanbill.care.fees import Schedules, open_schedules
from cleanbill.care.generator import places, read_sites
from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.engine import noted
from cleanbill.payer.balances import read_balances
from cleanbill.payer.earlier import Earlier, read_earlier
from cleanbill.payer.members import read_members
from cleanbill.people import read_people


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
class Brought:
    """What was read. `day` is the last day of service."""

    lines: ir.Table
    members: ir.Table
    day: date
    schedules: Schedules | None = None
    places: ir.Table | None = None
    before: Earlier | None = None


def read_files(con: Any, files: Files) -> Brought:
    """All files but the balances. Raises BadInput with the findings of all, CleanbillError where one needs another."""
    if (files.fees is None) != (files.sites is None):
        raise CleanbillError(
            "Prices need both: --fees FOLDER, as `cleanbill fees load` writes it, and --sites FILE, a table of "
            "provider_id with zip or county_fips."
        )
    schedules = None if files.fees is None else open_schedules(files.fees)
    found: list[Finding] = []
    people, sites, before = files.people, files.sites, files.before
    person = None if people is None else noted(found, lambda: read_people(con, people))
    members = noted(found, lambda: read_members(con, files.members, person=person))
    known = None if members is None else members.select("person_id", "birth_date").distinct()
    lines = noted(found, lambda: read_offered(con, files.claims, person=known))
    stand = None if sites is None else noted(found, lambda: read_sites(con, sites))
    earlier = None if before is None else noted(found, lambda: read_earlier(con, before))
    if members is None or lines is None or found:
        raise BadInput(found)
    day: date = con.to_pyarrow(lines.service_date.max()).as_py()
    at = None if stand is None or schedules is None else places(stand, schedules, day)
    return Brought(lines, members, day, schedules, at, earlier)


def read_opening(con: Any, files: Files, brought: Brought, terms: ir.Table) -> ir.Table | None:
    """The balances carried in, where there are any. Raises BadInput."""
    return None if files.opening is None else read_balances(con, files.opening, brought.members, terms)
