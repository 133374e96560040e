"""`cleanbill relief status` and `audit`: where every purchase stands and what it waits for; the chain of acts."""

from __future__ import annotations

import json

import typer
from rich.table import Table

from cleanbill import records
from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.options import AsJson
from cleanbill.cli.relief_ends import lines_told
from cleanbill.cli.step_command import as_command, said
from cleanbill.cli.store_options import STORE, Where, opened
from cleanbill.cli.whole_table import print_table
from cleanbill.core.money import usd
from cleanbill.records import NextStep

KEYS = ("purchase_id", "state", "accounts", "face_cents", "price_cents", "abolished_cents", "letters", "held_back")


def status(store: Where = STORE, as_json: AsJson = False) -> None:
    """Every purchase, where it stands, what became of its face, and the next step with who may take it.

    Example: cleanbill relief status
    """
    with opened(store) as held:
        told = [(one, records.next_step(held, one)) for one in records.purchases(held)]
        open_ = {one.purchase_id: records.to_follow(held, one.purchase_id) for one, _ in told}
    if as_json:
        rows = [
            {key: getattr(one, key) for key in KEYS} | _due(due) | {"to_follow": open_[one.purchase_id]}
            for one, due in told
        ]
        print(json.dumps(rows))
        return
    table = Table(title="Purchases", title_justify="left")
    for heading in ("purchase", "state", "accounts", "face", "price", "abolished"):
        table.add_column(heading, justify="left" if heading in {"purchase", "state"} else "right")
    for one, _ in told:
        amounts = (usd(each) for each in (one.face_cents, one.price_cents, one.abolished_cents))
        table.add_row(one.purchase_id, one.state, f"{one.accounts:,}", *amounts)
    print_table(table)
    for one, due in told:
        if due is not None:
            who = " or ".join(due.who) or f"nobody yet: give somebody the role {due.role}"
            said(f"{one.purchase_id}: next is `cleanbill relief {due.command}` ({who})")
            if due.sha256:
                said(f"{one.purchase_id}: the schedule of the bid that waits has SHA-256 {due.sha256}")

        for kind, lines in open_[one.purchase_id].items():
            which = records.follow_up(kind)
            said(f"{one.purchase_id}: {len(lines):,} {kind}s {which.lacking} ({lines_told(lines)}; `{which.command}`)")


def audit(store: Where = STORE) -> None:
    """Follow the chain of every act from the first to the last; exit 1 where it is broken.

    Example: cleanbill relief audit
    """
    told = records.verify(store / "records.sqlite3")
    if not told.holds:
        said(f"The chain is broken at act {told.broken_at}: {told.why}")
        raise typer.Exit(BROKEN_LAW)
    said(f"{told.acts:,} acts, each linked to the one before it. Head {told.head.number}:{told.head.sha256}")


def _due(due: NextStep | None) -> dict[str, object]:
    if due is None:
        return {"next": None, "who": [], "sha256": ""}
    return {"next": due.command, "who": list(due.who), "sha256": due.sha256}


status_command, audit_command = as_command(status), as_command(audit)
