"""Destruction is asked for: a portfolio's data is to go. Nothing goes before another person approves."""

from __future__ import annotations

from datetime import date
from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models, reading
from cleanbill.records.facts import By, TakenIn
from cleanbill.records.reading import clocks, is_open, next_step
from cleanbill.records.step import Details, Step, may, take
from cleanbill.records.store import Store


def ask_destruction(store: Store, by: By, data: TakenIn) -> None:
    """Asks once, and anew where it was declined; whoever asks again changes nothing.

    Refused while a purchase of the portfolio is open.
    """
    details: Details = {"holder": data.holder, "sale_file_sha256": data.sale_file_sha256}
    name = data.portfolio_id
    rows = models.Destruction.objects.using(store.alias).filter(portfolio_id=name)
    before = rows.first()
    number = 1 if before is None else before.number + bool(before.declined_by)

    def do() -> Details:
        none_open(store, name)
        if by.on < data.on:
            raise CleanbillError(f"Portfolio {name} was taken in on {data.on}; it cannot be destroyed before.")
        if before is None:
            models.Destruction.objects.using(store.alias).create(portfolio_id=name, asked_by=by.user, asked_on=by.on)
            return details
        if by.on < before.declined_on:
            raise CleanbillError(f"It was declined on {before.declined_on}; it cannot be asked for anew before.")
        open_again = {"declined_by": "", "declined_on": None, "declined_why": ""}
        rows.update(number=number, asked_by=by.user, asked_on=by.on, **open_again)
        return details

    key = f"{name}/ask destruction" + (f"/{number}" if number > 1 else "")
    take(store, Step(key, "ask destruction", name, by, "prepare", details), do)


def none_open(store: Store, portfolio_id: str) -> None:
    """Raises CleanbillError where a purchase of the portfolio is open, with what is next in it."""
    for purchase in reading.purchases(store):
        if purchase.portfolio_id == portfolio_id and is_open(purchase):
            due = next_step(store, purchase)
            assert due is not None
            way = f"`cleanbill relief {due.command}` ({' or '.join(due.who) or f'who has the role {due.role}'})"
            out = "" if purchase.owned_on else f", or `cleanbill relief withdraw {purchase.purchase_id}`"
            raise CleanbillError(
                f"Purchase {purchase.purchase_id} of portfolio {portfolio_id} is {purchase.state}, and its data is "
                f"needed until it has ended. Next is {way}{out}."
            )


# Destruction is approved by another person. From here on nobody can offer the portfolio, and its data may go.


def approve_destruction(store: Store, by: By, data: TakenIn) -> None:
    """Approves what another asked for. Once approved it is to be done by anyone who may approve, and only done.

    Raises CleanbillError where `by` may not approve, also where another has already.
    """
    name = data.portfolio_id

    def do() -> Details:
        row = asked(store, name)
        if row.declined_by:
            raise CleanbillError(
                f"{row.declined_by} declined this destruction on {row.declined_on}: {row.declined_why}. Ask anew first."
            )
        by_another(row, by)
        none_open(store, name)
        (clock,) = (one for one in clocks(store, [data]) if one.portfolio_id == name)
        row.agreement_id = clock.agreement.agreement_id if clock.agreement else ""
        row.approved_by, row.approved_on = by.user, by.on
        row.save(update_fields=["agreement_id", "approved_by", "approved_on"])
        return {"agreement": row.agreement_id}

    step = Step(f"{name}/approve destruction", "approve destruction", name, by, "approve", {})
    may(store, step)
    take(store, step, do)


def by_another(row: Any, by: By) -> None:
    """CleanbillError where `by` asked for it, or decides before it was asked for."""
    if row.asked_by == by.user:
        raise CleanbillError(
            f"{by.user} asked for this destruction. Two different people are needed: let another decide."
        )
    if by.on < row.asked_on:
        raise CleanbillError(f"This destruction was asked for on {row.asked_on}; it cannot be decided before.")


def asked(store: Store, portfolio_id: str) -> Any:
    """The row of what was asked for; CleanbillError where nobody did."""
    row = models.Destruction.objects.using(store.alias).filter(portfolio_id=portfolio_id).first()
    if row is None:
        raise CleanbillError(
            f"Nobody asked to destroy portfolio {portfolio_id}. One person asks, another approves: "
            f"`cleanbill relief destroy {portfolio_id} --as USER`."
        )
    return row


# Destroyed: the data is gone, and the hash of the certificate goes into the chain.


CERTIFIED = "certify destruction"


def certify_destruction(store: Store, by: By, portfolio_id: str, *, certificate_sha256: str, on: date) -> None:
    """Records the certificate of what was destroyed on a day, once it was approved."""
    details: Details = {"certificate_sha256": certificate_sha256, "destroyed_on": on.isoformat()}

    def do() -> Details:
        row = asked(store, portfolio_id)
        if not row.approved_by:
            raise CleanbillError(f"The destruction of portfolio {portfolio_id} is not approved.")
        row.certificate_sha256, row.destroyed_on = certificate_sha256, on
        row.save(update_fields=["certificate_sha256", "destroyed_on"])
        return details

    take(store, Step(f"{portfolio_id}/{CERTIFIED}", CERTIFIED, portfolio_id, by, "approve", details), do)


# Destruction is declined by another person, with a reason: nothing goes, and it may be asked for anew.


MOST = 200  # signs of a reason


def decline_destruction(store: Store, by: By, portfolio_id: str, why: str) -> None:
    """Declines what another asked for. `why` goes into the chain, where it stays: it names no person."""
    why = why.strip()
    if not 0 < len(why) <= MOST:
        raise CleanbillError(f"Say why it is declined, in 1 to {MOST} signs.")
    number = asked(store, portfolio_id).number

    def do() -> Details:
        row = asked(store, portfolio_id)
        if row.approved_by:
            raise CleanbillError(f"{row.approved_by} approved it on {row.approved_on}: it is only done from here on.")
        by_another(row, by)
        row.declined_by, row.declined_on, row.declined_why = by.user, by.on, why
        row.save(update_fields=["declined_by", "declined_on", "declined_why"])
        return {"number": number, "why": why}

    key = f"{portfolio_id}/decline destruction/{number}"
    take(store, Step(key, "decline destruction", portfolio_id, by, "approve", {"why": why}), do)
