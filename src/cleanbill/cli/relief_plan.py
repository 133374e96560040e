"""`cleanbill relief plan`: which debts on offer qualify, and what your funds should buy of them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cleanbill import law
from cleanbill.cli.income_options import Debtors, Places, VendorError, terms_of
from cleanbill.cli.options import AsJson, Out, Price, day, plain_app
from cleanbill.core.cents import cents, usd
from cleanbill.core.errors import CleanbillError
from cleanbill.engine import connect, write_parquet
from cleanbill.engine.staging import staged
from cleanbill.relief.buying import AIMS, Plan
from cleanbill.relief.round import Round, plan_round, read_pots
from cleanbill.relief.tables import Decision

OUT = Path("cleanbill-relief")
OUTPUT = ("decision.parquet", "plan.csv", "summary.json")
_app = plain_app()


@_app.command()
def plan(
    accounts: Annotated[Path, typer.Option(help="Accounts on offer, CSV or Parquet.", metavar="FILE")],
    funds: Annotated[Path, typer.Option(help="Funds, how they are bound, what they may spend, YAML.", metavar="FILE")],
    programme: Annotated[str, typer.Option(help="Whose rule decides; `relief programmes` lists them.")] = "undue",
    aim: Annotated[str, typer.Option(help=f"What to buy most of: {', '.join(AIMS)}.")] = "face",
    price: Price = None,
    whole: Annotated[
        list[str] | None, typer.Option(help="A holder who sells all or nothing.", metavar="HOLDER")
    ] = None,
    without: Annotated[
        Path | None, typer.Option(help="A draw of `relief hold-out`: who waits is left out.", metavar="FILE")
    ] = None,
    threshold: Annotated[
        str | None,
        typer.Option(
            help="The chance from which people of unknown income are taken in.  [default: none is]", metavar="PERCENT"
        ),
    ] = None,
    vendor_error: VendorError = None,
    debtors: Debtors = None,
    places: Places = None,
    today: Annotated[
        str | None, typer.Option(help="The day of the plan.  [default: today]", metavar="YYYY-MM-DD")
    ] = None,
    out: Out = OUT,
    as_json: AsJson = False,
) -> None:
    """Which debts on offer qualify, and what your funds should buy of them. Nothing is bought.

    Example: cleanbill relief plan --accounts offer.csv --funds funds.yaml --aim freed --out my-plan
    """
    if aim not in AIMS:
        raise CleanbillError(f"--aim {aim} is nothing to aim at. Aim at {', '.join(AIMS)}.")
    on = datetime.now(UTC).date() if today is None else day(today, "--today")
    price_bp = law.parameter("us/debt_price").at(on) if price is None else cents(price)
    pots = read_pots(funds)
    con = connect()
    terms = terms_of(con, threshold, vendor_error, debtors, places)
    reads = (accounts, funds, *(each for each in (places, without) if each is not None))
    with staged(out, ours=OUTPUT, reads=reads) as folder:
        made = plan_round(
            con, accounts, pots, programme=programme, price_bp=price_bp, aim=aim, today=on, wholes=whole or (),  # type: ignore[arg-type]
            without=without, terms=terms,
        )  # fmt: skip
        write_parquet(con, made.decisions, folder / "decision.parquet", schema=Decision)
        (folder / "plan.csv").write_text(_csv(made.plan), "utf-8")
        told = {"programme": programme} | _told(made)
        (folder / "summary.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    if as_json:
        print(json.dumps(told))
    else:
        _tell(told, out)


def _csv(made: Plan) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("holder", "account_id", "fund_id", "face_cents", "price_cents"))
    for one in made.bought:
        writer.writerow((*one.offered.key, one.fund_id, one.offered.face_cents, one.offered.price_cents))
    return text.getvalue()


def _told(made: Round) -> dict[str, Any]:
    plan_ = made.plan
    by_fund = {
        fund: {"accounts": 0, "face_cents": 0, "spent_cents": 0, "left_cents": left}
        for fund, left in plan_.left_cents.items()
    }
    for one in plan_.bought:
        row = by_fund[one.fund_id]
        row["accounts"] += 1
        row["face_cents"] += one.offered.face_cents
        row["spent_cents"] += one.offered.price_cents
    return {
        "offered": made.offered,
        "reasons": made.reasons,
        "qualified": made.qualified,
        "qualified_cents": made.qualified_cents,
        "people_qualified": made.people,
        "aim": plan_.aim,
        "accounts": len(plan_.bought),
        "people": len({one.offered.person for one in plan_.bought}),
        "face_cents": sum(row["face_cents"] for row in by_fund.values()),
        "spent_cents": sum(row["spent_cents"] for row in by_fund.values()),
        "worth": plan_.worth,
        "bound": plan_.bound,
        "greedy": plan_.greedy,
        "exact": plan_.exact,
        "funds": by_fund,
    }


def _tell(told: dict[str, Any], out: Path) -> None:
    console = Console(highlight=False)
    table = Table(title=f"{told['offered']:,} accounts on offer", title_justify="left")
    table.add_column("why")
    table.add_column("accounts", justify="right")
    for reason, count in told["reasons"].items():
        table.add_row(reason, f"{count:,}")
    console.print(table)
    funds = Table(title="What each fund should buy", title_justify="left")
    for heading in ("fund", "accounts", "face", "spends", "left"):
        funds.add_column(heading, justify="left" if heading == "fund" else "right")
    for name, row in told["funds"].items():
        amounts = (usd(row[key]) for key in ("face_cents", "spent_cents", "left_cents"))
        funds.add_row(name, f"{row['accounts']:,}", *amounts)
    console.print(funds)
    near = "nothing better exists" if told["exact"] else f"at most {told['bound']:,} is possible"
    console.print(
        f"{usd(told['spent_cents'])} would buy {usd(told['face_cents'])} of {told['people']:,} people. "
        f"By {told['aim']} it is worth {told['worth']:,}, {near}; a greedy choice comes to {told['greedy']:,}.",
        soft_wrap=True,
    )
    console.print(f"[bold]{out / 'plan.csv'}[/] lists every account with its fund. Nothing is bought.", soft_wrap=True)


command = typer.main.get_command(_app)
