"""`cleanbill settle`: the same claims under several plans, side by side."""

from __future__ import annotations

import json
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress as Bars

from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.options import AsJson, Out
from cleanbill.cli.output import print_view
from cleanbill.core.errors import CleanbillError
from cleanbill.door import Result, edits
from cleanbill.door import fees as schedules
from cleanbill.door import settle as side_by_side

OUT = Path("settled-out")


class Cob(StrEnum):
    """Ways for a second payer to coordinate its benefits."""

    STANDARD = "standard"
    NON_DUPLICATION = "non-duplication"


Claims = Annotated[Path, typer.Option(help="Table of claim lines, CSV or Parquet.", metavar="FILE")]
Members = Annotated[
    Path, typer.Option(help="Table of person_id and family_id; start, end, birth_date, sex too.", metavar="FILE")
]
Plans = Annotated[
    list[str],
    typer.Option(
        "--plan",
        help="A plan that ships (`cleanbill plans list`), or a YAML file; give it again for each. Others are compared "
        "with the first.",
    ),
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
Secondary = Annotated[
    str | None, typer.Option(help="A plan, or a YAML file, that pays after each --plan.", metavar="PLAN")
]
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
    secondary: Secondary = None,
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
    Example: cleanbill settle --claims claims.csv --members members.csv --plan employer --plan ./our-plan.yaml
    """
    if (fees is None) != (sites is None):
        raise CleanbillError(
            "Prices need both: --fees FOLDER, as `cleanbill fees load` writes it, and --sites FILE, a table of "
            "provider_id with zip or county_fips."
        )
    with Bars(console=Console(stderr=True), transient=True, disable=as_json) as bars:
        task = bars.add_task("settling")

        def progress(name: str, done: int, total: int) -> None:
            bars.update(task, description=name, completed=done, total=total)

        result = side_by_side(
            claims, members, plans=plan, people=people, edits=edits() if check else None,
            fees=None if fees is None or sites is None else schedules(fees, sites=sites), secondary=secondary,
            coordination=cob.value, opening=opening, earlier=before, resettle=resettle, out=out, progress=progress,
        )  # fmt: skip
    if as_json:
        print(json.dumps(result.summary, ensure_ascii=False))
    else:
        _tell(result, out)
    if not result.balanced:
        Console(stderr=True).print("A law of the design did not hold; do not use this result.", style="bold red")
        raise typer.Exit(BROKEN_LAW)


def _tell(result: Result, out: Path) -> None:
    console, told = Console(highlight=False), result.summary
    view = result.view
    print_view(replace(view, head=tuple(name.replace("+", "\n+") for name in view.head)), console)
    if unknown := told.get("corrections_of_unknown_claims"):
        console.print(f"{unknown:,} corrections are of claims that are not in the file: nothing is taken back.")
    if "families" in told:
        console.print(f"Families settled again: {told['families_settled_again']:,} of {told['families']:,}.")
    if corrected := told.get("corrections"):
        console.print(f"Lines taken back: {corrected['taken back']:,}. Corrected or new: {corrected['corrected']:,}.")
    console.print(f"[bold]{out}[/] holds {', '.join(told['tables'])} and summary.json.", soft_wrap=True)
