"""When each person lives in the state, from births and moves: spans that may overlap.

Who has no birth or move among the events lives where `county_fips` says, from
birth on. Whose first event is a move out lived in the state until then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import Table, column, ibis_schema
from cleanbill.engine import running_sum

# Spans of days, both ends included: cut to a window, and joined where they touch.
#
# In and out: tables with person_id, start, end, and by_residence and by_work
# (int64, 1 where the span rests on it).


COLUMNS = ("person_id", "start", "end", "by_residence", "by_work")
IN_ORDER = ("start", "end", "by_residence", "by_work")  # rows that tie here are the same row


def cut(spans: ir.Table, first: ir.DateValue | date, last: ir.DateValue | date) -> ir.Table:
    """What of each span lies from `first` to `last`; spans outside are dropped."""
    shorter = spans.mutate(start=ibis.greatest(spans.start, first), end=ibis.least(spans.end, last))
    return shorter.filter(shorter.start <= shorter.end)


def merged(spans: ir.Table) -> ir.Table:
    """Spans of each person that overlap or touch, as one; none are left that do."""
    spans = spans.distinct()
    before = ibis.window(group_by="person_id", order_by=list(IN_ORDER), rows=(None, -1))
    reached = spans.mutate(reach=spans.end.max().over(before))
    apart = reached.reach.isnull() | (reached.start.delta(reached.reach, unit="day") > 1)
    marked = reached.mutate(opens=apart.cast("int64"))
    numbered = marked.mutate(island=running_sum(marked.opens, within=["person_id"], order=IN_ORDER))
    islands = numbered.group_by("person_id", "island").aggregate(
        start=numbered.start.min(),
        end=numbered.end.max(),
        by_residence=numbered.by_residence.max(),
        by_work=numbered.by_work.max(),
    )
    return islands.select(*COLUMNS)


def days(spans: ir.Table) -> ir.IntegerColumn:
    """How many days each span has, int64."""
    return (spans.end.delta(spans.start, unit="day") + 1).cast("int64")


def plus(day: ir.DateValue, more: int) -> ir.DateValue:
    """The day so many days later (or earlier).

    A date and an interval make a timestamp in DuckDB while Ibis takes it for a
    date, and so would leave a plain cast out: hence the two.
    """
    return (day + ibis.interval(days=more)).cast("timestamp").cast("date") if more else day


# Whom the public payer covers, period by period of the law.


HELD, DAYS = "single_payer/residency", "single_payer/cover_days"


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds from the day `begins` until the next rule begins."""

    begins: date
    hours_a_week: int
    state_fips: str
    after_leaving: int = 0  # days
    after_work: int = 0  # days


def rules() -> tuple[Rule, ...]:
    """The rules of law/single_payer, oldest first, one for each change of either parameter."""
    whom, days = law.parameter(HELD), law.parameter(DAYS)
    first = max(min(whom.values), min(days.values))
    changes = sorted({day for day in (*whom.values, *days.values) if day >= first})
    return tuple(Rule(day, **whom.at(day), **days.at(day)) for day in changes)


def check_span(known_rules: Sequence[Rule], start: date, end: date) -> None:
    """CleanbillError where the days looked at run backwards or begin before the first rule."""
    if end < start:
        raise CleanbillError(f"The days end on {end}, before they start on {start}. Give an end that is not before it.")
    if start < known_rules[0].begins:
        raise CleanbillError(f"No rule of cover is on file for {start}; the first is of {known_rules[0].begins}.")


def in_state(place: ir.StringValue, known_rules: Sequence[Rule]) -> ir.BooleanValue:
    """Whether a county lies in the state of the latest rule; an empty one does."""
    state = known_rules[-1].state_fips
    return ibis.coalesce(place.substr(0, len(state)) == ibis.literal(state), ibis.literal(value=True))


def days_after(day: ir.DateValue, known_rules: Sequence[Rule], name: str) -> ir.DateValue:
    """`day` and so many days more as the rule of that day says under `name`."""
    later = plus(day, getattr(known_rules[0], name))
    for rule in known_rules[1:]:
        later = ibis.ifelse(day >= ibis.literal(rule.begins), plus(day, getattr(rule, name)), later)
    return later


