"""No count of 1 to 10 people is shown, nor can one be worked out."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.report import page
from cleanbill.report.money import guarded
from cleanbill.report.privacy import UNDER, WITHHELD, people, withheld
from tests.report.example import example
from tests.report.reading import table, tree
from tests.report.summaries import summaries

COUNTS = st.lists(st.one_of(st.integers(0, 14), st.integers(0, 60)), min_size=1, max_size=5)


@given(COUNTS)
def test_no_small_count_is_shown(counts: list[int]) -> None:
    hidden = withheld(counts)
    assert all(place in hidden for place, count in enumerate(counts) if 0 < count < 11)
    if not any(0 < count < 11 for count in counts):
        assert not hidden


@settings(max_examples=300)
@given(COUNTS)
def test_every_small_count_could_be_any_from_1_to_10(counts: list[int]) -> None:
    """Slow and obvious: tries every filling of the "under 11" cells that fits the total."""
    hidden = withheld(counts)
    total = sum(counts[place] for place in hidden)
    small = [place for place, shown in hidden.items() if shown == UNDER]
    company = len(hidden) - len(small)
    possible: list[set[int]] = [set() for _ in small]
    for filling in product(range(1, 11), repeat=len(small)):
        left = total - sum(filling)
        if (left >= 11 * company) if company else left == 0:
            for place, value in enumerate(filling):
                possible[place].add(value)
    assert all(values == set(range(1, 11)) for values in possible)


def test_a_lone_small_count_takes_the_next_smallest_with_it() -> None:
    assert withheld([5, 400, 30, 0]) == {0: UNDER, 2: WITHHELD}


def test_small_counts_that_would_be_alone_withhold_the_column() -> None:
    assert withheld([5, 0, 0]) == dict.fromkeys(range(3), WITHHELD)
    assert withheld([10, 10]) == dict.fromkeys(range(2), WITHHELD)  # "under 11" twice and 20 in all gives both away


def test_all_but_a_few_gives_the_few_away() -> None:
    hidden = withheld([95, 300, 50], of=[100, 900, 200])
    assert hidden == {0: WITHHELD, 2: WITHHELD}


def test_none_at_all_may_be_shown() -> None:
    assert withheld([0, 0, 0], also={1}) == {}
    assert (people(0), people(10), people(11)) == ("0", "under 11", "11")


@settings(max_examples=100, deadline=None)
@given(summaries())
def test_no_band_shows_a_few_people_nor_a_few_relieved(summary: dict[str, Any]) -> None:
    rows = {(row.world, row.band): row for row in guarded(summary["by_income"])}
    for (world, band), row in rows.items():
        assert row.people_hidden or not 0 < row.numbers["people"] < 11
        assert row.owing_hidden or not 0 < row.numbers["people_owing"] < 11
        assert row.debt_hidden or not 0 < row.numbers["people_in_debt"] < 11
        assert (
            row.people_hidden or row.debt_hidden or not 0 < row.numbers["people"] - row.numbers["people_in_debt"] < 11
        )
        if world == "relief":
            today = rows["today", band]
            both_shown = not row.debt_hidden and not today.debt_hidden
            assert not both_shown or not 0 < today.numbers["people_in_debt"] - row.numbers["people_in_debt"] < 11


def test_a_small_band_is_hidden_in_tables_and_pictures() -> None:
    summary = example()
    summary["by_income"][3] |= {"people_in_debt": 4, "debt_cents": 70_340_10}
    html = page(summary)
    shown = table(tree(html), "income-today")
    assert shown["400 % and more"]["In debt"] == UNDER
    assert shown["400 % and more"]["Debt"] == shown["400 % and more"]["Share in debt"] == WITHHELD
    assert shown["300-399 %"]["In debt"] == WITHHELD  # the next smallest, else 4 = 309 - 96 - 148 - 61
    assert "70,340.10" not in html


def test_a_small_plan_is_hidden_in_tables_and_pictures() -> None:
    summary = example()
    for row in summary["by_cover"]:
        if row["plan_id"] == "none":
            row["people"] = 9
    html = page(summary)
    for world in ("today", "relief"):
        shown = table(tree(html), f"cover-{world}")
        assert shown["No cover"]["People"] == UNDER
        assert shown["No cover"]["Billed"] == WITHHELD
        assert shown["Medicare and MassHealth"]["People"] == WITHHELD
    assert "1,104,318.36" not in html


def test_few_people_in_the_whole_run_are_not_counted_out() -> None:
    summary = example()
    worlds = summary["worlds"]
    worlds["relief"] |= {"people_relieved": 3, "people_in_debt": worlds["today"]["people_in_debt"] - 3}
    shown = table(tree(page(summary)), "asked")["People in debt"]
    assert (shown["Today"], shown["With relief"]) == ("349", WITHHELD)
