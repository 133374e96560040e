"""Given money: a fund, its gifts, and what may be spent from it where."""

from cleanbill.fund.fund import CASH, DEBT_HELD, GIFTS, RELIEF_GIVEN, Fund, available_cents, gift, may_spend

__all__ = ["CASH", "DEBT_HELD", "GIFTS", "RELIEF_GIVEN", "Fund", "available_cents", "gift", "may_spend"]
