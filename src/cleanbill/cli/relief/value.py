"""`cleanbill relief value`: what debts on offer are worth, what to bid, and what to leave out."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cleanbill.acts import on_offer
from cleanbill.cli.options import AsJson
from cleanbill.cli.output import print_table
from cleanbill.cli.programme import STORE, Where, on_day
from cleanbill.cli.relief.plan import Accounts, Portfolios
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import cents, usd
from cleanbill.core.tables import columns
from cleanbill.engine import materialized, staged, write_parquet
from cleanbill.fund import Area, Level
from cleanbill.relief import Clearance, Screen, load_programme
from cleanbill.relief.value import Appraisal, Value, anchors, appraise

# What `cleanbill relief value` shows: screens, values by age and placement, the range, published prices.


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


OUTPUT = ("screen.csv", "clearance.parquet", "value.parquet", "price.csv", "summary.json")
PRICE = ("holder", "account_id", "current_balance_cents", "sale_price_cents")


OfProgramme = Annotated[
    str | None,
    typer.Option(
        help="Value only what qualifies under its rule: a programme that ships (`relief programmes list`), or a "
        "YAML file.",
        metavar="PROGRAMME",
    ),
]


def value(
    portfolio: Portfolios = None,
    accounts: Accounts = None,
    programme: OfProgramme = None,
    county: Annotated[
        list[str] | None, typer.Option(help="A county that the money is for, five digits.", metavar="FIPS")
    ] = None,
    state: Annotated[
        list[str] | None, typer.Option(help="A state that the money is for, two letters.", metavar="STATE")
    ] = None,
    placement: Annotated[
        str | None, typer.Option(help="Who holds accounts that do not say: provider, agency or buyer.")
    ] = None,
    ask: Annotated[
        str | None, typer.Option(help="What is asked for all of it; shared out by account.", metavar="DOLLARS")
    ] = None,
    budget: Annotated[str | None, typer.Option(help="What there is to spend.", metavar="DOLLARS")] = None,
    today: Annotated[
        str | None, typer.Option(help="The day of the valuation.  [default: today]", metavar="YYYY-MM-DD")
    ] = None,
    store: Where = STORE,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for screen.csv, clearance.parquet, value.parquet; with --ask, price.csv."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What debts on offer are worth, what to bid, and what to leave out, beside published prices.

    Example: cleanbill relief value --portfolio mercy-1 --placement agency --budget 1600 --out my-value
    """
    on, chosen = on_day(today), None if programme is None else load_programme(programme)
    asked, spend = _dollars(ask, "--ask"), _dollars(budget, "--budget")
    with on_offer(store, accounts=accounts, names=portfolio or ()) as opened, materialized(opened.con) as keep:
        made = appraise(
            opened.con, opened.accounts, today=on, areas=_areas(county, state), seen=opened.seen, programme=chosen,
            placement=placement, ask_cents=asked, materialize=keep,
        )  # fmt: skip
        told = _told(made, on, asked, spend) | ({} if chosen is None else chosen.own_source)
        if out is not None:
            with staged(out, names=OUTPUT, reads=opened.reads, private=True) as folder:
                _write(opened.con, made, folder)
                (folder / "summary.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    if as_json:
        print(json.dumps(told))
    else:
        tell(Console(highlight=False), told, out)


def _dollars(text: str | None, option: str) -> int | None:
    if text is None:
        return None
    amount = cents(text)
    if amount < 0:
        raise CleanbillError(f"{option} {text} is below nil. Write dollars like 1600.")
    return amount


def _areas(counties: list[str] | None, states: list[str] | None) -> list[Area]:
    named: tuple[tuple[Level, list[str] | None], ...] = (("county", counties), ("state", states))
    return [Area(level, frozenset(codes)) for level, codes in named if codes]


def _told(made: Appraisal, on: date, asked: int | None, budget: int | None) -> dict[str, Any]:
    """The summary, for machines and for the tables alike."""
    held = made.range
    prices = held.prices if asked is None else {**held.prices, "asked": asked}
    return {
        "offered": made.offered,
        "qualified": made.qualified,
        "screens": list(made.screens),
        "actions": made.actions,
        "parts": list(made.parts),
        "accounts": held.accounts,
        "face_cents": held.face_cents,
        "budget_cents": budget,
        "range": {name: _priced(made, price, budget) for name, price in prices.items()},
        "anchors": [
            {"anchor": anchor.name, "what": anchor.what, "low_bp": anchor.low_bp, "high_bp": anchor.high_bp}
            for anchor in anchors(on).values()
        ],
    }  # fmt: skip


def _priced(made: Appraisal, price: int, budget: int | None) -> dict[str, Any]:
    """A price of the whole, its rate, and the face that a dollar and the budget buy at it."""
    return {
        "price_cents": price,
        "rate_bp": made.range.rate_bp(price),
        "face_per_dollar_cents": made.range.face_per_dollar_cents(price),
        "face_for_budget_cents": None if budget is None else made.range.face_for_cents(budget, price),
    }


def _write(con: Any, made: Appraisal, folder: Path) -> None:
    write_parquet(con, made.value, folder / "value.parquet", schema=Value)
    write_parquet(con, made.clearance, folder / "clearance.parquet", schema=Clearance)
    _csv(con, made.screen, folder / "screen.csv", tuple(columns(Screen)))
    if made.priced is not None:
        _csv(
            con,
            made.priced,
            folder / "price.csv",
            ("holder", "account_id", "current_balance_cents", "sale_price_cents"),
        )


def _csv(con: Any, table: Any, path: Path, names: tuple[str, ...]) -> None:
    ordered = table.select(*names).order_by(list(names[:3]))
    with path.open("w", encoding="utf-8", newline="") as opened, con.to_pyarrow_batches(ordered) as batches:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(names)
        for batch in batches:
            writer.writerows(row.values() for row in batch.to_pylist())
