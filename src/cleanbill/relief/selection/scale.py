"""The choice of many items: a linear programme over classes of items, then whole items within what it gives each.

Items of a class may be paid by the same budgets, so a budget pays for a class, not for an item. Within a class the most
worth for a cent comes first, in steps at their mean; what the best order within a step may add to that mean
is added once a class, so the sum is a bound that no choice can pass. Portfolios sold whole are whole here too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cleanbill.relief.selection.exact import (
    Candidate,
    Chosen,
    FundBudget,
    Item,
    Model,
    Payers,
    by_worth,
    greedy,
    paid_by,
    worth_of_whole,
)
from cleanbill.relief.selection.exact import item as made

STEPS = 1_000  # of a class, at most
SECONDS = 60.0  # for the programme, where portfolios are sold whole


@dataclass(frozen=True, slots=True)
class Scaled:
    """A choice, and the bound."""

    chosen: Chosen
    bound: float


def scaled(
    single: Sequence[Item],
    all_or_nothing: Mapping[str, Sequence[Candidate]],
    payers: dict[tuple[str, str], Payers],
    worth: Mapping[tuple[str, str], int],
    budgets: Sequence[FundBudget],
) -> Scaled:
    """A choice near the best; in as for `exact`."""
    classes: dict[Payers, list[Item]] = defaultdict(list)
    for one in sorted((one for one in single if _plain(one)), key=by_worth):
        classes[one.parts[0][0]].append(one)
    sold = [
        made(accounts, worth_of_whole(accounts, worth), payers)
        for _, accounts in sorted(all_or_nothing.items())
        if all(payers[account.key] for account in accounts)
    ]
    apart = [*sold, *(one for one in single if not _plain(one))]  # with a column of their own
    order = sorted({*classes, *(able for one in apart for able, _ in one.parts)}, key=sorted)
    model, spent = Model(), defaultdict(dict)  # type: ignore[var-annotated]
    own = {one.key: model.column(float(one.worth), 1, whole=place < len(sold)) for place, one in enumerate(apart)}
    _one_of_each_group(model, apart, own)
    flows = {able: _class(model, spent, able, classes[able], _parts_of(apart, own, able)) for able in order}
    for n, budget in enumerate(budgets):
        if spent[n]:
            model.row(dict(spent[n]), 0, budget.cents)
    values, bound = model.solved(seconds=SECONDS if sold else None) if model.worth else ([], 0.0)
    bound += sum(_above_mean(classes[able]) for able in order)
    left, chosen = [budget.cents for budget in budgets], []
    for one in (*sold, *sorted(apart[len(sold) :], key=by_worth)):
        if values[own[one.key]] > 0.5:
            chosen += paid_by(one, left, [0] * len(left))
    for able in order:
        given = {n: min(int(values[column] + 0.5), left[n]) for n, column in flows[able].items()}
        chosen += _within(classes[able], given, left)
    chosen += greedy(single, left, {one.key for one, _ in chosen})
    return Scaled(chosen, bound)


def _plain(item: Item) -> bool:
    """Whether it is of one class, and no other item counts in its stead."""
    return len(item.parts) == 1 and not item.group


def _one_of_each_group(model: Model, apart: Sequence[Item], own: Mapping[tuple[str, str], int]) -> None:
    groups: dict[str, dict[int, float]] = defaultdict(dict)
    for one in apart:
        if one.group:
            groups[one.group][own[one.key]] = 1.0
    for columns in groups.values():
        model.row(columns, 0, 1)


def _parts_of(apart: Sequence[Item], own: Mapping[tuple[str, str], int], able: Payers) -> dict[int, float]:
    """What items of several classes take of one class: price by column, as a debit."""
    return {
        own[item.key]: -float(sum(account.price_cents for account in accounts))
        for item in apart
        for payers_of, accounts in item.parts
        if payers_of == able
    }


def _class(
    model: Model, spent: dict[int, dict[int, float]], able: Payers, items: Sequence[Item], others: dict[int, float]
) -> dict[int, int]:
    """Adds a class: what each budget spends on it, and its steps. Returns the column of each budget."""
    most = sum(item.price_cents for item in items) - sum(others.values())
    budgets = {n: model.column(0.0, most) for n in sorted(able)}
    steps = dict(others)
    size = max(1, -(-len(items) // STEPS))
    for start in range(0, len(items), size):
        part = items[start : start + size]
        price = sum(item.price_cents for item in part)
        steps[model.column(sum(item.worth for item in part) / max(price, 1), price)] = -1.0
    model.row(dict.fromkeys(budgets.values(), 1.0) | steps, 0, 0)
    for n, column in budgets.items():
        spent[n][column] = 1.0
    return budgets


def _above_mean(items: Sequence[Item]) -> float:
    """The most that items of one step, taken in part and the best first, are worth above the step's mean."""
    size, most = max(1, -(-len(items) // STEPS)), 0.0
    for start in range(0, len(items), size):
        part = items[start : start + size]
        mean = sum(item.worth for item in part) / max(sum(item.price_cents for item in part), 1)
        price = worth = 0
        for item in part:
            price, worth = price + item.price_cents, worth + item.worth
            most = max(most, worth - mean * price)
    return most


def _within(items: Sequence[Item], given: dict[int, int], left: list[int]) -> Chosen:
    """Items of a class in their order, each by the budget with the most of what it was given; `left` is lowered."""
    chosen: Chosen = []
    for item in items:
        budget = max(given, key=lambda n: (given[n], -n))
        if given[budget] < item.price_cents:
            able = [n for n in given if given[n] >= item.price_cents]
            if not able:
                if not any(given.values()):
                    break
                continue
            budget = max(able, key=lambda n: (given[n], -n))
        given[budget] -= item.price_cents
        left[budget] -= item.price_cents
        chosen += [(account, budget) for account in item.accounts]
    return chosen
