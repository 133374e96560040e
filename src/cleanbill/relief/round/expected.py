"""Who is expected to be wrongly in or out, were accounts decided on: nothing is chosen, nothing bought."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis.expr.types as ir

from cleanbill.core.errors import CleanbillError
from cleanbill.engine import Steps, kept
from cleanbill.relief.income import ExpectedError, Terms, by_threshold, errors, judged
from cleanbill.relief.income.errors import GROUPS, THRESHOLDS
from cleanbill.relief.programmes import rule
from cleanbill.relief.qualify import decided


def errors_of(con: Any, accounts: ir.Table, *, programme: str, today: date, terms: Terms) -> ir.Table:
    """`expected_error` of accounts: of all at each threshold, and by group at that of `terms`.

    A table of `con` that goes with it. Raises CleanbillError where the terms have no threshold.
    """
    if terms.threshold_bp is None:
        raise CleanbillError("Errors are those of a threshold. Name the chance from which people are taken in.")
    with kept(con) as keep:
        decisions = keep(decided(accounts, rule(programme, today), price_bp=0, today=today, terms=terms))
        told = keep(judged(accounts, decisions))
        at_each = by_threshold(told, sorted({*THRESHOLDS, terms.threshold_bp}))
        by_group = errors(told, terms.threshold_bp, [kind for kind in GROUPS if kind != "all"])
        return Steps(con).keep(at_each.union(by_group).order_by(ExpectedError.__key__))
