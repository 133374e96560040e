"""The terms of funds are proposed: how donors bound them. They bind once another person approves."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import Terms, written
from cleanbill.records import models
from cleanbill.records.audit import canonical
from cleanbill.records.bound import fund_terms, subject
from cleanbill.records.facts import By
from cleanbill.records.store import Store
from cleanbill.records.taking import Details, Step, take


def propose_terms(store: Store, by: By, terms: Sequence[Terms]) -> tuple[str, ...]:
    """Proposes a version of each fund's terms; the funds of which it is new. What stands already stays as it is.

    Raises CleanbillError, and proposes none, where other terms of a fund wait to be approved.
    """
    known = {one.fund_id: one for one in fund_terms(store) if one.decision != "declined"}
    new = [one for one in terms if _other(known.get(one.fund.fund_id), one)]
    if waiting := [one.fund.fund_id for one in new if _open(known.get(one.fund.fund_id))]:
        raise CleanbillError(
            f"Other terms of fund {', '.join(waiting)} wait to be approved. Another person decides on them first: "
            f"`cleanbill fund bind --approve {waiting[0]} --version N`, or --decline."
        )
    for one in new:
        _proposed(store, by, one)
    return tuple(one.fund.fund_id for one in new)


def _other(known: object, terms: Terms) -> bool:
    return getattr(known, "terms", None) != terms


def _open(known: object) -> bool:
    return getattr(known, "decision", "approved") == ""


def _proposed(store: Store, by: By, terms: Terms) -> None:
    fund_id, told = terms.fund.fund_id, canonical(written(terms))
    rows = models.FundTerms.objects.using(store.alias)
    version = rows.filter(fund_id=fund_id).count() + 1

    def do() -> Details:
        rows.create(fund_id=fund_id, version=version, terms=told, proposed_by=by.user, proposed_on=by.on)
        return {"version": version, "terms_sha256": hashlib.sha256(told.encode()).hexdigest()}

    key = f"{subject(fund_id)}/propose terms/{version}"
    take(store, Step(key, "propose terms", subject(fund_id), by, "prepare", written(terms)), do)
