"""`cleanbill pay refund`: money that a payee sent back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from cleanbill.cli.options import AsJson, day
from cleanbill.cli.pay_options import Registry
from cleanbill.core.money import cents, usd
from cleanbill.engine import connect
from cleanbill.payer.payment_run import Cheque, refund_files


def refund(
    registry: Registry,
    fund: Annotated[str, typer.Option(help="The fund that it was paid back to.")],
    payee: Annotated[str, typer.Option(help="Who paid it back, as the registry calls it.", metavar="ID")],
    dollars: Annotated[str, typer.Option(help="How much.", metavar="DOLLARS")],
    reference: Annotated[str, typer.Option(help="Number of the cheque or transfer; it is taken once.")],
    on: Annotated[str, typer.Option(help="The day it came in, after the last run.", metavar="YYYY-MM-DD")],
    as_json: AsJson = False,
) -> None:
    """Record money that a payee sent back: it owes less, never below nothing, and a cheque counts once.

    Example: cleanbill pay refund --registry paid --fund trust --payee H1 --dollars 25 --reference 881 --on 2025-03-22
    """
    cheque = Cheque(fund, payee, reference, day(on, "--on"), cents(dollars))
    told = refund_files(connect("duckdb"), registry, cheque)
    if as_json:
        print(json.dumps(asdict(told)))
        return
    said = f"{usd(cheque.amount_cents)} recorded" if told.recorded else "That cheque is recorded already"
    Console(highlight=False).print(f"{said}; still owed to this fund: {usd(told.owed_cents)}.", soft_wrap=True)
