"""Scores anyone's answers against the key: how many lines agree, in what, and by how many cents not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from cleanbill.core.tables import ibis_schema
from cleanbill.proof.answer import MONEY, Answer


@dataclass(frozen=True, slots=True)
class Score:
    """Lines of the key, those answered and those right in all; per column how many are right, and cents off."""

    lines: int
    answered: int
    unasked: int
    right: int
    right_by_column: Mapping[str, int]
    cents_off: Mapping[str, int]

    @property
    def perfect(self) -> bool:
        """Whether every line is answered and right, and nothing else is answered."""
        return self.right == self.lines == self.answered and not self.unasked


def score(key: pa.Table, answers: pa.Table) -> Score:
    """The score of `answers`, which need the key's columns; a line answered twice counts once, as its last."""
    names = ibis_schema(Answer).names[2:]
    wanted = {(row["claim_id"], row["line"]): row for row in key.to_pylist()}
    given = {(row["claim_id"], row["line"]): row for row in answers.to_pylist()}
    right_by_column, cents_off, right = dict.fromkeys(names, 0), dict.fromkeys(MONEY, 0), 0
    for place, row in wanted.items():
        mine = given.get(place)
        agrees = [mine is not None and mine.get(name) == row[name] for name in names]
        right += all(agrees)
        for name, same in zip(names, agrees, strict=True):
            right_by_column[name] += same
        for name in MONEY:
            cents_off[name] += abs((row[name] or 0) - ((mine or {}).get(name) or 0))
    answered = len(wanted.keys() & given.keys())
    return Score(len(wanted), answered, len(given) - answered, right, right_by_column, cents_off)
