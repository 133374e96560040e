"""`cleanbill settle`: the same claims under several plans, side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress as Bars
from rich.table import Table

from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.options import AsJson, Out, plain_app
from cleanbill.core.cents import usd
from cleanbill.payer.side_by_side import Files, side_by_side

_app = plain_app()

OUT = Path("settled-out")
ROWS = (
    ("billed", "charge_cents"),
    ("written down", "contractual_cents"),
    ("plan pays", "plan_paid_cents"),
    ("other payers", "other_payer_cents"),
    ("patients pay", "patient_share_cents"),
    ("other", "other_cents"),
)

Claims = Annotated[Path, typer.Option(help="Table of claim lines, CSV or Parquet.", metavar="FILE")]
Members = Annotated[
    Path, typer.Option(help="Table of person_id and family_id; start, end, birth_date, sex too.", metavar="FILE")
]
Plans = Annotated[
    list[str], typer.Option("--plan", help="A plan; give it again for each. Others are held against the first.")
]
People = Annotated[
    Path | None, typer.Option(help="Table of residents, for birth date and sex, CSV or Parquet.", metavar="FILE")
]

Check = Annotated[
    bool, typer.Option("--check", help="Check lines first: duplicates, bundled pairs, units, age, sex and others.")
]


@_app.command()
def settle(
    claims: Claims,
    members: Members,
    plan: Plans,
    people: People = None,
    check: Check = False,
    out: Out = OUT,
    as_json: AsJson = False,
) -> None:
    """Settle the same claims under several plans: a row per claim and plan, a reason for every cent.

    Example: cleanbill settle --claims claims.csv --members members.csv --plan employer --plan single-payer
    """
    with Bars(console=Console(stderr=True), transient=True, disable=as_json) as bars:
        task = bars.add_task("settling")

        def progress(name: str, done: int, total: int) -> None:
            bars.update(task, description=name, completed=done, total=total)

        told = side_by_side(Files(claims, members, people), plan, out, check=check, progress=progress)
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        _tell(told, out)
    if not told["balanced"]:
        Console(stderr=True).print("A law of the design did not hold; do not use this result.", style="bold red")
        raise typer.Exit(BROKEN_LAW)


def _tell(told: Mapping[str, Any], out: Path) -> None:
    console = Console(highlight=False)
    plans = told["plans"]
    table = Table(title=f"{plans[told['first']]['claims']:,} claims under {len(plans)} plans", title_justify="left")
    table.add_column("")
    for name in plans:
        table.add_column(name, justify="right", no_wrap=True)
    for word, key in ROWS:
        if any(plan[key] for plan in plans.values()):
            table.add_row(word, *(usd(plan[key]) for plan in plans.values()))
    for word in ("denied", "pended"):
        if any(plan[f"claims_{word}"] for plan in plans.values()):
            table.add_row(f"claims {word}", *(f"{plan[f'claims_{word}']:,}" for plan in plans.values()))
    console.print(table)
    console.print(f"[bold]{out}[/] holds settled_line, adjustment, compared_claim and summary.json.", soft_wrap=True)


command = typer.main.get_command(_app)
