"""What `cleanbill relief value` shows: screens, values by age and placement, the range, published prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from cleanbill.cli.whole_table import print_table
from cleanbill.core.money import usd

Told = Mapping[str, Any]
WORDS = {"leave_out": "leave out", "hold": "hold", "price_nil": "at a cent each", "buy_and_do": "buy, and do"}


def tell(console: Console, told: Told, out: Path | None) -> None:
    """Prints the summary of an appraisal."""
    console.print(
        f"{told['offered']:,} accounts on offer, {told['qualified']:,} valued; {told['accounts']:,} of "
        f"{usd(told['face_cents'])} may be bought.",
        soft_wrap=True,
    )
    if told["screens"]:
        print_table(_screens(told["screens"]), console)
    print_table(_parts(told["parts"]), console)
    print_table(_ladder(told), console)
    if out is not None:
        console.print(f"[bold]{out}[/] has every account with its screens and its value.", soft_wrap=True)
    console.print("An estimate before a bid. Nothing is bought.")


def _table(title: str, words: Iterable[str], numbers: Iterable[str]) -> Table:
    table = Table(title=title, title_justify="left")
    for place, heading in enumerate(words):
        table.add_column(heading, no_wrap=not place)
    for heading in numbers:
        table.add_column(heading, justify="right")
    return table


def _screens(rows: Iterable[Told]) -> Table:
    table = _table("What was met, and what is done", ("screen", "action", "follows"), ("accounts", "face"))
    for row in rows:
        name, action = row["screen"].replace("_", " "), WORDS[row["action"]]
        table.add_row(name, action, row["follows"] or "", f"{row['accounts']:,}", usd(row["face_cents"]))
    return table


def _parts(rows: Iterable[Told]) -> Table:
    table = _table("What it is worth", ("age", "held by"), ("accounts", "face", "least", "middle", "most"))
    for row in rows:
        amounts = (usd(row[name]) for name in ("face_cents", "low_cents", "mid_cents", "high_cents"))
        table.add_row(row["age"], row["placement"], f"{row['accounts']:,}", *amounts)
    return table


def _ladder(told: Told) -> Table:
    """The range's prices among those published, the lowest first."""
    budget = told["budget_cents"]
    numbers = ["cents a dollar", "price", "face for $1"]
    if budget is not None:
        numbers.append(f"face for {usd(budget)}")
    table = _table("What to bid, among published prices (law/us/debt_value)", ("",), numbers)
    rungs = [(one["low_bp"], one["high_bp"], one["what"], None) for one in told["anchors"]]
    rungs += [(row["rate_bp"], row["rate_bp"], name, row) for name, row in told["range"].items()]
    for low, high, name, row in sorted(rungs, key=lambda rung: rung[:3]):
        rate = per_dollar(low) if low == high else f"{per_dollar(low)} to {per_dollar(high)}"
        table.add_row(name, rate, *(() if row is None else _bought(row)), style=None if row is None else "bold")
    return table


def _bought(row: Told) -> Iterable[str]:
    """A price of the whole, and the face that a dollar and the budget buy at it."""
    for key in ("price_cents", "face_per_dollar_cents", "face_for_budget_cents"):
        yield "" if row[key] is None else usd(row[key])


def per_dollar(rate_bp: int) -> str:
    """Basis points as cents on the dollar: 33 -> "0.33"."""
    return f"{rate_bp // 100}.{rate_bp % 100:02d}"
