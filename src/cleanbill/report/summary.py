"""Checks that a summary (schema cleanbill.summary/1) holds what the page needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cleanbill.core.errors import CleanbillError

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
