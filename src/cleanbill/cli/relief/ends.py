"""`cleanbill relief recall`, `satisfaction`, `release`, `plan-ended`, `close` and more: how parts of a purchase end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table

from cleanbill import records
from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.options import AsJson
from cleanbill.cli.output import print_table
from cleanbill.cli.programme import STORE, Name, When, Where, Who, by, opened, said, told
from cleanbill.core.money import cents, usd
from cleanbill.records import NextStep

SHOWN = 10
Line = Annotated[int, typer.Option(help="The account's line of the schedule.", metavar="N")]


def recall(
    purchase: Name, line: Line,
    reason: Annotated[str, typer.Option(help="A code, such as paid, dispute, bankruptcy, title.")], who: Who,
    refund: Annotated[
        str | None, typer.Option(help="What the seller pays back.  [default: the price]", metavar="DOLLARS")
    ] = None,
    store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Record that the seller recalls an account. Once abolished it stays so: seller and fund settle between them.

    Example: cleanbill relief recall drive-1 --line 3 --reason paid --as ann
    """
    paid = None if refund is None else cents(refund)
    with opened(store) as held:
        records.recall(held, by(who, at), purchase, line, reason=reason, refund_cents=paid)
        (one,) = (each for each in records.recalls(held, purchase) if each.line == line)
        how = "it went back" if one.settled == "refunded" else "it stays abolished, and its debtor hears nothing"
        said(f"Line {line} is recalled, {usd(one.refund_cents)} refunded: {how}.")
        told(held, purchase)


def satisfaction(purchase: Name, line: Line, who: Who, store: Where = STORE, at: When = None) -> None:
    """Record that a satisfaction of judgment was filed with the court for an abolished account.

    Example: cleanbill relief satisfaction drive-1 --line 2 --as ann
    """
    with opened(store) as held:
        records.file_satisfaction(held, by(who, at), purchase, line)
        _followed(held, purchase, "judgment", f"The satisfaction of line {line} is on record.")


def release(purchase: Name, line: Line, who: Who, store: Where = STORE, at: When = None) -> None:
    """Record that a release was filed where the lien of an abolished account is recorded.

    Example: cleanbill relief release drive-1 --line 4 --as ann
    """
    with opened(store) as held:
        records.file_release(held, by(who, at), purchase, line)
        _followed(held, purchase, "lien", f"The release of line {line} is on record.")


def plan_ended(
    purchase: Name, line: Line,
    taken: Annotated[
        str, typer.Option(help="What the seller took since the sale, 0 where nothing.", metavar="DOLLARS")
    ], who: Who,
    store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Record that the seller takes no more payments on an abolished account, and what it took and pays back.

    Example: cleanbill relief plan-ended drive-1 --line 5 --taken 50.00 --as ann
    """
    took = cents(taken)
    with opened(store) as held:
        records.end_plan(held, by(who, at), purchase, line, took)
        back = f" The seller took {usd(took)} since the sale, and pays it back." if took else ""
        _followed(held, purchase, "payment plan", f"The payment plan of line {line} has ended.{back}")


def _followed(held: records.Store, purchase: str, kind: str, done: str) -> None:
    left = records.to_follow(held, purchase).get(kind, ())
    said(f"{done} {f'{len(left):,} are left: {lines_told(left)}' if left else 'None is left'}.")


def lines_told(lines: Sequence[int]) -> str:
    """Lines of a schedule in words, the first ten of them."""
    more = f" and {len(lines) - SHOWN:,} more" if len(lines) > SHOWN else ""
    return f"line{'s' * (len(lines) > 1)} {', '.join(map(str, lines[:SHOWN]))}{more}"


def close(purchase: Name, who: Who, store: Where = STORE, at: When = None) -> None:
    """Close a purchase once all is done. Its accounts stay abolished, and codes go on answering.

    Example: cleanbill relief close drive-1 --as ann
    """
    with opened(store) as held:
        records.close(held, by(who, at), purchase)
        told(held, purchase)


def decline(
    purchase: Name, what: Annotated[str, typer.Argument(help="bid, abolition, mailing or remailing.", metavar="WHAT")],
    who: Who, store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Decide against what another person proposed; it may be proposed anew in another form.

    Example: cleanbill relief decline drive-1 bid --as bob
    """
    with opened(store) as held:
        ours = [each for each in records.proposals(held, purchase) if each.kind == what]
        undecided = [each.number for each in ours if not each.decision]
        records.decline(held, by(who, at), purchase, what, undecided[0] if undecided else max(len(ours), 1))
        said(f"The {what} of {purchase} is declined.")


def withdraw(purchase: Name, who: Who, store: Where = STORE, at: When = None) -> None:
    """Record that we do not buy.

    Example: cleanbill relief withdraw drive-1 --as ann
    """
    with opened(store) as held:
        records.withdraw(held, by(who, at), purchase)
        told(held, purchase)


def refuse(purchase: Name, who: Who, store: Where = STORE, at: When = None) -> None:
    """Record that the seller does not sell at our bid.

    Example: cleanbill relief refuse drive-1 --as ann
    """
    with opened(store) as held:
        records.refuse(held, by(who, at), purchase)
        told(held, purchase)


# `cleanbill relief status` and `audit`: where every purchase stands and what it waits for; the chain of acts.


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
