"""Options of the commands of `finance`, read and checked in one place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import read_mapping
from cleanbill.financing.taxes import Bill, bill_names, load_bill

BillName = Annotated[
    str, typer.Option("--bill", help=f"A bill that ships ({', '.join(bill_names())}) or a YAML file.", metavar="BILL")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", help="What the bill leaves open, as unearned_exemption_cents=3000000.", metavar="NAME=VALUE"),
]
Scenario = Annotated[
    Path | None,
    typer.Option("--scenario", help="Levers that differ from law/single_payer/levers, YAML.", metavar="FILE"),
]
Year = Annotated[int, typer.Option("--year", help="Year of the people and the budget, 2023 to 2030.")]


def chosen_bill(name: str, settings: Sequence[str] | None) -> Bill:
    """The bill with its settings; BadInput or CleanbillError says what is wrong."""
    return load_bill(name, settings=dict(_setting(each) for each in settings or ()))


def _setting(typed: str) -> tuple[str, Any]:
    name, equals, value = typed.partition("=")
    if not equals or not name:
        raise CleanbillError(f"--set {typed} has no value. Write --set NAME=VALUE.")
    return name, yaml.safe_load(value)


def chosen_changes(file: Path | None) -> dict[str, Any]:
    """The changes of a scenario that a file holds, checked; none without a file."""
    if file is None:
        return {}
    held = read_mapping(file, "Write levers as {use: {elasticity_bp: -1000}}.")
    from cleanbill.financing.budget import scenario  # noqa: PLC0415 (a household needs none of it)

    scenario(held)  # raises BadInput with every fault
    return held
