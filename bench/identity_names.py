"""Names for people who do not exist: common ones by rank, and a long tail put together from syllables.

A name of rank r is drawn in proportion to 1 / (r + 8), so that the commonest
collide often; the tail stands for the half of a country whose last names are rare.
"""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

import yaml

_HELD: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
WOMEN, MEN, LAST, STREETS = (_HELD[name] for name in ("women", "men", "last", "streets"))
BEGIN, MIDDLE, END = (_HELD[name] for name in ("begin", "middle", "end"))
TAIL = 0.5  # share of people whose last name is of the tail; an assumption
KINDS = [("ST", "STREET"), ("AVE", "AVENUE"), ("RD", "ROAD"), ("DR", "DRIVE"), ("LN", "LANE"), ("CT", "COURT")]


def by_rank(names: list[str]) -> list[float]:
    """Running weights of names by rank."""
    return list(accumulate(1 / (rank + 8) for rank in range(1, len(names) + 1)))
