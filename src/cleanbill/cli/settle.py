"""`cleanbill settle`: the same claims under several plans, side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress as Bars
from rich.table import Table

from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.options import AsJson, Out
from cleanbill.cli.output import print_table
from cleanbill.core.money import usd
from cleanbill.payer import Files, Method, Options, side_by_side

OUT = Path("settled-out")
ROWS = (
    ("billed", "charge_cents"),
    ("written down", "contractual_cents"),
    ("plan pays", "plan_paid_cents"),
    ("other payers", "other_payer_cents"),
    ("patients pay", "patient_share_cents"),
    ("other", "other_cents"),
    ("waiting for a price", "pended_cents"),
    ("replaced", "replaced_cents"),
    ("voided", "voided_cents"),
)
COUNTED = ("denied", "pended", "replaced", "voided")


class Cob(StrEnum):
    """Ways for a second payer to coordinate its benefits."""

    STANDARD = "standard"
    NON_DUPLICATION = "non-duplication"


METHODS: Mapping[Cob, Method] = {Cob.STANDARD: "standard", Cob.NON_DUPLICATION: "non-duplication"}

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
Fees = Annotated[
    Path | None, typer.Option(help="Price lines by the schedules that `fees load` wrote here.", metavar="FOLDER")
]
Sites = Annotated[
    Path | None, typer.Option(help="With --fees: table of provider_id with zip or county_fips.", metavar="FILE")
]
Opening = Annotated[
    Path | None, typer.Option(help="What of limits is used already: balance.parquet of an earlier run.", metavar="FILE")
]
Before = Annotated[
    Path | None,
    typer.Option(
        help="An earlier result: settle only families whose claims changed; write what is taken back or corrected.",
        metavar="FOLDER",
    ),
]
Resettle = Annotated[
    bool, typer.Option("--resettle", help="With --before: settle every family, as when prices or cover changed.")
]
Second = Annotated[str | None, typer.Option(help="A plan that pays after each --plan.", metavar="PLAN")]
CobMethod = Annotated[
    Cob, typer.Option("--cob", help="How a second payer counts what the first paid.", show_choices=True)
]


def settle(
    claims: Claims,
    members: Members,
    plan: Plans,
    people: People = None,
    check: Check = False,
    fees: Fees = None,
    sites: Sites = None,
    second: Second = None,
    cob: CobMethod = Cob.STANDARD,
    opening: Opening = None,
    before: Before = None,
    resettle: Resettle = False,
    out: Out = OUT,
    as_json: AsJson = False,
) -> None:
    """Settle the same claims under several plans: a row per claim and plan, a reason for every cent.

    Claims, members and a plan are enough. More columns of the claims tell more: networks, other payers,
    replaced and voided claims (docs/settling.md).

    Example: cleanbill settle --claims claims.csv --members members.csv --plan employer --plan single-payer
    Example: cleanbill settle --claims claims/claim_line.parquet --members members.csv --plan medicare
    --check --fees fees --sites sites.csv
    """
    options = Options(check=check, second=second, method=METHODS[cob], resettle=resettle)
    files = Files(claims, members, people, fees=fees, sites=sites, opening=opening, before=before)
    with Bars(console=Console(stderr=True), transient=True, disable=as_json) as bars:
        task = bars.add_task("settling")

        def progress(name: str, done: int, total: int) -> None:
            bars.update(task, description=name, completed=done, total=total)

        told = side_by_side(files, plan, out, options=options, progress=progress)
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
    table.add_column("", no_wrap=True)
    for name in plans:
        table.add_column(name.replace("+", "\n+"), justify="right", no_wrap=True)
    for word, key in ROWS:
        if any(plan.get(key) for plan in plans.values()):
            table.add_row(word, *(usd(plan.get(key, 0)) for plan in plans.values()))
    for word in COUNTED:
        if any(plan[f"claims_{word}"] for plan in plans.values()):
            table.add_row(f"claims {word}", *(f"{plan[f'claims_{word}']:,}" for plan in plans.values()))
    print_table(table, console)
    if unknown := told.get("corrections_of_unknown_claims"):
        console.print(f"{unknown:,} corrections are of claims that are not in the file: nothing is taken back.")
    if "families" in told:
        console.print(f"Families settled anew: {told['families_settled_anew']:,} of {told['families']:,}.")
    if corrected := told.get("corrections"):
        console.print(f"Lines taken back: {corrected['taken back']:,}. Corrected or new: {corrected['corrected']:,}.")
    console.print(f"[bold]{out}[/] holds {', '.join(told['tables'])} and summary.json.", soft_wrap=True)
