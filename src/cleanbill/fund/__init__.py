"""Given money: funds and what binds them, gifts of many chapters, grants, and how long money lies."""

from cleanbill.fund.accounts import (
    CASH,
    DEBT_HELD,
    FEES,
    GIFTS,
    GIVEN_BACK,
    GRANTS,
    GRANTS_DUE,
    HANDLING,
    RELIEF_GIVEN,
)
from cleanbill.fund.ageing import Aged, aged
from cleanbill.fund.fund import Fund, available_cents, gift, may_spend
from cleanbill.fund.gifts import Gift, by_chapter, entry_of
from cleanbill.fund.grant import Drawdown, Grant, Spent, drawdown, entries_of
from cleanbill.fund.handling import handling
from cleanbill.fund.money import Money, money
from cleanbill.fund.place import LEVELS, Area, Level, Place
from cleanbill.fund.purpose import KINDS, Owed, Purpose
from cleanbill.fund.restriction import NONE, UNTOLD, Restriction, Rung
from cleanbill.fund.terms import Terms, differences, read_terms, written

__all__ = [
    "CASH",
    "DEBT_HELD",
    "FEES",
    "GIFTS",
    "GIVEN_BACK",
    "GRANTS",
    "GRANTS_DUE",
    "HANDLING",
    "KINDS",
    "LEVELS",
    "NONE",
    "RELIEF_GIVEN",
    "UNTOLD",
    "Aged",
    "Area",
    "Drawdown",
    "Fund",
    "Gift",
    "Grant",
    "Level",
    "Money",
    "Owed",
    "Place",
    "Purpose",
    "Restriction",
    "Rung",
    "Spent",
    "Terms",
    "aged",
    "available_cents",
    "by_chapter",
    "differences",
    "drawdown",
    "entries_of",
    "entry_of",
    "gift",
    "handling",
    "may_spend",
    "money",
    "read_terms",
    "written",
]
