"""How often Python looks for garbage that refers to itself.

Plans of tables are hundreds of thousands of small objects that live as long as the plan: looking
through them every 700 new ones takes a fifth of the time that planning takes, and frees nearly nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW_OBJECTS, YOUNG, OLD = 10_000, 20, 20  # thresholds of Python's three generations


@contextmanager
def seldom_looked_for() -> Iterator[None]:
    """Within the block, garbage is looked for each `NEW_OBJECTS` new objects; after it, as often as before."""
    before = gc.get_threshold()
    gc.set_threshold(NEW_OBJECTS, YOUNG, OLD)
    try:
        yield
    finally:
        gc.set_threshold(*before)
