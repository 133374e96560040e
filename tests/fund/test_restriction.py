"""A ladder of places: the narrowest first, wider ones from their day, unknown places never but in the nation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import Area, Place, Restriction, Rung

DAY = date(2026, 1, 1)
COUNTY, STATE, NATION = Area("county", frozenset({"29019"})), Area("state", frozenset({"MO"})), Area("nation")
LADDER = Restriction(
    (Rung(COUNTY), Rung(STATE, date(2026, 6, 1)), Rung(NATION, date(2026, 12, 1))), spend_by=date(2027, 6, 30)
)
BOONE, JACKSON, KANSAS = Place("65201", "29019", "MO"), Place("64106", "29095", "MO"), Place("66101", "20209", "KS")


@pytest.mark.parametrize(
    ("place", "on", "rung"),
    [
        (BOONE, DAY, 0),
        (JACKSON, DAY, None),
        (JACKSON, date(2026, 5, 31), None),
        (JACKSON, date(2026, 6, 1), 1),
        (KANSAS, date(2026, 11, 30), None),
        (KANSAS, date(2026, 12, 1), 2),
        (Place(), date(2026, 12, 1), 2),
        (Place(state="MO"), DAY, None),
        (BOONE, date(2027, 6, 30), 0),
        (BOONE, date(2027, 7, 1), None),
    ],
)
def test_the_lowest_rung_that_holds_on_the_day(place: Place, on: date, rung: int | None) -> None:
    assert LADDER.rung(place, on) == rung
    assert LADDER.allows(place, on) == (rung is not None)


def test_first_days() -> None:
    bound = Restriction(not_before=DAY)
    assert bound.allows(KANSAS, DAY)
    assert not bound.allows(KANSAS, DAY - timedelta(days=1))
    assert Restriction().allows(Place(), DAY)


def test_a_ladder_reads_as_a_sentence() -> None:
    assert LADDER.words == (
        "spent in county 29019, from 2026-06-01 state MO, from 2026-12-01 the nation; by 2027-06-30"
    )


@given(st.integers(0, 900), st.sampled_from([BOONE, JACKSON, KANSAS, Place()]))
def test_waiting_never_narrows_what_a_ladder_allows(days: int, place: Place) -> None:
    open_ended = Restriction(LADDER.rungs)
    on = DAY + timedelta(days=days)
    if open_ended.allows(place, on):
        assert open_ended.allows(place, on + timedelta(days=1))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Restriction((Rung(STATE), Rung(COUNTY, DAY))),
        lambda: Restriction((Rung(COUNTY), Rung(STATE))),
        lambda: Restriction((Rung(COUNTY, DAY),)),
        lambda: Restriction(not_before=DAY, spend_by=DAY - timedelta(days=1)),
        lambda: Area("county", frozenset()),
        lambda: Area("nation", frozenset({"US"})),
        lambda: Area("county", frozenset({"Suffolk"})),
        lambda: Area("zip", frozenset({"2118"})),
        lambda: Area("state", frozenset({"Mo"})),
        lambda: Area("planet", frozenset({"x"})),  # type: ignore[arg-type]
    ],
)
def test_what_makes_no_sense_is_refused(wrong: object) -> None:
    with pytest.raises(CleanbillError):
        wrong()  # type: ignore[operator]
