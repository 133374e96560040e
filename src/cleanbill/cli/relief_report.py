"""`cleanbill relief report`: what a programme did with the money, for its donors, a county, or the public."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from cleanbill import records
from cleanbill.cli.options import AsJson, Out, day, plain_app
from cleanbill.cli.relief_facts import programme_of
from cleanbill.cli.store_options import STORE, Where, opened
from cleanbill.core.errors import CleanbillError
from cleanbill.engine import connect, staged
from cleanbill.relief import owing, read_person_of
from cleanbill.report.relief import KINDS, TABLES, headline, relief_page, report, tables_of

OUT = Path("cleanbill-relief-report")
OUTPUT = ("summary.json", "report.html", *(f"{name}.csv" for name in TABLES))
_app = plain_app()


@_app.command("report")
def report_(
    kind: Annotated[str, typer.Option(help=f"Whom it is for: {', '.join(KINDS)}.")],
    fund: Annotated[str | None, typer.Option(help="The fund, of a donor's report.", metavar="FUND")] = None,
    county: Annotated[str | None, typer.Option(help="The county's five digits, of its report.", metavar="FIPS")] = None,
    people: Annotated[
        Path | None, typer.Option(help="Who owes each account, CSV or Parquet.  [default: as `relief people` found]")
    ] = None,
    wrongly_in: Annotated[
        int | None, typer.Option(help="Accounts expected to have qualified wrongly.", min=0, metavar="COUNT")
    ] = None,
    wrongly_out: Annotated[
        int | None, typer.Option(help="Accounts expected to be left out wrongly.", min=0, metavar="COUNT")
    ] = None,
    store: Where = STORE,
    today: Annotated[str | None, typer.Option(help="The day it is of.  [default: today]", metavar="YYYY-MM-DD")] = None,
    out: Out = OUT,
    as_json: AsJson = False,
) -> None:
    """What a programme did, as a page and tables that may be published: no person, and no few people, in them.

    Example: cleanbill relief report --kind donor --fund drive --out report-folder
    """
    of = _of(kind, fund, county)
    on = datetime.now(UTC).date() if today is None else day(today, "--today")
    given = None if people is None else read_person_of(connect(), people)
    with opened(store) as held:
        known = owing(store, _bought(held)) if given is None else given
        programme = programme_of(held, known, on, wrongly_in=wrongly_in, wrongly_out=wrongly_out)
    told = report(programme, kind, of)
    with staged(out, ours=OUTPUT, reads=() if people is None else (people,)) as folder:
        (folder / "summary.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
        (folder / "report.html").write_text(relief_page(told), "utf-8")
        for name, text in tables_of(told).items():
            (folder / name).write_text(text, "utf-8")
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        _tell(told, out)


def _bought(held: records.Store) -> dict[tuple[str, str], str]:
    """The portfolio of each account that was bought."""
    return {
        (account.holder, account.account_id): one.portfolio_id
        for one in records.purchases(held)
        for account in records.accounts(held, one.purchase_id)
        if account.owned_on is not None
    }


def _of(kind: str, fund: str | None, county: str | None) -> str:
    """The fund or county that the kind of report needs, and no other."""
    given = {"donor": fund, "county": county}
    wrong = [f"--{'fund' if name == 'donor' else name}" for name, value in given.items() if value and name != kind]
    if wrong:
        raise CleanbillError(f"{wrong[0]} goes with another kind of report than {kind}. Leave it out.")
    if kind in given and not given[kind]:
        raise CleanbillError(f"--kind {kind} needs --{'fund' if kind == 'donor' else kind}.")
    return given.get(kind) or ""


def _tell(told: Mapping[str, Any], out: Path) -> None:
    console = Console(highlight=False)
    if not told["people_counted"]:
        console.print(
            "People are not counted: run `cleanbill relief people`. Do not publish this report.", soft_wrap=True
        )
    console.print(headline(told) + ".", soft_wrap=True, markup=False)
    console.print(f"[bold]{out / 'report.html'}[/] tells it; summary.json and a CSV of each table are beside it.")


command = typer.main.get_command(_app)
