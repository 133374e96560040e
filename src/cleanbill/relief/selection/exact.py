"""The best choice of few items, by integer programme: one budget an item, none overdrawn, a portfolio whole or not.

Of equally good choices the one that spends most is taken, so that no money lies idle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

import numpy as np

from cleanbill.core.errors import CleanbillError
from cleanbill.core.optional import needs
from cleanbill.fund import UNTOLD, Fund, Owed, Place

# What is offered, whole portfolios and single accounts, and the budgets that may pay for it.


Aim = Literal["face", "people", "freed", "harm", "poorest"]
AIMS: tuple[Aim, ...] = get_args(Aim)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account at its price; cents. `portfolio` is the sale that it is part of.

    One that does not qualify is worth nothing, and is bought only with the portfolio, where that is sold whole.
    """

    portfolio: str
    holder: str
    account_id: str
    person: str
    place: Place
    face_cents: int
    price_cents: int
    harm: int = 0  # points of live harm: reported, sued for, actively collected
    qualifies: bool = True
    owed: Owed = UNTOLD
    fpl_bp: int | None = None  # income of the person as a share of the poverty guideline; None where unknown

    @property
    def key(self) -> tuple[str, str]:
        """What tells the account from every other."""
        return self.holder, self.account_id


@dataclass(frozen=True, slots=True)
class Whole:
    """A portfolio that is sold whole or not at all: every account of it is bought."""

    portfolio: str


@dataclass(frozen=True, slots=True)
class FundBudget:
    """A fund and what of it may be spent now; cents."""

    fund: Fund
    cents: int

    def may_buy(self, offered: Candidate, on: date) -> bool:
        """Whether the fund's restriction lets it pay for the account on that day."""
        return self.fund.restriction.allows(offered.place, on, offered.owed)


# What a choice takes or leaves as one: an account, or all of a person's accounts, with what it is worth.
#
# By aim: an account is worth its face or its harm; a person whose every account is bought is worth one ("freed");
# of a person's accounts the cheapest is worth one, others nothing ("people"), and where they are of several classes
# the cheapest of each, one of which counts. Of the aim poorest see `poorest`.
# Accounts that the same budgets may pay for are of one class.


Payers = frozenset[int]  # places of budgets


@dataclass(frozen=True, slots=True)
class Item:
    """Accounts bought together; each by one budget, perhaps not all by the same."""

    accounts: tuple[Candidate, ...]
    price_cents: int
    worth: int
    parts: tuple[tuple[Payers, tuple[Candidate, ...]], ...]  # accounts by the budgets that may pay for them
    group: str = ""  # of items of one group, one is taken

    @property
    def key(self) -> tuple[str, str]:
        """Of its first account: what ties are broken by."""
        return self.accounts[0].key


def item(accounts: Sequence[Candidate], worth: int, payers: dict[tuple[str, str], Payers], group: str = "") -> Item:
    """The item of these accounts, in order of key."""
    parts: dict[Payers, list[Candidate]] = defaultdict(list)
    for account in accounts:
        parts[payers[account.key]].append(account)
    found = tuple((able, tuple(parts[able])) for able in sorted(parts, key=sorted))
    return Item(tuple(accounts), sum(account.price_cents for account in accounts), worth, found, group)


def payers_of(offers: Sequence[Candidate], budgets: Sequence[FundBudget], on: date) -> dict[tuple[str, str], Payers]:
    """The budgets that may pay for each account, by key; debts alike are asked once."""
    known: dict[tuple[Place, Owed], Payers] = {}
    found = {}
    for offer in offers:
        alike = (offer.place, offer.owed)
        if alike not in known:
            known[alike] = frozenset(n for n, budget in enumerate(budgets) if budget.may_buy(offer, on))
        found[offer.key] = known[alike]
    return found


def items(
    offers: Sequence[Candidate], aim: Aim, payers: dict[tuple[str, str], Payers], all_or_nothing: Collection[str]
) -> list[Item]:
    """Items of the offers that are sold account by account and that some budget may pay for, in order of key.

    A person is freed only if nothing of theirs is in a portfolio sold whole, or out of every budget's reach.
    """
    if aim == "freed":
        return freed_items(offers, payers, all_or_nothing)
    single = sorted((offer for offer in offers if offer.portfolio not in all_or_nothing), key=lambda one: one.key)
    if aim == "people":
        return _people(single, payers)
    worths = [one.face_cents if aim == "face" else one.harm for one in single]
    return [item((one,), worth, payers) for one, worth in zip(single, worths, strict=True) if payers[one.key]]


