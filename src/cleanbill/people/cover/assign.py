"""Gives each person cover for a span of days: table `person` in, table `cover` out."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import ibis_schema
from cleanbill.people.cover.so_far import OPEN, SoFar
from cleanbill.people.cover.standing import standing
from cleanbill.people.cover.steps import STEPS
from cleanbill.people.tables import Cover


def assign_cover(person: pa.Table, *, seed: int, start: date, end: date) -> pa.Table:
    """One row of `Cover` a person, from `start` to `end`, in order of person_id.

    Works for any table with the columns of `Person`. Shares are met where the
    people can meet them: a quota is the most that a rule takes of those who
    have somewhere else to go. The order of rows makes no difference. Raises
    CleanbillError where `end` is before `start`, or `start` before the first
    poverty guideline on file (2022-01-12).
    """
    _check_span(start, end)
    ordered = person.take(pc.sort_indices(person["person_id"].combine_chunks()))
    people = standing(ordered, start, seed)
    so_far = SoFar(np.full(len(people), OPEN), [step.plan_id for step in STEPS])
    for number, step in enumerate(STEPS):
        so_far = SoFar(np.where(step.choose(people, so_far), number, so_far.step), so_far.plans)
    decided = pa.array(so_far.step)
    plans = pa.array([step.plan_id for step in STEPS]).take(decided)
    rules = pa.array([step.rule for step in STEPS]).take(decided)
    return _cover(ordered, plans, rules, start, end)


def _cover(people: pa.Table, plan_id: pa.Array, rule: pa.Array, start: date, end: date) -> pa.Table:
    """One span a person, from `start`, or from birth for those born within the days, to `end`."""
    first = pc.max_element_wise(people["birth_date"].cast(pa.date32()), pa.scalar(start, pa.date32()))
    days = {
        "start": pc.min_element_wise(first, pa.scalar(end, pa.date32())),
        "end": pa.repeat(pa.scalar(end), len(people)),
    }
    table = pa.table({"person_id": people["person_id"], **days, "plan_id": plan_id, "rule": rule})
    return table.cast(ibis_schema(Cover).to_pyarrow())


def _check_span(start: date, end: date) -> None:
    if end < start:
        raise CleanbillError(f"Cover cannot end on {end}, before it starts on {start}.")
