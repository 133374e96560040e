"""By cover: what each kind of plan paid and left to its people, for each person under it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleanbill.core.money import usd
from cleanbill.report.bars import Bar, Bars, bars
from cleanbill.report.hidden import ASKED, exact, hidden
from cleanbill.report.money_words import each
from cleanbill.report.sheet import Sheet
from cleanbill.report.small_cells import WITHHELD, withheld
from cleanbill.report.summary import WORLDS
from cleanbill.report.words import plan

_HEAD = ("Cover", "People", "Billed", "Allowed", "Plan paid", "Patients asked for")
_KEYS = ("charge_cents", "allowed_cents", "plan_paid_cents", "patient_share_cents")
_MONEY_ASKED = ASKED & frozenset(_KEYS)


@dataclass(frozen=True, slots=True)
class Cover:
    """Two pictures, of today and single payer, and a table for each world."""

    pictures: Sequence[Bars]
    sheets: Sequence[Sheet]
    any_hidden: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A plan's numbers, what to show in place of its people ("" where they may be shown), and keys withheld."""

    cell: Mapping[str, Any]
    people_hidden: str
    kept: frozenset[str]


def cover(summary: Mapping[str, Any]) -> Cover | None:
    """The part on cover; None where the summary has no `by_cover`."""
    worlds = _guarded(summary.get("by_cover") or (), hidden(summary))
    if not worlds:
        return None
    shown = [row for world in ("today", "single-payer") for row in worlds.get(world, ())]
    pictures = (
        _picture("cover-paid", "Paid by the plan, for each person under it", "plan", shown, "plan_paid_cents"),
        _picture("cover-asked", "Asked of each person, on average", "patient", shown, "patient_share_cents"),
    )
    sheets = [_sheet(world, rows) for world, rows in worlds.items()]
    return Cover(pictures, sheets, any(row.kept for rows in worlds.values() for row in rows))


def _guarded(by_cover: Sequence[Mapping[str, Any]], of_worlds: Mapping[str, frozenset[str]]) -> dict[str, list[_Row]]:
    """World -> its rows, each knowing what of it is withheld.

    A plan hidden today is hidden after relief too, as its people are the same. Where
    few are asked for money under a plan, what they are asked for is withheld, and
    what was allowed, from which it follows; so it is of another plan, as the world's
    sums are known. What is withheld of a whole world is withheld of each plan,
    which would add up to it.
    """
    out: dict[str, list[_Row]] = {}
    before: set[str] = set()
    for world in WORLDS:
        cells = [cell for cell in by_cover if cell["world"] == world]
        also = {place for place, cell in enumerate(cells) if world == "relief" and cell["plan_id"] in before}
        small = withheld([cell["people"] for cell in cells], also=also)
        asked = withheld([_asked(cell) for cell in cells], also=small)
        if world == "today":
            before = {cells[place]["plan_id"] for place in small}
        whole = _MONEY_ASKED if ASKED & of_worlds[world] else frozenset()
        if cells:
            out[world] = [
                _Row(cell, small.get(place, ""), _kept(place, small, asked) | whole) for place, cell in enumerate(cells)
            ]
    return out


def _asked(cell: Mapping[str, Any]) -> int:
    """People asked for money; 1 where there is money and the bill was counted for another plan."""
    return cell["people_owing"] or int(cell["patient_share_cents"] > 0)


def _kept(place: int, small: Collection[int], asked: Collection[int]) -> frozenset[str]:
    if place in small:
        return frozenset(_KEYS)
    return _MONEY_ASKED if place in asked else frozenset()


def _picture(ident: str, title: str, tone: str, rows: Sequence[_Row], key: str) -> Bars:
    return bars(ident, title, tone, [(plan(row.cell["plan_id"]), [_bar(row, key)]) for row in rows])


def _bar(row: _Row, key: str) -> Bar:
    if key in row.kept:
        return Bar("", None, WITHHELD)
    average = each(row.cell[key], row.cell["people"]) if row.cell["people"] else 0
    return Bar("", float(average), usd(average, cents_shown=False))


def _sheet(world: str, rows: Sequence[_Row]) -> Sheet:
    return Sheet(f"cover-{world}", f"{WORLDS[world]}: by cover, in dollars", _HEAD, [_cells(row) for row in rows])


def _cells(row: _Row) -> tuple[str, ...]:
    amounts = (exact(row.cell, key, row.kept) for key in _KEYS)
    return (plan(row.cell["plan_id"]), row.people_hidden or f"{row.cell['people']:,}", *amounts)
