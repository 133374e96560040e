"""Accounts -> table `screen`: a row for each thing that was looked for and met.

In: `account` (columns that a table lacks are not known), the areas that money may go to, and `seen`: debts that
were bought before, stand twice or look like one of these (relief/seen). Law: us/screens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.core.tables import ibis_schema
from cleanbill.debt import Account, barred
from cleanbill.fund import Area
from cleanbill.relief.area import lives_in
from cleanbill.relief.screens.rule import ScreenRule, screen_rules
from cleanbill.relief.screens.tables import Screen

KEY = ["holder", "account_id"]
ASKED = (
    "attorney_flag", "bankruptcy_chapter", "bankruptcy_discharged", "cease_flag", "county_fips", "date_of_service",
    "deceased_date", "deceased_flag", "dispute_flag", "judgment_flag", "last_payment_date", "lien_flag",
    "litigation_flag", "minor_flag", "paid_flag", "payment_plan_flag", "sol_date", "state", "zip",
)  # fmt: skip
CHAPTER_13 = 13


def screened(accounts: ir.Table, *, today: date, areas: Iterable[Area] = (), seen: ir.Table | None = None) -> ir.Table:
    """`screen` of `accounts`, as of `today`. Without `areas` every place will do; without `seen` nothing was seen."""
    kinds = ibis_schema(Account)
    absent = {name: ibis.null(kinds[name]) for name in ASKED if name not in accounts.columns}
    known = _with_seen(accounts.mutate(**absent).select(*KEY, *ASKED), seen)
    met = _met(known, today, areas)
    return ibis.union(*(_rows(known.filter(met[rule.screen]), rule, today) for rule in screen_rules(today)))


def _rows(found: ir.Table, rule: ScreenRule, today: date) -> ir.Table:
    return found.select(
        *KEY,
        screen=ibis.literal(rule.screen),
        screened_on=ibis.literal(today),
        action=ibis.literal(rule.action),
        follows=ibis.literal(rule.follows, "string"),
        rule_since=ibis.literal(rule.since),
        source=ibis.literal(rule.source),
    ).select(*ibis_schema(Screen).names)


def _met(t: ir.Table, today: date, areas: Iterable[Area]) -> Mapping[str, ir.BooleanValue]:
    """What each screen looks for; what is not known is not met, but for the place."""
    discharged = t.bankruptcy_discharged.fill_null(False)
    chapter_13 = (t.bankruptcy_chapter == CHAPTER_13).fill_null(False)
    return {
        "deceased": t.deceased_flag.fill_null(False) | t.deceased_date.notnull(),
        "discharged": discharged,
        "chapter_13": chapter_13 & ~discharged,
        "paid": t.paid_flag.fill_null(False),
        "owned_before": t.seen_status == "bought",
        "stands_twice": t.seen_status == "twice",
        "out_of_area": ~lives_in(t, areas),
        "bankrupt": t.bankruptcy_chapter.notnull() & ~chapter_13 & ~discharged,
        "two_holders": t.seen_status == "two holders",
        "alike": t.seen_status == "alike",
        "disputed": t.dispute_flag.fill_null(False),
        "in_litigation": t.litigation_flag.fill_null(False),
        "time_barred": barred(t, today),
        "judgment": t.judgment_flag.fill_null(False),
        "lien": t.lien_flag.fill_null(False),
        "payment_plan": t.payment_plan_flag.fill_null(False),
        "minor": t.minor_flag.fill_null(False),
        "no_contact": t.attorney_flag.fill_null(False) | t.cease_flag.fill_null(False),
    }


def _with_seen(accounts: ir.Table, seen: ir.Table | None) -> ir.Table:
    """With `seen_status`, "" where the debt was not seen before."""
    if seen is None:
        return accounts.mutate(seen_status=ibis.literal(""))
    told = seen.select(*KEY, seen_status="status")
    both = accounts.left_join(told, KEY)
    return both.mutate(seen_status=both.seen_status.fill_null("")).select(*accounts.columns, "seen_status")
