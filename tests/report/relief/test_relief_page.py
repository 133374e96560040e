"""The page of a report: well-formed, loads nothing, claims no benefit, and fits a phone, a desk and paper."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleanbill.core.errors import CleanbillError
from cleanbill.report.relief import relief_page, report, tables_of
from tests.report.reading import table, text, tree
from tests.report.relief.making import COUNTIES, made, programme
from tests.report.test_screen import CHROMIUM, OPEN_ALL, TEXTS, WIDER

KINDS = (("public", ""), ("donor", "drive"), ("county", "25025"))
MONEY = {name: {"given": 900_000_00, "handling": 12_345_67, "fees": 89_10} for name in ("drive", "springfield")}


def told(kind: str, of: str, *, known: bool = True) -> dict[str, Any]:
    """Some large numbers, a county of a few people, and a round with a long name."""
    draw = random.Random(7)
    lines = [
        made(purchase, draw.choice(("drive", "springfield")), f"P{draw.randrange(900)}" if known else None,
             county=COUNTIES[2 - (number % 10 == 0)] if number else COUNTIES[0], face=draw.randrange(1, 90_000_00),
             price=draw.randrange(1, 900), letter=("mailed", "returned")[number % 7 == 0])
        for purchase, count in (("mercy", 420), ("a-seller-with-a-rather-long-name-2026-11", 610))
        for number in range(count)
    ]  # fmt: skip
    return report(programme(lines, MONEY), kind, of)


@pytest.mark.parametrize(("kind", "of"), KINDS)
def test_it_is_well_formed_loads_nothing_and_is_the_same_for_the_same_report(kind: str, of: str) -> None:
    page = relief_page(told(kind, of))
    root = tree(page)
    assert page == relief_page(told(kind, of))
    assert not re.search(r"<(script|link|img|iframe)|url\(", page)
    assert "None" not in text(root)
    effect = next(one for one in root.iter("section") if one.get("id") == "effect")
    assert "83,401" in text(effect)
    assert "10.1093/qje/qjae045" in page
    assert not re.search(r"benefit|impact|transform|life-changing|helped", text(root[1]), re.IGNORECASE)


def test_people_over_all_rounds_stand_under_the_rounds_and_are_not_their_sum() -> None:
    found = told("public", "")
    rounds = table(tree(relief_page(found)), "rounds")
    over_all = rounds.pop("Over all rounds")["People"]
    counts = [int(row["People"].replace(",", "")) for row in rounds.values()]
    assert int(over_all.replace(",", "")) == found["abolished"]["people"] < sum(counts)


def test_the_tables_are_those_of_the_page() -> None:
    found = told("public", "")
    written = tables_of(found)
    assert set(written) == {"figures.csv", "places.csv", "rounds.csv", "letters.csv", "unspent.csv"}
    assert "25001" not in written["places.csv"] or "under 11" in written["places.csv"]
    assert f"abolished,face_cents,{found['abolished']['face_cents']}" in written["figures.csv"].splitlines()
    assert len(written["rounds.csv"].splitlines()) == 1 + 2


def test_a_page_without_people_says_so_at_the_top() -> None:
    page = relief_page(told("public", "", known=False))
    assert page.index("People were not counted") < page.index('id="abolished"')
    assert "no count of 1 to 10 people" not in page


def test_another_schema_is_refused() -> None:
    with pytest.raises(CleanbillError, match="schema"):
        relief_page({"schema": "cleanbill.summary/1"})


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.mark.parametrize(("kind", "of"), KINDS)
def test_it_fits_a_phone_and_a_desk_and_asks_for_nothing_else(browser: Any, tmp_path: Path, kind: str, of: str) -> None:
    file = tmp_path / "report.html"
    file.write_text(relief_page(told(kind, of)), "utf-8")
    for width in (360, 800, 1280):
        screen = browser.new_page(viewport={"width": width, "height": 900})
        asked: list[str] = []
        screen.on("request", lambda request, asked=asked: asked.append(request.url))
        screen.goto(file.as_uri())
        screen.evaluate(OPEN_ALL)
        assert screen.evaluate(WIDER) <= width
        assert not [one for one in screen.evaluate(TEXTS) if one["size"] < 12 or not one["inside"]]
        assert asked == [file.as_uri()]
        screen.close()
