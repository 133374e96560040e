"""`cleanbill relief income`: what a threshold would let in and leave out wrongly where incomes are not known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cleanbill.acts import on_offer
from cleanbill.cli.options import AsJson, ProgrammeOf, day
from cleanbill.cli.output import print_table
from cleanbill.cli.programme import STORE, Where, on_day
from cleanbill.cli.relief.plan import Accounts, Debtors, Places, Portfolios, VendorError, income_terms
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.engine import staged, write_parquet
from cleanbill.relief import Rule, load_programme, programme_names, programme_text, rule
from cleanbill.relief.income import ExpectedError
from cleanbill.relief.round import errors_of

FILE = "expected_error.parquet"
MOST = 12  # groups of a kind that are shown; --json has all


def income(
    portfolio: Portfolios = None,
    accounts: Accounts = None,
    programme: ProgrammeOf = "undue",
    threshold: Annotated[
        str, typer.Option(help="The chance from which people are taken in, for the groups.", metavar="PERCENT")
    ] = "50",
    vendor_error: VendorError = None,
    debtors: Debtors = None,
    places: Places = None,
    today: Annotated[str | None, typer.Option(help="The day.  [default: today]", metavar="YYYY-MM-DD")] = None,
    store: Where = STORE,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the table, written whole or not at all.", metavar="FOLDER")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Who is expected to be wrongly in or out, by threshold and by group, where incomes are estimated by place.

    Example: cleanbill relief income --portfolio mercy-1 --programme undue --threshold 60
    """
    on, chosen = on_day(today), load_programme(programme)
    with on_offer(store, accounts=accounts, names=portfolio or ()) as opened:
        terms = income_terms(threshold, vendor_error, debtors, places).read(opened.con)
        expected = errors_of(opened.con, opened.accounts, programme=chosen, today=on, terms=terms)
        if out is not None:
            with staged(out, names=(FILE,), reads=(*opened.reads, *([] if places is None else [places]))) as folder:
                write_parquet(opened.con, expected, folder / FILE, schema=ExpectedError)
        rows = opened.con.to_pyarrow(expected).to_pylist()
    values = {
        "programme": chosen.programme, **chosen.own_source, "day": str(on),
        "threshold_bp": terms.threshold_bp,
        "thresholds": [row for row in rows if row["kind"] == "all"],
        "groups": [row for row in rows if row["kind"] != "all"],
    }  # fmt: skip
    if as_json:
        print(json.dumps(values))
    else:
        _tell(values)


def _tell(summary: Mapping[str, Any]) -> None:
    console = Console(highlight=False)
    print_table(_table("By the chance from which people are taken in", "from", summary["thresholds"], _chance), console)
    kinds = dict.fromkeys(row["kind"] for row in summary["groups"])
    for kind in kinds:
        rows = [row for row in summary["groups"] if row["kind"] == kind]
        shown = sorted(rows, key=lambda row: (-row["in_accounts"] - row["out_accounts"], row["value"]))[:MOST]
        more = f", the {MOST} largest of {len(rows):,}" if len(rows) > MOST else ""
        title = f"From {summary['threshold_bp'] / 100:g} % on, by {kind.replace('_', ' ')}{more}"
        print_table(_table(title, "", shown, lambda row: row["value"]), console)
    console.print(
        "Incomes that a file does not give are taken from the place's distribution: the shares are expected, not "
        "counted. People in medical debt are poorer than their neighbours; say how much with --debtors.",
        soft_wrap=True,
    )


def _chance(row: Mapping[str, Any]) -> str:
    return f"{row['threshold_bp'] / 100:g} %"


def _table(title: str, first: str, rows: Iterable[Mapping[str, Any]], name: Any) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in (first, "people in", "face in", "wrongly in", "people out", "face out", "wrongly out"):
        table.add_column(heading, justify="left" if heading == first else "right")
    for row in rows:
        sides = (
            (f"{row[f'{side}_people']:,}", usd(row[f"{side}_face_cents"], cents_shown=False),
             _share(row[f"wrongly_{side}_people_bp"]))
            for side in ("in", "out")
        )  # fmt: skip
        table.add_row(name(row), *(cell for side in sides for cell in side))
    return table


def _share(bp: int | None) -> str:
    return "-" if bp is None else f"{bp / 100:.1f} %"


# `cleanbill relief programmes`: the programmes that ship, their rules on a day, and the YAML of one.


def list_(
    on: Annotated[str | None, typer.Option(help="The day.  [default: today]", metavar="YYYY-MM-DD")] = None,
    as_json: AsJson = False,
) -> None:
    """The programmes that ship, and their rules on a day.

    Example: cleanbill relief programmes list --on 2026-06-01
    """
    when = datetime.now(UTC).date() if on is None else day(on, "--on")
    rules = []
    for name in programme_names():
        try:
            rules.append(rule(name, when))
        except CleanbillError:
            continue  # not begun on that day
    if as_json:
        print(json.dumps([asdict(one) for one in rules], default=str))
        return
    table = Table(title=f"Programmes on {when}", title_justify="left")
    for heading in ("programme", "since", "income, % of guideline", "debt, % of income", "where", "besides"):
        table.add_column(heading)
    for one in rules:
        table.add_row(*_row(one))
    print_table(table)


def show(
    name: Annotated[
        str, typer.Argument(help="A programme that `cleanbill relief programmes list` names.", metavar="PROGRAMME")
    ],
) -> None:
    """Print the YAML of a programme that ships, to start one of your own from.

    Example: cleanbill relief programmes show undue > our-programme.yaml
    """
    print(programme_text(name), end="")


def _row(one: Rule) -> tuple[str, ...]:
    income = f"{'below' if one.income_below else 'to'} {one.income_up_to_fpl_bp / 100:.0f}"
    debt = f"{'over' if one.debt_must_exceed else 'from'} {one.debt_from_income_bp / 100:.0f}, by {one.debt_of}"
    besides = [f"not {flag.replace('_', ' ')}" for flag in one.excluded]
    besides += [f"{one.minimum_age_days} days old"] if one.minimum_age_days else []
    besides += [f"care since {one.oldest_service}"] if one.oldest_service else []
    besides += ["Medicaid qualifies"] if one.medicaid_since else []
    besides += ["some creditors left out"] if one.excluded_creditors else []
    besides += [f"lives there on the day of {one.resident_as_of}"] if one.resident_as_of else []
    where = ", ".join((*one.states, *one.counties)) or "anywhere"
    return one.programme, str(one.since), income, debt, where, "; ".join(besides)
