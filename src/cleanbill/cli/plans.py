"""`cleanbill plans`: the plans that ship, and the YAML of one, to start a plan of one's own from."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from cleanbill.cli.options import AsJson, day
from cleanbill.cli.output import print_table
from cleanbill.core.money import NO_LIMIT_CENTS, usd
from cleanbill.door import Plan, plan_text, shipped_plans

HEADINGS = ("plan", "from", "its name", "prices", "deductibles", "out-of-pocket limits", "not covered")


def list_(
    on: Annotated[str | None, typer.Option(help="The day.  [default: today]", metavar="YYYY-MM-DD")] = None,
    as_json: AsJson = False,
) -> None:
    """The plans that ship, with their terms in short.

    Example: cleanbill plans list --on 2025-06-01
    """
    when = datetime.now(UTC).date() if on is None else day(on, "--on")
    found = shipped_plans(when)
    if as_json:
        rows = [
            {"plan_id": plan.plan_id, "year": plan.year, "name": plan.name, "prices": plan.fee_basis} for plan in found
        ]
        print(json.dumps(rows))
        return
    table = Table(title=f"Plans on {when}", title_justify="left")
    for heading in HEADINGS:
        table.add_column(heading)
    for plan in found:
        table.add_row(*_row(plan))
    print_table(table)


def show(
    name: Annotated[str, typer.Argument(help="A plan that `cleanbill plans list` names.", metavar="PLAN")],
) -> None:
    """Print the YAML of a plan that ships, to start one of your own from.

    Example: cleanbill plans show employer > our-plan.yaml
    """
    print(plan_text(name), end="")


def _row(plan: Plan) -> tuple[str, ...]:
    deductibles = {name: each.deductible_cents for name, each in plan.accumulators.items() if each.deductible_cents}
    limits = {name: each.limit_cents for name, each in plan.accumulators.items() if each.limit_cents < NO_LIMIT_CENTS}
    left_out = [kind.replace("_", " ") for kind, benefit in plan.benefits.items() if not benefit.covered]
    covered = "everything" if len(left_out) == len(plan.benefits) else ", ".join(left_out)
    return plan.plan_id, str(plan.year), plan.name, plan.fee_basis, _amounts(deductibles), _amounts(limits), covered


def _amounts(cents: dict[str, int]) -> str:
    return ", ".join(f"{name} {usd(amount, cents_shown=False)}" for name, amount in cents.items())
