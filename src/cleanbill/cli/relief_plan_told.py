"""A plan told: the summary for machines, and its tables for people."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from cleanbill.cli.whole_table import print_table
from cleanbill.core.money import usd
from cleanbill.relief.round import Round


def summary(made: Round) -> dict[str, Any]:
    """Everything but the accounts."""
    plan = made.plan
    by_fund = {
        fund: {"accounts": 0, "face_cents": 0, "spent_cents": 0, "left_cents": left}
        for fund, left in plan.left_cents.items()
    }
    for one in plan.bought:
        row = by_fund[one.fund_id]
        row["accounts"] += 1
        row["face_cents"] += one.offered.face_cents
        row["spent_cents"] += one.offered.price_cents
    return {
        "offered": made.offered,
        "reasons": made.reasons,
        "screens": {name: asdict(one) for name, one in made.met.items()},
        "qualified": sum(one.accounts for one in made.qualified.values()),
        "qualified_cents": sum(one.face_cents for one in made.qualified.values()),
        "people_qualified": made.people,
        "portfolios": {name: asdict(one) for name, one in made.qualified.items()},
        "aim": plan.aim,
        "accounts": len(plan.bought),
        "people": len({one.offered.person for one in plan.bought}),
        "face_cents": sum(row["face_cents"] for row in by_fund.values()),
        "spent_cents": sum(row["spent_cents"] for row in by_fund.values()),
        "not_qualified": {
            "accounts": len(made.along),
            "face_cents": sum(one.offered.face_cents for one in made.along),
            "spent_cents": sum(one.offered.price_cents for one in made.along),
        },
        "worth": plan.worth,
        "bound": plan.bound,
        "greedy": plan.greedy,
        "exact": plan.exact,
        "funds": by_fund,
    }


def tell(told: dict[str, Any], out: Path) -> None:
    """Prints what was decided, what the screens met, what each fund should buy."""
    console = Console(highlight=False)
    table = Table(title=f"{told['offered']:,} accounts on offer", title_justify="left")
    table.add_column("why")
    table.add_column("accounts", justify="right")
    for reason, count in told["reasons"].items():
        table.add_row(reason, f"{count:,}")
    print_table(table, console)
    if told["screens"]:
        print_table(_screens(told["screens"]), console)
    print_table(_funds(told["funds"]), console)
    near = "nothing better exists" if told["exact"] else f"at most {told['bound']:,} is possible"
    console.print(
        f"{usd(told['spent_cents'])} would buy {usd(told['face_cents'])} of {told['people']:,} people. "
        f"By {told['aim']} it is worth {told['worth']:,}, {near}; a greedy choice comes to {told['greedy']:,}.",
        soft_wrap=True,
    )
    if told["not_qualified"]["accounts"]:
        console.print(_along(told["not_qualified"]), soft_wrap=True)
    console.print(f"[bold]{out / 'plan.csv'}[/] lists every account with its fund. Nothing is bought.", soft_wrap=True)


def _along(part: dict[str, int]) -> str:
    face, spent = usd(part["face_cents"]), usd(part["spent_cents"])
    return (
        f"Of that, {part['accounts']:,} accounts of {face} for {spent} do not qualify: they come with a portfolio sold "
        "whole. They are abolished too, and nobody collects on them; what the screens left out goes back to the seller."
    )


def _screens(met: dict[str, dict[str, int]]) -> Table:
    table = Table(title="What the screens met (screen.csv)", title_justify="left")
    for heading in ("screen", "action", "accounts", "face"):
        table.add_column(heading, justify="left" if heading in {"screen", "action"} else "right")
    for name, row in met.items():
        words = (word.replace("_", " ") for word in name.split(": "))
        table.add_row(*words, f"{row['accounts']:,}", usd(row["face_cents"]))
    return table


def _funds(by_fund: dict[str, dict[str, int]]) -> Table:
    table = Table(title="What each fund should buy", title_justify="left")
    for heading in ("fund", "accounts", "face", "spends", "left"):
        table.add_column(heading, justify="left" if heading == "fund" else "right")
    for name, row in by_fund.items():
        amounts = (usd(row[key]) for key in ("face_cents", "spent_cents", "left_cents"))
        table.add_row(name, f"{row['accounts']:,}", *amounts)
    return table
