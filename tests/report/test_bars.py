from __future__ import annotations

import pytest

from cleanbill.report.charts import SHORTEST, WIDTH, WORDS, Bar, Piece, bars, stack


def test_bars_are_in_proportion_and_leave_room_for_words() -> None:
    group = [Bar("a", 50.0, "50%"), Bar("b", 100.0, "100%"), Bar("c", 0.0, "0%"), Bar("d", None, "withheld")]
    picture = bars("x", "x", "debt", [("All", group)])
    lengths = [drawn.length for drawn in picture.groups[0].bars]
    assert lengths[0] == pytest.approx(lengths[1] / 2)
    assert lengths[2:] == [0, 0]
    assert picture.start + lengths[1] + 6 + WORDS * len("withheld") <= WIDTH


def test_a_bar_that_is_not_zero_is_seen() -> None:
    picture = bars("x", "x", "debt", [("", [Bar("a", 1.0, "$1"), Bar("b", 1e12, "$10 billion")])])
    assert picture.groups[0].bars[0].length == SHORTEST


def test_pieces_lie_end_to_end_on_one_scale() -> None:
    rows = [("one", [Piece("a", "plan", 60, ""), Piece("b", "debt", 40, "")]), ("two", [Piece("a", "plan", 50, "")])]
    one, two = stack("x", "x", rows).bars
    assert [piece.length for piece in one.pieces] == pytest.approx([WIDTH * 0.6, WIDTH * 0.4])
    assert one.pieces[1].x == pytest.approx(WIDTH * 0.6)
    assert two.pieces[0].length == pytest.approx(WIDTH / 2)


def test_a_thin_last_piece_stays_in_the_picture() -> None:
    [bar] = stack("x", "x", [("one", [Piece("a", "plan", 10**9, ""), Piece("b", "debt", 1, "")])]).bars
    assert bar.pieces[1].length == SHORTEST and bar.pieces[1].x + SHORTEST <= WIDTH
