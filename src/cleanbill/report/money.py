"""The flow of money in each world: where what was billed went, how what patients were asked for ended, and by income.

In: a run's summary. Out: pictures and `Sheet`s of texts; amounts of few people are withheld.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cleanbill.core.money import usd
from cleanbill.report.charts import Bar, Bars, Flow, Part, bars, flow
from cleanbill.report.privacy import (
    UNDER,
    WITHHELD,
    exact,
    hidden,
    is_small,
    people,
    per_unit,
    percent,
    short_usd,
    withheld,
)
from cleanbill.report.sources import WORLDS

# The table behind a picture: caption, column heads, and rows whose first cell is their head.


ABSENT = "\u2013"  # what a cell shows where the summary has no number


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of texts, exact to the cent."""

    ident: str
    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


# Who was asked for how much, by income: shares of people and averages by poverty band and world.


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
        people_owing = withheld([cell["people_owing"] for cell in cells], group, owing_also)
        debt = withheld([cell["people_in_debt"] for cell in cells], group, debt_also)
        for place, cell in enumerate(cells):
            row = Row(world, cell["band"], cell, *(hidden.get(place, "") for hidden in (whole, people_owing, debt)))
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
    people_owing = row.numbers["people_owing"]
    if row.owing_hidden:
        return Bar(WORLDS[row.world], None, WITHHELD)
    average = per_unit(row.numbers["patient_share_cents"], people_owing) if people_owing else 0
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
    people_owing, debt = _owing(row), _in_debt(row)
    return (
        row.band,
        row.people_hidden or f"{numbers['people']:,}",
        row.owing_hidden or f"{numbers['people_owing']:,}",
        WITHHELD if row.owing_hidden else people_owing.words,
        WITHHELD if row.owing_hidden else usd(numbers["patient_share_cents"]),
        _average(row).words,
        row.debt_hidden or f"{numbers['people_in_debt']:,}",
        WITHHELD if row.debt_hidden else debt.words,
        WITHHELD if row.debt_hidden else usd(numbers["debt_cents"]),
    )


BILLED_PIXELS, ASKED_PIXELS = 190, 150  # height of the largest bar of each picture

# key, name, colour; in the order of design law 1 and law 3
BILLED = (
    ("contractual_cents", "Written down", "down"),
    ("plan_paid_cents", "Plans paid", "plan"),
    ("other_payer_cents", "Other payers paid", "other"),
    ("other_cents", "Other", "rest"),
    ("patient_share_cents", "Patients asked for", "patient"),
)
ASKED = (
    ("paid_cents", "Patients paid", "patient"),
    ("assisted_cents", "Financial assistance", "helped"),
    ("written_off_cents", "Written off", "off"),
    ("debt_cents", "Left as debt", "debt"),
    ("abolished_cents", "Debt abolished", "abolished"),
)
_ALWAYS_SHOWN = {"patient_share_cents", "debt_cents"}
_SPLIT = ("paid_cents", "assisted_cents", "written_off_cents")  # without any, there is no second picture


@dataclass(frozen=True, slots=True)
class World:
    """A world's two pictures; `asked` is None where the summary does not split the patients' share."""

    name: str
    says: str
    billed: Flow
    asked: Flow | None


@dataclass(frozen=True, slots=True)
class Money:
    """The three worlds, how much larger the second picture is drawn, and the tables behind."""

    worlds: Sequence[World]
    enlarged: int
    sheets: Sequence[Sheet]
    any_hidden: bool


def money(summary: Mapping[str, Any]) -> Money:
    """Pictures and tables of section 1; the same scale in all worlds."""
    worlds = summary["worlds"]
    of_billed = _scale(worlds, "charge_cents", BILLED_PIXELS)
    of_asked = _scale(worlds, "patient_share_cents", ASKED_PIXELS)
    kept = hidden(summary)
    drawn = [_world(world, worlds[world], kept[world], of_billed, of_asked) for world in WORLDS]
    if any("patient_share_cents" in keys for keys in kept.values()):
        # The second picture's scale would give away what was asked for.
        drawn = [replace(world, asked=None) for world in drawn]
    return Money(
        worlds=drawn,
        enlarged=round(of_billed / of_asked),
        sheets=(_billed_sheet(worlds, kept), _asked_sheet(worlds, kept, summary["people"])),
        any_hidden=any(kept.values()),
    )


