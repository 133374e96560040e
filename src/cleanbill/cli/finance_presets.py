"""`cleanbill finance presets`: published studies, replayed."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cleanbill.cli.options import AsJson, plain_app
from cleanbill.cli.whole_table import print_table
from cleanbill.core.money import usd_billions
from cleanbill.financing import Replay, preset, replay, replays

_app = plain_app()


@_app.command()
def presets(
    name: Annotated[str | None, typer.Argument(help="One run of one study.  [default: all]", metavar="[NAME]")] = None,
    as_json: AsJson = False,
) -> None:
    """Replay published studies from their own assumptions, each figure beside what was published.

    Example: cleanbill finance presets friedman_2023
    """
    told = (replay(preset(name)),) if name else replays()
    if as_json:
        print(json.dumps([_replayed(one) for one in told], ensure_ascii=False))
        return
    console = Console(highlight=False)
    print_table(_presets(told), console)
    for one in told:
        for warning in one.warnings:
            console.print(f"[bold]{one.preset.name}[/]: {warning}", soft_wrap=True)
    console.print("calibrated: an input was chosen to meet the figure, so meeting it proves nothing.", soft_wrap=True)


def _replayed(one: Replay) -> dict[str, object]:
    figures = [
        {
            "measure": each.published.measure,
            "published": each.published.value,
            "ours": each.ours,
            "tolerance": each.published.tolerance,
            "within": each.within,
            "calibrated": each.published.calibrated,
            "words": each.published.words,
        }
        for each in one.figures
    ]
    return {
        "name": one.preset.name,
        "study": one.preset.study,
        "figures": figures,
        "warnings": [str(each) for each in one.warnings],
        "sources": list(one.preset.sources),
    }


def _presets(told: tuple[Replay, ...]) -> Table:
    table = Table(title="Published studies, replayed", title_justify="left")
    for heading in ("study", "figure", "published", "ours", "within", ""):
        table.add_column(heading, justify="right" if heading in {"published", "ours"} else "left")
    for one in told:
        for number, each in enumerate(one.figures):
            published, ours = (_amount(each.published.measure, value) for value in (each.published.value, each.ours))
            calibrated = "calibrated" if each.published.calibrated else ""
            said = "yes" if each.within else "no"
            style = None if each.within else "red"
            name = one.preset.name if not number else ""
            table.add_row(name, each.published.measure, published, ours, said, calibrated, style=style)
    return table


def _amount(measure: str, value: int) -> str:
    """Basis points as percent; cents as billions of dollars."""
    return f"{value / 100:,.1f} %" if measure.endswith("_bp") else usd_billions(value)


command = typer.main.get_command(_app)
