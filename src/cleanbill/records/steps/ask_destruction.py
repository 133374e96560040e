"""Destruction is asked for: a portfolio's data is to go. Nothing goes before another person approves."""

from __future__ import annotations

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models, reading
from cleanbill.records.due import next_step
from cleanbill.records.facts import By, TakenIn
from cleanbill.records.retention import is_open
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take


def ask_destruction(store: Store, by: By, data: TakenIn) -> None:
    """Asks once, and anew where it was declined; whoever asks again changes nothing.

    Refused while a purchase of the portfolio is open.
    """
    told: Details = {"holder": data.holder, "sale_file_sha256": data.sale_file_sha256}
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
            return told
        if by.on < before.declined_on:
            raise CleanbillError(f"It was declined on {before.declined_on}; it cannot be asked for anew before.")
        open_again = {"declined_by": "", "declined_on": None, "declined_why": ""}
        rows.update(number=number, asked_by=by.user, asked_on=by.on, **open_again)
        return told

    key = f"{name}/ask destruction" + (f"/{number}" if number > 1 else "")
    take(store, Step(key, "ask destruction", name, by, "prepare", told), do)


def none_open(store: Store, portfolio_id: str) -> None:
    """Raises CleanbillError where a purchase of the portfolio is open, with what is next in it."""
    for one in reading.purchases(store):
        if one.portfolio_id == portfolio_id and is_open(one):
            due = next_step(store, one)
            assert due is not None
            way = f"`cleanbill relief {due.command}` ({' or '.join(due.who) or f'who has the role {due.role}'})"
            out = "" if one.owned_on else f", or `cleanbill relief withdraw {one.purchase_id}`"
            raise CleanbillError(
                f"Purchase {one.purchase_id} of portfolio {portfolio_id} is {one.state}, and its data is needed until "
                f"it has ended. Next is {way}{out}."
            )
