"""How a platform's export is laid out: which header holds what, and what its words for a status mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from cleanbill.core.errors import CleanbillError

FIELDS = ("id", "date", "amount", "fee", "donor", "chapter", "fund", "refund", "status")
NEEDED = ("id", "date", "amount", "donor")


@dataclass(frozen=True, slots=True)
class Layout:
    """Headers by field, tried in order; words of a status in small letters; formats of dates."""

    name: str
    title: str
    headers: Mapping[str, Sequence[str]]
    given: frozenset[str]
    given_back: frozenset[str]
    nothing: frozenset[str]
    dates: tuple[str, ...]

    def columns(self, header: Sequence[str]) -> dict[str, int]:
        """Which column of `header` holds each field; those that it lacks are left out."""
        plain = [_plain(name) for name in header]
        found: dict[str, int] = {}
        for field, names in self.headers.items():
            place = next((plain.index(_plain(name)) for name in names if _plain(name) in plain), None)
            if place is not None:
                found[field] = place
        return found


def layout(name: str) -> Layout:
    """The layout of that name; CleanbillError with those that there are."""
    held = _held()
    if name not in held:
        raise CleanbillError(f"There is no layout {name!r}. There are {', '.join(held)}.")
    return made(name, held[name])


def layout_names() -> tuple[str, ...]:
    """Names of the layouts that ship."""
    return tuple(_held())


def made(name: str, raw: Mapping[str, Any]) -> Layout:
    """A layout from its mapping; CleanbillError where it lacks what every gift has."""
    lacks = [field for field in NEEDED if not raw.get(field)]
    if lacks or not raw.get("dates"):
        raise CleanbillError(f"The layout {name} names no header for {', '.join(lacks or ['dates'])}.")
    words = {kind: frozenset(map(str.casefold, raw.get(kind, ()))) for kind in ("given", "given_back", "nothing")}
    headers = {field: tuple(raw.get(field, ())) for field in FIELDS}
    return Layout(name, raw.get("title", name), headers, dates=tuple(raw["dates"]), **words)


@cache
def _held() -> dict[str, Any]:
    text = resources.files("cleanbill.fund.platforms").joinpath("layouts.yaml").read_text("utf-8")
    held: dict[str, Any] = yaml.safe_load(text)["layouts"]
    return held


def _plain(name: str) -> str:
    """A header without case, blanks, dashes and a byte-order mark."""
    return "".join(letter for letter in name.casefold().lstrip("\ufeff") if letter.isalnum())