def _people(single: Sequence[Candidate], payers: dict[tuple[str, str], Payers]) -> list[Item]:
    cheapest: dict[str, dict[Payers, Candidate]] = defaultdict(dict)
    for one in sorted(single, key=lambda one: (one.price_cents, one.key)):
        if payers[one.key]:
            cheapest[one.person].setdefault(payers[one.key], one)
    chosen = {one.key for each in cheapest.values() for one in each.values()}
    made = []
    for one in single:
        if payers[one.key]:
            several = one.key in chosen and len(cheapest[one.person]) > 1
            made.append(item((one,), int(one.key in chosen), payers, one.person if several else ""))
    return made


def freed_items(
    offers: Sequence[Candidate], payers: dict[tuple[str, str], Payers], all_or_nothing: Collection[str]
) -> list[Item]:
    """All accounts of each person who can be freed by single accounts, worth one; in order of key."""
    out_of_reach = {offer.person for offer in offers if offer.portfolio in all_or_nothing and offer.qualifies}
    people: dict[str, list[Candidate]] = defaultdict(list)
    for offer in sorted(offers, key=lambda offer: offer.key):
        if offer.portfolio not in all_or_nothing:
            people[offer.person].append(offer)
    made = [
        item(owned, 1, payers)
        for person, owned in people.items()
        if person not in out_of_reach and all(payers[one.key] for one in owned)
    ]
    return sorted(made, key=lambda item: item.key)


# A mixed-integer model, built column by column and row by row, and solved by HiGHS (the library highspy).
#
# Deterministic: one thread, a fixed seed, and columns in the order they were added.


OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 1,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-7,
    "mip_feasibility_tolerance": 1e-9,  # a column is whole to this: of a price of a million dollars a tenth of a cent
}


@dataclass(slots=True)
class Model:
    """Maximises the sum of worth x column within rows; columns from 0 to `most`."""

    worth: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def column(self, worth: float, most: float, *, whole: bool = False) -> int:
        """Adds a column and returns its place."""
        self.worth.append(worth)
        self.most.append(most)
        self.whole.append(whole)
        return len(self.worth) - 1

    def row(self, terms: dict[int, float], low: float, high: float) -> None:
        """Adds low <= sum of value x column <= high."""
        self.index += terms.keys()
        self.value += terms.values()
        self.starts.append(len(self.index))
        self.low.append(low)
        self.high.append(high)

    def solved(self, *, seconds: float | None = None, nodes: int | None = None) -> tuple[list[float], float]:
        """The columns, and a bound that no choice can pass; the search stops after `seconds` or `nodes`.

        CleanbillError where there is no solution, NotInstalled where HiGHS is not installed.
        """
        highs = _highs()
        highs._Highs.resetGlobalScheduler(True)  # else a run is refused where another of this process had more threads
        solver = highs._Highs()  # the wrapper of it, highspy.Highs, prints a banner into what a command prints
        for name, option in {**OPTIONS, "time_limit": seconds, "mip_max_nodes": nodes}.items():
            if option is not None:
                solver.setOptionValue(name, option)
        solver.passModel(self._lp(highs))
        solver.run()
        info, solution = solver.getInfo(), solver.getSolution()
        if not solution.value_valid:
            raise CleanbillError(f"No choice was found: {solver.modelStatusToString(solver.getModelStatus())}.")
        bound = info.mip_dual_bound if any(self.whole) else info.objective_function_value
        return list(solution.col_value), float(bound)

    def _lp(self, highs: Any) -> Any:
        lp = highs.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.worth), len(self.low)
        lp.sense_ = highs.ObjSense.kMaximize
        lp.col_cost_, lp.col_lower_ = np.array(self.worth), np.zeros(len(self.worth))
        lp.col_upper_, lp.row_lower_ = np.array(self.most), np.array(self.low)
        lp.row_upper_ = np.array(self.high)
        lp.a_matrix_.format_ = highs.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = np.array(self.starts), np.array(self.index, dtype=np.int64)
        lp.a_matrix_.value_ = np.array(self.value)
        kinds = (highs.HighsVarType.kContinuous, highs.HighsVarType.kInteger)
        lp.integrality_ = [kinds[whole] for whole in self.whole]
        return lp


def _highs() -> Any:
    """The library, which is asked for only where there is something to solve."""
    with needs("highspy", "The choice of what to buy"):
        from highspy import _core  # noqa: PLC0415 (optional)
    return _core


Chosen = list[tuple[Candidate, int]]  # an account and the place of its budget


def worth_of_whole(accounts: Sequence[Candidate], worth: Mapping[tuple[str, str], int]) -> int:
    """What a whole portfolio is worth: the sum over its accounts."""
    return sum(worth[account.key] for account in accounts)


