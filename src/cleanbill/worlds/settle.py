"""Puts every claim line under a world's plans, part by part, in bounded memory.

Writes `settled_line`. The world `relief` has today's plans, so its lines are
today's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import Gap
from cleanbill.engine import materialized, write_parquet
from cleanbill.payer import Plan, SettledLine, plan, plan_ids, settle, terms
from cleanbill.people import assign_cover
from cleanbill.people.enrolment import fill_gaps
from cleanbill.worlds.sources import SETTLED, WORLD, Intake, Progress, part_path, same_as

# Cover for every day of a user's claims: assigned by rule, or the user's own with its gaps made plain.


def assigned(con: Any, person: ir.Table, lines: ir.Table, *, today: date, seed: int) -> ir.Table:
    """Cover by rule, as of this year, over all days of the claims, for each from birth."""
    year = date(today.year, 1, 1), date(today.year, 12, 31)
    rows = ibis.memtable(assign_cover(con.to_pyarrow(person), seed=seed, start=year[0], end=year[1]))
    first, last = _years(con, lines)
    start, end = min(year[0], first), max(year[1], last)
    born = person.select("person_id", "birth_date")
    dated = rows.inner_join(born, "person_id")
    since = ibis.least(ibis.greatest(dated.birth_date, ibis.literal(start)), ibis.literal(end))
    return dated.mutate(start=since, end=ibis.literal(end)).drop("birth_date")


def every_day(con: Any, person: ir.Table, cover: ir.Table, lines: ir.Table) -> tuple[ir.Table, tuple[Gap, ...]]:
    """The user's cover with plan `none` on each day without any, from the first year of claims to the last."""
    first, last = _years(con, lines)
    filled = fill_gaps(person, cover, start=first, end=last)
    counts = con.to_pyarrow(filled.counts()).to_pylist()[0]
    if not counts["days"]:
        return cover, ()
    lacks = f"cover of {counts['people']:,} people on {counts['days']:,} days"
    return filled.cover, (Gap(lacks, "they have none on those days: plan `none`, which pays nothing", counts["spans"]),)


def _years(con: Any, lines: ir.Table) -> tuple[date, date]:
    """The first day of the first year of the claims, and the last of the last."""
    days = lines.aggregate(first=lines.service_date.min(), last=lines.service_date.max())
    found = con.to_pyarrow(days).to_pylist()[0]
    return date(found["first"].year, 1, 1), date(found["last"].year, 12, 31)


TODAY, RELIEF, SINGLE_PAYER = "today", "relief", "single-payer"
WORLDS = (TODAY, RELIEF, SINGLE_PAYER)
BEGINNING, END = date(1900, 1, 1), date(2200, 1, 1)  # one public payer covers every day


@dataclass(frozen=True, slots=True)
class Rules:
    """The members of each settled world and the terms of all plans, as tables of the engine."""

    members: dict[str, ir.Table]
    terms: ir.Table
    plans: tuple[Plan, ...]

    @property
    def free_plans(self) -> tuple[str, ...]:
        """Plans under which nothing is due at the point of care."""
        return tuple(plan.plan_id for plan in self.plans if plan.free)


def rules(con: Any, intake: Intake, *, today: date) -> Rules:
    """Who is under what in each world, with the part their lines are in."""
    people = intake.person.select("person_id", "family_id").inner_join(intake.part, "person_id")
    spans = intake.cover.select("person_id", "plan_id", "start", "end")
    covered = people.inner_join(spans, "person_id")
    uncovered = people.anti_join(spans, "person_id").mutate(_always("none"))
    everyone = people.mutate(_always(SINGLE_PAYER))
    plans = tuple(plan(name, today) for name in plan_ids())
    return Rules(
        members={
            TODAY: con.create_table("members_today", covered.union(uncovered.select(covered.columns)), temp=True),
            SINGLE_PAYER: con.create_table("members_single_payer", everyone.select(covered.columns), temp=True),
        },
        terms=con.create_table("plan_terms", terms(plans, today), temp=True),
        plans=plans,
    )


def _always(plan_id: str) -> dict[str, ir.Value]:
    return {"plan_id": ibis.literal(plan_id), "start": ibis.literal(BEGINNING), "end": ibis.literal(END)}


def settle_worlds(con: Any, intake: Intake, rules: Rules, folder: Path, *, progress: Progress) -> None:
    """Settles every part in every world into `folder`/settled_line."""
    steps, done = len(intake.claim_parts) * len(WORLDS), 0
    for number, path in enumerate(intake.claim_parts):
        for world in WORLDS:
            out = part_path(folder, SETTLED, world, number)
            if world == RELIEF:
                same_as(out, part_path(folder, SETTLED, TODAY, number))
            else:
                settle_part(con, path, number, rules, out, world=world)
            done += 1
            progress("settling", done, steps)


def settle_part(con: Any, lines: Path, number: int, rules: Rules, out: Path, *, world: str) -> None:
    """Settles the lines of one part file into `out`."""
    members = rules.members[world]
    part_members = members.filter(members.part == number)
    with materialized(con) as materialize:
        settled = settle(con.read_parquet(lines), part_members, rules.terms, world=world, materialize=materialize)
        write_parquet(con, settled, out, schema=SettledLine, in_path=WORLD)
