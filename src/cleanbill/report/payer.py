"""What single payer left to patients and what the payer paid instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cleanbill.core.cents import usd
from cleanbill.report.money_words import each, percent, short_usd
from cleanbill.report.sheet import ABSENT, Sheet
from cleanbill.report.small_cells import WITHHELD, withheld
from cleanbill.report.stack import Piece, Stack, stack

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
class Payer:
    """The section on single payer."""

    left: int
    paid: str
    paid_each: str
    plans_more: int  # what the payer paid above what plans paid today
    all_more: int | None  # what it paid above all that was paid today; None where patients' payments are not told
    unpaid: int  # of what patients were asked for today
    who_paid: Stack
    sheet: Sheet
    changes: Stack | None
    changes_sheet: Sheet | None


def payer(summary: Mapping[str, Any]) -> Payer:
    """Pictures and tables of the section, of the worlds `today` and `single-payer`."""
    today, single = summary["worlds"]["today"], summary["worlds"]["single-payer"]
    residents = summary["people"]
    told = "paid_cents" in today and "paid_cents" in single
    changes, changes_sheet = _changes(summary)
    return Payer(
        left=single["patient_share_cents"],
        paid=short_usd(single["plan_paid_cents"]),
        paid_each=usd(each(single["plan_paid_cents"], residents), cents_shown=False),
        plans_more=single["plan_paid_cents"] - today["plan_paid_cents"],
        all_more=_paid(single) - _paid(today) if told else None,
        unpaid=today["patient_share_cents"] - today["paid_cents"] if told else 0,
        who_paid=_who_paid(today, single, residents),
        sheet=_sheet(today, single, residents),
        changes=changes,
        changes_sheet=changes_sheet,
    )


def _paid(world: Mapping[str, Any]) -> int:
    return sum(world.get(key, 0) for key, _, _ in PAID)


def _who_paid(today: Mapping[str, Any], single: Mapping[str, Any], residents: int) -> Stack:
    rows = []
    for name, world in (("Today", today), ("Single payer", single)):
        total = _paid(world)
        pieces = [
            Piece(_named(key, title, world is single), tone, world[key], _amount(world[key], residents))
            for key, title, tone in PAID
            if key in world and (world[key] or key != "other_payer_cents")
        ]
        rows.append((f"{name}: {short_usd(total)} paid", pieces))
    return stack("who-paid", "Who paid for care: in all, and for each resident", rows)


def _named(key: str, name: str, single: bool) -> str:
    return "The payer paid" if single and key == "plan_paid_cents" else name


def _amount(amount: int, residents: int) -> str:
    return f"{short_usd(amount)} · {usd(each(amount, residents), cents_shown=False)}"


def _sheet(today: Mapping[str, Any], single: Mapping[str, Any], residents: int) -> Sheet:
    keys = [(key, name) for key, name, _ in PAID]
    rows = [_row(name, today.get(key), single.get(key), residents) for key, name in keys if key in today]
    rows.append(_row("Paid in all", _paid(today), _paid(single), residents))
    asked = "patient_share_cents"
    rows.append(_row("Patients were asked for", today[asked], single[asked], residents))
    head = ("", "Today", "Today, per resident", "Single payer", "Single payer, per resident")
    return Sheet("who-paid", "Who paid for care, today and under single payer", head, rows)


def _row(name: str, today: int | None, single: int | None, residents: int) -> tuple[str, ...]:
    cells = []
    for amount in (today, single):
        cells += [ABSENT, ABSENT] if amount is None else [usd(amount), usd(each(amount, residents))]
    return (name, *cells)


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
