"""`cleanbill relief hold-out`: draw by lot who waits, before anything is chosen, so that an effect can be measured."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cleanbill import law
from cleanbill.acts import on_offer
from cleanbill.cli.options import AsJson, ProgrammeOf
from cleanbill.cli.output import print_table
from cleanbill.cli.programme import STORE, Where, on_day
from cleanbill.cli.relief.plan import Accounts, Portfolios
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import cents, usd
from cleanbill.core.tables import columns
from cleanbill.relief import (
    BY,
    HELD,
    RELIEF,
    Assigned,
    Balance,
    Holdout,
    assigned,
    balance,
    candidates,
    detectable,
    draw,
    followed,
    load_programme,
    qualify,
    read_holdout,
)

LOTTERY = (
    "The arms compare being in the lottery: where money does not reach all who may be relieved, their difference is "
    "smaller than what relief does to those it reaches. Draw again with --known before each round."
)


def hold_out(
    seed: Annotated[int, typer.Option(help="Number that the draw is made from. Note it before you look.")],
    out: Annotated[Path, typer.Option(help="The CSV file to write: people and their arms, not for publishing.")],
    portfolio: Portfolios = None,
    accounts: Accounts = None,
    programme: ProgrammeOf = "undue",
    share: Annotated[str, typer.Option(help="How many of a hundred wait, at most 50.", metavar="PERCENT")] = "10",
    by: Annotated[str, typer.Option(help=f"Draw apart in each {' or '.join(BY)}, and by size of debt.")] = "state",
    known: Annotated[Path | None, typer.Option(help="An earlier draw: its people keep their arms.")] = None,
    today: Annotated[
        str | None, typer.Option(help="The day of the draw.  [default: today]", metavar="YYYY-MM-DD")
    ] = None,
    store: Where = STORE,
    as_json: AsJson = False,
) -> None:
    """Draw by lot who of those that qualify waits, before it is chosen what to buy. `relief plan --without` heeds it.

    What can be measured is the effect of being in the lottery. Where money does not reach all who may be relieved,
    that is less than what relief does to those it reaches.

    Example: cleanbill relief hold-out --portfolio mercy-1 --programme undue --share 10 --seed 7 --out hold-out.csv
    """
    on, chosen = on_day(today), load_programme(programme)
    price_bp = law.parameter("us/debt_price").at(on)
    with on_offer(store, accounts=accounts, names=portfolio or ()) as opened:
        con, decided = opened.con, qualify(opened.accounts, programme=chosen, price_bp=price_bp, today=on)
        people = candidates(con, opened.accounts, decided, on)
        earlier = {} if known is None else assigned(con, followed(read_holdout(con, known), opened.former_ids))
    drawn = draw(people, share=cents(share), seed=seed, drawn_on=on, by=by, known=earlier)
    _write(drawn, out)
    here = {person.person_id for person in people}
    told = _told([one for one in drawn if one.person_id in here], len(here & earlier.keys()), balance(people, drawn))
    told |= chosen.own_source
    if as_json:
        print(json.dumps(told))
    else:
        _tell(told, out)


def _write(drawn: Sequence[Assigned], out: Path) -> None:
    if out.suffix.lower() != ".csv":
        raise CleanbillError(f"{out} is no name of a CSV file. Name one like hold-out.csv.")
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns(Holdout))
            writer.writerows(map(astuple, drawn))
    except OSError as error:
        raise CleanbillError(f"{out} cannot be written: {(error.strerror or 'refused').lower()}.") from None


def _told(drawn: Sequence[Assigned], known: int, compared: Sequence[Balance]) -> dict[str, Any]:
    arms = Counter(one.arm for one in drawn)
    seen = detectable(arms[RELIEF], arms[HELD]) if arms[RELIEF] and arms[HELD] else None
    return {
        "people": len(drawn),
        "drawn_before": known,
        "relief": arms[RELIEF],
        "held_out": arms[HELD],
        "strata": len({one.stratum for one in drawn}),
        "balance": [
            {
                "measure": one.measure,
                "relief": _shown(one.relief, one.unit),
                "held_out": _shown(one.held, one.unit),
                "difference_bp": one.difference_bp,
            }
            for one in compared
        ],
        "detectable_deviations_bp": seen.deviations_bp if seen else None,
        "detectable_share_bp": seen.share_bp if seen else None,
    }


def _shown(mean: Any, unit: str) -> str:
    if mean is None:
        return "not known"
    return {
        "cents": lambda: usd(round(mean)),
        "years": lambda: f"{float(mean):.1f} years",
        "share": lambda: f"{100 * float(mean):.1f} %",
    }[unit]()


def _tell(summary: dict[str, Any], out: Path) -> None:
    console = Console(highlight=False)
    console.print(
        f"{summary['people']:,} people qualify: {summary['held_out']:,} wait, {summary['relief']:,} may be relieved"
        f" ({summary['drawn_before']:,} drawn before, {summary['strata']:,} strata).",
        soft_wrap=True,
    )
    table = Table(title="The arms before anything is bought", title_justify="left")
    for heading in ("mean of", "may be relieved", "wait", "difference in standard deviations"):
        table.add_column(heading, justify="left" if heading == "mean of" else "right")
    for row in summary["balance"]:
        apart = row["difference_bp"]
        told_apart = "not known" if apart is None else f"{apart / 10_000:+.3f}"
        table.add_row(row["measure"], row["relief"], row["held_out"], told_apart)
    print_table(table, console)
    if summary["detectable_share_bp"] is not None:
        console.print(
            f"Expect to see an effect of {summary['detectable_deviations_bp'] / 10_000:.3f} standard deviations or "
            f"more (at most {summary['detectable_share_bp'] / 100:.1f} points of a yes-or-no outcome), at 5 % and 80 % "
            "power.",
            soft_wrap=True,
        )
    console.print(LOTTERY, soft_wrap=True)
    console.print(
        f"[bold]{out}[/] holds the arms; keep it, and do not publish it. Plan with --without {out}.", soft_wrap=True
    )
