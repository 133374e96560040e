"""Reads the dated values of one YAML file of law, and which parameters each part goes by (coverage.yaml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from cleanbill.core.errors import CleanbillError, near_miss
from cleanbill.core.schema import ANYTHING, Key, Keys, ListOf, OneOf, Words

Status = Literal["fact", "assumption"]


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a value is from: title, link, page, day it was read, the words relied on, and how firm it is."""

    title: str
    link: str | None = None
    read: date | None = None
    words: str | None = None
    page: str | int | None = None
    status: Status | None = None


REFERENCE = Keys({
    "title": Key(Words(), "what the source is called", needed=True, default=""),
    "link": Key(ANYTHING, "where it is, from https:// on"),
    "page": Key(ANYTHING, "the page"),
    "read": Key(ANYTHING, "the day on which it was read"),
    "words": Key(ANYTHING, "the words relied on"),
    "status": Key(OneOf(("assumption", "fact")), "fact or assumption"),
})  # fmt: skip
REFERENCES = ListOf(REFERENCE, may_be_empty=True)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of law or fact, with every value it has had."""

    path: str
    description: str
    unit: str
    status: Status
    values: Mapping[date, Any]
    reference: Sequence[Reference]

    def at(self, day: date | str) -> Any:
        """The value in force on `day`, a date or as "2026-01-01"; CleanbillError before the first."""
        return self.values[self.since(day)]

    def since(self, day: date | str) -> date:
        """The day on which the value in force on `day` began; CleanbillError before the first."""
        day = as_day(day)
        starts = [start for start in self.values if start <= day]
        if not starts:
            raise CleanbillError(f"law/{self.path}.yaml has no value on {day}; its first is of {min(self.values)}.")
        return max(starts)


def as_day(day: date | str, name: str = "day") -> date:
    """A day that is given as a date, or as text like 2026-01-01; CleanbillError calls it by `name`."""
    if isinstance(day, datetime):
        return day.date()
    if isinstance(day, date):
        return day
    try:
        return date.fromisoformat(day)
    except (TypeError, ValueError):
        raise CleanbillError(f"{name} {day} is not a day. Write it like 2025-12-31.") from None


@cache
def parameter(path: str) -> Parameter:
    """The parameter in `law/<path>.yaml`, as "us/poverty_guideline".

    Raises CleanbillError where the file is missing or lacks a field.
    """
    file = resources.files("cleanbill.law").joinpath(f"{path}.yaml")
    if not file.is_file():
        meant = near_miss(path, _paths())
        hint = f"Did you mean {meant!r}?" if meant else f"Those that exist: {', '.join(_paths())}."
        raise CleanbillError(f"There is no parameter {path!r}. {hint}")
    raw = yaml.safe_load(file.read_text("utf-8"))
    missing = {"description", "unit", "status", "values", "reference"} - raw.keys()
    if missing:
        raise CleanbillError(f"law/{path}.yaml lacks {', '.join(sorted(missing))}.")
    references = tuple(Reference(**reference) for reference in raw["reference"])
    return Parameter(path, raw["description"], raw["unit"], raw["status"], raw["values"], references)


def all_parameters() -> list[Parameter]:
    """Every parameter in the package, by path."""
    return [parameter(path) for path in _paths()]


def _paths() -> list[str]:
    root = resources.files("cleanbill.law")
    found: list[str] = []
    waiting = [(root, "")]
    while waiting:
        folder, prefix = waiting.pop()
        for entry in folder.iterdir():
            if entry.is_dir() and not entry.name.startswith("_"):
                waiting.append((entry, f"{prefix}{entry.name}/"))
            elif prefix and entry.name.endswith(".yaml"):  # coverage.yaml at the top is the registry
                found.append(prefix + entry.name.removesuffix(".yaml"))
    return sorted(found)


# Which parameters each part of cleanbill goes by, from coverage.yaml: the story of a bill, financing, or relief.


Part = Literal["story", "financing", "relief"]
ROOT, END = "src/cleanbill/law/", ".yaml"


def parameters_of(part: Part) -> list[Parameter]:
    """Parameters that entries of `part` name, or whose folder they name, by path; without a part: of the story."""
    named = {
        file.removeprefix(ROOT).removesuffix(END)
        for entry in _entries()
        if entry.get("part", "story") == part
        for file in entry["files"]
        if file.startswith(ROOT)
    }
    return [parameter(path) for path in _paths() if {path, path.rpartition("/")[0]} & named]


@cache
def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load(
        resources.files("cleanbill.law").joinpath("coverage.yaml").read_text("utf-8")
    )
    return entries
