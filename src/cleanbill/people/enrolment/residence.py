"""When each person lives in the state, from births and moves: spans that may overlap.

Who has no birth or move among the events lives where `county_fips` says, from
birth on. Whose first event is a move out lived in the state until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.people.enrolment.rules import Rule, days_after, in_state
from cleanbill.people.enrolment.spans import COLUMNS, plus

OPEN = date(2200, 1, 1)  # an end that is not yet known


def residence(life: ir.Table, events: ir.Table, held: Sequence[Rule]) -> ir.Table:
    """Spans of residence, cut by no death and no window."""
    turns = _turns(events, held)
    found = [_never_moved(life, turns, held), _before_first(life, turns, held), _from_turn(turns, held)]
    return ibis.union(*[spans.select(*COLUMNS) for spans in [*found, _born_and_gone(turns, held)]])


def _turns(events: ir.Table, held: Sequence[Rule]) -> ir.Table:
    """One row a person and day with a birth or move: what happened, and what comes next."""
    moves = events.filter(events.kind.isin(["birth", "moved_in", "moved_out"]))
    here = in_state(moves.place, held)
    turns = moves.group_by("person_id", "on").aggregate(
        born=(moves.kind == "birth").any(),
        born_here=((moves.kind == "birth") & here).any(),
        moved_in=(moves.kind == "moved_in").any(),
        moved_out=(moves.kind == "moved_out").any(),
    )
    turns = turns.mutate(inside=turns.moved_in | (turns.born_here & ~turns.moved_out))
    in_order = ibis.window(group_by="person_id", order_by="on")
    return turns.mutate(
        earlier=turns.on.lag().over(in_order),
        next_on=turns.on.lead().over(in_order),
        next_left=turns.moved_out.lead().over(in_order),
    )


def _never_moved(life: ir.Table, turns: ir.Table, held: Sequence[Rule]) -> ir.Table:
    settled = life.filter(in_state(life.county_fips, held)).anti_join(turns, "person_id")
    return settled.mutate(start=settled.birth_date, end=ibis.literal(OPEN), **_lived())


def _before_first(life: ir.Table, turns: ir.Table, held: Sequence[Rule]) -> ir.Table:
    first = turns.filter(turns.earlier.isnull() & turns.moved_out & ~turns.born)
    left = first.inner_join(life, "person_id")
    return left.mutate(start=left.birth_date, end=days_after(left.on, held, "after_leaving"), **_lived())


def _from_turn(turns: ir.Table, held: Sequence[Rule]) -> ir.Table:
    here = turns.filter(turns.inside)
    left = days_after(here.next_on, held, "after_leaving")
    until = ibis.ifelse(here.next_left, left, plus(here.next_on, -1))
    return here.mutate(start=here.on, end=ibis.coalesce(until, ibis.literal(OPEN)), **_lived())


def _born_and_gone(turns: ir.Table, held: Sequence[Rule]) -> ir.Table:
    """Born here and moved out on the same day: that day, and what the rule adds."""
    gone = turns.filter(turns.born_here & ~turns.inside)
    return gone.mutate(start=gone.on, end=days_after(gone.on, held, "after_leaving"), **_lived())


def _lived() -> dict[str, ir.Value]:
    return {"by_residence": ibis.literal(1, "int64"), "by_work": ibis.literal(0, "int64")}
