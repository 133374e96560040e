"""The aim poorest: people stand in line by income, and each in turn is freed where the budgets can still free them.

The line. A person stands in it who has nothing offered in a portfolio sold whole, and whose every account some budget
may pay for: by income against the poverty guideline, lowest first, unknown last; of equals whose accounts cost
less in all, so that more of them are freed; then by key. A portfolio sold whole stands in it as one, at the income of
the middle one (the lower of two) of those who qualify in it, and is taken whole.

The best choice is the first of all lawful ones in lexicographic order: it frees the first in line if any choice
can, then the second if any choice can that frees the first, and so on. Whoever cannot be freed whole is passed over.
Proof that a walk down the line finds it: a choice that frees those taken so far and the next is lawful or there is
none; to take the next where there is one is the definition. Money is first told without regard to single accounts
(`Drawn`): where that falls short no choice pays, and with one budget it is all there is to ask. Else accounts are
placed one by one, and where they find no place an integer programme places all of them again. What stays open after
that is passed over, and the choice is then not called exact.

What is left buys single accounts in the same order of people, of each the largest first.

Its worth is how far down the line nobody is left out: of those whom the budgets could free alone, how many are freed
before the first who is not. The first choice in lexicographic order has the most of it. Whom the budgets could free
alone is told as if an account could be shared among budgets, and so is the bound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from cleanbill.core.errors import CleanbillError
from cleanbill.core.optional import NotInstalled
from cleanbill.relief.selection.exact import (
    Candidate,
    Chosen,
    FundBudget,
    Item,
    Model,
    Payers,
    freed_items,
    paid_by,
    reach_of,
)
from cleanbill.relief.selection.exact import item as made

TRIES = 100  # integer programmes of one choice, at most
NODES = 5_000  # of one programme, at most: a count, not a time, so that every run stops at the same place

Place = Callable[[Sequence[Item], Item], tuple[Chosen | None, bool]]  # accounts placed, and whether that is certain


@dataclass(frozen=True, slots=True)
class Taken:
    """A walk down the line. `proven` where each that was passed over can be freed by no choice."""

    chosen: Chosen
    proven: bool


class Drawn:
    """What each class of accounts draws from each budget, as if an account could be shared; no budget is overdrawn.

    Whole cents, by augmenting paths: what a class draws moves to its other budgets where that makes room. How much can
    be drawn in all depends on no order, so neither does what `take` answers.
    """

    def __init__(self, left: Sequence[int]) -> None:
        self.left = list(left)
        self.by_pot: list[dict[Payers, int]] = [{} for _ in left]  # budget -> what each class draws from it
        self.most: dict[Payers, int] = {}  # what a class could draw more when it last fell short: never more later
        self.moves: list[tuple[Payers, int, int]] = []  # of the last item

    def take(self, item: Item) -> bool:
        """Draws the price of an item; False, and nothing is drawn, where the budgets have too little."""
        self.moves = []
        for place, (able, accounts) in enumerate(item.parts):
            price = sum(account.price_cents for account in accounts)
            drawn = self._draw(able, price) if price <= self.most.get(able, price) else None
            if drawn != price:
                if drawn is not None and not place:
                    self.most[able] = drawn
                self.undo()
                return False
        return True

    def undo(self) -> None:
        """Gives back what the last item drew."""
        for able, n, cents in reversed(self.moves):
            self._move(able, n, -cents)
        self.moves = []

    def _move(self, able: Payers, n: int, cents: int) -> None:
        self.left[n] -= cents
        self.by_pot[n][able] = self.by_pot[n].get(able, 0) + cents
        if not self.by_pot[n][able]:
            del self.by_pot[n][able]

    def _draw(self, able: Payers, cents: int) -> int:
        """What could be drawn of `cents`."""
        drawn = 0
        while drawn < cents and (path := self._path(able)):
            moved = [self.by_pot[before][other] for (other, _), (_, before) in zip(path[1:], path, strict=False)]
            amount = min([cents - drawn, self.left[path[-1][1]], *moved])
            drawn += amount
            for place, (other, n) in enumerate(path):
                if place:
                    self._noted(other, path[place - 1][1], -amount)
                self._noted(other, n, amount)
        return drawn

    def _noted(self, able: Payers, n: int, cents: int) -> None:
        self.moves.append((able, n, cents))
        self._move(able, n, cents)

    def _path(self, able: Payers) -> list[tuple[Payers, int]]:
        """Classes and budgets from `able` to one that has money: each class draws from it instead of the next's."""
        came: dict[int, tuple[Payers, int | None]] = dict.fromkeys(able, (able, None))
        queue = list(came)
        for n in queue:
            if self.left[n]:
                return _walked(came, n)
            for other in self.by_pot[n]:
                more = [m for m in other if m not in came]
                came |= dict.fromkeys(more, (other, n))
                queue += more
        return []


def _walked(came: Mapping[int, tuple[Payers, int | None]], last: int) -> list[tuple[Payers, int]]:
    path, n = [], last
    while True:
        able, before = came[n]
        path.append((able, n))
        if before is None:
            return path[::-1]
        n = before


