"""What was offered is told once, in however many purchases it was bought."""

from __future__ import annotations

from dataclasses import replace

from cleanbill.report.relief.guard import limits
from tests.report.relief.making import made, programme


def test_a_portfolio_bought_in_two_parts_was_offered_once() -> None:
    # 1,000 accounts were offered and 800 qualified; the second look found 750, for 50 were bought by then
    lines = [made("one", "drive", f"p{n}") for n in range(50)] + [made("two", "drive", f"q{n}") for n in range(30)]
    told = programme(lines, offered={"one": (1_000, 800), "two": (1_000, 750)})
    apart = limits(told, whole_hidden=False)
    assert (apart["offered"], apart["not_qualified"], apart["not_reached"]) == (2_000, 450, 1_470)
    rounds = [replace(one, portfolio_id="mercy-1") for one in told.rounds]
    found = limits(replace(told, rounds=rounds), whole_hidden=False)
    assert (found["offered"], found["not_qualified"], found["not_reached"]) == (1_000, 200, 720)
    assert (found["offered_cents"], found["not_qualified_cents"]) == (10_000_000, 2_000_000)


def test_a_portfolio_bought_whole_has_more_abolished_than_qualified_and_nothing_below_nil() -> None:
    # of 100 offered 20 qualified and 60 were bought whole and abolished; of 300 others 200 qualified, 50 are abolished
    lines = [made("one", "drive", f"p{n}") for n in range(60)] + [made("two", "drive", f"q{n}") for n in range(50)]
    found = limits(programme(lines, offered={"one": (100, 20), "two": (300, 200)}), whole_hidden=False)
    assert (found["offered"], found["not_qualified"], found["not_reached"]) == (400, 180, 150)  # 80 + 100, 0 + 150
    assert (found["along"], found["along_cents"]) == (40, 400_000)  # 60 abolished - 20 qualified
