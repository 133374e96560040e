"""`cleanbill pay remit`: a payment run as X12 835 remittances."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cleanbill.cli.options import AsJson, Out, day
from cleanbill.cli.pay_options import PlanOf, Registry, Settled
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.engine import connect
from cleanbill.payer.payment_run import Brought, Carried, Written, remit_files

OUT = Path("remit-out")
MOST_SHOWN = 20
OWED: dict[str, Carried] = {"balance": "FB", "claim": "WO"}

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
    out: Out = OUT,
    as_json: AsJson = False,
) -> None:
    """Write the remittances (X12 835) of a run: a file per fund and payee, its BPR02 what the run paid it.

    They hold health data: keep the folder where such data may be.

    Example: cleanbill pay remit --registry paid --on 2025-03-01 --settled settled-out
    --payer payer.yaml --payees payees.csv --claims claims.csv
    """
    if owed_by not in OWED:
        raise CleanbillError(f"--owed-by {owed_by} is not known. Give one of {', '.join(OWED)}.")
    brought = Brought(registry, settled, payer, payees, plan, before, claims)
    written = remit_files(connect("duckdb"), brought, out, on=day(on, "--on"), carried=OWED[owed_by])
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


def _count(one: Written) -> str:
    back = f", {one.reversals:,} taken back" if one.reversals else ""
    return f"{one.claims:,} claim{'' if one.claims == 1 else 's'}{back}"
