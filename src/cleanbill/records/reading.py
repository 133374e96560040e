"""What stands in the store, as frozen facts: purchases, accounts, proposals, recalls, agreements, staff, acts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import F, Q, Sum

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.audit import Head, Link
from cleanbill.records.facts import (
    Account,
    Agreement,
    Destruction,
    Portfolio,
    Proposal,
    Purchase,
    Recall,
    Staff,
    TakenIn,
)
from cleanbill.records.step import head_of
from cleanbill.records.store import Store
from cleanbill.records.transitions import FOLLOW_UPS, TRANSITIONS, follow_up
from cleanbill.vault import Held

SUMS = {"abolished_cents": "abolished", "recalled_cents": "recalled", "held_cents": "owned"}


def purchases(store: Store) -> tuple[Purchase, ...]:
    """Every purchase, by the day it was offered."""
    return _purchases(store, Q())


def purchase(store: Store, purchase_id: str) -> Purchase:
    """One purchase; CleanbillError where there is none."""
    found = _purchases(store, Q(purchase_id=purchase_id))
    if not found:
        raise CleanbillError(f"There is no purchase {purchase_id}. `purchases` lists those there are.")
    return found[0]


def accounts(store: Store, purchase_id: str) -> tuple[Account, ...]:
    """The accounts of a purchase by proposal and line, those of declined bids (dropped) among them."""
    rows = models.PurchasedAccount.objects.using(store.alias).filter(purchase_id=purchase_id)
    return _facts(Account, rows.order_by("proposal__number", "line"))


def portfolios(store: Store) -> tuple[Portfolio, ...]:
    """Every seller's file as it was offered, by the day it came."""
    return _facts(Portfolio, models.Portfolio.objects.using(store.alias).order_by("received_on", "portfolio_id"))


def proposals(store: Store, purchase_id: str) -> tuple[Proposal, ...]:
    """What was proposed, in order, and how it was decided."""
    rows = models.Proposal.objects.using(store.alias).filter(purchase_id=purchase_id)
    return _facts(Proposal, rows.order_by("proposed_on", "id"))


def waiting_remailing(store: Store, purchase_id: str) -> Proposal | None:
    """The remailing that is approved and has not gone out, if there is one."""
    rows = models.Proposal.objects.using(store.alias).filter(purchase_id=purchase_id, kind="remailing")
    last = _facts(Proposal, rows.filter(decision="approved").order_by("number"))[-1:]
    gone = models.Letter.objects.using(store.alias).filter(purchase_id=purchase_id, proposal__kind="remailing")
    return next((each for each in last if not gone.filter(proposal__number=each.number).exists()), None)


def debts_bought(store: Store) -> list[str]:
    """The keys of all debts that were ever bought, whatever became of them since."""
    rows = models.PurchasedAccount.objects.using(store.alias).filter(owned_on__isnull=False)
    return list(rows.order_by("debt_key").values_list("debt_key", flat=True))


def recalls(store: Store, purchase_id: str) -> tuple[Recall, ...]:
    """What the seller recalled, by line."""
    rows = models.Recall.objects.using(store.alias).filter(account__purchase_id=purchase_id)
    table = rows.annotate(purchase_id=F("account__purchase_id"), line=F("account__line")).order_by("line")
    return _facts(Recall, table)


def to_follow(store: Store, purchase_id: str) -> dict[str, tuple[int, ...]]:
    """Kind of what must follow an abolition -> lines of abolished accounts where it is still to be done."""
    rows = models.PurchasedAccount.objects.using(store.alias).filter(purchase_id=purchase_id, status="abolished")
    return {
        one.kind: lines
        for one in FOLLOW_UPS
        if (lines := tuple(_lines(rows.filter(**{one.flag: True, one.done_on: None}))))
    }


def _lines(rows: Any) -> Any:
    return rows.order_by("line").values_list("line", flat=True)


def agreements(store: Store) -> tuple[Agreement, ...]:
    """Every agreement, by its first day."""
    return _facts(Agreement, models.Agreement.objects.using(store.alias).order_by("effective_on", "agreement_id"))


def destructions(store: Store) -> tuple[Destruction, ...]:
    """Every destruction that was asked for, by portfolio."""
    return _facts(Destruction, models.Destruction.objects.using(store.alias).order_by("portfolio_id"))


def staff(store: Store) -> tuple[Staff, ...]:
    """Everyone of the staff, those who have left (no roles) among them."""
    rows = models.Person.objects.using(store.alias).order_by("user").values_list("user", "roles")
    return tuple(Staff(user, frozenset(filter(None, roles.split(",")))) for user, roles in rows)


def acts(store: Store) -> tuple[Link, ...]:
    """The chain of acts."""
    return _facts(Link, models.Act.objects.using(store.alias).order_by("number"))


def head(store: Store) -> Head:
    """The last act: note its hash elsewhere, and a tail cut off is seen too."""
    return head_of(store.alias)


def export_acts(store: Store, to: Path) -> Head:
    """Writes the chain as JSON lines, which `verify` reads; gives its head."""
    held = acts(store)
    to.write_text("".join(link.line() for link in held), "utf-8", newline="\n")
    return Head(held[-1].number, held[-1].sha256) if held else head_of(store.alias)


def _purchases(store: Store, which: Q) -> tuple[Purchase, ...]:
    rows = models.Purchase.objects.using(store.alias).filter(which).annotate(holder=F("portfolio__holder"))
    names = [field.name for field in fields(Purchase) if field.name not in SUMS]
    summed = models.PurchasedAccount.objects.using(store.alias).filter(purchase__in=rows)
    sums = summed.values_list("purchase_id", "status").annotate(Sum("face_cents"))
    faces = {(key, status): face for key, status, face in sums}
    return tuple(
        Purchase(**row, **{name: faces.get((row["purchase_id"], status), 0) for name, status in SUMS.items()})
        for row in rows.order_by("offered_on", "purchase_id").values(*names)
    )


