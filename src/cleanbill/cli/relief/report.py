"""What the records hold on a day, as a programme to report on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cleanbill.acts import WrittenReport, audience, open_office, write_report
from cleanbill.cli.options import AsJson, Out
from cleanbill.cli.programme import STORE, Where, on_day
from cleanbill.report.relief import KINDS, headline

# `cleanbill relief report`: what a programme did with the money, for its donors, a county, or the public.


OUT = Path("cleanbill-relief-report")


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
    to, on = audience(kind, fund=fund, county=county), on_day(today)
    with open_office(store) as office:
        written = write_report(office, to, on, out, people=people, wrongly_in=wrongly_in, wrongly_out=wrongly_out)
    if as_json:
        print(json.dumps(written.summary, ensure_ascii=False))
    else:
        _tell(written)


def _tell(written: WrittenReport) -> None:
    console = Console(highlight=False)
    if not written.people_counted:
        console.print(
            "People are not counted: run `cleanbill relief people`. Do not publish this report.", soft_wrap=True
        )
    console.print(headline(written.summary) + ".", soft_wrap=True, markup=False)
    console.print(f"[bold]{written.page}[/] tells it; summary.json and a CSV of each table are beside it.")
