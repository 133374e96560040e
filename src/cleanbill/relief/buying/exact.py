"""The best choice of few items, by integer programme: one pot an item, no pot overdrawn, a portfolio whole or not.

Of equally good choices the one that spends most is taken, so that no money lies idle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from cleanbill.relief.buying.items import Item, Payers
from cleanbill.relief.buying.model import Model
from cleanbill.relief.buying.offer import Offered, Pot

Chosen = list[tuple[Offered, int]]  # an account and the place of its pot


def worth_of_whole(accounts: Sequence[Offered], worth: Mapping[tuple[str, str], int]) -> int:
    """What a whole portfolio is worth: the sum over its accounts."""
    return sum(worth[one.key] for one in accounts)


def exact(
    single: Sequence[Item],
    wholes: Mapping[str, Sequence[Offered]],
    payers: Mapping[tuple[str, str], Payers],
    worth: Mapping[tuple[str, str], int],
    pots: Sequence[Pot],
) -> Chosen:
    """Accounts with their pots. `worth` is of each account of a portfolio sold whole."""
    model, paid = Model(), _Paid()
    tie = 0.5 / (sum(pot.cents for pot in pots) + 1)  # of a unit of worth: all spending together is worth half of one
    groups: dict[str, dict[int, float]] = defaultdict(dict)
    for item in single:
        columns = _together(model, paid, item.accounts, payers, item.worth + tie * item.price_cents)
        if item.group:
            groups[item.group] |= dict.fromkeys(columns, 1.0)
    for columns_of in groups.values():
        model.row(columns_of, 0, 1)
    for name in sorted(wholes):
        accounts = wholes[name]
        value = worth_of_whole(accounts, worth) + tie * sum(one.price_cents for one in accounts if one.qualifies)
        _together(model, paid, accounts, payers, value)
    for n, pot in enumerate(pots):
        if paid.cost[n]:
            model.row(dict(paid.cost[n]), 0, pot.cents)
    values, _ = model.solved() if model.worth else ([], 0.0)
    return [(one, n) for n, column, accounts in paid.columns if values[column] > 0.5 for one in accounts]


class _Paid:
    """Columns that say a pot pays for accounts."""

    def __init__(self) -> None:
        self.cost: dict[int, dict[int, float]] = defaultdict(dict)
        self.columns: list[tuple[int, int, Sequence[Offered]]] = []

    def add(self, pot: int, column: int, price: int, accounts: Sequence[Offered]) -> None:
        self.cost[pot][column] = float(price)
        self.columns.append((pot, column, accounts))


def _together(
    model: Model, paid: _Paid, accounts: Sequence[Offered], payers: Mapping[tuple[str, str], Payers], worth: float
) -> list[int]:
    """Accounts bought all or none, each by one pot. Returns the columns that say so, none where it cannot be."""
    if not all(payers[one.key] for one in accounts):
        return []
    if len(accounts) == 1:
        columns = {n: model.column(worth, 1, whole=True) for n in sorted(payers[accounts[0].key])}
        model.row(dict.fromkeys(columns.values(), 1.0), 0, 1)
        for n, column in columns.items():
            paid.add(n, column, accounts[0].price_cents, accounts)
        return list(columns.values())
    bought = model.column(worth, 1, whole=True)
    for one in accounts:
        columns = {n: model.column(0.0, 1, whole=True) for n in sorted(payers[one.key])}
        model.row(dict.fromkeys(columns.values(), 1.0) | {bought: -1.0}, 0, 0)
        for n, column in columns.items():
            paid.add(n, column, one.price_cents, (one,))
    return [bought]
