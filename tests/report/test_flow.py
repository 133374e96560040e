"""The bands are as thick as the money: they add up, and share one scale."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings

from cleanbill.report import page
from cleanbill.report.charts import LABEL_X, SLOT, THINNEST, TOP, Part, flow
from tests.report.example import example
from tests.report.reading import Node, pictures, text, tree
from tests.report.summaries import summaries


def bar_and_bands(svg: Node) -> tuple[list[Node], list[Node]]:
    rects = list(svg.iter("rect"))
    return (
        [one for one in rects if str(one.get("class")).startswith("bar")],
        [one for one in rects if str(one.get("class")).startswith("node")],
    )


@settings(max_examples=25, deadline=None)
@given(summaries())
def test_bands_add_up_to_their_bar_in_one_scale(summary: dict[str, Any]) -> None:
    drawn = pictures(tree(page(summary)))
    for kind in ("billed", "asked"):
        scales = set()
        for name in (one for one in drawn if one.startswith(f"{kind}-")):
            bars, bands = bar_and_bands(drawn[name])
            for bar in bars:
                whole, height = int(bar.get("data-cents", "")), float(bar.get("height", ""))
                if "withheld" in text(drawn[name]):
                    continue
                assert sum(int(one.get("data-cents", "")) for one in bands) == whole
                assert sum(float(one.get("data-height", "")) for one in bands) == pytest.approx(height, abs=1e-3)
                for one in bands:
                    share = int(one.get("data-cents", "")) / whole
                    assert float(one.get("data-height", "")) == pytest.approx(height * share, abs=1e-3)
                if height > 1:
                    scales.add(whole / height)
        assert not scales or max(scales) == pytest.approx(min(scales), rel=1e-2)


def test_what_is_drawn_is_the_true_height_unless_it_says_so() -> None:
    for svg in pictures(tree(page(example()))).values():
        for node in bar_and_bands(svg)[1]:
            true, drawn = float(node.get("data-height", "")), float(node.get("height", ""))
            if node.get("data-widened"):
                assert true < drawn == pytest.approx(THINNEST)
            else:
                assert drawn == pytest.approx(true, abs=1e-3)


def test_a_tiny_part_is_seen_and_labelled() -> None:
    parts = (Part("Paid", "patient", 10**11 - 160_000_00), Part("Debt abolished", "abolished", 160_000_00))
    picture = flow("x", "x", Part("Asked for", "patient", 10**11), parts, 10**11 / 150)
    tiny = picture.bands[1]
    assert tiny.widened and tiny.node_height == THINNEST and tiny.bar_height < 0.03
    assert tiny.words == "$160,000 · 0.02%"


def test_labels_never_touch_and_stay_in_the_picture() -> None:
    parts = [Part(str(number), "rest", 1) for number in range(1, 8)]
    picture = flow("x", "x", Part("All", "billed", 7), parts, 1.0)
    middles = [band.middle for band in picture.bands]
    assert all(after - before >= SLOT for before, after in pairwise(middles))
    assert middles[0] - SLOT / 2 >= TOP and middles[-1] + SLOT / 2 <= picture.height
    assert LABEL_X < 328


def test_parts_that_do_not_add_up_are_said_to() -> None:
    picture = flow("x", "x", Part("All", "billed", 100_00), [Part("Paid", "plan", 60_00)], 1.0)
    assert picture.note == "These parts add up to $60, not to $100."


def test_nothing_asked_for_is_shown_as_nothing() -> None:
    drawn = pictures(tree(page(example())))
    assert not bar_and_bands(drawn["asked-single-payer"])[0]
    assert "$0" in text(drawn["asked-single-payer"])
    assert "Patients asked for" in text(drawn["billed-single-payer"])
    assert "Debt abolished" in text(drawn["asked-relief"])
    assert "Debt abolished" not in text(drawn["asked-today"])
