"""`cleanbill fund bind`: how donors bound a fund is proposed by one person and in force once another approves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cleanbill import records
from cleanbill.cli.step_command import said
from cleanbill.cli.store_options import STORE, When, Where, Who, by, opened
from cleanbill.core.errors import CleanbillError
from cleanbill.fund import written
from cleanbill.records import FundTerms
from cleanbill.relief.round import read_funds


def bind(
    who: Who,
    funds: Annotated[
        Path | None, typer.Argument(help="Funds, how they are bound, what they may spend on debts, YAML.")
    ] = None,
    approve: Annotated[str | None, typer.Option(help="The fund whose terms you approve.", metavar="FUND")] = None,
    decline: Annotated[str | None, typer.Option(help="The fund whose terms you decline.", metavar="FUND")] = None,
    version: Annotated[
        int | None, typer.Option(help="Which version of them you looked at, as `fund show` tells it.", metavar="N")
    ] = None,
    store: Where = STORE,
    at: When = None,
) -> None:
    """Propose the terms of funds, or approve what another proposed. Only by terms in force is a fund spent.

    Example: cleanbill fund bind funds.yaml --as ann
    """
    if [funds, approve, decline].count(None) != 2:
        raise CleanbillError("Give a file of funds to propose their terms, or --approve FUND, or --decline FUND.")
    if (funds is None) == (version is None):
        raise CleanbillError("Decide on the version that you looked at, and on no other: --version N with --approve.")
    acts, which = by(who, at), version or 0
    with opened(store) as held:
        if funds is not None:
            new = records.propose_terms(held, acts, read_funds(funds))
            told = [one for one in records.fund_terms(held) if one.fund_id in new and not one.decision]
            for one in told:
                said(f"Proposed: {one.fund_id}, version {one.version}: {one.terms.words}.")
            said("Another person approves them." if told else "These terms stand, or wait to be approved; nothing new.")
        elif approve is not None:
            records.approve_terms(held, acts, approve, which)
            said(f"In force: {approve}, {records.in_force(held)[approve].terms.words}.")
        elif decline is not None:
            records.decline_terms(held, acts, decline, which)
            said(f"The terms of {decline} that were proposed are declined.")


def standing(known: tuple[FundTerms, ...]) -> dict[str, tuple[FundTerms | None, FundTerms | None]]:
    """By fund: the terms in force, and those that wait to be approved."""
    held: dict[str, tuple[FundTerms | None, FundTerms | None]] = {}
    for one in known:
        now, waits = held.get(one.fund_id, (None, None))
        held[one.fund_id] = (one if one.decision == "approved" else now, one if not one.decision else waits)
    return held


def terms_json(one: FundTerms | None) -> dict[str, Any] | None:
    """A version of terms for machines."""
    if one is None:
        return None
    who = {"proposed_by": one.proposed_by, "proposed_on": str(one.proposed_on)}
    if one.decision:
        who |= {"approved_by": one.decided_by, "approved_on": str(one.decided_on)}
    return {"version": one.version, **written(one.terms), **who}


def tell_terms(fund_id: str, now: FundTerms | None, waits: FundTerms | None) -> None:
    """Prints what a fund is bound by, and what waits."""
    if now is None:
        said(f"{fund_id}: no terms are in force, so nothing may be spent of it (`cleanbill fund bind`).")
    else:
        said(f"{fund_id}, version {now.version}, by {now.proposed_by} and {now.decided_by} on {now.decided_on}: "
             f"{now.terms.words}.")  # fmt: skip
    if waits is not None:
        said(f"{fund_id}, version {waits.version}, proposed by {waits.proposed_by} and not yet in force: "
             f"{waits.terms.words}.")  # fmt: skip
