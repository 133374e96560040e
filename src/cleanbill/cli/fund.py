"""`cleanbill fund`: gifts in, what binds them, handling paid, what is there, and the books out."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cleanbill import records
from cleanbill.cli.fund_bind import bind, standing, tell_terms, terms_json
from cleanbill.cli.options import AsJson, day, plain_app
from cleanbill.cli.store_options import STORE, When, Where, Who, by, opened, wrote
from cleanbill.cli.whole_table import print_table
from cleanbill.core.money import cents, usd
from cleanbill.fund import CASH, aged, by_chapter, entry_of, handling, layout, layout_names, read_gifts
from cleanbill.ledger import Ledger, beancount
from cleanbill.vault import Keyring

GIFT = "gift-"
_app = plain_app(no_args_is_help=True)


@_app.callback()
def fund() -> None:
    """Given money: gifts in, what binds them, handling paid, what is there and how old it is, and the books out."""


_app.command()(bind)


@_app.command("import")
def import_gifts(
    export: Annotated[Path, typer.Argument(help="A platform's export, CSV.", metavar="EXPORT")],
    kind: Annotated[
        str, typer.Option("--from", help=f"The platform: {', '.join(layout_names())}.", metavar="PLATFORM")
    ],
    into: Annotated[str, typer.Option("--fund", help="The fund, where a row names none.", metavar="FUND")],
    who: Who,
    chapter: Annotated[str, typer.Option(help="The chapter, where a row names none.")] = "",
    store: Where = STORE,
    at: When = None,
) -> None:
    """Take gifts in from a platform's export. The same gift is never counted twice.

    Example: cleanbill fund import actblue.csv --from actblue --fund drive --as ann
    """
    with opened(store) as held:
        posted = (one.entry_id for one in records.entries(held).entries)
        known = [name.removeprefix(GIFT) for name in posted if name.startswith(GIFT)]
        key = Keyring(store / "keys").hashing_key()
        told = read_gifts(export, layout(kind), key=key, fund_id=into, chapter=chapter, known=known)
        records.post(held, by(who, at), [entry_of(one) for one in told.gifts])
    console = Console(highlight=False)
    console.print(
        f"{len(told.gifts)} gifts taken in, {told.known} known already, {told.nothing} rows that give nothing.",
        soft_wrap=True,
    )
    for name, amount in by_chapter(told.gifts).items():
        console.print(f"  {name or 'no chapter'}: {usd(amount)}")
    for one, other in told.alike:
        console.print(f"Look at {one} and {other}: one donor, day and amount.", soft_wrap=True)


@_app.command()
def spend(
    fund_id: Annotated[str, typer.Option("--fund", help="The fund that pays.", metavar="FUND")],
    dollars: Annotated[str, typer.Option(help="How much.", metavar="DOLLARS")],
    what: Annotated[str, typer.Option("--for", help="What on: letters, address data, a vendor's fee.", metavar="TEXT")],
    who: Who,
    store: Where = STORE,
    at: When = None,
) -> None:
    """Post what handling cost. A fund is never overdrawn; the same spending told twice is posted once.

    Example: cleanbill fund spend --fund drive --dollars 120.00 --for "printing and postage" --as ann
    """
    acts = by(who, at)
    spent = handling(fund_id, acts.on, cents(dollars), what)
    with opened(store) as held:
        new = records.post(held, acts, [spent])
    said = f"{usd(cents(dollars))} of {fund_id} spent on handling." if new else "That was posted already; nothing new."
    Console(highlight=False).print(said, soft_wrap=True, markup=False)


@_app.command()
def show(
    store: Where = STORE,
    today: Annotated[str | None, typer.Option(help="The day.  [default: today]", metavar="YYYY-MM-DD")] = None,
    as_json: AsJson = False,
) -> None:
    """What each fund has, how long it has lain unspent, and what it is bound by.

    Example: cleanbill fund show --store programme
    """
    on = datetime.now(UTC).date() if today is None else day(today, "--today")
    with opened(store) as held:
        ledger, bound = records.entries(held), standing(records.fund_terms(held))
    told = [aged(ledger, name, on) for name in sorted({*_funds(ledger), *bound})]
    if as_json:
        rows = []
        for one in told:
            now, waits = bound.get(one.fund_id, (None, None))
            terms = {"terms": terms_json(now), "proposed": terms_json(waits)}
            rows.append(asdict(one) | {"cents": one.cents} | terms)
        print(json.dumps(rows))
        return
    table = Table(title=f"Unspent money on {on}", title_justify="left")
    for heading in ("fund", "in all", *(told[0].by_band if told else ())):
        table.add_column(heading, justify="left" if heading == "fund" else "right")
    for one in told:
        table.add_row(one.fund_id, usd(one.cents), *(usd(cents) for cents in one.by_band.values()))
    print_table(table)
    for one in told:
        tell_terms(one.fund_id, *bound.get(one.fund_id, (None, None)))


@_app.command()
def export(
    to: Annotated[Path, typer.Option(help="The beancount file to write.", metavar="FILE")],
    store: Where = STORE,
) -> None:
    """The books as a beancount file.

    Example: cleanbill fund export --to books.beancount
    """
    with opened(store) as held:
        text = beancount(records.entries(held))
    wrote(to, text)
    Console(highlight=False).print(f"{to} holds the books.", soft_wrap=True)


def _funds(ledger: Ledger) -> list[str]:
    return sorted({one.fund_id for entry in ledger.entries for one in entry.postings if one.account == CASH})


command = typer.main.get_command(_app)
