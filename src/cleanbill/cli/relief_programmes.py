"""`cleanbill relief programmes`: the programmes that ship, and their rules on a day."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from cleanbill.cli.options import AsJson, day, plain_app
from cleanbill.cli.whole_table import print_table
from cleanbill.core.errors import CleanbillError
from cleanbill.relief import Rule, programme_names, rule

_app = plain_app()


@_app.command()
def programmes(
    on: Annotated[str | None, typer.Option(help="The day.  [default: today]", metavar="YYYY-MM-DD")] = None,
    as_json: AsJson = False,
) -> None:
    """The programmes that ship, and their rules on a day.

    Example: cleanbill relief programmes --on 2026-06-01
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


command = typer.main.get_command(_app)
