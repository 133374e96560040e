"""The end of the page: laws that held, gaps of the input, and every fact and assumption used."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleanbill.core.errors import CleanbillError


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
    return sorted(found, key=lambda assumption: assumption.path)


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


# Checks that a summary (schema cleanbill.summary/1) holds what the page needs.


SCHEMA = "cleanbill.summary/1"
WORLDS = {"today": "Today", "relief": "With relief", "single-payer": "Single payer"}

NEEDED = ("people", "claims", "lines", "balanced")
NEEDED_OF_WORLD = (
    "charge_cents",
    "contractual_cents",
    "plan_paid_cents",
    "patient_share_cents",
    "people_owing",
    "people_in_debt",
    "debt_cents",
)
NEEDED_OF_RELIEF = ("spent_cents", "abolished_cents", "people_relieved")
OF_INCOME = ("people", "people_owing", "patient_share_cents", "people_in_debt", "debt_cents")
OF_COVER = ("people", "people_owing", "charge_cents", "allowed_cents", "plan_paid_cents", "patient_share_cents")


def check(summary: Mapping[str, Any]) -> None:
    """Raises CleanbillError, naming the key, where a needed one is missing or not a whole number."""
    if summary.get("schema") != SCHEMA:
        raise CleanbillError(f"The summary's key schema is {summary.get('schema')!r}; this page reads {SCHEMA!r}.")
    for key in NEEDED:
        _whole(summary, key, key)
    if summary["people"] < 1:
        raise CleanbillError("The summary's key people is below 1. A page needs at least one resident.")
    worlds = summary.get("worlds")
    if not isinstance(worlds, Mapping):
        raise CleanbillError("The summary lacks the key worlds. Run `cleanbill follow` again to write it.")
    for world in WORLDS:
        if not isinstance(worlds.get(world), Mapping):
            raise CleanbillError(f"The summary lacks the key worlds.{world}. The page compares all three worlds.")
        for key in NEEDED_OF_WORLD + (NEEDED_OF_RELIEF if world == "relief" else ()):
            _whole(worlds[world], key, f"worlds.{world}.{key}")
    _rows(summary, "by_income", "band", OF_INCOME)
    _rows(summary, "by_cover", "plan_id", OF_COVER)


def _rows(summary: Mapping[str, Any], table: str, name: str, keys: Sequence[str]) -> None:
    """The table may be absent; a row of it may not lack a key."""
    for place, row in enumerate(summary.get(table) or ()):
        for key in ("world", name):
            if key not in row:
                raise CleanbillError(f"The summary lacks the key {table}[{place}].{key}.")
        for key in keys:
            _whole(row, key, f"{table}[{place}].{key}")


def _whole(part: Mapping[str, Any], key: str, path: str) -> None:
    if key not in part:
        raise CleanbillError(f"The summary lacks the key {path}. Run `cleanbill follow` again to write it.")
    if not isinstance(part[key], int):
        raise CleanbillError(f"The summary's key {path} is not a whole number. Amounts are whole cents.")
