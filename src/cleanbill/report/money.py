"""The flow of money in each world: where what was billed went, and how what patients were asked for ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cleanbill.report.flow import Flow, Part, flow
from cleanbill.report.hidden import exact, hidden
from cleanbill.report.money_words import short_usd
from cleanbill.report.sheet import ABSENT, Sheet
from cleanbill.report.small_cells import UNDER, WITHHELD, is_small, people
from cleanbill.report.summary import WORLDS

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
        Part(_name(world, key, name), tone, numbers[key], keep=key in _ALWAYS_SHOWN, hidden=key in kept)
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
    asked = ("People asked for money", *(_of(worlds[world]["people_owing"], residents) for world in WORLDS))
    debt = ("People in debt", *(in_debt[world] for world in WORLDS))
    caption = "What patients were asked for and how it ended, in dollars"
    return Sheet("asked", caption, _head(), [*_rows(worlds, keys, kept), asked, debt])


def _of(count: int, residents: int) -> str:
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
