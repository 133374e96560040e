"""Which debts on offer were bought before, are offered by two holders, stand twice, or look like one of these.

In: `debt` of all portfolios, the keys of debts bought, who is who. Out: `seen`, a row for each account that is.
The first of these holds:
- bought: the records have this very debt, whoever sold it and however it is written;
- two holders: another holder offers it too, so one of them has no title;
- twice: the same holder offers it again in what is looked at; the first stands;
- alike: a debt of another number that was bought, or that another holder offers, shares with it the looser key, or
  the person, the day of service and the first balance.
"""

from __future__ import annotations

from collections.abc import Collection

import ibis
import ibis.expr.types as ir

from cleanbill.core.tables import ibis_schema
from cleanbill.relief.seen.tables import Seen

ORDER = ("bought", "two holders", "twice", "alike")


def seen(
    debts: ir.Table,
    portfolios: Collection[str],
    bought: ir.Table,
    people: ir.Table,
    *,
    withdrawn: Collection[str] = (),
) -> ir.Table:
    """`seen` for the accounts of `portfolios`.

    `debts` are those of all portfolios, `bought` has a column debt_key, `people` has
    portfolio_id, source_row and person_id. Of portfolios `withdrawn`, which a corrected file replaced,
    only what was bought counts.
    """
    every = debts.left_join(people.select("portfolio_id", "source_row", "person_id"), ["portfolio_id", "source_row"])
    every = every.drop("portfolio_id_right", "source_row_right")
    marked = every.mutate(is_bought=every.debt_key.isin(bought.debt_key), place=_place(every))
    if withdrawn:
        marked = marked.filter(~marked.portfolio_id.isin(list(withdrawn)) | marked.is_bought)
    offered = marked.filter(marked.portfolio_id.isin(list(portfolios)))
    found = ibis.union(
        _bought(offered), _two_holders(offered, marked), _twice(offered), _alike(offered, marked), distinct=False
    )
    first = found.group_by("holder", "account_id").order_by("rank", "other_portfolio").mutate(n=ibis.row_number())
    return first.filter(first.n == 0).select(*ibis_schema(Seen).names)


def _place(rows: ir.Table) -> ir.StringValue:
    """A row's place among all: what ties are broken by."""
    return rows.portfolio_id + ibis.literal("\n") + rows.source_row.cast("string").lpad(12, "0")


def _told(rows: ir.Table, status: str, other: ir.StringValue) -> ir.Table:
    return rows.select(
        "holder", "account_id", status=ibis.literal(status), other_portfolio=other,
        rank=ibis.literal(ORDER.index(status), "int64"),
    )  # fmt: skip


def _bought(offered: ir.Table) -> ir.Table:
    held = offered.filter(offered.is_bought)
    return _told(held, "bought", ibis.null("string"))


def _two_holders(offered: ir.Table, every: ir.Table) -> ir.Table:
    pair = _pairs(offered, every, "debt_key")
    return _told(pair.filter(pair.holder != pair.holder_right), "two holders", pair.portfolio_id_right)


def _twice(offered: ir.Table) -> ir.Table:
    pair = _pairs(offered, offered, "debt_key")
    return _told(pair.filter(pair.place > pair.place_right), "twice", pair.portfolio_id_right)


def _alike(offered: ir.Table, every: ir.Table) -> ir.Table:
    found = [_pairs(offered, every, "alike_key"), _pairs(offered, every, "visit_key", "person_id")]
    told = [
        pair.filter(_other_number(pair) & (pair.is_bought_right | (pair.holder != pair.holder_right))) for pair in found
    ]
    return ibis.union(*(_told(pair, "alike", pair.portfolio_id_right) for pair in told), distinct=False)


def _other_number(pair: ir.Table) -> ir.BooleanValue:
    return ~(pair.debt_key == pair.debt_key_right).fill_null(False)


def _pairs(left: ir.Table, right: ir.Table, *keys: str) -> ir.Table:
    """Rows of `left` beside other rows of `right` with the same keys."""
    other = right.select(**{f"{name}_right": right[name] for name in right.columns})
    pair = left.inner_join(other, [left[key] == other[f"{key}_right"] for key in keys])
    return pair.filter(pair.place != pair.place_right)
