"""Destruction is approved by another person. From here on nobody can offer the portfolio, and its data may go."""

from __future__ import annotations

from typing import Any

from cleanbill.core.errors import CleanbillError
from cleanbill.records import models
from cleanbill.records.facts import By, TakenIn
from cleanbill.records.retention import clocks
from cleanbill.records.steps.ask_destruction import none_open
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, may, take


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
