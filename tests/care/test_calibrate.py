"""The main figures stand within 5 % of what is published, at a million people and seed 1."""

from __future__ import annotations

from functools import cache

import pytest

from cleanbill.care import CalibrationRow, calibrate
from cleanbill.care.generator.expectation import data_file
from cleanbill.core.errors import CleanbillError

PEOPLE, SEED = 1_000_000, 1
# Medians of spenders miss: the spread that gives the top 1 % its share leaves the middle low.
WORST_MEDIAN = 0.16


@cache
def rows() -> dict[str, CalibrationRow]:
    return {row.figure: row for row in calibrate(PEOPLE, SEED)}


def test_main_figures_within_five_percent() -> None:
    missed = {name: f"{row.off:+.1%}" for name, row in rows().items() if row.main and abs(row.off) > 0.05}
    assert missed == {}
    assert sum(row.main for row in rows().values()) >= 50


def test_the_bottom_half_holds_under_three_percent() -> None:
    assert 1 < rows()["bottom half (at most)"].achieved < 3


def test_what_misses_is_only_medians_and_by_no_more_than_stated() -> None:
    medians = [row for name, row in rows().items() if "median" in name]
    assert all(abs(row.off) < WORST_MEDIAN for row in medians)
    assert any(abs(row.off) > 0.05 for row in medians), "they no longer miss: say so in the docs"


def test_every_row_names_its_unit_and_source() -> None:
    assert all(row.unit and row.source for row in rows().values())


def test_same_seed_same_rows_other_seed_others() -> None:
    first = [row.achieved for row in calibrate(20_000, 5)]
    assert first == [row.achieved for row in calibrate(20_000, 5)]
    assert first != [row.achieved for row in calibrate(20_000, 6)]


def test_without_spread_the_top_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    flat = dict.fromkeys(data_file("shape")["person_spread"], 0.0)
    monkeypatch.setitem(data_file("shape"), "person_spread", flat)
    top = {row.figure: row for row in calibrate(100_000, 1)}["top 1 % of people"]
    assert top.off < -0.05


def test_too_few_people_are_refused() -> None:
    with pytest.raises(CleanbillError, match="at least 1000"):
        calibrate(10, 1)
