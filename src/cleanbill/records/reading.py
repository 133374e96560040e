"""What stands in the store, as frozen facts: purchases, accounts, proposals, recalls, agreements, staff, acts."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from django.db.models import F, Q, Sum

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.audit import Head, Link
from cleanbill.records.facts import Account, Agreement, Destruction, Portfolio, Proposal, Purchase, Recall, Staff
from cleanbill.records.follow_ups import FOLLOW_UPS
from cleanbill.records.store import Store
from cleanbill.records.taking import head_of

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
    told = rows.annotate(purchase_id=F("account__purchase_id"), line=F("account__line")).order_by("line")
    return _facts(Recall, told)


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
