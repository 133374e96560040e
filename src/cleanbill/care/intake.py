"""Reads a user's table of claim lines.

File in, table `claim_line` out. With the people at hand, each line's patient
and day are checked against them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill.care.fee_from_charge import fee_cents
from cleanbill.care.tables import ACTIONS, ClaimLine
from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.tables import column
from cleanbill.engine import SOURCE_ROW, faulty_rows, read_numbered

FIRST_YEAR = 1900  # a day of service before it is a slip of the pen
CLAIM_OPTIONAL = {
    "provider_id": None,
    "place_of_service": None,
    "code_system": None,
    "code": None,
    "units": 1,
    "fee_cents": fee_cents,
}


class _Asked(ClaimLine):
    """A claim line, and what it is sent for where the file says so."""

    __grain__ = ClaimLine.__grain__
    __key__ = ClaimLine.__key__

    action: dt.String = column("public", "original, replacement or void", nullable=True)


def read_claims(con: Any, path: Path, *, person: ir.Table | None = None) -> ir.Table:
    """The file as table `claim_line`.

    A file may lack provider_id, place_of_service, code_system, code (null
    then), units (1) and fee_cents (from the charge, by law us/charge_to_fee).
    With `person`, the two are checked against each other too. A file that says
    in `action` that a line is no original is a finding: whoever reads this settles each line once. Raises BadInput.
    """
    lines = read_numbered(con, path, _Asked, optional={**CLAIM_OPTIONAL, "action": None})
    findings = [*line_findings(lines, path.name, person), *_not_original(lines, path.name)]
    if findings:
        raise BadInput(findings)
    return lines.drop(SOURCE_ROW, "action")


def line_findings(lines: ir.Table, file: str, person: ir.Table | None) -> list[Finding]:
    """Findings for claims of two patients, days long ago, and what does not fit the `person` at hand."""
    findings = [*_two_patients(lines, file), *_long_ago(lines, file)]
    return findings if person is None else [*findings, *cross_check_claims(person, lines, file=file)]


def cross_check_claims(person: ir.Table, lines: ir.Table, *, file: str = "claims") -> list[Finding]:
    """Findings for lines of unknown people and for care before the patient was born.

    Rows are given where `lines` is from `engine.read_numbered`.
    """
    remedy = "Add the person to the people, or take the line out."
    unknown = lines.anti_join(person, "person_id")
    born = person.select("person_id", "birth_date")
    unborn = lines.join(born, "person_id").filter(lambda both: both.service_date < both.birth_date)
    return [
        *faulty_rows(unknown, file, "person_id", "is not in the table of people", remedy),
        *faulty_rows(unborn, file, "service_date", "is before the patient was born", "Correct one of the two dates."),
    ]


def _not_original(lines: ir.Table, file: str) -> list[Finding]:
    others = lines.filter(lines.action.isin(ACTIONS[1:]))
    remedy = (
        "Take out voids and what was voided or replaced, and call the rest original; `cleanbill settle` and "
        "`cleanbill follow --from x12` know corrections."
    )
    return faulty_rows(others, file, "action", "replaces or voids another claim, and both would be paid", remedy)


def _long_ago(lines: ir.Table, file: str) -> list[Finding]:
    absurd = lines.filter(lines.service_date.year() < FIRST_YEAR)
    return faulty_rows(absurd, file, "service_date", f"is before the year {FIRST_YEAR}", "Check the year.")


def _two_patients(lines: ir.Table, file: str) -> list[Finding]:
    """Lines whose patient is not that of the first row of their claim."""
    people = lines.group_by("claim_id").aggregate(
        own=lines.person_id.argmin(lines[SOURCE_ROW]), low=lines.person_id.min(), high=lines.person_id.max()
    )
    mixed = people.filter(people.low != people.high).select("claim_id", "own")
    others = lines.join(mixed, "claim_id").filter(lambda both: both.person_id != both.own)
    remedy = "A claim has one patient: give the line another claim_id."
    return faulty_rows(others, file, "person_id", "is not the person of the claim's first line", remedy)
