"""`cleanbill relief bureau`: the file that asks credit bureaus to delete accounts, and why others are not in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cleanbill import records
from cleanbill.cli.options import AsJson, day
from cleanbill.cli.portfolio import portfolio_of
from cleanbill.cli.step_command import as_command, said
from cleanbill.cli.store_options import STORE, Name, When, Where, Who, by, opened
from cleanbill.relief import CHECK, NOT_NEEDED, Deletions, deletions_of
from cleanbill.vault import write_private

REPORTED = {"reported": "reported by the holder", **CHECK}
BARRED = {
    "under_one_year": "too young for a report",
    "small_initial_balance": "too small for a report",
    "state": "barred by the state",
    "obsolete": "too old for a report",
}


def bureau(
    purchase: Name,
    out: Annotated[Path, typer.Option(help="The deletion file, for whoever reported the accounts.", metavar="FILE")],
    who: Who,
    furnisher: Annotated[str, typer.Option(help="Number under which the reporter is known to the bureau.")] = "UNKNOWN",
    today: Annotated[
        str | None, typer.Option(help="The day of the rules.  [default: today]", metavar="YYYY-MM-DD")
    ] = None,
    store: Where = STORE, at: When = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Write the file that asks bureaus to delete the abolished accounts. It holds identity: only you may read it.

    Example: cleanbill relief bureau drive-1 --out deletions.txt --today 2026-12-01 --as ann
    """
    acts = by(who, at)
    on = acts.on if today is None else day(today, "--today")
    with opened(store) as held:
        rows = portfolio_of(store, records.purchase(held, purchase)).abolished(held, purchase)
        made = deletions_of(rows, furnisher, on)
        content = made.text.encode()
        digest = hashlib.sha256(content).hexdigest()
        records.take_out(held, acts, purchase, "deletion file", count=made.lines, sha256=digest)
    write_private(out, content)
    if as_json:
        counts = asdict(made)
        del counts["text"]
        print(json.dumps(counts))
    else:
        _tell(made, out)


def _tell(made: Deletions, out: Path) -> None:
    said(f"{out} asks to delete {made.lines:,} accounts:")
    for reason, count in made.deleted.items():
        said(f"  {count:,} {REPORTED[reason]}")
    for rule, count in made.barred.items():
        said(f"  {count:,} of them {BARRED[rule]} in any case")
    for reason, count in made.not_needed.items():
        said(f"{count:,} not asked: {NOT_NEEDED[reason]}")
    for column, count in made.unwritable.items():
        said(f"{count:,} not asked: without {column} no bureau finds them; ask the holder")


bureau_command = as_command(bureau)
