"""The end of the page: laws that held, gaps of the input, and every fact and assumption used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Source:
    """A title, with a link where it is one that a browser may follow."""

    title: str
    link: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """One parameter as the page shows it."""

    path: str
    description: str
    value: str
    unit: str
    since: str
    is_fact: bool
    sources: Sequence[Source]


def assumptions(summary: Mapping[str, Any]) -> list[Assumption]:
    """Every parameter of the run, by path; a status other than "fact" is an assumption."""
    found = [_assumption(raw) for raw in summary.get("assumptions") or ()]
    return sorted(found, key=lambda one: one.path)


def _assumption(raw: Mapping[str, Any]) -> Assumption:
    path, description, value, unit, since = (
        str(raw.get(key) if raw.get(key) is not None else "")
        for key in ("path", "description", "value", "unit", "since")
    )
    sources = tuple(_source(reference) for reference in raw.get("reference") or ())
    return Assumption(path, description, value, unit, since, raw.get("status") == "fact", sources)


def _source(raw: Mapping[str, Any]) -> Source:
    link = str(raw.get("link") or "")
    return Source(str(raw.get("title") or link), link if link.startswith(("https://", "http://")) else "")
