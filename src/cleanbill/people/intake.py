"""Reads a user's tables of people and of their cover.

Files in, tables `person` and `cover` out. What one file alone cannot show
(cover of a person who is in no list, two plans on one day) is checked across
the two. Days without cover are legal: the resident is uninsured, under plan
"none".
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, Finding
from cleanbill.engine import SOURCE_ROW, faulty_rows, read_numbered
from cleanbill.people.tables import Cover, Person

INCOME_PARTS = ("wages_cents", "self_employment_cents", "other_income_cents")
PERSON_OPTIONAL = {
    "family_id": lambda person: person.household_id,
    "county_fips": None,
    "wages_cents": 0,
    "self_employment_cents": 0,
    "other_income_cents": lambda person: person.income_cents - person.wages_cents - person.self_employment_cents,
}


def read_people(con: Any, path: Path) -> ir.Table:
    """The file as table `person`.

    A file may lack family_id (the household then), county_fips, wages_cents
    and self_employment_cents (0) and other_income_cents (the rest of income).
    Raises BadInput.
    """
    person = read_numbered(con, path, Person, optional=PERSON_OPTIONAL)
    findings = faulty_rows(
        person.filter(person.income_cents != sum(person[part] for part in INCOME_PARTS)),
        path.name,
        "income_cents",
        f"is not the sum of {', '.join(INCOME_PARTS)}",
        "Make them add up, or leave other_income_cents out: it is then the rest.",
    )
    return _clean(person, [*findings, *_odd_counties(person, path.name)])


def _odd_counties(person: ir.Table, file: str) -> list[Finding]:
    odd = person.filter(~person.county_fips.re_search(r"^[0-9]{5}$"))
    remedy = "Write the state's two digits and the county's three, like 25017; keep leading zeros."
    return faulty_rows(odd, file, "county_fips", "is not a county code of five digits", remedy)


def read_cover(con: Any, path: Path, plans: Collection[str], *, person: ir.Table | None = None) -> ir.Table:
    """The file as table `cover`, every span by the rule "given" where the file names none.

    `plans` are the plan ids that exist. With `person`, the two are checked
    against each other too. Raises BadInput.
    """
    cover = read_numbered(con, path, Cover, optional={"rule": "given"}, allowed={"plan_id": plans})
    findings = faulty_rows(
        cover.filter(cover.end < cover.start),
        path.name,
        "end",
        "is before the start of the span",
        "Both days are included: a span of one day ends on the day it starts.",
    )
    if person is not None:
        findings += cross_check_cover(person, cover, file=path.name)
    return _clean(cover, findings)


def cross_check_cover(person: ir.Table, cover: ir.Table, *, file: str = "cover") -> list[Finding]:
    """Findings for cover of unknown people and for spans that overlap.

    Rows are given where `cover` is from `engine.read_numbered`.
    """
    unknown = faulty_rows(
        cover.anti_join(person, "person_id"),
        file,
        "person_id",
        "is not in the table of people",
        "Add the person to the people, or take the row out.",
    )
    before = ibis.window(group_by="person_id", order_by=["start", "end"], rows=(None, -1))
    latest = cover.mutate(latest_end=cover.end.max().over(before))
    overlapping = faulty_rows(
        latest.filter(latest.start <= latest.latest_end),
        file,
        "start",
        "is within an earlier span of the same person",
        "Give each person one plan a day; both are one plan (see the plan ids) if they are held together.",
    )
    return [*unknown, *overlapping]


def _clean(table: ir.Table, findings: list[Finding]) -> ir.Table:
    if findings:
        raise BadInput(findings)
    return table.drop(SOURCE_ROW)
