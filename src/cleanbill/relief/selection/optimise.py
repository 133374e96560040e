"""Chooses what budgets buy, exactly where there is little to choose from, else near a bound; and proves it lawful.

Laws: no budget is overdrawn, none pays outside its restriction, no account is paid for twice, a portfolio sold
whole is bought whole or not: what of it does not qualify is paid for too, and worth nothing. Out in order of key,
the same for offers in any order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from cleanbill.core.errors import BrokenLaw, CleanbillError, near_miss
from cleanbill.relief.selection.exact import (
    AIMS,
    Aim,
    Candidate,
    Chosen,
    FundBudget,
    Item,
    Payers,
    by_worth,
    exact,
    greedy,
    in_order,
    items,
    payers_of,
)
from cleanbill.relief.selection.poorest import could_be_freed, in_need, line_of, most_reached, placer, reached, walked
from cleanbill.relief.selection.scale import scaled

FEW = 3_000  # choices of an item and a budget that the exact programme is given


def checked_aim(aim: str) -> Aim:
    """The aim of that name. Raises CleanbillError with the one that was probably meant."""
    if aim in AIMS:
        return aim
    meant = near_miss(aim, AIMS)
    hint = f"Did you mean {meant}?" if meant else f"Aim at {', '.join(AIMS)}."
    raise CleanbillError(f"aim {aim} is not known. {hint}")


@dataclass(frozen=True, slots=True)
class Bought:
    """An account and the fund that pays for it."""

    offered: Candidate
    fund_id: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to buy. `bound` is what no choice can pass, `greedy` what the best first would come to, in its unit."""

    aim: Aim
    bought: tuple[Bought, ...]
    worth: int
    bound: int
    greedy: int
    exact: bool  # whether nothing better exists
    left_cents: Mapping[str, int]  # by fund

    @property
    def gap_bp(self) -> int:
        """How far below the bound, basis points; 0 where the choice is exact."""
        return round((self.bound - self.worth) * 10_000 / self.bound) if self.bound > self.worth else 0


def buy(
    offers: Sequence[Candidate],
    budgets: Sequence[FundBudget],
    *,
    aim: Aim,
    on: date,
    all_or_nothing: Collection[str] = (),
    few: int = FEW,
) -> Plan:
    """The plan for `aim`; `all_or_nothing` are portfolios sold whole or not at all.

    Raises CleanbillError for an account offered twice, a fund named twice, a price that is none, or an account
    that does not qualify in no such portfolio; and where HiGHS is needed and is not installed.
    """
    _check(offers, budgets, aim, all_or_nothing)
    sale = _Sale(
        offers,
        budgets,
        aim,
        payers_of(offers, budgets, on),
        _sold_whole(offers, all_or_nothing),
        frozenset(all_or_nothing),
        few,
    )
    choice = _poorest_first(sale) if aim == "poorest" else _most(sale)
    left = _left(choice.chosen, budgets)
    chosen = choice.chosen + in_order(_last(sale), left, {one.key for one, _ in choice.chosen})
    _prove(chosen, budgets, on, sale.grouped)
    return Plan(
        aim=aim,
        bought=tuple(Bought(one, budgets[n].fund.fund_id) for one, n in sorted(chosen, key=lambda pair: pair[0].key)),
        worth=choice.worth(chosen),
        bound=int(choice.bound + 1e-6),
        greedy=choice.greedy,
        exact=choice.exact,
        left_cents={budget.fund.fund_id: cents for budget, cents in zip(budgets, _left(chosen, budgets), strict=True)},
    )


@dataclass(frozen=True, slots=True)
class _Sale:
    """What there is to choose from, and for what. `grouped` are accounts of the portfolios sold whole."""

    offers: Sequence[Candidate]
    budgets: Sequence[FundBudget]
    aim: Aim
    payers: dict[tuple[str, str], Payers]
    grouped: Mapping[str, Sequence[Candidate]]
    all_or_nothing: frozenset[str]
    few: int

    @property
    def cents(self) -> list[int]:
        """What each budget has."""
        return [budget.cents for budget in self.budgets]

    def is_small(self, keys: Iterable[tuple[str, str]]) -> bool:
        """Whether these accounts are few enough to choose among exactly."""
        return sum(len(self.payers[key]) for key in keys) <= self.few


@dataclass(frozen=True, slots=True)
class _Choice:
    """A choice, what any is worth, the bound, and what a greedy one is worth."""

    chosen: Chosen
    worth: Callable[[Chosen], int]
    bound: float
    greedy: int
    exact: bool


def _most(sale: _Sale) -> _Choice:
    """The most of what is aimed at.

    With one budget, nothing sold whole and items all worth the same, the cheapest first are the most: no solver.
    """
    single = items(sale.offers, sale.aim, sale.payers, sale.all_or_nothing)
    of_wholes = _worth_of_whole_accounts(sale.grouped, sale.aim, sale.offers)
    keys = [*(account.key for item in single for account in item.accounts), *of_wholes]
    worth = partial(_worth, offers=sale.offers, aim=sale.aim, of_wholes=of_wholes)
    if len(sale.budgets) == 1 and not sale.grouped and len({item.worth for item in single} - {0}) <= 1:
        alone = greedy([item for item in single if item.worth], sale.cents)
        return _Choice(alone, worth, worth(alone), worth(alone), exact=True)
    alone = greedy(single, sale.cents)
    if sale.is_small(keys):
        chosen = exact(single, sale.grouped, sale.payers, of_wholes, sale.budgets)
        return _Choice(chosen, worth, worth(chosen), worth(alone), exact=True)
    near = scaled(single, sale.grouped, sale.payers, of_wholes, sale.budgets)
    return _Choice(max((near.chosen, alone), key=worth), worth, near.bound, worth(alone), exact=False)


