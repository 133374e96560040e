"""Runs a study into a folder and tells it: budget, gap, households, and where everything stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from cleanbill.core.cents import usd
from cleanbill.engine.staging import staged
from cleanbill.financing.study import Asked, study
from cleanbill.financing.study.tables import TABLES, tables_of
from cleanbill.report.finance import finance_page

OUTPUT = ("summary.json", "report.html", *(f"{name}.csv" for name in TABLES))


def run_study(asked: Asked, out: Path, *, as_json: bool) -> None:
    """Writes the study to `out`, whole or not at all, and prints it."""
    console = Console(highlight=False, stderr=as_json)
    with console.status("Costing the bill: people, taxes, budget, draws ..."):
        told = study(asked)
    with staged(out, ours=OUTPUT) as folder:
        (folder / "summary.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
        (folder / "report.html").write_text(finance_page(told), "utf-8")
        for name, text in tables_of(told).items():
            (folder / name).write_text(text, "utf-8")
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        _tell(console, told, out)


def _tell(console: Console, told: Mapping[str, Any], out: Path) -> None:
    console.print(_budget(told))
    console.print(told["saving"], soft_wrap=True)
    if told["closing_bp"] is not None:
        console.print(f"All its taxes at {told['closing_bp'] / 10_000:.3f} times their rates close it.")
    for warning in told["warnings"]:
        console.print(f"[bold]Warning[/] {warning}", soft_wrap=True)
    console.print(f"[bold]{out / 'report.html'}[/] shows it; summary.json and a CSV of each table are beside it.")


def _budget(told: Mapping[str, Any]) -> Table:
    table = Table(title=f"{told['bill']['title']}, the Trust's year {told['year']}", title_justify="left")
    table.add_column("")
    table.add_column("dollars", justify="right")
    for name, lines in (("revenue", told["revenue"]), ("uses", told["uses"])):
        table.add_row(name, usd(told[f"{name}_cents"], cents_shown=False), style="bold")
        for line in lines:
            table.add_row(f"  {line['kind']}: {line['name']}", usd(line["cents"], cents_shown=False))
    table.add_row("reserve", usd(told["reserve_cents"], cents_shown=False))
    table.add_row("gap", usd(told["gap_cents"], cents_shown=False), style="red" if told["gap_cents"] > 0 else None)
    return table
