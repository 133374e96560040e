"""Enrolment one day after another, from the words of the law: slow and obvious.

Written from the day rules of law/single_payer, not from the spans, so that
the two can disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from cleanbill.people.enrolment import Rule

Row = dict[str, Any]
RANK = {"birth": 0, "moved_out": 1, "moved_in": 2, "stopped_work": 3, "started_work": 4, "death": 5}
ONE = timedelta(days=1)


def rule_on(day: date, held: Sequence[Rule]) -> Rule:
    return [rule for rule in held if rule.begins <= day][-1] if day >= held[0].begins else held[0]


def here(place: str | None, held: Sequence[Rule]) -> bool:
    return place is None or place.startswith(held[-1].state_fips)


def covered_days(life: Row, events: list[Row], held: Sequence[Rule], start: date, end: date) -> dict[date, set[str]]:
    """Each day on which this person must be covered, and what it rests on."""
    mine = sorted((e for e in events if e["person_id"] == life["person_id"]), key=lambda e: (e["on"], RANK[e["kind"]]))
    died = min((e["on"] for e in mine if e["kind"] == "death"), default=date.max)
    moves = [e for e in mine if e["kind"] in ("birth", "moved_out", "moved_in")]
    lives = moves[0]["kind"] == "moved_out" if moves else here(life["county_fips"], held)
    hours, kept_home, kept_work, found = 0, date.min, [], {}
    day = min([start, *(e["on"] for e in mine)])  # nothing changes before the first event
    while day <= end:
        rule, why = rule_on(day, held), set()
        at_home = lives
        jobs = [hours]
        for event in (e for e in mine if e["on"] == day):
            if event["kind"] == "birth":
                lives = here(event["place"], held)
            if event["kind"] == "moved_in":
                lives = True
            if event["kind"] == "moved_out":
                if lives:
                    kept_home = max(kept_home, day + timedelta(days=rule.after_leaving))
                lives = False
            at_home = at_home or lives
            if event["kind"] == "stopped_work":
                kept_work.append((hours, day + timedelta(days=rule.after_work)))
                hours = 0
            if event["kind"] == "started_work":
                hours = (event["hours"] or 0) if here(event["place"], held) else 0
                jobs = [hours]
        jobs = (jobs if hours else [0]) + [h for h, until in kept_work if day <= until]
        if at_home or day <= kept_home:
            why.add("residence")
        if max(jobs) >= rule.hours_a_week:
            why.add("work")
        if why and max(life["birth_date"], start) <= day <= died:
            found[day] = why
        day += ONE
    return found


def spans(days: dict[date, set[str]]) -> list[tuple[date, date, str]]:
    """Unbroken spans of the days, and the rule that each rests on."""
    out: list[tuple[date, date, set[str]]] = []
    for day in sorted(days):
        if out and out[-1][1] == day - ONE:
            first, _, why = out.pop()
            out.append((first, day, why | days[day]))
        else:
            out.append((day, day, set(days[day])))
    words = {"residence": "resident", "work": "work", "residence,work": "resident and work"}
    return [(first, last, words[",".join(sorted(why))]) for first, last, why in out]
