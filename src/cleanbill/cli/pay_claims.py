"""`cleanbill pay claims`: what a settled result makes payable."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cleanbill.cli.options import AsJson, Out, day
from cleanbill.cli.pay_options import PlanOf, Settled
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.engine import connect
from cleanbill.payer.payment_run import Asked, payable_files

OUT = Path("payable-out")

Fund = Annotated[str, typer.Option(help="The fund that pays.")]
Received = Annotated[
    str | None, typer.Option(help="The day claims came in, where --receipts does not say.", metavar="YYYY-MM-DD")
]
Approved = Annotated[
    str | None,
    typer.Option(help="The day from which they may be paid.  [default: the day received]", metavar="YYYY-MM-DD"),
]
Receipts = Annotated[
    Path | None,
    typer.Option(help="Table of claim_id and received_on; approved_on and clean too.", metavar="FILE"),
]
Earlier = Annotated[
    Path | None, typer.Option(help="The table of before: what changed becomes a next version.", metavar="FILE")
]


def claims(
    settled: Settled,
    fund: Fund,
    received: Received = None,
    approved: Approved = None,
    receipts: Receipts = None,
    earlier: Earlier = None,
    plan: PlanOf = None,
    out: Out = OUT,
    as_json: AsJson = False,
) -> None:
    """Make the table that pay run takes from a settled result: one row per claim, what the plan pays of it.

    Example: cleanbill pay claims --settled settled-out --fund trust --received 2025-03-01
    """
    if received is None and receipts is None:
        raise CleanbillError("When did the claims come in? Give --received DAY for all, or --receipts FILE.")
    asked = Asked(
        settled=settled,
        plan=plan,
        fund_id=fund,
        received_on=None if received is None else day(received, "--received"),
        approved_on=None if approved is None else day(approved, "--approved"),
        receipts=receipts,
        earlier=earlier,
    )
    told = payable_files(connect("duckdb"), asked, out)
    if as_json:
        print(json.dumps(asdict(told)))
        return
    console = Console(highlight=False)
    more = f"{told.new:,} new and {told.changed:,} changed, {usd(told.amount_cents)} in all"
    console.print(f"Payable under {told.plan_id}: {more}.", style="bold", soft_wrap=True)
    console.print(f"[bold]{out / 'payable.parquet'}[/] holds {told.rows:,} rows.", soft_wrap=True)
