"""The weights of agreement and the thresholds: estimated once, kept as data, never learnt from the records at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Model:
    """How often each word of agreement is said of one person's records (m) and of two persons' (u).

    `prior` is how probable it is that two records taken blindly are one
    person's. A pair is linked from `threshold_bp` on. A value that more names
    share than its crowd says nothing; `frequency_records` is how many records
    of the usual frequency of names stand beside those of the file.
    """

    levels: Mapping[str, Mapping[str, Mapping[str, float]]] = field(repr=False)
    prior: float
    threshold_bp: int
    ssn_crowd: int
    address_crowd: int
    block_crowd: int
    frequency_records: int

    def chance(self, name: str, word: str) -> float:
        """How often that is said of two persons' records."""
        return self.levels[name][word]["u"]


@cache
def shipped() -> Model:
    """The model of model.yaml."""
    held: dict[str, Any] = yaml.safe_load((files(__package__) / "model.yaml").read_text(encoding="utf-8"))
    return Model(levels=held["levels"], **held["settings"])
