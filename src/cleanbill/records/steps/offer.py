"""Offered: a holder offers a portfolio. The start of a purchase."""

from __future__ import annotations

import re
from dataclasses import asdict

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.facts import By, Portfolio
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take

KINDS = ("provider", "agency", "buyer")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")  # files are named by it


def offer(store: Store, by: By, purchase_id: str, portfolio: Portfolio) -> None:
    """Records that `portfolio` is offered. A portfolio may be bought in several purchases, each its own part."""
    if not NAME.fullmatch(purchase_id):
        raise CleanbillError(
            "A purchase's name has letters, digits, dots, dashes and underscores, at most 100, and no other sign."
        )
    _sellable(portfolio)
    told = asdict(portfolio) | {"received_on": portfolio.received_on.isoformat()}

    def do() -> Details:
        if by.on < portfolio.received_on:
            raise CleanbillError(f"Portfolio {portfolio.portfolio_id} comes only on {portfolio.received_on}.")
        gone = models.Destruction.objects.using(store.alias).filter(portfolio_id=portfolio.portfolio_id)
        if gone.exclude(approved_by="").exists():
            raise CleanbillError(
                f"The data of portfolio {portfolio.portfolio_id} is destroyed. Take the seller's file in anew, under "
                "another name."
            )
        known = models.Portfolio.objects.using(store.alias)
        before = known.filter(portfolio_id=portfolio.portfolio_id).first()
        if before is None:
            known.create(**asdict(portfolio))
        elif before.seller_kind != portfolio.seller_kind:
            raise CleanbillError(
                f"Portfolio {portfolio.portfolio_id} was offered as a {before.seller_kind}'s; that stays. Say so again."
            )
        elif any(getattr(before, name) != value for name, value in asdict(portfolio).items()):
            raise CleanbillError(f"Portfolio {portfolio.portfolio_id} was offered as another file. Name it anew.")
        models.Purchase.objects.using(store.alias).create(
            purchase_id=purchase_id, portfolio_id=portfolio.portfolio_id, state="offered", offered_on=by.on
        )
        return {
            "portfolio": portfolio.portfolio_id,
            "sale_file_sha256": portfolio.sale_file_sha256,
            "accounts": portfolio.accounts,
            "face_cents": portfolio.face_cents,
        }

    take(store, Step(f"{purchase_id}/offer", "offer", purchase_id, by, "prepare", told), do)


def _sellable(portfolio: Portfolio) -> None:
    if portfolio.seller_kind not in KINDS:
        raise CleanbillError(
            f"{portfolio.seller_kind!r} is no kind of seller. The seller is one of {', '.join(KINDS)}."
        )
    if portfolio.accounts <= 0 or portfolio.face_cents <= 0:
        raise CleanbillError(
            f"Portfolio {portfolio.portfolio_id} has no account that can be bought. Its quality.csv says why."
        )
