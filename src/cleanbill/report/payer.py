"""What single payer left to patients and what the payer paid instead, in all and by insurance plan.

In: a run's summary. Out: pictures and tables; amounts of few people are withheld.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleanbill.core.money import usd
from cleanbill.report.charts import Bar, Bars, Piece, Stack, bars, stack
from cleanbill.report.money import ABSENT, Sheet
from cleanbill.report.privacy import ASKED, WITHHELD, exact, hidden, per_unit, percent, plan, short, short_usd, withheld
from cleanbill.report.sources import WORLDS

# By cover: what each kind of plan paid and left to its people, for each person under it.


_HEAD = ("Cover", "People", "Billed", "Allowed", "Plan paid", "Patients asked for")
_KEYS = ("charge_cents", "allowed_cents", "plan_paid_cents", "patient_share_cents")
_MONEY_ASKED = ASKED & frozenset(_KEYS)


@dataclass(frozen=True, slots=True)
class CoverageSection:
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


def cover(summary: Mapping[str, Any]) -> CoverageSection | None:
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
    return CoverageSection(pictures, sheets, any(row.kept for rows in worlds.values() for row in rows))


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
    average = per_unit(row.cell[key], row.cell["people"]) if row.cell["people"] else 0
    return Bar("", float(average), usd(average, cents_shown=False))


def _sheet(world: str, rows: Sequence[_Row]) -> Sheet:
    return Sheet(f"cover-{world}", f"{WORLDS[world]}: by cover, in dollars", _HEAD, [_cells(row) for row in rows])


def _cells(row: _Row) -> tuple[str, ...]:
    amounts = (exact(row.cell, key, row.kept) for key in _KEYS)
    return (plan(row.cell["plan_id"]), row.people_hidden or f"{row.cell['people']:,}", *amounts)


PAID = (
    ("plan_paid_cents", "Plans paid", "plan"),
    ("other_payer_cents", "Other payers paid", "other"),
    ("paid_cents", "Patients paid", "patient"),
)
_CHANGES = (
    ("better", "Less than today", "plan"),
    ("same", "The same", "down"),
    ("worse", "More than today", "patient"),
)


@dataclass(frozen=True, slots=True)
class Split:
    """Why the payer pays more than all who pay today, in cents; the two add up to it.

    `prices`: what single payer allows less what is allowed today, for the same
    care. `unpaid`: what patients are asked for and do not pay today, less the same
    under single payer.
    """

    prices: int
    unpaid: int


@dataclass(frozen=True, slots=True)
class Payer:
    """The section on single payer; what is None rests on numbers withheld or absent."""

    left: str
    paid: str
    paid_each: str
    plans_more: int | None  # what the payer paid above what plans paid today
    all_more: int | None  # what it paid above all that was paid today
    split: Split | None  # of `all_more`
    unpaid: int  # of what patients were asked for today
    scope: str  # dollars a resident today, of a sample; "" of any other source
    who_paid: Stack
    sheet: Sheet
    changes: Stack | None
    changes_sheet: Sheet | None


def payer(summary: Mapping[str, Any]) -> Payer:
    """Pictures and tables of the section, of the worlds `today` and `single-payer`."""
    today, single = summary["worlds"]["today"], summary["worlds"]["single-payer"]
    kept = hidden(summary)
    residents = summary["people"]
    paid_known = not any("paid_cents" in kept[name] or "paid_cents" not in world for name, world in _two(summary))
    bare = "plan_paid_cents" in kept["single-payer"]
    changes, changes_sheet = _changes(summary)
    return Payer(
        left=short(single, "patient_share_cents", kept["single-payer"]),
        paid=short(single, "plan_paid_cents", kept["single-payer"]),
        paid_each=WITHHELD if bare else usd(per_unit(single["plan_paid_cents"], residents), cents_shown=False),
        plans_more=None if bare else single["plan_paid_cents"] - today["plan_paid_cents"],
        all_more=_paid(single) - _paid(today) if paid_known else None,
        split=split(today, single) if paid_known else None,
        unpaid=_unpaid(today) if paid_known else 0,
        scope=_scope(summary, today, kept["today"]),
        who_paid=_who_paid(summary, kept, residents),
        sheet=_payer_sheet(summary, kept, residents),
        changes=changes,
        changes_sheet=changes_sheet,
    )


def split(today: Mapping[str, Any], single: Mapping[str, Any]) -> Split | None:
    """The difference in what all pay, in two; None where a world does not tell its allowed amounts.

    Allowed amounts are those that plans, other payers and patients share; of a
    world where they do not add up to that, the split would leave a rest.
    """
    for world in (today, single):
        paid = sum(world.get(key, 0) for key in ("plan_paid_cents", "other_payer_cents", "patient_share_cents"))
        if world.get("allowed_cents") != paid:
            return None
    return Split(single["allowed_cents"] - today["allowed_cents"], _unpaid(today) - _unpaid(single))


def _two(summary: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return [(name, summary["worlds"][name]) for name in ("today", "single-payer")]


def _paid(world: Mapping[str, Any]) -> int:
    return sum(world.get(key, 0) for key, _, _ in PAID)


def _unpaid(world: Mapping[str, Any]) -> int:
    unpaid: int = world["patient_share_cents"] - world["paid_cents"]
    return unpaid


def _scope(summary: Mapping[str, Any], today: Mapping[str, Any], kept: frozenset[str]) -> str:
    """Allowed amounts for each resident today, to hold against published levels of Massachusetts."""
    if (summary.get("source") or {}).get("kind") != "sample" or "allowed_cents" not in today:
        return ""
    if "allowed_cents" in kept:
        return ""
    return usd(per_unit(today["allowed_cents"], summary["people"]), cents_shown=False)


def _who_paid(summary: Mapping[str, Any], kept: Mapping[str, frozenset[str]], residents: int) -> Stack:
    rows = []
    for name, world in _two(summary):
        pieces = [
            _piece(_named(key, title, name), tone, world[key], residents, hide=key in kept[name])
            for key, title, tone in PAID
            if key in world and (world[key] or key != "other_payer_cents")
        ]
        total = "" if _any_paid_hidden(kept[name]) else f": {short_usd(_paid(world))} paid"
        rows.append((f"{WORLDS[name]}{total}", pieces))
    return stack("who-paid", "Who paid for care: in all, and for each resident", rows)


def _any_paid_hidden(kept: frozenset[str]) -> bool:
    return any(key in kept for key, _, _ in PAID)


def _piece(name: str, tone: str, amount: int, residents: int, *, hide: bool) -> Piece:
    if hide:
        return Piece(name, tone, None, WITHHELD)
    return Piece(name, tone, amount, f"{short_usd(amount)} · {usd(per_unit(amount, residents), cents_shown=False)}")


def _named(key: str, name: str, world: str) -> str:
    return "The payer paid" if (world, key) == ("single-payer", "plan_paid_cents") else name


def _payer_sheet(summary: Mapping[str, Any], kept: Mapping[str, frozenset[str]], residents: int) -> Sheet:
    today = summary["worlds"]["today"]
    lines = [(name, key) for key, name, _ in PAID if key in today]
    lines += [("Paid in all", ""), ("Patients were asked for", "patient_share_cents")]
    rows = [
        (
            name,
            *(cell for world, numbers in _two(summary) for cell in _payer_cells(numbers, key, kept[world], residents)),
        )
        for name, key in lines
    ]
    head = ("", "Today", "Today, per resident", "Single payer", "Single payer, per resident")
    return Sheet("who-paid", "Who paid for care, today and under single payer", head, rows)


def _payer_cells(numbers: Mapping[str, Any], key: str, kept: frozenset[str], residents: int) -> tuple[str, str]:
    """An amount and its part for each resident; the key "" is all that was paid."""
    if key in kept or (not key and _any_paid_hidden(kept)):
        return WITHHELD, WITHHELD
    amount = numbers.get(key) if key else _paid(numbers)
    return (ABSENT, ABSENT) if amount is None else (usd(amount), usd(per_unit(amount, residents)))


def _changes(summary: Mapping[str, Any]) -> tuple[Stack | None, Sheet | None]:
    changes = summary.get("changes") or {}
    if any(key not in changes for key, _, _ in _CHANGES):
        return None, None
    counts = [changes[key] for key, _, _ in _CHANGES]
    hidden, whole = withheld(counts), sum(counts)
    pieces, rows = [], []
    for place, (_, name, tone) in enumerate(_CHANGES):
        shown = hidden.get(place, f"{counts[place]:,}")
        share = WITHHELD if place in hidden else percent(counts[place], whole)
        words = shown if place in hidden else f"{shown} people · {share}"
        pieces.append(Piece(name, tone, None if place in hidden else counts[place], words))
        rows.append((name, shown, share))
    title = "What people were asked for under single payer, compared with today"
    return stack("changes", title, [("Residents", pieces)]), Sheet("changes", title, ("", "People", "Share"), rows)
