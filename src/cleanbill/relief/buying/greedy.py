"""A greedy choice: what is worth most for its price first, from the pot that is bound most and has enough."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cleanbill.relief.buying.items import Item
from cleanbill.relief.buying.offer import Offered

Chosen = list[tuple[Offered, int]]


def by_worth(item: Item) -> tuple[float, int, tuple[str, str]]:
    """Order of items: the most worth for a cent first, of equals the cheaper, then by key."""
    return (-item.worth / max(item.price_cents, 1), item.price_cents, item.key)


def greedy(single: Sequence[Item], left: list[int], taken: Collection[tuple[str, str]] = ()) -> Chosen:
    """Accounts with their pots; `left` is what each pot has, and is lowered. Items already taken are passed over."""
    reach = [0] * len(left)
    for item in single:
        for able, _ in item.parts:
            for n in able:
                reach[n] += 1
    chosen: Chosen = []
    held, groups = set(taken), set()
    for item in sorted(single, key=by_worth):
        if item.group in groups or any(one.key in held for one in item.accounts):
            continue
        if paid := paid_by(item, left, reach):
            chosen += paid
            held.update(one.key for one in item.accounts)
            groups |= {item.group} - {""}
    return chosen


def paid_by(item: Item, left: list[int], reach: Sequence[int]) -> Chosen:
    """The item's accounts with a pot each, of those able the one that reaches fewest items; `left` is lowered.

    Nothing, and `left` as it was, where some account finds no pot.
    """
    before, chosen = left[:], []
    for able, accounts in item.parts:
        for one in accounts:
            pots = [n for n in able if left[n] >= one.price_cents]
            if not pots:
                left[:] = before
                return []
            pot = min(pots, key=lambda n: (reach[n], n))
            left[pot] -= one.price_cents
            chosen.append((one, pot))
    return chosen
