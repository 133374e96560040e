"""Debt: what is left of bills, ageing, how long it can be sued for, and the portfolio that a holder offers."""

from cleanbill.debt.account import accounts
from cleanbill.debt.limitation import barred, barred_from
from cleanbill.debt.tables import Account

__all__ = ["Account", "accounts", "barred", "barred_from"]