def exact(
    single: Sequence[Item],
    all_or_nothing: Mapping[str, Sequence[Candidate]],
    payers: Mapping[tuple[str, str], Payers],
    worth: Mapping[tuple[str, str], int],
    budgets: Sequence[FundBudget],
) -> Chosen:
    """Accounts with their budgets. `worth` is of each account of a portfolio sold whole."""
    model, paid = Model(), _Paid()
    tie = 0.5 / (
        sum(budget.cents for budget in budgets) + 1
    )  # of a unit of worth: all spending together is worth half of one
    groups: dict[str, dict[int, float]] = defaultdict(dict)
    for item in single:
        columns = _together(model, paid, item.accounts, payers, item.worth + tie * item.price_cents)
        if item.group:
            groups[item.group] |= dict.fromkeys(columns, 1.0)
    for columns_of in groups.values():
        model.row(columns_of, 0, 1)
    for name in sorted(all_or_nothing):
        accounts = all_or_nothing[name]
        value = worth_of_whole(accounts, worth) + tie * sum(
            account.price_cents for account in accounts if account.qualifies
        )
        _together(model, paid, accounts, payers, value)
    for n, budget in enumerate(budgets):
        if paid.cost[n]:
            model.row(dict(paid.cost[n]), 0, budget.cents)
    values, _ = model.solved() if model.worth else ([], 0.0)
    return [(account, n) for n, column, accounts in paid.columns if values[column] > 0.5 for account in accounts]


class _Paid:
    """Columns that say a budget pays for accounts."""

    def __init__(self) -> None:
        self.cost: dict[int, dict[int, float]] = defaultdict(dict)
        self.columns: list[tuple[int, int, Sequence[Candidate]]] = []

    def add(self, budget: int, column: int, price: int, accounts: Sequence[Candidate]) -> None:
        self.cost[budget][column] = float(price)
        self.columns.append((budget, column, accounts))


def _together(
    model: Model, paid: _Paid, accounts: Sequence[Candidate], payers: Mapping[tuple[str, str], Payers], worth: float
) -> list[int]:
    """Accounts bought all or none, each by one budget. Returns the columns that say so, none where it cannot be."""
    if not all(payers[account.key] for account in accounts):
        return []
    if len(accounts) == 1:
        columns = {n: model.column(worth, 1, whole=True) for n in sorted(payers[accounts[0].key])}
        model.row(dict.fromkeys(columns.values(), 1.0), 0, 1)
        for n, column in columns.items():
            paid.add(n, column, accounts[0].price_cents, accounts)
        return list(columns.values())
    bought = model.column(worth, 1, whole=True)
    for account in accounts:
        columns = {n: model.column(0.0, 1, whole=True) for n in sorted(payers[account.key])}
        model.row(dict.fromkeys(columns.values(), 1.0) | {bought: -1.0}, 0, 0)
        for n, column in columns.items():
            paid.add(n, column, account.price_cents, (account,))
    return [bought]


# A greedy choice: what is worth most for its price first, from the budget that is bound most and has enough.


def by_worth(item: Item) -> tuple[float, int, tuple[str, str]]:
    """Order of items: the most worth for a cent first, of equals the cheaper, then by key."""
    return (-item.worth / max(item.price_cents, 1), item.price_cents, item.key)


def greedy(single: Sequence[Item], left: list[int], taken: Collection[tuple[str, str]] = ()) -> Chosen:
    """Accounts with their budgets; `left` is what each has, and is lowered. Items already taken are passed over."""
    return in_order(sorted(single, key=by_worth), left, taken)


def in_order(items: Sequence[Item], left: list[int], taken: Collection[tuple[str, str]] = ()) -> Chosen:
    """The same of items in the order in which they are given."""
    reach, chosen = reach_of(items, len(left)), list[tuple[Candidate, int]]()
    held, groups = set(taken), set()
    for item in items:
        if item.group in groups or any(account.key in held for account in item.accounts):
            continue
        if paid := paid_by(item, left, reach):
            chosen += paid
            held.update(account.key for account in item.accounts)
            groups |= {item.group} - {""}
    return chosen


def reach_of(items: Sequence[Item], budgets: int) -> list[int]:
    """How many parts of items each budget may pay for."""
    reach = [0] * budgets
    for item in items:
        for able, _ in item.parts:
            for n in able:
                reach[n] += 1
    return reach


def paid_by(item: Item, left: list[int], reach: Sequence[int]) -> Chosen:
    """The item's accounts with a budget each, of those able the one that reaches fewest items; `left` is lowered.

    Nothing, and `left` as it was, where some account finds no budget.
    """
    before, chosen = left[:], []
    for able, accounts in item.parts:
        for account in accounts:
            budgets = [n for n in able if left[n] >= account.price_cents]
            if not budgets:
                left[:] = before
                return []
            budget = min(budgets, key=lambda n: (reach[n], n))
            left[budget] -= account.price_cents
            chosen.append((account, budget))
    return chosen
