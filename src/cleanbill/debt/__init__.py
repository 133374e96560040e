"""Debt: what is left of bills, ageing, and the portfolio that a holder offers."""

from cleanbill.debt.account import accounts
from cleanbill.debt.tables import Account

__all__ = ["Account", "accounts"]
