"""Ids that tell nothing of anyone: a hash of a record's id, kept from round to round."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

DIGITS = 20  # 80 bits: among a thousand million ids a chance of one in two million that two are alike


def fresh(kind: str, record_id: str, held: str | None = None) -> str:
    """A new id for what begins with that record; `held` is the id the record had, where another keeps that."""
    text = "\n".join((kind, record_id, held or ""))
    return f"{kind[0].upper()}{hashlib.sha256(text.encode()).hexdigest()[:DIGITS]}"


def named(kind: str, groups: Mapping[int, list[int]], records: list[str], known: Mapping[str, str]) -> dict[int, str]:
    """Group -> id. A known id goes to the group of the smallest record that had it; of several the smallest stays.

    `groups` are numbers of `records`, ascending; `known` is record id -> id it had.
    """
    owner = _owners(groups, records, known)
    claimed: dict[int, str] = {}
    for held, group in owner.items():
        claimed[group] = min(held, claimed.get(group, held))
    return {
        group: claimed.get(group) or fresh(kind, records[members[0]], known.get(records[members[0]]))
        for group, members in groups.items()
    }


def _owners(groups: Mapping[int, list[int]], records: list[str], known: Mapping[str, str]) -> dict[str, int]:
    """Known id -> the group that holds the smallest record which had it."""
    first: dict[str, tuple[int, int]] = {}
    for group, number in _placed(groups):
        held = known.get(records[number])
        if held is not None:
            first[held] = min((number, group), first.get(held, (number, group)))
    return {held: group for held, (_, group) in first.items()}


def _placed(groups: Mapping[int, list[int]]) -> Iterable[tuple[int, int]]:
    return ((group, number) for group, members in groups.items() for number in members)
