"""The tables `screen` and `clearance`."""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.core.tables import Table, column
from cleanbill.relief.screens.rule import ACTIONS

CENTS = "cents"


class Screen(Table):
    """Something that was looked for in an account and met, and what is done about it."""

    __grain__ = "a screen that an account met"
    __key__ = ("holder", "account_id", "screen")

    holder: dt.String = column("person", "who owns the debt")
    account_id: dt.String = column("person", "the account")
    screen: dt.String = column("person", "what was met, as law/us/screens names it")
    screened_on: dt.Date = column("public", "day on which it was looked for")
    action: dt.String = column("person", "what is done", isin=ACTIONS)
    follows: dt.String = column("person", "what must follow, or what the seller is told", nullable=True)
    rule_since: dt.Date = column("public", "day from which the rule stands")
    source: dt.String = column("public", "where the rule is written")


class Clearance(Table):
    """What the screens make of an account: whether it may be bought, and at most at what price."""

    __grain__ = "an account and what becomes of it"
    __key__ = ("holder", "account_id")

    holder: dt.String = column("person", "who owns the debt")
    account_id: dt.String = column("person", "the account")
    action: dt.String = column("person", "the strictest of its screens; null where none was met", nullable=True)
    screens: dt.String = column("person", "screens that it met, joined by blanks")
    follows: dt.String = column("person", "all that must follow, joined by semicolons")
    may_buy: dt.Boolean = column("person", "whether it may be bought")
    most_cents: dt.Int64 = column("person", "the most that may be paid; null without limit", unit=CENTS, nullable=True)
