"""A portfolio's price -> the price of each account, to the cent, by the method of the largest remainder.

In: accounts and the table `value`. Each account takes a cent, where there are as many, and the rest is shared out by
`mid_cents`, or by face where nothing is worth anything; ties go to the first by holder and number.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.engine import whole
from cleanbill.relief.price import LEAST_CENTS

KEY = ["holder", "account_id"]


def allocated(accounts: ir.Table, values: ir.Table, *, price_cents: int) -> ir.Table:
    """`accounts` with `sale_price_cents` that add up to `price_cents`, which is not below nil.

    A product of the price and one account's weight must stay below 2^63: $10 million and $9 million an account do.
    """
    both = accounts.select(*KEY, "current_balance_cents").inner_join(values.select(*KEY, "mid_cents"), KEY)
    told = _weighed(both, price_cents)
    product = told.weight * told.rest
    over = product % told.weights
    # Without the remainder the quotient is a whole number, and a float holds it exactly.
    floor = ((product - over) / told.weights).round().cast("int64")
    parted = told.mutate(over=over, floor=floor)
    place = ibis.row_number().over(ibis.window(order_by=[ibis.desc("over"), *KEY]))
    ranked = parted.mutate(place=place, left=parted.rest - whole(parted.floor.sum().over(ibis.window())))
    one_more = (ranked.place < ranked.left).cast("int64")
    prices = ranked.select(*KEY, share_cents=(ranked.least + ranked.floor + one_more).cast("int64"))
    joined = accounts.inner_join(prices, KEY)
    return joined.mutate(sale_price_cents=joined.share_cents).select(*_with_price(accounts))


def _weighed(both: ir.Table, price_cents: int) -> ir.Table:
    """With `weight`, the sum `weights`, what each takes at the least and the `rest` to be shared out."""
    every = ibis.window()
    worth = whole(both.mid_cents.sum().over(every))
    told = both.mutate(
        weight=ibis.ifelse(worth > 0, both.mid_cents, both.current_balance_cents),
        least=ibis.ifelse(both.count().over(every) * LEAST_CENTS <= price_cents, LEAST_CENTS, 0).cast("int64"),
    )
    return told.mutate(
        weights=whole(told.weight.sum().over(every)), rest=price_cents - whole(told.least.sum().over(every))
    )


def _with_price(accounts: ir.Table) -> list[str]:
    return list(dict.fromkeys([*accounts.columns, "sale_price_cents"]))
