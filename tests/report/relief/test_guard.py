"""No few people can be worked out from all reports of a programme together: public, every donor's, every county's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations, product
from typing import Any

import highspy
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.report.privacy import SMALLEST_SHOWN, UNDER, is_small
from cleanbill.report.relief import Line, Programme, report
from cleanbill.report.relief.guard import OTHER, margin, shown_within
from tests.report.relief.making import made, programmes

Cell = tuple[str, str, str]  # fund, county, round
Region = Callable[[Cell], bool]


def reports(programme: Programme) -> Iterable[tuple[dict[str, Any], Region]]:
    """Every report with the cells it is on."""
    yield report(programme, "public"), lambda cell: True
    for fund in sorted({line.fund_id for line in programme.lines}):
        yield report(programme, "donor", fund), lambda cell, fund=fund: cell[0] == fund
    for county in sorted({line.county_fips or "" for line in programme.lines}):
        yield report(programme, "county", county), lambda cell, county=county: cell[1] == county


def published(programme: Programme) -> list[tuple[Region, int]]:
    """Each number of accounts that a report shows, with the cells that it is the sum of."""
    shown: list[tuple[Region, int]] = []
    for told, ours in reports(programme):
        shown.append((ours, told["abolished"]["accounts"]))
        for table, at, name in (("places", 1, "place"), ("rounds", 2, "round")):
            named = {row[name] for row in told[table]} - {OTHER, "Other rounds"}
            for row in told[table]:
                one = row[name]
                if one in named:
                    shown.append(
                        (lambda cell, ours=ours, at=at, one=one: ours(cell) and cell[at] == one, row["accounts"])
                    )
                else:
                    shown.append(
                        (
                            lambda cell, ours=ours, at=at, named=named: ours(cell) and cell[at] not in named,
                            row["accounts"],
                        )
                    )
    return [one for one in shown if isinstance(one[1], int)]


def possible(cells: list[Cell], shown: list[tuple[Region, int]], of: Region) -> tuple[float, float]:
    """The fewest and the most accounts of a group, for all that a reader of every report knows."""
    ends = []
    for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
        solver = highspy.Highs()
        solver.silent()
        for _ in cells:
            solver.addVar(0.0, highspy.kHighsInf)
        for region, total in shown:
            inside = [at for at, cell in enumerate(cells) if region(cell)]
            solver.addRow(float(total), float(total), len(inside), inside, [1.0] * len(inside))
        for at, cell in enumerate(cells):
            solver.changeColCost(at, 1.0 if of(cell) else 0.0)
        solver.changeObjectiveSense(sense)
        solver.run()
        unbounded = solver.getModelStatus() != highspy.HighsModelStatus.kOptimal
        ends.append(float("inf") if unbounded else solver.getInfo().objective_function_value)
    return ends[0], ends[1]


def groups(cells: list[Cell]) -> Iterable[Region]:
    """Every group by one, two or all three of fund, county and round."""
    for size in (1, 2, 3):
        for ways in combinations(range(3), size):
            for values in sorted({tuple(cell[way] for way in ways) for cell in cells}):
                yield lambda cell, ways=ways, values=values: tuple(cell[way] for way in ways) == values


def of(line: Line) -> Cell:
    return line.fund_id, line.county_fips or "", line.purchase_id


@settings(max_examples=60, deadline=None)
@given(programmes())
def test_the_accounts_of_a_few_people_do_not_follow_from_all_reports_together(programme: Programme) -> None:
    """Slow and obvious: the least and the most that a linear programme finds for each group of few people."""
    shown = published(programme)
    axes = [sorted({of(line)[at] for line in programme.lines}) for at in range(3)]
    cells = list(product(*axes))
    for group in groups(cells):
        lines = [line for line in programme.lines if group(of(line))]
        if is_small(len({line.person_id for line in lines})):
            least, most = possible(cells, shown, group)
            assert most - least >= 1, (least, most)


@settings(max_examples=100, deadline=None)
@given(programmes())
def test_no_report_shows_a_few_people(programme: Programme) -> None:
    for told, _ in reports(programme):
        for row in (told["abolished"], *told["places"], *told["rounds"]):
            assert not is_small(row["people"]) if isinstance(row["people"], int) else True
            if row["people"] == UNDER:
                assert {row["accounts"], row["face_cents"], row["price_cents"]} == {"withheld"}


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(11, 40)), min_size=2, max_size=4))
def test_who_is_in_several_groups_or_in_one_alone_is_nobody_or_many_or_not_told(spans: list[tuple[int, int]]) -> None:
    """Readers know the people of all and of each group that is shown; from two they know both differences."""
    groups = {
        f"g{at}": [made("r", "a", f"P{n}") for n in range(low, low + size)] for at, (low, size) in enumerate(spans)
    }
    hidden = margin(groups)
    assert not hidden.groups
    everyone = len({line.person_id for lines in groups.values() for line in lines})
    shown = {name: len(lines) for name, lines in groups.items() if name not in hidden.people}
    if len(shown) == len(groups):
        assert not is_small(sum(shown.values()) - everyone)
    if len(groups) == 2:
        assert all(everyone == size or everyone - size >= SMALLEST_SHOWN for size in shown.values())


@settings(max_examples=200, deadline=None)
@given(programmes())
def test_people_of_a_county_in_all_donors_reports_give_away_no_few_that_two_funds_relieved(
    programme: Programme,
) -> None:
    whole = {row["place"]: row["people"] for row in report(programme, "public")["places"]}
    told: dict[str, dict[str, Any]] = {}
    for fund in sorted({line.fund_id for line in programme.lines}):
        told[fund] = {row["place"]: row["people"] for row in report(programme, "donor", fund)["places"]}
    for county, people in whole.items():
        of_funds = [
            told[fund].get(county) for fund in {line.fund_id for line in programme.lines if of(line)[1] == county}
        ]
        if all(isinstance(one, int) for one in (people, *of_funds)):
            assert not is_small(sum(of_funds) - people)


def test_nothing_is_told_where_a_hidden_group_has_people() -> None:
    """Of two hidden funds one is told to be of few people: what is left of both beside a county would be that few."""
    many, few = [made("r", "k", f"P{n}") for n in range(30)], [made("r", "h", f"Q{n}") for n in range(5)]
    others = [made("r", "a", f"R{n}") for n in range(40)]
    crossed = {"a": {"c1": others, "c2": others}, "h": {"c2": few}, "k": {"c1": many}}
    assert shown_within(crossed, {"h", "k"}, ()).columns == frozenset()
    assert "c1" in shown_within(crossed, {"h"}, ()).columns


def test_a_few_who_are_in_two_rows_of_a_place_that_is_not_known_close_it() -> None:
    one, two = ([made("r", fund, f"P{n}", county=None, state=None) for n in people] for fund, people in (
        ("a", range(30)), ("b", range(26, 60)),
    ))  # fmt: skip
    more = {fund: [made("r", fund, f"{fund}{n}") for n in range(40)] for fund in "ab"}
    told = shown_within({"a": {"": one, "25025": more["a"]}, "b": {"": two, "25025": more["b"]}}, (), ())
    assert "" not in told.columns
    assert len(told.rows) < 2
