"""`cleanbill fund`: gifts in, what binds them, handling paid, what is there, and the books out."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cleanbill import records
from cleanbill.cli.options import AsJson, day
from cleanbill.cli.output import print_table
from cleanbill.cli.programme import STORE, When, Where, Who, by, opened, said, wrote
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import cents, usd
from cleanbill.fund import CASH, aged, by_chapter, entry_of, handling, layout, layout_names, read_gifts, written
from cleanbill.ledger import Ledger, beancount
from cleanbill.records import FundTerms
from cleanbill.relief.round import read_funds
from cleanbill.vault import Keyring

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
    with opened(store) as held:
        if funds is not None:
            new = records.propose_terms(held, acts, read_funds(funds))
            told = [one for one in records.fund_terms(held) if one.fund_id in new and not one.decision]
            for one in told:
                said(f"Proposed: {one.fund_id}, version {one.version}: {one.terms.words}.")
            said("Another person approves them." if told else "These terms stand, or wait to be approved; nothing new.")
        elif approve is not None:
            records.approve_terms(held, acts, approve, which)
            said(f"In force: {approve}, {records.in_force(held)[approve].terms.words}.")
        elif decline is not None:
            records.decline_terms(held, acts, decline, which)
            said(f"The terms of {decline} that were proposed are declined.")


def standing(known: tuple[FundTerms, ...]) -> dict[str, tuple[FundTerms | None, FundTerms | None]]:
    """By fund: the terms in force, and those that wait to be approved."""
    held: dict[str, tuple[FundTerms | None, FundTerms | None]] = {}
    for one in known:
        now, waits = held.get(one.fund_id, (None, None))
        held[one.fund_id] = (one if one.decision == "approved" else now, one if not one.decision else waits)
    return held


def terms_json(one: FundTerms | None) -> dict[str, Any] | None:
    """A version of terms for machines."""
    if one is None:
        return None
    who = {"proposed_by": one.proposed_by, "proposed_on": str(one.proposed_on)}
    if one.decision:
        who |= {"approved_by": one.decided_by, "approved_on": str(one.decided_on)}
    return {"version": one.version, **written(one.terms), **who}


def tell_terms(fund_id: str, now: FundTerms | None, waits: FundTerms | None) -> None:
    """Prints what a fund is bound by, and what waits."""
    if now is None:
        said(f"{fund_id}: no terms are in force, so nothing may be spent of it (`cleanbill fund bind`).")
    else:
        said(f"{fund_id}, version {now.version}, by {now.proposed_by} and {now.decided_by} on {now.decided_on}: "
             f"{now.terms.words}.")  # fmt: skip
    if waits is not None:
        said(f"{fund_id}, version {waits.version}, proposed by {waits.proposed_by} and not yet in force: "
             f"{waits.terms.words}.")  # fmt: skip


GIFT = "gift-"


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
