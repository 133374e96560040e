"""`cleanbill pay`: from settled claims to money and remittances."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cleanbill.cli.options import AsJson, day, plain_app
from cleanbill.cli.pay_claims import claims
from cleanbill.cli.pay_refund import refund
from cleanbill.cli.pay_remit import remit
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.engine import connect
from cleanbill.payer.payment_run import PromptPay, massachusetts, medicare, run_files

_app = plain_app(no_args_is_help=True)

RULES = ("massachusetts", "medicare")
SHOWN = (
    ("approved so far", "approved_cents"),
    ("interest", "interest_cents"),
    ("taken back", "reversed_cents"),
    ("paid", "paid_cents"),
    ("withheld", "withheld_cents"),
    ("still due", "due_cents"),
    ("owed by payees", "owed_cents"),
)


@_app.callback()
def pay() -> None:
    """From settled claims to money and remittances: what is payable, the run, its 835s, refunds."""


_app.command()(claims)


@_app.command()
def run(
    payable: Annotated[Path, typer.Option(help="Table of what is payable, CSV or Parquet.", metavar="FILE")],
    registry: Annotated[Path, typer.Option(help="Folder of what was paid so far; made where there is none.")],
    on: Annotated[str, typer.Option(help="The day of the run.", metavar="YYYY-MM-DD")],
    rule: Annotated[str, typer.Option(help="Rule of interest: massachusetts or medicare.")] = "massachusetts",
    rate: Annotated[
        str | None,
        typer.Option(help="Medicare's rate, percent a year.  [default: law/us/medicare_prompt_pay]", metavar="PERCENT"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Pay what is due and was never paid, with interest where late; run a day twice and nothing changes.

    Example: cleanbill pay run --payable payable.parquet --registry paid --on 2025-03-01
    """
    paid_on = day(on, "--on")
    held = _rule(rule, rate, paid_on)
    ran = run_files(connect("duckdb"), payable, registry, on=paid_on, rule=held)
    if as_json:
        print(json.dumps(asdict(ran)))
        return
    console = Console(highlight=False)
    more = f"{usd(ran.interest_cents)} of it interest, {usd(ran.withheld_cents)} withheld"
    payees = f"{ran.payees:,} payee{'' if ran.payees == 1 else 's'}"
    console.print(f"{paid_on}: {usd(ran.paid_cents)} to {payees} ({more}).", style="bold", soft_wrap=True)
    for what, name in SHOWN:
        console.print(f"{what:>16} {usd(ran.books[name]):>20}")


_app.command()(remit)
_app.command()(refund)


def _rule(name: str, rate: str | None, on: date) -> PromptPay:
    if name not in RULES:
        raise CleanbillError(f"--rule {name} is not known. Give one of {', '.join(RULES)}.")
    if name == "massachusetts":
        if rate is not None:
            raise CleanbillError("--rate is for --rule medicare; the rate of Massachusetts is in its statute.")
        return massachusetts(on)
    return medicare(on, year=None if rate is None else _hundred_thousandths(rate))


def _hundred_thousandths(percent: str) -> int:
    try:
        exact = Decimal(percent) * 1_000
    except InvalidOperation:
        exact = Decimal(-1)
    if not 0 <= exact <= 100_000 or exact != exact.to_integral_value():
        raise CleanbillError(f"--rate {percent} is not a rate. Give percent a year with three decimals at most: 4.625.")
    return int(exact)


command = typer.main.get_command(_app)
