"""The page in a real browser: a phone, a tablet, a desk and paper. Skips where Chromium is absent."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleanbill.report import page
from tests.report.example import example

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
WIDER = """Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll('main *')].map(
  one => one.closest('.unseen, thead') ? 0 : one.getBoundingClientRect().right))"""
TEXTS = """[...document.querySelectorAll('svg text')].map(one => {
  const svg = one.ownerSVGElement, box = one.getBBox(), view = svg.viewBox.baseVal;
  const scale = svg.getBoundingClientRect().width / view.width;
  return {says: one.textContent, size: parseFloat(getComputedStyle(one).fontSize) * scale,
          inside: box.x >= -1 && box.x + box.width <= view.width + 1 && box.y + box.height <= view.height + 1};
})"""


def large() -> dict[str, Any]:
    """A state of a million: the widest numbers that the page has to hold."""
    summary = example()
    tables = [*summary["worlds"].values(), *summary["by_income"], *summary["by_cover"]]
    for row in tables:
        row |= {key: value * 1_400 for key, value in row.items() if isinstance(value, int)}
    return summary | {"people": 7_000_000, "claims": 85_685_600, "lines": 137_358_200}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(params=["small", "large"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    path = tmp_path / "report.html"
    path.write_text(page(example() if request.param == "small" else large()), "utf-8")
    return path.as_uri()


@pytest.mark.parametrize("width", [320, 360, 800, 1280])
def test_nothing_stands_out_of_the_screen(browser: Any, file: str, width: int) -> None:
    screen = browser.new_page(viewport={"width": width, "height": 900})
    screen.goto(file)
    screen.evaluate(OPEN_ALL)
    assert screen.evaluate(WIDER) <= width
    screen.close()


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_words_in_pictures_can_be_read_and_stay_inside(browser: Any, file: str, width: int) -> None:
    screen = browser.new_page(viewport={"width": width, "height": 900})
    screen.goto(file)
    texts = screen.evaluate(TEXTS)
    assert len(texts) > 100
    assert not [one for one in texts if one["size"] < 12 or not one["inside"]]
    screen.close()


def test_the_browser_asks_for_nothing_else(browser: Any, file: str) -> None:
    screen = browser.new_page()
    asked: list[str] = []
    screen.on("request", lambda request: asked.append(request.url))
    screen.goto(file)
    screen.wait_for_load_state("networkidle")
    assert asked == [file]
    screen.close()


def test_closed_tables_are_printed(browser: Any, file: str) -> None:
    screen = browser.new_page(viewport={"width": 700, "height": 900})
    screen.goto(file)
    seen = "[...document.querySelectorAll('table')].{}(one => one.checkVisibility({{contentVisibilityAuto: true}}))"
    screen.wait_for_function("!" + seen.format("some"), timeout=5_000)
    screen.emulate_media(media="print")
    screen.wait_for_function(seen.format("every"), timeout=5_000)  # a frame later
    assert screen.evaluate(WIDER) <= 700
    screen.close()


def test_tables_and_links_are_reached_by_keyboard(browser: Any, file: str) -> None:
    screen = browser.new_page()
    screen.goto(file)
    expected = screen.evaluate("document.querySelectorAll('a[href], summary').length")
    reached = set()
    for _ in range(expected):
        screen.keyboard.press("Tab")
        reached.add(screen.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
    assert len(reached) == expected
    screen.close()
