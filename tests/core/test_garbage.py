"""Garbage is looked for less often within a block only, also where the block fails."""

from __future__ import annotations

import gc

import pytest

from cleanbill.core import process as garbage


def test_what_was_set_before_holds_again_after() -> None:
    gc_before = gc.get_threshold()
    gc.set_threshold(900, 5, 5)
    try:
        with pytest.raises(KeyError), garbage.seldom_looked_for():
            assert gc.get_threshold() == (garbage.NEW_OBJECTS, garbage.YOUNG, garbage.OLD)
            raise KeyError
        assert gc.get_threshold() == (900, 5, 5)
    finally:
        gc.set_threshold(*gc_before)