def line_of(
    offers: Sequence[Candidate],
    payers: dict[tuple[str, str], Payers],
    all_or_nothing: Collection[str],
    grouped: Mapping[str, Sequence[Candidate]],
) -> list[Item]:
    """The line: people, and portfolios sold whole. `grouped` are those of `all_or_nothing` with some that qualify."""
    incomes = incomes_of(offers)
    people = freed_items(offers, payers, all_or_nothing)
    placed = [(incomes[item.accounts[0].person], item.price_cents, item.key, item) for item in people]
    for _, accounts in sorted(grouped.items()):
        if all(payers[account.key] for account in accounts):
            item = made(accounts, 1, payers)
            middle = sorted(incomes[person] for person in {account.person for account in accounts if account.qualifies})
            placed.append((middle[(len(middle) - 1) // 2], item.price_cents, item.key, item))
    return [item for *_, item in sorted(placed, key=lambda row: row[:3])]


def in_need(single: Sequence[Item], offers: Sequence[Candidate]) -> list[Item]:
    """Items of one account each, of what is offered, in the order in which what is left buys them."""
    accounts = [item.accounts[0] for item in single]
    incomes, owed = incomes_of(offers), dict[str, int]()
    first: dict[str, tuple[str, str]] = {}
    for account in accounts:
        owed[account.person] = owed.get(account.person, 0) + account.price_cents
        first[account.person] = min(account.key, first.get(account.person, account.key))

    def place(item: Item) -> tuple[tuple[bool, int], int, tuple[str, str], int, tuple[str, str]]:
        one = item.accounts[0]
        return incomes[one.person], owed[one.person], first[one.person], -one.face_cents, one.key

    return sorted(single, key=place)


def incomes_of(offers: Sequence[Candidate]) -> dict[str, tuple[bool, int]]:
    """person -> whether income is unknown, and the lowest that an account of theirs tells."""
    known: dict[str, tuple[bool, int]] = {}
    for offer in offers:
        found = (offer.fpl_bp is None, offer.fpl_bp or 0)
        known[offer.person] = min(found, known.get(offer.person, found))
    return known


def walked(line: Sequence[Item], budgets: Sequence[FundBudget], place: Place | None = None) -> Taken:
    """Those who are freed; `place` is asked to place all again where one by one leaves no room."""
    left, drawn = [budget.cents for budget in budgets], Drawn([budget.cents for budget in budgets])
    reach, proven = reach_of(line, len(budgets)), True
    taken: list[Item] = []
    chosen: Chosen = []
    for item in line:
        paid = paid_by(item, left, reach)
        asked = proven or place is not None  # else it is open already, and one by one is all that is tried
        if asked and not drawn.take(item):
            continue
        if paid:
            chosen += paid
            taken.append(item)
            continue
        again, certain = place(taken, item) if place else (None, False)
        proven = proven and certain
        if again is not None:
            taken.append(item)
            chosen, left = again, _left(again, budgets)
        elif asked:
            drawn.undo()
    return Taken(chosen, proven)


def placer(payers: Mapping[tuple[str, str], Payers], budgets: Sequence[FundBudget]) -> Place:
    """Places all accounts of those taken, and of one more if that can be, by integer programme."""
    tries = 0

    def place(taken: Sequence[Item], item: Item) -> tuple[Chosen | None, bool]:
        nonlocal tries
        tries += 1
        return _placed(taken, item, payers, budgets) if tries <= TRIES else (None, False)

    return place


def _placed(
    taken: Sequence[Item], item: Item, payers: Mapping[tuple[str, str], Payers], budgets: Sequence[FundBudget]
) -> tuple[Chosen | None, bool]:
    model, columns = Model(), []
    more = model.column(1.0, 1, whole=True)
    cost: dict[int, dict[int, float]] = defaultdict(dict)
    for one, term in [(account, None) for each in taken for account in each.accounts] + [
        (account, more) for account in item.accounts
    ]:
        paid = {n: model.column(0.0, 1, whole=True) for n in sorted(payers[one.key])}
        columns += [(one, n, column) for n, column in paid.items()]
        row = dict.fromkeys(paid.values(), 1.0)
        model.row(row if term is None else row | {term: -1.0}, 1 if term is None else 0, 1 if term is None else 0)
        for n, column in paid.items():
            cost[n][column] = float(one.price_cents)
    for n in sorted(cost):
        model.row(cost[n], 0, budgets[n].cents)
    try:
        values, bound = model.solved(nodes=NODES)
    except NotInstalled:
        raise
    except CleanbillError:  # the search stopped before it found any
        return None, False
    if values[more] < 0.5:
        return None, bound < 0.5
    return [(one, n) for one, n, column in columns if values[column] > 0.5], True


def _left(chosen: Chosen, budgets: Sequence[FundBudget]) -> list[int]:
    left = [budget.cents for budget in budgets]
    for one, n in chosen:
        left[n] -= one.price_cents
    return left


def could_be_freed(line: Sequence[Item], budgets: Sequence[FundBudget]) -> list[Item]:
    """Those of a line whom the budgets could free if they freed nobody else."""
    cents = [budget.cents for budget in budgets]
    has = {able: sum(cents[n] for n in able) for able in {able for item in line for able, _ in item.parts}}
    found = []
    for item in line:
        if item.price_cents <= has[item.parts[0][0]] if len(item.parts) == 1 else Drawn(cents).take(item):
            found.append(item)
    return found


def reached(alone: Sequence[Item], taken: Collection[tuple[str, str]]) -> int:
    """How many at the head of those whom the budgets could free alone are freed; accounts taken by key."""
    for count, item in enumerate(alone):
        if any(account.key not in taken for account in item.accounts):
            return count
    return len(alone)


def most_reached(alone: Sequence[Item], budgets: Sequence[FundBudget]) -> int:
    """What no choice passes: how many at the head could be freed if accounts could be shared among budgets."""
    drawn = Drawn([budget.cents for budget in budgets])
    for count, item in enumerate(alone):
        if not drawn.take(item):
            return count
    return len(alone)