OPEN = date(2200, 1, 1)  # an end that is not yet known


def residence(life: ir.Table, events: ir.Table, known_rules: Sequence[Rule]) -> ir.Table:
    """Spans of residence, cut by no death and no window."""
    turns = _turns(events, known_rules)
    found = [
        _never_moved(life, turns, known_rules),
        _before_first(life, turns, known_rules),
        _from_turn(turns, known_rules),
    ]
    return ibis.union(*[spans.select(*COLUMNS) for spans in [*found, _born_and_gone(turns, known_rules)]])


def _turns(events: ir.Table, known_rules: Sequence[Rule]) -> ir.Table:
    """One row a person and day with a birth or move: what happened, and what comes next."""
    moves = events.filter(events.kind.isin(["birth", "moved_in", "moved_out"]))
    here = in_state(moves.place, known_rules)
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


def _never_moved(life: ir.Table, turns: ir.Table, known_rules: Sequence[Rule]) -> ir.Table:
    settled = life.filter(in_state(life.county_fips, known_rules)).anti_join(turns, "person_id")
    return settled.mutate(start=settled.birth_date, end=ibis.literal(OPEN), **_lived())


def _before_first(life: ir.Table, turns: ir.Table, known_rules: Sequence[Rule]) -> ir.Table:
    first = turns.filter(turns.earlier.isnull() & turns.moved_out & ~turns.born)
    left = first.inner_join(life, "person_id")
    return left.mutate(start=left.birth_date, end=days_after(left.on, known_rules, "after_leaving"), **_lived())


def _from_turn(turns: ir.Table, known_rules: Sequence[Rule]) -> ir.Table:
    here = turns.filter(turns.inside)
    left = days_after(here.next_on, known_rules, "after_leaving")
    until = ibis.ifelse(here.next_left, left, plus(here.next_on, -1))
    return here.mutate(start=here.on, end=ibis.coalesce(until, ibis.literal(OPEN)), **_lived())


def _born_and_gone(turns: ir.Table, known_rules: Sequence[Rule]) -> ir.Table:
    """Born here and moved out on the same day: that day, and what the rule adds."""
    gone = turns.filter(turns.born_here & ~turns.inside)
    return gone.mutate(start=gone.on, end=days_after(gone.on, known_rules, "after_leaving"), **_lived())


def _lived() -> dict[str, ir.Value]:
    return {"by_residence": ibis.literal(1, "int64"), "by_work": ibis.literal(0, "int64")}


# The table `event`, and what of `person` and `cover` enrolment needs.


KINDS = ("birth", "death", "moved_in", "moved_out", "started_work", "stopped_work")


class Event(Table):
    """What happens to a person and may begin or end their cover."""

    __grain__ = "one kind of event of a person on a day"
    __key__ = ("person_id", "on", "kind")

    person_id: dt.String = column("person", "who it happens to")
    on: dt.Date = column("identity", "the day; of leaving and stopping, the last day here or at work")
    kind: dt.String = column("person", "what happens; started_work sets the hours of all jobs", isin=list(KINDS))
    hours: dt.Int64 = column(
        "person", "with started_work: hours a week from that day, in all jobs there", unit="hours", ge=0, nullable=True
    )
    place: dt.String = column(
        "person", "where: county, five digits; of work, where it is done; empty is in the state", nullable=True
    )


class Life(Table):
    """The columns of `person` that enrolment needs."""

    __grain__ = "a person"
    __key__ = ("person_id",)

    person_id: dt.String = column("person", "the person", unique=True)
    birth_date: dt.Date = column("identity", "date of birth")
    county_fips: dt.String = column("person", "county of residence, five digits; empty is in the state", nullable=True)


class GivenCover(Table):
    """Cover as someone gives it, to be looked at: any row is read, and no two need differ."""

    __grain__ = "a span as it was given"
    __key__ = ()

    person_id: dt.String = column("person", "the person")
    start: dt.Date = column("person", "first day")
    end: dt.Date = column("person", "last day")


