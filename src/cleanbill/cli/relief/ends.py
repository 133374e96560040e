"""`cleanbill relief recall`, `satisfaction`, `release`, `plan-ended`, `close` and more: how parts of a purchase end."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.table import Table

from cleanbill.acts import (
    FollowedUp,
    Standing,
    close_purchase,
    decline_proposal,
    end_payment_plan,
    file_release,
    file_satisfaction,
    open_office,
    recall_account,
    standings,
    verify_acts,
)
from cleanbill.acts import refuse as refuse_purchase
from cleanbill.acts import withdraw as withdraw_purchase
from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.options import AsJson
from cleanbill.cli.output import print_table
from cleanbill.cli.programme import STORE, Name, When, Where, Who, by, lines_told, said, said_where
from cleanbill.core.money import cents, usd
from cleanbill.records import NextStep, follow_up

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
    with open_office(store) as office:
        recalled = recall_account(office, by(who, at), purchase, line, reason=reason, refund_cents=paid)
    how = "it went back" if recalled.went_back else "it stays abolished, and its debtor hears nothing"
    said(f"Line {line} is recalled, {usd(recalled.recall.refund_cents)} refunded: {how}.")
    said_where(recalled.purchase)


def satisfaction(purchase: Name, line: Line, who: Who, store: Where = STORE, at: When = None) -> None:
    """Record that a satisfaction of judgment was filed with the court for an abolished account.

    Example: cleanbill relief satisfaction drive-1 --line 2 --as ann
    """
    with open_office(store) as office:
        _tell(file_satisfaction(office, by(who, at), purchase, line), f"The satisfaction of line {line} is on record.")


def release(purchase: Name, line: Line, who: Who, store: Where = STORE, at: When = None) -> None:
    """Record that a release was filed where the lien of an abolished account is recorded.

    Example: cleanbill relief release drive-1 --line 4 --as ann
    """
    with open_office(store) as office:
        _tell(file_release(office, by(who, at), purchase, line), f"The release of line {line} is on record.")


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
    with open_office(store) as office:
        ended = end_payment_plan(office, by(who, at), purchase, line, took)
    back = f" The seller took {usd(took)} since the sale, and pays it back." if took else ""
    _tell(ended, f"The payment plan of line {line} has ended.{back}")


def _tell(followed: FollowedUp, done: str) -> None:
    left = followed.left
    said(f"{done} {f'{len(left):,} are left: {lines_told(left)}' if left else 'None is left'}.")


def close(purchase: Name, who: Who, store: Where = STORE, at: When = None) -> None:
    """Close a purchase once all is done. Its accounts stay abolished, and codes go on answering.

    Example: cleanbill relief close drive-1 --as ann
    """
    with open_office(store) as office:
        said_where(close_purchase(office, by(who, at), purchase))


def decline(
    purchase: Name, what: Annotated[str, typer.Argument(help="bid, abolition, mailing or remailing.", metavar="WHAT")],
    who: Who, store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Decide against what another person proposed; it may be proposed anew in another form.

    Example: cleanbill relief decline drive-1 bid --as bob
    """
    with open_office(store) as office:
        decline_proposal(office, by(who, at), purchase, what)
    said(f"The {what} of {purchase} is declined.")


def withdraw(purchase: Name, who: Who, store: Where = STORE, at: When = None) -> None:
    """Record that we do not buy.

    Example: cleanbill relief withdraw drive-1 --as ann
    """
    with open_office(store) as office:
        said_where(withdraw_purchase(office, by(who, at), purchase))


def refuse(purchase: Name, who: Who, store: Where = STORE, at: When = None) -> None:
    """Record that the seller does not sell at our bid.

    Example: cleanbill relief refuse drive-1 --as ann
    """
    with open_office(store) as office:
        said_where(refuse_purchase(office, by(who, at), purchase))


# `cleanbill relief status` and `audit`: where every purchase stands and what it waits for; the chain of acts.


KEYS = ("purchase_id", "state", "accounts", "face_cents", "price_cents", "abolished_cents", "letters", "held_back")


def status(store: Where = STORE, as_json: AsJson = False) -> None:
    """Every purchase, where it stands, what became of its face, and the next step with who may take it.

    Example: cleanbill relief status
    """
    with open_office(store) as office:
        every = standings(office)
    if as_json:
        print(json.dumps([_row(one) for one in every]))
        return
    table = Table(title="Purchases", title_justify="left")
    for heading in ("purchase", "state", "accounts", "face", "price", "abolished"):
        table.add_column(heading, justify="left" if heading in {"purchase", "state"} else "right")
    for purchase in (one.purchase for one in every):
        amounts = (usd(cents) for cents in (purchase.face_cents, purchase.price_cents, purchase.abolished_cents))
        table.add_row(purchase.purchase_id, purchase.state, f"{purchase.accounts:,}", *amounts)
    print_table(table)
    for one in every:
        _tell_next(one)


def _row(standing: Standing) -> dict[str, object]:
    facts = {key: getattr(standing.purchase, key) for key in KEYS}
    return facts | _due(standing.next_step) | {"to_follow": standing.to_follow}


def _tell_next(standing: Standing) -> None:
    name, due = standing.purchase.purchase_id, standing.next_step
    if due is not None:
        who = " or ".join(due.who) or f"nobody yet: give somebody the role {due.role}"
        said(f"{name}: next is `cleanbill relief {due.command}` ({who})")
        if due.sha256:
            said(f"{name}: the schedule of the bid that waits has SHA-256 {due.sha256}")
    for kind, lines in standing.to_follow.items():
        which = follow_up(kind)
        said(f"{name}: {len(lines):,} {kind}s {which.lacking} ({lines_told(lines)}; `{which.command}`)")


def audit(store: Where = STORE) -> None:
    """Follow the chain of every act from the first to the last; exit 1 where it is broken.

    Example: cleanbill relief audit
    """
    told = verify_acts(store)
    if not told.holds:
        said(f"The chain is broken at act {told.broken_at}: {told.why}")
        raise typer.Exit(BROKEN_LAW)
    said(f"{told.acts:,} acts, each linked to the one before it. Head {told.head.number}:{told.head.sha256}")


def _due(due: NextStep | None) -> dict[str, object]:
    if due is None:
        return {"next": None, "who": [], "sha256": ""}
    return {"next": due.command, "who": list(due.who), "sha256": due.sha256}