def _poorest_first(sale: _Sale) -> _Choice:
    """Those first in line; exact wherever single accounts leave nothing open, as with one budget."""
    line = line_of(sale.offers, sale.payers, sale.all_or_nothing, sale.grouped)
    alone = could_be_freed(line, sale.budgets)

    def worth(chosen: Chosen) -> int:
        return reached(alone, {one.key for one, _ in chosen})

    first = best = walked(line, sale.budgets)
    if not first.proven and sale.is_small(account.key for item in line for account in item.accounts):
        best = walked(line, sale.budgets, placer(sale.payers, sale.budgets))
    bound = worth(best.chosen) if best.proven else most_reached(alone, sale.budgets)
    return _Choice(best.chosen, worth, bound, worth(first.chosen), best.proven)


def _last(sale: _Sale) -> list[Item]:
    """Single accounts in the order in which what is left buys them, so that no money lies idle."""
    single = items(sale.offers, "face", sale.payers, sale.all_or_nothing)
    return in_need(single, sale.offers) if sale.aim == "poorest" else sorted(single, key=by_worth)


def _check(
    offers: Sequence[Candidate], budgets: Sequence[FundBudget], aim: Aim, all_or_nothing: Collection[str]
) -> None:
    checked_aim(aim)
    if len({offer.key for offer in offers}) < len(offers):
        raise CleanbillError("An account is offered twice. It would be paid for twice; remove one of the two.")
    if len({budget.fund.fund_id for budget in budgets}) < len(budgets) or any(budget.cents < 0 for budget in budgets):
        raise CleanbillError("Each fund stands once, with what it has, which is not below nil.")
    if any(offer.price_cents < 1 or offer.face_cents < 1 for offer in offers):
        raise CleanbillError("An account has no face or no price. Every account costs at least a cent.")
    if any(not offer.qualifies and offer.portfolio not in all_or_nothing for offer in offers):
        raise CleanbillError(
            "An account that does not qualify is bought with a portfolio sold whole alone. Leave it out."
        )


def _sold_whole(offers: Sequence[Candidate], all_or_nothing: Collection[str]) -> dict[str, list[Candidate]]:
    """Accounts of portfolios sold whole; where none of one qualifies, nothing is bought for its own sake."""
    some_good = {offer.portfolio for offer in offers if offer.qualifies}.intersection(all_or_nothing)
    grouped: dict[str, list[Candidate]] = defaultdict(list)
    for offer in sorted(offers, key=lambda offer: offer.key):
        if offer.portfolio in some_good:
            grouped[offer.portfolio].append(offer)
    return grouped


def _worth_of_whole_accounts(
    grouped: Mapping[str, Sequence[Candidate]], aim: Aim, offers: Sequence[Candidate]
) -> dict[tuple[str, str], int]:
    """Worth of accounts in portfolios sold whole. Of people, each counts once in a portfolio.

    A portfolio frees those who have nothing offered but what is in it.
    """
    sales: dict[str, set[str]] = defaultdict(set)
    for offer in offers:
        if offer.qualifies:
            sales[offer.person].add(offer.portfolio)
    found: dict[tuple[str, str], int] = {}
    for accounts in grouped.values():
        seen: set[str] = set()
        for account in accounts:
            if not account.qualifies:
                found[account.key] = 0
                continue
            person = int(account.person not in seen and (aim != "freed" or len(sales[account.person]) == 1))
            seen.add(account.person)
            found[account.key] = {"face": account.face_cents, "harm": account.harm}.get(aim, person)
    return found


def _worth(chosen: Chosen, offers: Sequence[Candidate], aim: Aim, of_wholes: Mapping[tuple[str, str], int]) -> int:
    """What a choice is worth: of single accounts told anew, and accounts of portfolios sold whole."""
    taken = {one.key for one, _ in chosen}
    offers = [offer for offer in offers if offer.qualifies]
    single = [offer for offer in offers if offer.key not in of_wholes]
    whole = sum(worth for key, worth in of_wholes.items() if key in taken)
    if aim in {"face", "harm"}:
        return whole + sum(one.face_cents if aim == "face" else one.harm for one in single if one.key in taken)
    if aim == "people":
        return whole + len({one.person for one in single if one.key in taken})
    owing = {one.person for one in single if one.key not in taken}
    elsewhere = {offer.person for offer in offers if offer.key in of_wholes}
    return whole + len({one.person for one in single} - owing - elsewhere)


def _left(chosen: Chosen, budgets: Sequence[FundBudget]) -> list[int]:
    left = [budget.cents for budget in budgets]
    for one, n in chosen:
        left[n] -= one.price_cents
    return left


def _prove(chosen: Chosen, budgets: Sequence[FundBudget], on: date, grouped: Mapping[str, Sequence[Candidate]]) -> None:
    taken = [one.key for one, _ in chosen]
    overdrawn = [
        budget.fund.fund_id for budget, cents in zip(budgets, _left(chosen, budgets), strict=True) if cents < 0
    ]
    outside = [one.key for one, n in chosen if not budgets[n].may_buy(one, on)]
    known = set(taken)
    broken = [
        name
        for name, accounts in grouped.items()
        if 0 < sum(account.key in known for account in accounts) < len(accounts)
    ]
    if overdrawn or outside or len(known) < len(taken) or broken:
        raise BrokenLaw(
            f"The plan is not lawful: {len(overdrawn)} funds overdrawn, {len(outside)} accounts outside a restriction, "
            f"{len(taken) - len(known)} paid for twice, {len(broken)} portfolios bought in part. Do not use it."
        )