# When each person works enough hours a week in the state: spans that may overlap.
#
# `started_work` sets the hours of all jobs from its day; `stopped_work` ends
# them after its day. The hours that are enough are those of each day's own law.


def work(events: ir.Table, known_rules: Sequence[Rule]) -> ir.Table:
    """Spans of work of enough hours, cut by no death and no window."""
    jobs = _jobs(events, known_rules)
    ends = [plus(ibis.literal(rule.begins), -1) for rule in known_rules[1:]] + [ibis.literal(OPEN)]
    enough = [
        cut(jobs.filter(jobs.hours >= rule.hours_a_week), ibis.literal(rule.begins), last)
        for rule, last in zip(known_rules, ends, strict=True)
    ]
    return ibis.union(*[spans.select(*COLUMNS) for spans in enough]) if len(enough) > 1 else enough[0].select(*COLUMNS)


def _jobs(events: ir.Table, known_rules: Sequence[Rule]) -> ir.Table:
    """A span for each start of work, with its hours a week in the state."""
    turns = events.filter(events.kind.isin(["started_work", "stopped_work"]))
    starts = turns.kind == "started_work"
    hours = ibis.ifelse(starts & in_state(turns.place, known_rules), ibis.coalesce(turns.hours, 0), 0)
    days = turns.mutate(hours=hours).group_by("person_id", "on")
    turns = days.aggregate(
        started=starts.any(), stopped=(turns.kind == "stopped_work").any(), hours=lambda day: day.hours.max()
    )
    in_order = ibis.window(group_by="person_id", order_by="on")
    turns = turns.mutate(next_on=turns.on.lead().over(in_order), next_stopped=turns.stopped.lead().over(in_order))
    stopped = days_after(turns.next_on, known_rules, "after_work")
    until = ibis.ifelse(turns.next_stopped, stopped, plus(turns.next_on, -1))
    jobs = turns.mutate(start=turns.on, end=ibis.coalesce(until, ibis.literal(OPEN)))
    return jobs.filter(jobs.started).mutate(by_residence=ibis.literal(0, "int64"), by_work=ibis.literal(1, "int64"))


# The days on which each person must be covered: alive, and living or working enough in the state.
#
# In: `person` (or `Life`), `event` or None, the rules and the days looked at.
# Out: spans that neither overlap nor touch.


def entitled(
    person: ir.Table,
    events: ir.Table | None,
    known_rules: Sequence[Rule],
    *,
    start: date,
    end: date,
    working: bool = True,
) -> ir.Table:
    """person_id, start, end (dates, both included), by_residence, by_work (int64, 1 where the span rests on it).

    Without events everyone lives where their county says, from birth to `end`.
    `working` False leaves work out: the days that residents alone have.
    Raises CleanbillError where `end` is before `start` or the law has no rule yet.
    """
    check_span(known_rules, start, end)
    happened = happened_to(person, events)
    alive = lives(person, happened)
    found = residence(alive, happened, known_rules)
    if working:
        found = found.union(work(happened, known_rules))
    owned = found.inner_join(alive.select("person_id", "birth_date", "last_day"), "person_id")
    within = cut(cut(owned, owned.birth_date, owned.last_day), ibis.literal(start), ibis.literal(end))
    return merged(within.select(*COLUMNS))


def lives(person: ir.Table, events: ir.Table) -> ir.Table:
    """person_id, birth_date, county_fips and last_day: of death, or one that is far off."""
    deaths = events.filter(events.kind == "death")
    died = deaths.group_by("person_id").aggregate(died=deaths.on.min())
    all_lives = person.select("person_id", "birth_date", "county_fips").left_join(died, "person_id")
    return all_lives.select(
        "person_id", "birth_date", "county_fips", last_day=ibis.coalesce(all_lives.died, ibis.literal(OPEN))
    )


def happened_to(person: ir.Table, events: ir.Table | None) -> ir.Table:
    """`events`, or a table of events with no row on the engine of `person`."""
    if events is not None:
        return events.select(*ibis_schema(Event).names)
    columns = {name: ibis.null(kind) for name, kind in ibis_schema(Event).items() if name != "person_id"}
    return person.filter(ibis.literal(value=False)).select("person_id", **columns)
