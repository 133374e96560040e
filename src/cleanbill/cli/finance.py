"""`cleanbill finance`: what a single-payer bill costs whom."""

from __future__ import annotations

import typer

from cleanbill.cli.on_call import group

COMMANDS = {
    "run": ("finance_run", "Cost a bill: taxes, the budget, who pays more or less; a folder with page and tables."),
    "household": ("finance_household", "Your own household before and after, in a second; nothing is kept."),
    "presets": ("finance_presets", "Replay published studies from their own assumptions."),
    "sweep": ("finance_sweep", "Move one lever from one value to another."),
}

SAYS = "What a single-payer bill costs whom: the Trust's budget, households, debt, published studies."

command = typer.main.get_command(group(COMMANDS, SAYS))
