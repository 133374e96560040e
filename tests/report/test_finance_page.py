"""The page of a study tells the saving with the gap, loads nothing, and is the same for the same study."""

from __future__ import annotations

import re
from typing import Any

import pytest

from cleanbill.core.errors import CleanbillError
from cleanbill.financing.study_run import TABLES, Asked, study, tables_of
from cleanbill.financing.taxes import load_bill
from cleanbill.report.finance import finance_page
from cleanbill.report.finance.page import headline, swings


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return study(Asked(load_bill("ma-194"), year=2026, draws=20, years=5, recession=2028))


def test_the_headline_never_tells_a_saving_without_the_gap(told: dict[str, Any]) -> None:
    assert re.fullmatch(r"Health spending (falls|rises) by .+ only if the Trust finds .+", headline(told))
    assert "left over" in headline(told | {"gap_cents": -1_000_000_000})


def test_it_loads_nothing_and_shows_every_section(told: dict[str, Any]) -> None:
    page = finance_page(told)
    assert page == finance_page(told)
    assert not re.search(r"<(script|link|img|iframe)|url\(", page)
    for section in ("budget", "households", "uncertain", "years", "debt", "forgone", "totals", "sources"):
        assert f'id="{section}"' in page
    assert "None" not in re.sub(r"<[^>]+>", " ", page)


def test_warnings_stand_at_the_top(told: dict[str, Any]) -> None:
    page = finance_page(told | {"warnings": ["Net change of -29.8 % is outside the range."]})
    assert page.index("outside the range") < page.index('id="budget"')


def test_another_schema_is_refused() -> None:
    with pytest.raises(CleanbillError, match="schema"):
        finance_page({"schema": "cleanbill.summary/1"})


def test_each_table_is_a_csv_with_a_row_for_each_row(told: dict[str, Any]) -> None:
    written = tables_of(told)
    assert set(written) <= {f"{name}.csv" for name in TABLES}
    assert len(written["path.csv"].splitlines()) == 1 + 5
    assert written["path.csv"].splitlines()[0].startswith("year,revenue_cents")
    total = sum(int(row.split(",")[-1]) for row in written["revenue.csv"].splitlines()[1:])
    assert total == told["revenue_cents"]


def test_swings_lie_on_one_scale_with_the_middle_in_every_bar() -> None:
    rows = [
        {"name": "a", "at_low": 0, "at_likely": 50, "at_high": 100},
        {"name": "b", "at_low": 50, "at_likely": 50, "at_high": 70},
    ]
    drawn = swings("x", "x", rows)
    assert drawn is not None
    assert (drawn.bars[0].x, drawn.bars[0].length) == (1.0, 326.0)
    assert drawn.middle == drawn.bars[1].x == 164.0
    assert swings("x", "x", []) is None


def test_who_pays_more_stands_as_plainly_as_who_pays_less(told: dict[str, Any]) -> None:
    page = finance_page(told)
    everybody = told["households"][0]
    assert f"{everybody['worse_bp'] / 100:,.1f} %" in page
    assert page.index("Who pays more: people in households that do") < page.index("Every group</summary>")
    assert told["claims"][0]["words"].replace("'", "&#39;") in page
