"""Who was asked for how much, by income: shares of people and averages by poverty band and world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleanbill.core.money import usd
from cleanbill.report.bars import Bar, Bars, bars
from cleanbill.report.money_words import each, percent
from cleanbill.report.sheet import Sheet
from cleanbill.report.small_cells import WITHHELD, is_small, withheld
from cleanbill.report.summary import WORLDS

BANDS = ("under 138 %", "138-299 %", "300-399 %", "400 % and more")


@dataclass(frozen=True, slots=True)
class Row:
    """A band in a world, with what to show in place of a hidden number ("" where it may be shown)."""

    world: str
    band: str
    numbers: Mapping[str, Any]
    people_hidden: str
    owing_hidden: str
    debt_hidden: str


@dataclass(frozen=True, slots=True)
class Income:
    """Three pictures and one table for each world."""

    pictures: Sequence[Bars]
    sheets: Sequence[Sheet]
    any_hidden: bool


def income(summary: Mapping[str, Any]) -> Income | None:
    """Pictures and tables of the section; None where the summary has no `by_income`."""
    rows = guarded(summary.get("by_income") or ())
    if not rows:
        return None
    pictures = (
        _picture("asked", "People who were asked for money", "patient", rows, _owing),
        _picture("average", "Asked for on average, of those asked", "patient", rows, _average),
        _picture("in-debt", "People left in debt", "debt", rows, _in_debt),
    )
    hidden = any(row.people_hidden or row.owing_hidden or row.debt_hidden for row in rows)
    return Income(pictures, [_sheet(world, rows) for world in WORLDS if _of(rows, world)], hidden)


def guarded(by_income: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The rows by world and band, each knowing which of its numbers the public may not see.

    A band hidden today is hidden after relief too, and so is a band where only a
    few people were relieved: the two worlds would give it away between them.
    """
    out: list[Row] = []
    before: dict[str, tuple[Mapping[str, Any], str, str]] = {}
    for world in WORLDS:
        cells = sorted((cell for cell in by_income if cell["world"] == world), key=lambda cell: _order(cell["band"]))
        linked = [before.get(cell["band"]) if world == "relief" else None for cell in cells]
        group = [cell["people"] for cell in cells]
        whole = withheld(group)
        owing_also = {place for place, twin in enumerate(linked) if twin and twin[1]} | set(whole)
        debt_also = {place for place, twin in enumerate(linked) if twin and _tells(twin, cells[place])} | set(whole)
        owing = withheld([cell["people_owing"] for cell in cells], group, owing_also)
        debt = withheld([cell["people_in_debt"] for cell in cells], group, debt_also)
        for place, cell in enumerate(cells):
            row = Row(world, cell["band"], cell, *(hidden.get(place, "") for hidden in (whole, owing, debt)))
            out.append(row)
            if world == "today":
                before[row.band] = (cell, row.owing_hidden, row.debt_hidden)
    return out


def _tells(twin: tuple[Mapping[str, Any], str, str], cell: Mapping[str, Any]) -> bool:
    """A fund may relieve people in part: then the debt changes and the people in debt do not."""
    cleared = abs(twin[0]["people_in_debt"] - cell["people_in_debt"])
    return bool(twin[2]) or is_small(cleared) or (not cleared and twin[0]["debt_cents"] != cell["debt_cents"])


def _order(band: str) -> tuple[int, str]:
    return (BANDS.index(band) if band in BANDS else len(BANDS), band)


def _of(rows: Sequence[Row], world: str) -> list[Row]:
    return [row for row in rows if row.world == world]


def _picture(ident: str, title: str, tone: str, rows: Sequence[Row], measure: Any) -> Bars:
    bands = list(dict.fromkeys(row.band for row in rows))
    groups = [(band, [measure(row) for row in rows if row.band == band]) for band in bands]
    return bars(f"income-{ident}", title, tone, groups)


def _owing(row: Row) -> Bar:
    return _share(row, "people_owing", row.owing_hidden)


def _in_debt(row: Row) -> Bar:
    return _share(row, "people_in_debt", row.debt_hidden)


def _share(row: Row, key: str, hidden: str) -> Bar:
    people, count = row.numbers["people"], row.numbers[key]
    if hidden:
        return Bar(WORLDS[row.world], None, hidden)
    return Bar(WORLDS[row.world], count / people if people else 0.0, percent(count, people) or "no one")


def _average(row: Row) -> Bar:
    owing = row.numbers["people_owing"]
    if row.owing_hidden:
        return Bar(WORLDS[row.world], None, WITHHELD)
    average = each(row.numbers["patient_share_cents"], owing) if owing else 0
    return Bar(WORLDS[row.world], float(average), usd(average, cents_shown=False))


def _sheet(world: str, rows: Sequence[Row]) -> Sheet:
    head = (
        "Income, of the poverty guideline",
        "People",
        "Asked for money",
        "Share asked",
        "Asked for",
        "Average of those asked",
        "In debt",
        "Share in debt",
        "Debt",
    )
    caption = f"{WORLDS[world]}: who was asked for how much, by income"
    cells = [_cells(row) for row in _of(rows, world)]
    return Sheet(f"income-{world}", caption, head, cells)


def _cells(row: Row) -> tuple[str, ...]:
    numbers = row.numbers
    owing, debt = _owing(row), _in_debt(row)
    return (
        row.band,
        row.people_hidden or f"{numbers['people']:,}",
        row.owing_hidden or f"{numbers['people_owing']:,}",
        WITHHELD if row.owing_hidden else owing.words,
        WITHHELD if row.owing_hidden else usd(numbers["patient_share_cents"]),
        _average(row).words,
        row.debt_hidden or f"{numbers['people_in_debt']:,}",
        WITHHELD if row.debt_hidden else debt.words,
        WITHHELD if row.debt_hidden else usd(numbers["debt_cents"]),
    )
