"""Accounts and what they met -> table `clearance`: which may be bought, at most at what price, and what follows.

Of several screens the strictest action counts; what follows adds up. At the least price means a cent an account:
less cannot be paid for one, and an account whose holder asks more, or names no price, is left.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.core.tables import ibis_schema
from cleanbill.relief.price import LEAST_CENTS
from cleanbill.relief.screens.rule import ACTIONS, SCREENS
from cleanbill.relief.screens.tables import Clearance

KEY = ["holder", "account_id"]
NEVER = ("leave_out", "hold")


def clearance(accounts: ir.Table, screens: ir.Table) -> ir.Table:
    """`clearance` of every account, by the table `screen` of `screened`."""
    found = screens.group_by(*KEY).aggregate(
        **{f"is_{name}": (screens.screen == name).any() for name in SCREENS},
        **{f"after_{name}": ibis.ifelse(screens.screen == name, screens.follows, None).max() for name in SCREENS},
        **{f"does_{name}": (screens.action == name).any() for name in ACTIONS},
    )
    both = accounts.select(*KEY).left_join(found, KEY)
    action = ibis.cases(*((both[f"does_{name}"].fill_null(False), name) for name in ACTIONS), else_=None)
    told = both.mutate(action=action)
    told = told.mutate(
        screens=_joined(told, {name: ibis.literal(name) for name in SCREENS}, " "),
        follows=_joined(told, {name: told[f"after_{name}"] for name in SCREENS}, "; "),
        may_buy=~told.action.isin(NEVER).fill_null(False),
        most_cents=ibis.ifelse(told.action == "price_nil", LEAST_CENTS, None).cast("int64"),
    )
    return told.select(*ibis_schema(Clearance).names)


def cleared(accounts: ir.Table, screens: ir.Table) -> ir.Table:
    """Accounts that may be bought. One that may be had at the least price only is there if its holder asks no more."""
    told = clearance(accounts, screens).select(*KEY, "may_buy", "most_cents")
    both = accounts.inner_join(told, KEY)
    cheap = (both.sale_price_cents <= both.most_cents).fill_null(False)
    return both.filter(both.may_buy & (both.most_cents.isnull() | cheap)).select(*accounts.columns)


def _joined(told: ir.Table, words: dict[str, ir.StringValue], between: str) -> ir.StringValue:
    """The words of the screens that were met, in the order of SCREENS."""
    text: ir.StringValue = ibis.literal("")
    for name, word in words.items():
        text += ibis.ifelse(told[f"is_{name}"].fill_null(False) & word.notnull(), ibis.literal(between) + word, "")
    return text.substr(len(between))
