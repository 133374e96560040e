"""By cover: what each kind of plan paid and left to its people, for each person under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleanbill.core.cents import usd
from cleanbill.report.bars import Bar, Bars, bars
from cleanbill.report.money_words import each
from cleanbill.report.sheet import Sheet
from cleanbill.report.small_cells import WITHHELD, withheld
from cleanbill.report.summary import WORLDS
from cleanbill.report.words import plan

_HEAD = ("Cover", "People", "Billed", "Allowed", "Plan paid", "Patients asked for")
_KEYS = ("charge_cents", "allowed_cents", "plan_paid_cents", "patient_share_cents")


@dataclass(frozen=True, slots=True)
class Cover:
    """Two pictures, of today and single payer, and a table for each world."""

    pictures: Sequence[Bars]
    sheets: Sequence[Sheet]
    any_hidden: bool


def cover(summary: Mapping[str, Any]) -> Cover | None:
    """The part on cover; None where the summary has no `by_cover`."""
    worlds = _guarded(summary.get("by_cover") or ())
    if not worlds:
        return None
    shown = [row for world in ("today", "single-payer") for row in worlds.get(world, ())]
    pictures = (
        _picture("cover-paid", "Paid by the plan, for each person under it", "plan", shown, "plan_paid_cents"),
        _picture("cover-asked", "Asked of each person, on average", "patient", shown, "patient_share_cents"),
    )
    sheets = [_sheet(world, rows) for world, rows in worlds.items()]
    return Cover(pictures, sheets, any(hidden for rows in worlds.values() for _, hidden in rows))


def _guarded(by_cover: Sequence[Mapping[str, Any]]) -> dict[str, list[tuple[Mapping[str, Any], str]]]:
    """World -> its rows, each with what to show in place of its numbers ("" where they may be shown).

    A plan hidden today is hidden after relief too, as its people are the same.
    """
    out: dict[str, list[tuple[Mapping[str, Any], str]]] = {}
    before: set[str] = set()
    for world in WORLDS:
        cells = [cell for cell in by_cover if cell["world"] == world]
        also = {place for place, cell in enumerate(cells) if world == "relief" and cell["plan_id"] in before}
        hidden = withheld([cell["people"] for cell in cells], also=also)
        if world == "today":
            before = {cells[place]["plan_id"] for place in hidden}
        if cells:
            out[world] = [(cell, hidden.get(place, "")) for place, cell in enumerate(cells)]
    return out


def _picture(ident: str, title: str, tone: str, rows: Sequence[tuple[Mapping[str, Any], str]], key: str) -> Bars:
    return bars(ident, title, tone, [(plan(cell["plan_id"]), [_bar(cell, key, hidden)]) for cell, hidden in rows])


def _bar(cell: Mapping[str, Any], key: str, hidden: str) -> Bar:
    if hidden:
        return Bar("", None, WITHHELD)
    average = each(cell[key], cell["people"]) if cell["people"] else 0
    return Bar("", float(average), usd(average, cents_shown=False))


def _sheet(world: str, rows: Sequence[tuple[Mapping[str, Any], str]]) -> Sheet:
    return Sheet(
        f"cover-{world}", f"{WORLDS[world]}: by cover, in dollars", _HEAD, [_row(cell, hidden) for cell, hidden in rows]
    )


def _row(cell: Mapping[str, Any], hidden: str) -> tuple[str, ...]:
    amounts = (WITHHELD if hidden else usd(cell[key]) for key in _KEYS)
    return (plan(cell["plan_id"]), hidden or f"{cell['people']:,}", *amounts)
