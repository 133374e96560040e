"""The retention clock: worked examples, and an oracle that goes day by day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.records import Agreement, Purchase, Store, TakenIn
from cleanbill.records.facts import Destruction
from cleanbill.records.reading import Clock, clock
from tests.records.drive import DAY, PREPARED, TAKEN_IN, by, steps

EXAMPLES = yaml.safe_load((Path(__file__).parent / "retention.yaml").read_text("utf-8"))
TAKEN_ON = date(2026, 1, 10)


def agreement(told: list[Any]) -> Agreement:
    return Agreement(*told[:5], keep_days=told[5])


def deal(number: int, offered: date, ended: date | None, under: str | None) -> Purchase:
    """Closed where it was bought, else come to nothing; open where it has not ended."""
    told: dict[str, Any] = dict.fromkeys(Purchase.__dataclass_fields__)
    state = "offered" if ended is None else "closed" if under else "withdrawn"
    told |= {"purchase_id": f"p{number}", "portfolio_id": "m", "state": state, "offered_on": offered}
    return Purchase(**told | {"agreement_id": under, "closed_on" if under else "ended_on": ended})


def standing(deals: list[list[Any]], agreements: list[list[Any]]) -> Clock:
    made = [deal(number, *one) for number, one in enumerate(deals)]
    return Clock("m", "Mercy", *clock("Mercy", TAKEN_ON, made, [agreement(one) for one in agreements]), None)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["name"])
def test_worked_examples(example: dict[str, Any]) -> None:
    found = standing(example["deals"], example["agreements"])
    name = found.agreement.agreement_id if found.agreement else None
    last = found.held.destroy_by if found.held else None
    assert [name, found.counted_from, last] == example["told"]
    assert list(found.open) == example.get("open", [])


DAYS = st.integers(0, 40).map(lambda days: TAKEN_ON + timedelta(days=days))
NAMES = ("a", "b", "c")


@st.composite
def agreed(draw: st.DrawFn) -> list[list[Any]]:
    told = []
    for name in NAMES:
        since, more = draw(DAYS), draw(st.none() | st.integers(0, 30))
        until = None if more is None else since + timedelta(days=more)
        kind, holder = draw(st.sampled_from(("NDA", "BAA", "PSA"))), draw(st.sampled_from(("Mercy", "Grace")))
        told.append([name, kind, holder, since, until, draw(st.none() | st.integers(0, 9))])
    return told


@st.composite
def offers(draw: st.DrawFn) -> list[list[Any]]:
    told = []
    for _ in range(draw(st.integers(0, 3))):
        offered, more = draw(DAYS), draw(st.none() | st.integers(0, 30))
        ended = None if more is None else offered + timedelta(days=more)
        told.append([offered, ended, draw(st.none() | st.sampled_from(NAMES)) if ended else None])
    return told


def last_day(deals: list[list[Any]], agreements: list[list[Any]]) -> date | None:
    """The last day by going through them: all that bind, each day from the first."""
    if any(ended is None for _, ended, _ in deals):
        return None
    day = max([ended for _, ended, _ in deals] or [TAKEN_ON])
    bought = [one for one in agreements if one[0] in {under for *_, under in deals} and one[5] is not None]
    looked = [
        one
        for one in agreements
        if one[1] != "PSA" and one[2] == "Mercy" and one[5] is not None
        for on in [offered for offered, *_ in deals] or [TAKEN_ON]
        if one[3] <= on and (one[4] is None or on <= one[4])
    ]
    days = [one[5] for one in bought or looked]
    if not days:
        return None
    kept = 0
    while all(kept + 1 <= each for each in days):
        kept, day = kept + 1, day + timedelta(days=1)
    return day


@given(deals=offers(), agreements=agreed(), turn=st.randoms())
def test_it_is_what_going_day_by_day_says_in_any_order(deals: Any, agreements: Any, turn: Any) -> None:
    found = standing(deals, agreements)
    assert (found.held.destroy_by if found.held else None) == last_day(deals, agreements)
    shuffled = [turn.sample(each, len(each)) for each in (deals, agreements)]
    again = standing(*shuffled)
    assert (again.held, again.agreement) == (found.held, found.agreement)


def test_the_clocks_of_a_store(store: Store) -> None:
    """A purchase that is open, then closed; a portfolio that was never offered; one that is destroyed."""
    for step in (*PREPARED, *steps()[:5]):
        step(store)
    store.agree(by("ann", 2), Agreement("nda-1", "NDA", "Grace", DAY, keep_days=9))
    other = TakenIn("grace-1", "Grace", "cd" * 32, date(2026, 11, 4))
    first, second = store.clocks([other])
    assert (first.portfolio_id, first.held and first.held.destroy_by) == ("grace-1", date(2026, 11, 13))
    assert (second.portfolio_id, second.open, second.held, second.agreement) == ("mercy-1", ("p1",), None, None)
    store.agree(by("ann", 6), Agreement("baa-2", "BAA", "Mercy", DAY, keep_days=30))
    for step in steps()[5:]:
        step(store)
    (one,) = store.clocks([])
    assert one.held is not None
    assert (one.held.agreement_id, one.held.destroy_by) == ("baa-2", date(2026, 12, 12))  # closed on the 12th, and 30
    store.ask_destruction(by("ann", 13), TAKEN_IN)
    (asked,) = store.clocks([TAKEN_IN])
    assert (asked.held, asked.destruction) == (
        one.held,
        Destruction("mercy-1", "", "ann", date(2026, 11, 13), "", None, None, ""),
    )
    store.approve_destruction(by("bob", 14), TAKEN_IN)
    store.certify_destruction(by("bob", 14), "mercy-1", certificate_sha256="ce" * 32, on=date(2026, 11, 14))
    (gone,) = store.clocks([TAKEN_IN])
    assert (gone.held, gone.destruction and gone.destruction.agreement_id) == (None, "baa-2")


def test_a_term_is_part_of_the_agreement_and_none_is_as_before(store: Store) -> None:
    for step in PREPARED:
        step(store)
    kept = Agreement("baa-2", "BAA", "Mercy", DAY, keep_days=30)
    store.agree(by("ann", 2), kept)
    store.agree(by("ann", 3), kept)
    assert kept in store.agreements()
    acts = {one.subject: one.details for one in store.acts() if one.act == "record an agreement"}
    assert '"keep_days":30' in acts["baa-2"]
    assert "keep_days" not in acts["baa-1"]
    with pytest.raises(CleanbillError, match="with other values"):
        store.agree(by("ann", 3), Agreement("baa-2", "BAA", "Mercy", DAY, keep_days=31))
    with pytest.raises(CleanbillError, match="refused this"):
        store.agree(by("ann", 3), Agreement("baa-3", "BAA", "Mercy", DAY, keep_days=-1))
