"""`cleanbill fund`: gifts in, what binds them, handling paid, what is there, and the books out."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cleanbill.acts import (
    FundStanding,
    approve_terms,
    decline_terms,
    export_books,
    fund_standings,
    open_office,
    propose_terms,
    spend_on_handling,
)
from cleanbill.acts import import_gifts as take_gifts_in
from cleanbill.cli.options import AsJson
from cleanbill.cli.output import print_table
from cleanbill.cli.programme import STORE, When, Where, Who, by, on_day, said
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import cents, usd
from cleanbill.fund import by_chapter, layout_names, written
from cleanbill.records import FundTerms

# `cleanbill fund bind`: how donors bound a fund is proposed by one person and in force once another approves.


def bind(
    who: Who,
    funds: Annotated[
        Path | None, typer.Argument(help="Funds, how they are bound, what they may spend on debts, YAML.")
    ] = None,
    approve: Annotated[str | None, typer.Option(help="The fund whose terms you approve.", metavar="FUND")] = None,
    decline: Annotated[str | None, typer.Option(help="The fund whose terms you decline.", metavar="FUND")] = None,
    version: Annotated[
        int | None, typer.Option(help="Which version of them you looked at, as `fund show` tells it.", metavar="N")
    ] = None,
    store: Where = STORE,
    at: When = None,
) -> None:
    """Propose the terms of funds, or approve what another proposed. Only by terms in force is a fund spent.

    Example: cleanbill fund bind funds.yaml --as ann
    """
    if [funds, approve, decline].count(None) != 2:
        raise CleanbillError("Give a file of funds to propose their terms, or --approve FUND, or --decline FUND.")
    if (funds is None) == (version is None):
        raise CleanbillError("Decide on the version that you looked at, and on no other: --version N with --approve.")
    acts, which = by(who, at), version or 0
    with open_office(store) as office:
        if funds is not None:
            proposed = propose_terms(office, acts, funds).waiting
            for one in proposed:
                said(f"Proposed: {one.fund_id}, version {one.version}: {one.terms.words}.")
            nothing = "These terms stand, or wait to be approved; nothing new."
            said("Another person approves them." if proposed else nothing)
        elif approve is not None:
            said(f"In force: {approve}, {approve_terms(office, acts, approve, which).terms.words}.")
        elif decline is not None:
            decline_terms(office, acts, decline, which)
            said(f"The terms of {decline} that were proposed are declined.")


def terms_json(one: FundTerms | None) -> dict[str, Any] | None:
    """A version of terms for machines."""
    if one is None:
        return None
    who = {"proposed_by": one.proposed_by, "proposed_on": str(one.proposed_on)}
    if one.decision:
        who |= {"approved_by": one.decided_by, "approved_on": str(one.decided_on)}
    return {"version": one.version, **written(one.terms), **who}


def tell_terms(standing: FundStanding) -> None:
    """Prints what a fund is bound by, and what waits."""
    fund_id, now, waits = standing.fund_id, standing.in_force, standing.proposed
    if now is None:
        said(f"{fund_id}: no terms are in force, so nothing may be spent of it (`cleanbill fund bind`).")
    else:
        said(f"{fund_id}, version {now.version}, by {now.proposed_by} and {now.decided_by} on {now.decided_on}: "
             f"{now.terms.words}.")  # fmt: skip
    if waits is not None:
        said(f"{fund_id}, version {waits.version}, proposed by {waits.proposed_by} and not yet in force: "
             f"{waits.terms.words}.")  # fmt: skip


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
    with open_office(store) as office:
        told = take_gifts_in(office, by(who, at), export, platform=kind, fund_id=into, chapter=chapter)
    console = Console(highlight=False)
    console.print(
        f"{len(told.gifts)} gifts taken in, {told.known} known already, {told.nothing} rows that give nothing.",
        soft_wrap=True,
    )
    for name, amount in by_chapter(told.gifts).items():
        console.print(f"  {name or 'no chapter'}: {usd(amount)}")
    for one, other in told.alike:
        console.print(f"Look at {one} and {other}: one donor, day and amount.", soft_wrap=True)


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
    with open_office(store) as office:
        spent = spend_on_handling(office, by(who, at), fund_id, cents(dollars), what)
    done = f"{usd(spent.cents)} of {fund_id} spent on handling."
    Console(highlight=False).print(
        done if spent.new else "That was posted already; nothing new.", soft_wrap=True, markup=False
    )


def show(
    store: Where = STORE,
    today: Annotated[str | None, typer.Option(help="The day.  [default: today]", metavar="YYYY-MM-DD")] = None,
    as_json: AsJson = False,
) -> None:
    """What each fund has, how long it has lain unspent, and what it is bound by.

    Example: cleanbill fund show --store programme
    """
    on = on_day(today)
    with open_office(store) as office:
        every = fund_standings(office, on)
    if as_json:
        print(json.dumps([_row(one) for one in every]))
        return
    table = Table(title=f"Unspent money on {on}", title_justify="left")
    for heading in ("fund", "in all", *(every[0].money.by_band if every else ())):
        table.add_column(heading, justify="left" if heading == "fund" else "right")
    for money in (one.money for one in every):
        table.add_row(money.fund_id, usd(money.cents), *(usd(amount) for amount in money.by_band.values()))
    print_table(table)
    for one in every:
        tell_terms(one)


def _row(standing: FundStanding) -> dict[str, Any]:
    terms = {"terms": terms_json(standing.in_force), "proposed": terms_json(standing.proposed)}
    return asdict(standing.money) | {"cents": standing.money.cents} | terms


def export(
    to: Annotated[Path, typer.Option(help="The beancount file to write.", metavar="FILE")],
    store: Where = STORE,
) -> None:
    """The books as a beancount file.

    Example: cleanbill fund export --to books.beancount
    """
    with open_office(store) as office:
        export_books(office, to)
    Console(highlight=False).print(f"{to} holds the books.", soft_wrap=True)