def _facts(kind: Any, rows: Any) -> tuple[Any, ...]:
    names = [field.name for field in fields(kind)]
    return tuple(kind(**row) for row in rows.values(*names))


# What a purchase waits for, and who of the staff may do it.


# what is done in a state, where nothing is proposed
TO_DO = {"offered": "bid", "analysed": "bid", "bid": "own", "owned": "abolish", "abolished": "letters"}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The command that is due, the role it needs, and who has that and may; nobody where more staff is needed.

    `sha256` is of the schedule of a bid that waits to be approved.
    """

    command: str
    role: str
    who: tuple[str, ...]
    sha256: str = ""


def next_step(store: Store, one: Purchase) -> NextStep | None:
    """The next step of a purchase, or None at its end."""
    if one.state in ("closed", "refused", "withdrawn"):
        return None
    made = proposals(store, one.purchase_id)
    undecided = next((each for each in made if not each.decision), None)
    if undecided is not None:
        return _step(store, f"approve {one.purchase_id} {undecided.kind}", "approve", undecided)
    due, _, option = _due(store, one, made).partition(" ")
    return _step(store, f"{due} {one.purchase_id} {option}".rstrip(), "prepare", None)


def _due(store: Store, one: Purchase, proposals: tuple[Proposal, ...]) -> str:
    if one.state == "owned" and not one.held_cents:
        return "close"
    if one.state == "abolished" and any(
        proposal.kind == "mailing" and proposal.decision == "approved" for proposal in proposals
    ):
        return "mailed"
    return _after_the_mailing(store, one.purchase_id) if one.state == "notified" else TO_DO[one.state]


def _after_the_mailing(store: Store, purchase_id: str) -> str:
    if waiting_remailing(store, purchase_id) is not None:
        return "mailed --again"
    if models.Letter.objects.using(store.alias).filter(purchase_id=purchase_id, status="to_send").exists():
        return "letters --again"
    return next((follow_up(kind).command for kind in to_follow(store, purchase_id)), "close")


def _step(store: Store, command: str, role: str, undecided: Any) -> NextStep:
    not_these = set() if undecided is None else {undecided.proposed_by, undecided.written_by}
    who = tuple(one.user for one in staff(store) if role in one.roles and one.user not in not_these)
    waits = undecided is not None and undecided.kind == "bid"
    return NextStep(command, role, who, undecided.contents_sha256 if waits else "")


# The retention clock: by when the agreements want a portfolio's data destroyed, from what became of its purchases.
#
# It counts from the last day on which one of its purchases closed or came to nothing, and stands while one is open.
# A portfolio that was never offered counts from the day it was taken in. 45 CFR 164.504(e)(2)(ii)(J): return or
# destroy.


LOOKS = ("BAA", "NDA")  # kinds that a file may be looked at under, before there is a purchase


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the clock of a portfolio stands; `counted_from` is None while one of its purchases is `open`."""

    portfolio_id: str
    holder: str
    counted_from: date | None
    open: tuple[str, ...]
    agreement: Agreement | None  # whose term holds; None where none names one
    destruction: Destruction | None

    @property
    def held(self) -> Held | None:
        """The portfolio with its last day; None where it is destroyed, no term is named, or a purchase is open."""
        if self.agreement is None or self.agreement.keep_days is None or self.counted_from is None:
            return None
        if self.destruction is not None and self.destruction.destroyed_on is not None:
            return None
        return Held(self.portfolio_id, self.agreement.agreement_id, self.counted_from, self.agreement.keep_days)


def clocks(store: Store, taken_in: Iterable[TakenIn]) -> tuple[Clock, ...]:
    """The clock of every portfolio that was taken in or offered, by name."""
    known = {portfolio.portfolio_id: (portfolio.holder, portfolio.received_on) for portfolio in portfolios(store)}
    known |= {one.portfolio_id: (one.holder, one.on) for one in taken_in}
    deals: dict[str, list[Purchase]] = defaultdict(list)
    for deal in purchases(store):
        deals[deal.portfolio_id].append(deal)
    contracts = agreements(store)
    gone = {destruction.portfolio_id: destruction for destruction in destructions(store)}
    return tuple(
        Clock(name, holder, *clock(holder, on, deals[name], contracts), gone.get(name))
        for name, (holder, on) in sorted(known.items())
    )


def clock(
    holder: str, taken_in_on: date, deals: Sequence[Purchase], agreements: Collection[Agreement]
) -> tuple[date | None, tuple[str, ...], Agreement | None]:
    """From when a portfolio's data counts, its open purchases, and the agreement whose term holds.

    Where several name a term the shortest holds, since each of them binds.
    """
    still = tuple(deal.purchase_id for deal in deals if is_open(deal))
    ends = [day for deal in deals for day in (deal.closed_on, deal.ended_on) if day is not None]
    counted_from = None if still else max(ends, default=taken_in_on)
    named = [agreement for agreement in agreements if agreement.keep_days is not None]
    bought_under = {deal.agreement_id for deal in deals}
    looked_on = [deal.offered_on for deal in deals] or [taken_in_on]
    binding = [one for one in named if one.agreement_id in bought_under] or [
        one for one in named if one.kind in LOOKS and any(one.holds(holder, on) for on in looked_on)
    ]
    return counted_from, still, min(binding, key=lambda one: (one.keep_days, one.agreement_id), default=None)


def is_open(deal: Purchase) -> bool:
    """Whether something may still be done in a purchase."""
    return bool(TRANSITIONS[deal.state])
