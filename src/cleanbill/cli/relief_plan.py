"""`cleanbill relief plan`: which debts on offer qualify, and what your funds should buy of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cleanbill import law, records
from cleanbill.cli.income_options import Debtors, Places, VendorError, terms_of
from cleanbill.cli.on_offer import Accounts, OnOffer, Portfolios, on_offer
from cleanbill.cli.options import AsJson, Out, Price, day, plain_app
from cleanbill.cli.relief_plan_told import summary, tell
from cleanbill.cli.store_options import STORE, Where, opened, wrote
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import cents
from cleanbill.core.tables import columns
from cleanbill.engine import staged, write_parquet
from cleanbill.fund import Terms, written
from cleanbill.relief import Decision, Screen, Seen, followed, read_holdout
from cleanbill.relief.round import (
    PLAN,
    PLANNED,
    SUMMARY,
    Offering,
    Round,
    plan_round,
    plan_sha256,
    read_funds,
    summary_seal,
)
from cleanbill.relief.selection import AIMS, Pot
from cleanbill.vault import Keyring

Whole = Annotated[
    list[str] | None, typer.Option(help="A portfolio sold all or not at all; of a file, a holder.", metavar="NAME")
]
Without = Annotated[
    Path | None, typer.Option(help="A draw of `relief hold-out`: who waits is left out.", metavar="FILE")
]
Despite = Annotated[
    list[str] | None,
    typer.Option(help="An account that may be bought though a screen holds it: you looked.", metavar="ACCOUNT"),
]
Threshold = Annotated[
    str | None,
    typer.Option(
        help="The chance from which people of unknown income are taken in.  [default: none is]", metavar="PERCENT"
    ),
]
OUT = Path("cleanbill-relief")
OUTPUT = ("decision.parquet", PLANNED, "screen.csv", "seen.csv", "summary.json")
_app = plain_app()


@_app.command()
def plan(
    portfolio: Portfolios = None,
    funds: Annotated[
        Path | None,
        typer.Option(
            help="Other terms of funds, YAML, to see what they would buy.  [default: those in force]", metavar="FILE"
        ),
    ] = None,
    accounts: Accounts = None,
    programme: Annotated[str, typer.Option(help="Whose rule decides; `relief programmes` lists them.")] = "undue",
    aim: Annotated[str, typer.Option(help=f"What to buy most of: {', '.join(AIMS)}.")] = "face",
    price: Price = None,
    whole: Whole = None,
    without: Without = None,
    despite: Despite = None,
    threshold: Threshold = None,
    vendor_error: VendorError = None,
    debtors: Debtors = None,
    places: Places = None,
    today: Annotated[
        str | None, typer.Option(help="The day of the plan.  [default: today]", metavar="YYYY-MM-DD")
    ] = None,
    store: Where = STORE,
    out: Out = OUT,
    as_json: AsJson = False,
) -> None:
    """Which debts on offer qualify, and what your funds should buy of them. Nothing is bought.

    Example: cleanbill relief plan --portfolio mercy-1 --aim freed --out my-plan
    """
    if aim not in AIMS:
        raise CleanbillError(f"--aim {aim} is nothing to aim at. Aim at {', '.join(AIMS)}.")
    on = datetime.now(UTC).date() if today is None else day(today, "--today")
    price_bp = law.parameter("us/debt_price").at(on) if price is None else cents(price)
    bound, pots = _funds(funds, store)
    with on_offer(accounts, portfolio, store) as held:
        terms = terms_of(held.con, threshold, vendor_error, debtors, places)
        waiting = None if without is None else followed(read_holdout(held.con, without), held.former_ids)
        reads = (*held.reads, *filter(None, (funds, places, without)))
        with staged(out, ours=OUTPUT, reads=reads, private=True) as folder:
            made = plan_round(
                held.con, Offering(held.accounts, held.seen, waiting, tuple(despite or ())), pots, programme=programme,
                price_bp=price_bp, aim=aim, today=on, wholes=whole or (), terms=terms,  # type: ignore[arg-type]
            )  # fmt: skip
            _write(held, made, folder)
            told = {"programme": programme, "day": str(on), "price_bp": price_bp} | summary(made)
            told |= _for_the_bid(folder, bound, despite or ())
            told |= _seal(told, store) if portfolio else {}  # of a file of accounts nothing is bid for
            wrote(folder / SUMMARY, json.dumps(told, indent=1) + "\n")
    print(json.dumps(told)) if as_json else tell(told, out)


def _funds(file: Path | None, store: Path) -> tuple[list[Terms], list[Pot]]:
    """The terms of funds, and what each may spend: as in force, less what bids name already, or as a file has them."""
    if file is not None:
        told = read_funds(file)
        return told, [Pot(one.fund, one.cents) for one in told]
    with opened(store) as held:
        known = records.spendable(held)
    if not known:
        raise CleanbillError(
            f"No fund of {store} has terms in force. `cleanbill fund bind` proposes them, or give --funds FILE to see "
            "what might be bought."
        )
    return [terms for terms, _ in known], [Pot(terms.fund, cents_) for terms, cents_ in known]


def _for_the_bid(folder: Path, bound: Sequence[Terms], despite: Sequence[str]) -> dict[str, Any]:
    """What a bid holds the plan against."""
    terms = {one.fund.fund_id: written(one) for one in bound}
    return {"terms": terms, "despite": sorted(despite), "plan_sha256": plan_sha256(folder)}


def _seal(told: dict[str, Any], store: Path) -> dict[str, str]:
    return {"seal": summary_seal(told, Keyring(store / "keys").hashing_key())}


def _write(held: OnOffer, made: Round, folder: Path) -> None:
    write_parquet(held.con, made.decisions, folder / "decision.parquet", schema=Decision)
    bought = ((one.offered.portfolio, *one.offered.key, one.fund_id, one.offered.face_cents, one.offered.price_cents)
              for one in made.plan.bought)  # fmt: skip
    _csv(folder / PLANNED, PLAN, bought)
    tables = {Screen: made.screens} | ({} if held.seen is None else {Seen: held.seen})
    for schema, table in tables.items():
        rows = held.con.to_pyarrow(table.select(*columns(schema)).order_by(list(schema.__key__))).to_pylist()
        _csv(folder / f"{schema.__name__.lower()}.csv", list(columns(schema)), (row.values() for row in rows))


def _csv(path: Path, names: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)


command = typer.main.get_command(_app)