def people_in_debt(worlds: Mapping[str, Any]) -> dict[str, str]:
    """World -> people in debt, and "relieved", as the public may read them together."""
    today, left = worlds["today"]["people_in_debt"], worlds["relief"]["people_in_debt"]
    relieved = worlds["relief"]["people_relieved"]
    shown = {world: people(worlds[world]["people_in_debt"]) for world in WORLDS}
    shown["relieved"] = people(relieved)
    if any(map(is_small, (today, left, relieved, today - left))):
        # One of the three would give away another.
        shown["relief"] = UNDER if is_small(left) else WITHHELD if left else "0"
        shown["relieved"] = UNDER if is_small(relieved) else WITHHELD if relieved else "0"
    return shown


def _scale(worlds: Mapping[str, Any], key: str, pixels: int) -> float:
    """Cents per pixel so that the largest world takes `pixels`."""
    largest: int = max(worlds[world][key] for world in WORLDS)
    return max(largest, pixels) / pixels


def _world(world: str, numbers: Mapping[str, Any], kept: frozenset[str], of_billed: float, of_asked: float) -> World:
    name = WORLDS[world]
    charge, share = numbers["charge_cents"], numbers["patient_share_cents"]
    whole = Part("Billed", "billed", charge, hidden="charge_cents" in kept)
    parts = _parts(world, numbers, BILLED, kept)
    billed = flow(f"billed-{world}", f"{name}: what was billed", whole, parts, of_billed)
    asked = None
    if any(key in numbers for key in _SPLIT) or not share:
        parts = _parts(world, numbers, ASKED, kept) if share else ()
        whole = Part("Patients asked for", "patient", share)
        asked = flow(f"asked-{world}", f"{name}: what patients were asked for", whole, parts, of_asked)
    return World(name, _says(world, numbers, kept), billed, asked)


def _parts(
    world: str, numbers: Mapping[str, Any], destinies: Sequence[tuple[str, str, str]], kept: frozenset[str]
) -> tuple[Part, ...]:
    return tuple(
        Part(_name(world, key, name), tone, numbers[key], even_if_zero=key in _ALWAYS_SHOWN, hidden=key in kept)
        for key, name, tone in destinies
        if key in numbers
    )


def _name(world: str, key: str, name: str) -> str:
    return "The payer paid" if (world, key) == ("single-payer", "plan_paid_cents") else name


def _says(world: str, numbers: Mapping[str, Any], kept: frozenset[str]) -> str:
    if world == "today":
        return "Everyone under the cover they have now."
    if world == "relief":
        if "spent_cents" in kept:
            return "The same, then a fund buys debt and abolishes it."
        return f"The same, then a fund spends {short_usd(numbers['spent_cents'])} on buying debt and abolishes it."
    return "Everyone under one public plan with nothing due at the point of care."


def _billed_sheet(worlds: Mapping[str, Any], kept: Mapping[str, frozenset[str]]) -> Sheet:
    keys = (("charge_cents", "Billed", ""), *BILLED)
    return Sheet("billed", "What was billed and where it went, in dollars", _head(), _rows(worlds, keys, kept))


def _asked_sheet(worlds: Mapping[str, Any], kept: Mapping[str, frozenset[str]], residents: int) -> Sheet:
    keys = (("patient_share_cents", "Patients asked for", ""), *ASKED)
    in_debt = people_in_debt(worlds)
    asked = ("People asked for money", *(_money_of(worlds[world]["people_owing"], residents) for world in WORLDS))
    debt = ("People in debt", *(in_debt[world] for world in WORLDS))
    caption = "What patients were asked for and how it ended, in dollars"
    return Sheet("asked", caption, _head(), [*_rows(worlds, keys, kept), asked, debt])


def _money_of(count: int, residents: int) -> str:
    """A count, hidden also where all but a few are in it."""
    return WITHHELD if is_small(residents - count) else people(count)


def _head() -> tuple[str, ...]:
    return ("", *WORLDS.values())


def _rows(
    worlds: Mapping[str, Any], keys: Sequence[tuple[str, str, str]], kept: Mapping[str, frozenset[str]]
) -> list[tuple[str, ...]]:
    """A row for each key that some world has; a world without it shows a dash."""
    return [
        (name, *(exact(worlds[world], key, kept[world]) if key in worlds[world] else ABSENT for world in WORLDS))
        for key, name, _ in keys
        if any(key in worlds[world] for world in WORLDS)
    ]
