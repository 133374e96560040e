"""The end of the page: laws that held, gaps of the input, and every fact and assumption used."""

from __future__ import annotations

import json
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
    """One parameter as the page shows it; `name` is the last part of its path."""

    path: str
    name: str
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
    name = path.rsplit("/", 1)[-1].replace("_", " ").replace("-", " ").capitalize()
    return Assumption(path, name, description, plain(value), unit, since, raw.get("status") == "fact", sources)


def plain(value: str) -> str:
    """A value as words: JSON without its marks, any other text as it is."""
    try:
        return _words(json.loads(value))
    except (ValueError, RecursionError):
        return value


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{str(key).replace('_', ' ')}: {_nested(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_nested(inner) for inner in value)
    if value is None or isinstance(value, bool):
        return {True: "yes", False: "no", None: "none"}[value]
    return str(value)


def _nested(value: Any) -> str:
    return f"({_words(value)})" if isinstance(value, dict | list) else _words(value)


def _source(raw: Mapping[str, Any]) -> Source:
    link = str(raw.get("link") or "")
    return Source(str(raw.get("title") or link), link if link.startswith(("https://", "http://")) else "")
