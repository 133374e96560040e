"""Choices equal brute force where that can be done, keep every law where it cannot, and never depend on order."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from itertools import combinations, product
from statistics import median_low
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import Area, Fund, Owed, Place, Purpose, Restriction, Rung
from cleanbill.relief.selection import AIMS, Aim, Candidate, FundBudget, Plan, buy

ON = date(2026, 6, 1)
COUNTIES = ("29019", "29510")


def offered(number: int, person: str = "p", **more: Any) -> Candidate:
    told: dict[str, Any] = {
        "portfolio": "sale",
        "holder": "H",
        "face_cents": 1_000,
        "price_cents": 10,
        "place": Place(),
    }
    return Candidate(account_id=f"A{number}", person=person, **(told | more))


def budget(name: str, cents: int, *counties: str, kinds: tuple[str, ...] = ()) -> FundBudget:
    rungs = (Rung(Area("county", frozenset(counties))),) if counties else ()
    return FundBudget(Fund(name, name, Restriction(rungs, purpose=Purpose(kinds=frozenset(kinds)))), cents)


OFFERS = st.lists(
    st.builds(
        lambda person, county, face, price, harm, sale, good, kinds, fpl: {
            "fpl_bp": fpl, "owed": Owed("mercy", frozenset(kinds)),
            "person": person, "place": Place(county=county), "face_cents": face, "price_cents": price, "harm": harm,
            "portfolio": sale, "qualifies": good or sale != "whole",
        },
        st.sampled_from("pqr"), st.sampled_from(COUNTIES), st.integers(1, 40), st.integers(1, 12), st.integers(0, 3),
        st.sampled_from(["one", "two", "whole"]), st.booleans(), st.sampled_from([(), ("lien",)]),
        st.sampled_from([None, 0, 5_000, 20_000]),
    ),
    min_size=1, max_size=6,
).map(lambda rows: [offered(n, **row) for n, row in enumerate(rows)])  # fmt: skip
POTS = st.tuples(st.integers(0, 25), st.integers(0, 25), st.integers(0, 12)).map(
    lambda cents: [
        budget("boone", cents[0], COUNTIES[0]),
        budget("louis", cents[1], COUNTIES[1]),
        budget("liens", cents[2], kinds=("lien",)),
    ]
)


def standing(offers: list[Candidate], budgets: list[FundBudget], all_or_nothing: set[str]) -> list[list[Candidate]]:
    """The line of the aim poorest, in the plainest words: the accounts of each who stands in it, the first first."""
    good = [one for one in offers if one.qualifies]
    known = {
        person: min((10**9 if one.fpl_bp is None else one.fpl_bp) for one in offers if one.person == person)
        for person in {one.person for one in offers}
    }
    found = []
    for person in {one.person for one in good}:
        theirs = sorted((one for one in good if one.person == person), key=lambda one: one.key)
        if not {one.portfolio for one in theirs} & all_or_nothing:
            found.append((known[person], theirs))
    for name in all_or_nothing & {one.portfolio for one in good}:
        within = sorted((one for one in offers if one.portfolio == name), key=lambda one: one.key)
        middle = median_low([known[person] for person in {one.person for one in within if one.qualifies}])
        found.append((middle, within))
    payable = [
        (need, them) for need, them in found if all(any(budget.may_buy(one, ON) for budget in budgets) for one in them)
    ]
    payable.sort(key=lambda row: (row[0], sum(one.price_cents for one in row[1]), row[1][0].key))
    return [them for _, them in payable]


def affordable(accounts: list[Candidate], budgets: list[FundBudget]) -> bool:
    """Whether budgets have enough for accounts that they may share: of no part of them more is asked than can pay."""
    for size in range(1, len(accounts) + 1):
        for part in combinations(accounts, size):
            able = [budget.cents for budget in budgets if any(budget.may_buy(one, ON) for one in part)]
            if sum(one.price_cents for one in part) > sum(able):
                return False
    return True


def freed_in_line(line: list[list[Candidate]], taken: dict[tuple[str, str], int]) -> tuple[bool, ...]:
    return tuple(all(one.key in taken for one in accounts) for accounts in line)


def value(
    offers: list[Candidate],
    budgets: list[FundBudget],
    taken: dict[tuple[str, str], int],
    aim: Aim,
    all_or_nothing: set[str],
) -> int:
    """Worth of a choice, told anew: of portfolios sold whole each person once a portfolio, for what qualifies."""
    if aim == "poorest":
        alone = [accounts for accounts in standing(offers, budgets, all_or_nothing) if affordable(accounts, budgets)]
        return [*freed_in_line(alone, taken), False].index(False)
    offers = [one for one in offers if one.qualifies]
    mine = [one for one in offers if one.key in taken]
    if aim == "face":
        return sum(one.face_cents for one in mine)
    if aim == "harm":
        return sum(one.harm for one in mine)
    single = [one for one in offers if one.portfolio not in all_or_nothing]
    if aim == "people":
        of_wholes = len({(one.portfolio, one.person) for one in mine if one.portfolio in all_or_nothing})
        return of_wholes + len({one.person for one in single if one.key in taken})
    freed = 0
    for person in {one.person for one in offers}:
        own = [one for one in offers if one.person == person]
        in_wholes = {one.portfolio for one in own} & all_or_nothing
        alone = not in_wholes or len({one.portfolio for one in own}) == 1
        freed += alone and all(one.key in taken for one in own)
    return freed


def lawful(
    offers: list[Candidate], budgets: list[FundBudget], taken: dict[tuple[str, str], int], all_or_nothing: set[str]
) -> bool:
    left = [one.cents for one in budgets]
    for one in offers:
        if one.key in taken:
            left[taken[one.key]] -= one.price_cents
            if not budgets[taken[one.key]].may_buy(one, ON):
                return False
    in_part = [
        sum(one.key in taken for one in offers if one.portfolio == name) not in
        (0, sum(one.portfolio == name for one in offers))
        for name in all_or_nothing
    ]  # fmt: skip
    return min(left) >= 0 and not any(in_part)


def best(offers: list[Candidate], budgets: list[FundBudget], aim: Aim, all_or_nothing: set[str]) -> int:
    """The most that any choice is worth."""
    return max(value(offers, budgets, taken, aim, all_or_nothing) for taken in choices(offers, budgets, all_or_nothing))


def choices(
    offers: list[Candidate], budgets: list[FundBudget], all_or_nothing: set[str]
) -> Iterator[dict[tuple[str, str], int]]:
    """Every lawful choice there is."""
    for choice in product([None, *range(len(budgets))], repeat=len(offers)):
        taken = {one.key: n for one, n in zip(offers, choice, strict=True) if n is not None}
        if lawful(offers, budgets, taken, all_or_nothing):
            yield taken


def taken_of(plan: Plan, budgets: list[FundBudget]) -> dict[tuple[str, str], int]:
    place = {one.fund.fund_id: n for n, one in enumerate(budgets)}
    return {one.offered.key: place[one.fund_id] for one in plan.bought}


@given(OFFERS, POTS, st.sampled_from(AIMS), st.booleans())
@settings(max_examples=100, deadline=None)
def test_few_offers_are_bought_as_brute_force_buys_them(
    offers: list[Candidate], budgets: list[FundBudget], aim: Aim, some_whole: bool
) -> None:
    all_or_nothing = {"whole"} if some_whole else set()
    offers = offers if some_whole else [one for one in offers if one.qualifies]
    plan = buy(offers, budgets, aim=aim, on=ON, all_or_nothing=all_or_nothing)
    taken = taken_of(plan, budgets)
    assert plan.exact
    assert lawful(offers, budgets, taken, all_or_nothing)
    assert plan.worth == best(offers, budgets, aim, all_or_nothing)


@given(OFFERS, POTS, st.booleans())
@settings(max_examples=100, deadline=None)
def test_the_poorest_come_first_as_brute_force_has_it(
    offers: list[Candidate], budgets: list[FundBudget], some_whole: bool
) -> None:
    all_or_nothing = {"whole"} if some_whole else set()
    offers = offers if some_whole else [one for one in offers if one.qualifies]
    line = standing(offers, budgets, all_or_nothing)
    plan = buy(offers, budgets, aim="poorest", on=ON, all_or_nothing=all_or_nothing)
    first = max((freed_in_line(line, taken) for taken in choices(offers, budgets, all_or_nothing)), default=())
    assert plan.exact
    assert freed_in_line(line, taken_of(plan, budgets)) == first


@given(OFFERS, st.integers(0, 40))
@settings(max_examples=100, deadline=None)
def test_with_one_pot_the_poorest_first_is_a_walk_down_the_line(offers: list[Candidate], cents: int) -> None:
    offers = [one for one in offers if one.qualifies]
    left, freed, budgets = cents, set(), [budget("f", cents)]
    for accounts in standing(offers, budgets, set()):
        if (price := sum(one.price_cents for one in accounts)) <= left:
            left -= price
            freed |= {one.key for one in accounts}
    plan = buy(offers, budgets, aim="poorest", on=ON, few=0)
    assert plan.exact
    assert freed <= taken_of(plan, budgets).keys()
    assert plan.worth == plan.bound == plan.greedy


@given(OFFERS, POTS, st.sampled_from(AIMS), st.booleans(), st.randoms())
@settings(max_examples=100, deadline=None)
def test_many_offers_keep_every_law_and_stay_below_the_bound(
    offers: list[Candidate], budgets: list[FundBudget], aim: Aim, some_whole: bool, order: Any
) -> None:
    all_or_nothing = {"whole"} if some_whole else set()
    offers = offers if some_whole else [one for one in offers if one.qualifies]
    plan = buy(offers, budgets, aim=aim, on=ON, all_or_nothing=all_or_nothing, few=0)
    taken = taken_of(plan, budgets)
    assert lawful(offers, budgets, taken, all_or_nothing)
    top = best(offers, budgets, aim, all_or_nothing)
    assert plan.greedy <= plan.worth <= top <= plan.bound
    shuffled = offers[:]
    order.shuffle(shuffled)
    assert buy(shuffled, budgets, aim=aim, on=ON, all_or_nothing=all_or_nothing, few=0) == plan


@given(OFFERS, POTS, st.sampled_from(AIMS), st.sampled_from([0, 3_000]))
@settings(max_examples=100, deadline=None)
def test_no_account_is_left_that_a_fund_could_still_pay_for(
    offers: list[Candidate], budgets: list[FundBudget], aim: Aim, few: int
) -> None:
    offers = [one for one in offers if one.qualifies]
    plan = buy(offers, budgets, aim=aim, on=ON, few=few)
    bought = {one.offered.key for one in plan.bought}
    for one in offers:
        if one.key not in bought:
            assert not any(
                each.may_buy(one, ON) and plan.left_cents[each.fund.fund_id] >= one.price_cents for each in budgets
            )
    assert sum(plan.left_cents.values()) == sum(each.cents for each in budgets) - sum(
        one.offered.price_cents for one in plan.bought
    )


def test_the_bound_fund_pays_where_it_can_so_that_the_free_one_reaches_further() -> None:
    # greedy by worth would let either fund pay for Boone; only the free one can pay for St. Louis
    boone, louis = (
        offered(1, place=Place(county="29019"), price_cents=10),
        offered(2, place=Place(county="29510"), price_cents=10),
    )
    plan = buy([boone, louis], [budget("boone", 10, "29019"), budget("free", 10)], aim="face", on=ON)
    assert {(one.offered.account_id, one.fund_id) for one in plan.bought} == {("A1", "boone"), ("A2", "free")}
    assert plan.worth == 2_000


def test_a_portfolio_sold_whole_is_bought_by_all_who_may_or_not_at_all() -> None:
    parts = [
        offered(1, portfolio="w", place=Place(county="29019"), price_cents=10),
        offered(2, portfolio="w", place=Place(county="29510"), price_cents=10),
    ]
    both = buy(parts, [budget("a", 10, "29019"), budget("b", 10, "29510")], aim="face", on=ON, all_or_nothing={"w"})
    assert len(both.bought) == 2
    short = buy(parts, [budget("a", 10, "29019"), budget("b", 9, "29510")], aim="face", on=ON, all_or_nothing={"w"})
    assert (short.bought, short.worth) == ((), 0)
    assert short.left_cents == {"a": 10, "b": 9}


@pytest.mark.parametrize("few", [0, 3_000])
def test_what_does_not_qualify_of_a_portfolio_sold_whole_is_paid_for_and_worth_nothing(few: int) -> None:
    parts = [offered(1, portfolio="w"), offered(2, portfolio="w", face_cents=5_000, price_cents=50, qualifies=False)]
    other = offered(3, "q", face_cents=900, price_cents=15)
    enough = buy([*parts, other], [budget("f", 60)], aim="face", on=ON, all_or_nothing={"w"}, few=few)
    assert {one.offered.account_id for one in enough.bought} == {"A1", "A2"}
    assert enough.worth == 1_000  # of A1 alone; 900 of A3 would cost 15 and be worth less
    short = buy([*parts, other], [budget("f", 59)], aim="face", on=ON, all_or_nothing={"w"}, few=few)
    assert [one.offered.account_id for one in short.bought] == ["A3"]  # all of w costs 60
    none = buy([parts[1]], [budget("f", 60)], aim="face", on=ON, all_or_nothing={"w"}, few=few)
    assert none.bought == ()


def test_of_portfolios_worth_the_same_the_one_that_spends_more_on_what_qualifies_is_bought() -> None:
    lean = [offered(1, portfolio="lean", price_cents=10)]
    heavy = [offered(2, "q", portfolio="heavy", price_cents=9)]
    heavy += [offered(3, "r", portfolio="heavy", price_cents=11, qualifies=False)]
    plan = buy([*lean, *heavy], [budget("f", 20)], aim="face", on=ON, all_or_nothing={"lean", "heavy"})
    assert [one.offered.account_id for one in plan.bought] == ["A1"]


def test_of_the_equally_poor_more_are_freed_and_what_is_left_goes_down_the_line() -> None:
    offers = [offered(1, "ann", price_cents=9, fpl_bp=0), offered(2, "bob", price_cents=4, fpl_bp=0)]
    offers += [offered(3, "cy", price_cents=4, fpl_bp=0), offered(4, "dee", price_cents=1, fpl_bp=10_000)]
    offers += [
        offered(5, "eve", price_cents=3, face_cents=700, fpl_bp=5_000),
        offered(6, "eve", price_cents=5, fpl_bp=5_000),
    ]
    plan = buy(offers, [budget("f", 12)], aim="poorest", on=ON)
    # bob and cy for 8 before ann for 9; eve's two for 8 do not fit, dee's does; 3 are left for one of eve's
    assert [one.offered.account_id for one in plan.bought] == ["A2", "A3", "A4", "A5"]
    assert (plan.worth, plan.bound, plan.greedy, plan.exact) == (2, 2, 2, True)


def test_who_is_poorer_is_freed_though_more_others_could_be() -> None:
    offers = [
        offered(1, "ann", price_cents=9, fpl_bp=0),
        offered(2, "bob", price_cents=4, fpl_bp=1),
        offered(3, "cy", price_cents=5),
    ]
    assert [one.offered.person for one in buy(offers, [budget("f", 9)], aim="poorest", on=ON).bought] == ["ann"]
    assert [one.offered.person for one in buy(offers, [budget("f", 9)], aim="freed", on=ON).bought] == ["bob", "cy"]


def test_accounts_are_placed_again_where_that_frees_one_more() -> None:
    # one by one, A1 and A2 go to the first budget with room and leave 2 and 2: A3 finds no place but if they are moved
    offers = [
        offered(1, "ann", price_cents=3, fpl_bp=0),
        offered(2, "bob", price_cents=3, fpl_bp=1),
        offered(3, "cy", price_cents=4, fpl_bp=2),
    ]
    budgets = [budget("a", 5), budget("b", 5)]
    plan = buy(offers, budgets, aim="poorest", on=ON)
    assert plan.exact and [one.offered.person for one in plan.bought] == ["ann", "bob"]
    budgets = [budget("a", 4), budget("b", 6)]
    plan = buy(offers, budgets, aim="poorest", on=ON)
    assert [one.offered.person for one in plan.bought] == ["ann", "bob", "cy"]
    assert (plan.greedy, plan.worth) == (2, 3)
    many = buy(offers, budgets, aim="poorest", on=ON, few=0)
    assert (many.worth, many.bound, many.exact) == (2, 3, False)


def test_where_the_cheapest_are_the_most_no_solver_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "highspy", None)
    offers = [offered(n, f"p{n % 3}", price_cents=n + 1) for n in range(9)]
    for aim in ("freed", "people", "poorest"):
        assert buy(offers, [budget("f", 20)], aim=aim, on=ON).exact
    with pytest.raises(CleanbillError, match=r"Install it: pip install 'cleanbill\[selection\]'"):
        buy([*offers, offered(9, face_cents=9)], [budget("f", 20)], aim="face", on=ON)


def test_to_free_people_is_not_to_buy_the_cheapest_accounts() -> None:
    offers = [offered(1, "ann", price_cents=4), offered(2, "ann", price_cents=4), offered(3, "bob", price_cents=5)]
    offers += [offered(4, "bob", price_cents=5), offered(5, "cy", price_cents=9)]
    budgets = [budget("f", 17)]
    assert buy(offers, budgets, aim="freed", on=ON).worth == 2  # ann for 8 and cy for 9
    assert buy(offers, budgets, aim="people", on=ON).worth == 2  # three cheapest come to 4 + 5 + 9 = 18
    assert buy(offers, [budget("f", 18)], aim="people", on=ON).worth == 3


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: buy([offered(1), offered(1)], [], aim="face", on=ON),
        lambda: buy([offered(1)], [budget("f", 1), budget("f", 2)], aim="face", on=ON),
        lambda: buy([offered(1)], [budget("f", -1)], aim="face", on=ON),
        lambda: buy([offered(1, price_cents=0)], [], aim="face", on=ON),
        lambda: buy([offered(1, qualifies=False)], [], aim="face", on=ON, all_or_nothing={"another"}),
        lambda: buy([offered(1)], [], aim="fame", on=ON),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_is_refused(wrong: Any) -> None:
    with pytest.raises(CleanbillError):
        wrong()


def test_nothing_offered_or_no_money_is_a_plan_too() -> None:
    assert buy([], [budget("f", 5)], aim="face", on=ON).left_cents == {"f": 5}
    assert buy([offered(1)], [], aim="face", on=ON).bought == ()
