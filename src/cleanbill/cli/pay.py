"""`cleanbill pay`: from settled claims to money and remittances."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cleanbill.cli.options import AsJson, Out, day
from cleanbill.core.money import cents, usd
from cleanbill.door import Written, make_payable, pay_due, record_refund, write_remittances

SHOWN = (
    ("approved so far", "approved_cents"),
    ("interest", "interest_cents"),
    ("taken back", "reversed_cents"),
    ("paid", "paid_cents"),
    ("withheld", "withheld_cents"),
    ("still due", "due_cents"),
    ("owed by payees", "owed_cents"),
)


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
    ran = pay_due(payable, registry, paid_on, rule=rule, rate=rate)
    if as_json:
        print(json.dumps(asdict(ran)))
        return
    console = Console(highlight=False)
    more = f"{usd(ran.interest_cents)} of it interest, {usd(ran.withheld_cents)} withheld"
    payees = f"{ran.payees:,} payee{'' if ran.payees == 1 else 's'}"
    console.print(f"{paid_on}: {usd(ran.paid_cents)} to {payees} ({more}).", style="bold", soft_wrap=True)
    for what, name in SHOWN:
        console.print(f"{what:>16} {usd(ran.books[name]):>20}")


# Options that the commands of `cleanbill pay` share.


Registry = Annotated[Path, typer.Option(help="Folder of what was paid so far, as pay run makes it.")]
Settled = Annotated[Path, typer.Option(help="Folder that cleanbill settle wrote.", metavar="FOLDER")]
PlanOf = Annotated[str | None, typer.Option("--plan", help="The plan to take, where several were settled.")]


# `cleanbill pay claims`: what a settled result makes payable.


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
    found = make_payable(
        settled, out, fund=fund, received=None if received is None else day(received, "--received"),
        approved=None if approved is None else day(approved, "--approved"), receipts=receipts, earlier=earlier,
        plan=plan,
    )  # fmt: skip
    if as_json:
        print(json.dumps(asdict(found)))
        return
    console = Console(highlight=False)
    more = f"{found.new:,} new and {found.changed:,} changed, {usd(found.amount_cents)} in all"
    console.print(f"Payable under {found.plan_id}: {more}.", style="bold", soft_wrap=True)
    console.print(f"[bold]{out / 'payable.parquet'}[/] holds {found.rows:,} rows.", soft_wrap=True)


# `cleanbill pay refund`: money that a payee sent back.


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
    refunded_on, amount = day(on, "--on"), cents(dollars)
    found = record_refund(registry, fund=fund, payee=payee, cents=amount, reference=reference, on=refunded_on)
    if as_json:
        print(json.dumps(asdict(found)))
        return
    said = f"{usd(amount)} recorded" if found.recorded else "That cheque is recorded already"
    Console(highlight=False).print(f"{said}; still owed to this fund: {usd(found.owed_cents)}.", soft_wrap=True)


# `cleanbill pay remit`: a payment run as X12 835 remittances.


PAY_REMIT_OUT = Path("remit-out")
MOST_SHOWN = 20

PayerYaml = Annotated[Path, typer.Option(help="YAML of who pays: name, numbers, address.", metavar="FILE")]
Payees = Annotated[Path, typer.Option(help="Table of payee_id, name and npi; address and bank too.", metavar="FILE")]
Before = Annotated[
    Path | None,
    typer.Option(help="Settled result of the versions that are taken back, to undo them by line.", metavar="FOLDER"),
]
Claims = Annotated[
    Path | None, typer.Option(help="The claim lines that were settled, for their codes and units.", metavar="FILE")
]
OwedBy = Annotated[str, typer.Option(help="Tell what is owed as one balance (FB) or by claim (WO).")]


def remit(
    registry: Registry,
    on: Annotated[str, typer.Option(help="The day of the run.", metavar="YYYY-MM-DD")],
    settled: Settled,
    payer: PayerYaml,
    payees: Payees,
    claims: Claims = None,
    before: Before = None,
    plan: PlanOf = None,
    owed_by: OwedBy = "balance",
    out: Out = PAY_REMIT_OUT,
    as_json: AsJson = False,
) -> None:
    """Write the remittances (X12 835) of a run: a file per fund and payee, its BPR02 what the run paid it.

    They hold health data: keep the folder where such data may be.

    Example: cleanbill pay remit --registry paid --on 2025-03-01 --settled settled-out
    --payer payer.yaml --payees payees.csv --claims claims.csv
    """
    written = write_remittances(
        registry, settled, out, on=day(on, "--on"), payer=payer, payees=payees, claims=claims, before=before, plan=plan,
        owed_by=owed_by,
    )  # fmt: skip
    if as_json:
        print(json.dumps({"paid_cents": sum(one.paid_cents for one in written), "files": [*map(asdict, written)]}))
        return
    _tell(written, out)


def _tell(written: Sequence[Written], out: Path) -> None:
    console = Console(highlight=False, soft_wrap=True)
    paid = usd(sum(one.paid_cents for one in written))
    console.print(f"{len(written):,} remittance{'' if len(written) == 1 else 's'}, {paid} in all.", style="bold")
    for one in written[:MOST_SHOWN]:
        console.print(f"{usd(one.paid_cents):>16}  {one.file}  {_count(one)}", markup=False)
    if len(written) > MOST_SHOWN:
        console.print(f"and {len(written) - MOST_SHOWN:,} more")
    console.print(f"[bold]{out}[/] holds the files, and remittances.csv says which is whose.")


def _count(written: Written) -> str:
    back = f", {written.reversals:,} taken back" if written.reversals else ""
    return f"{written.claims:,} claim{'' if written.claims == 1 else 's'}{back}"
