"""Where portfolios lie in a programme's folder, and what the intake told of each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cleanbill.core.errors import CleanbillError
from cleanbill.relief.intake.quality import Part
from cleanbill.relief.seen import DEBTS

FOLDER, REGISTRY, PEOPLE = "portfolios", "registry", "people.parquet"


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A seller's file that was taken in: name, holder, hash, the accounts that can be bought, and what it corrects."""

    portfolio_id: str
    holder: str
    sale_file_sha256: str
    taken_in_on: date
    accepted: Part
    folder: Path
    replaces: str | None = None


def portfolio(store: Path, name: str) -> Portfolio:
    """The portfolio of that name in `store`. Raises CleanbillError where there is none."""
    folder = store / FOLDER / name
    try:
        told = json.loads((folder / "quality.json").read_text("utf-8"))
    except OSError:
        here = ", ".join(portfolio_names(store)) or "none yet"
        raise CleanbillError(
            f"There is no portfolio {name} in {store}, but: {here}. `cleanbill relief intake` takes a seller's file in."
        ) from None
    return Portfolio(
        portfolio_id=told["portfolio_id"],
        holder=told["holder"],
        sale_file_sha256=told["sha256"],
        taken_in_on=date.fromisoformat(told["taken_in_on"]),
        accepted=Part(**told["accepted"]),
        folder=folder,
        replaces=told.get("replaces"),
    )


def portfolio_names(store: Path) -> tuple[str, ...]:
    """The portfolios of `store`, in order of name."""
    return tuple(sorted(path.parent.name for path in (store / FOLDER).glob("*/quality.json")))


def replaced(store: Path) -> dict[str, str]:
    """Portfolios that a corrected file of the seller stands for -> the portfolio of that file."""
    every = (portfolio(store, name) for name in portfolio_names(store))
    return {one.replaces: one.portfolio_id for one in every if one.replaces is not None}


def on_offer(store: Path, name: str) -> Portfolio:
    """The portfolio of that name. Raises CleanbillError where there is none, or a corrected file replaced it."""
    held = portfolio(store, name)
    if newer := replaced(store).get(name):
        raise CleanbillError(f"{newer} corrects {name}, which is no longer on offer. Name {newer}.")
    return held


def debts(store: Path) -> list[Path]:
    """The files of `debt` of all portfolios, those whose data was destroyed among them."""
    return sorted((store / FOLDER).glob(f"*/{DEBTS}"))


def registry(store: Path) -> Path:
    """Where it is kept who is who over all portfolios."""
    return store / REGISTRY
