"""A bid is proposed: which accounts, from which fund, at which price. Nothing is bought yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.fund import Terms
from cleanbill.records import models
from cleanbill.records.bound import NAMED, binding, unpromised, within
from cleanbill.records.facts import By, Chosen
from cleanbill.records.schedule import BID_COLUMNS, bid_sha256
from cleanbill.records.steps.proposing import propose
from cleanbill.records.store import Store
from cleanbill.records.taking import Details
from cleanbill.records.transitions import may_go

AT_ONCE = 500  # values in one question; SQLite takes at most 32,766


def propose_bid(store: Store, by: By, purchase_id: str, accounts: Sequence[Chosen]) -> None:
    """Proposes to bid for `accounts`. The terms in force of each fund must allow its accounts' places on that day.

    Raises BadInput with every account that cannot be bid for, and CleanbillError where a fund has no terms in
    force, or not the money.
    """

    def prepared(row: Any, proposal: Any) -> tuple[str, Details]:
        may_go(purchase_id, row.state, "bid")
        bound = binding(store, {one.fund_id for one in accounts}, by.on)
        faults = [*_faults(accounts, row.portfolio.holder, bound, by), *_owned(store, accounts)]
        if faults:
            raise BadInput(faults)
        _within(row.portfolio, accounts)
        prices = _prices(accounts)
        within(store, bound, NAMED, prices)
        _affordable(store, prices)
        proposal.contents_sha256 = bid_sha256(_lines(accounts, row.portfolio_id))
        proposal.save(using=store.alias)
        models.PurchasedAccount.objects.using(store.alias).bulk_create(
            (_row(one, purchase_id, proposal, line) for line, one in enumerate(accounts, 1)), batch_size=2_000
        )
        return proposal.contents_sha256, {
            "accounts": len(accounts),
            "face_cents": sum(one.face_cents for one in accounts),
            "price_cents": sum(one.price_cents for one in accounts),
        }

    told = [
        [one.debt_key, one.fund_id, one.holder, one.account_id, one.face_cents, one.price_cents, one.judgment]
        for one in accounts
    ]
    propose(store, by, purchase_id, "bid", {"accounts": told}, prepared=prepared)


def _lines(accounts: Sequence[Chosen], portfolio_id: str) -> Iterable[tuple[Any, ...]]:
    for line, one in enumerate(accounts, 1):
        told = {"line": line, "portfolio": portfolio_id}
        yield tuple(told[name] if name in told else getattr(one, name) for name in BID_COLUMNS)


def _row(one: Chosen, purchase_id: str, proposal: Any, line: int) -> Any:
    return models.PurchasedAccount(
        purchase_id=purchase_id,
        proposal=proposal,
        line=line,
        holder=one.holder,
        account_id=one.account_id,
        debt_key=one.debt_key,
        fund_id=one.fund_id,
        face_cents=one.face_cents,
        price_cents=one.price_cents,
        judgment=one.judgment,
        lien=one.lien,
        payment_plan=one.payment_plan,
        status="chosen",
    )


def _faults(accounts: Sequence[Chosen], holder: str, funds: dict[str, Terms], by: By) -> list[Finding]:
    faults: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    debts, numbers = Counter(one.debt_key for one in accounts), Counter(one.account_id for one in accounts)
    for line, one in enumerate(accounts, 1):
        twice = debts[one.debt_key] > 1 or numbers[one.account_id] > 1
        for key in _of_one(one, holder, funds, by, twice=twice):
            faults[key].append(line)
    return [Finding("the bid", at[0], *key, len(at)) for key, at in faults.items()]


def _of_one(
    one: Chosen, holder: str, funds: dict[str, Terms], by: By, *, twice: bool
) -> Iterable[tuple[str, str, str]]:
    leave = "Leave it out of the bid"
    if one.holder != holder:
        yield "holder", f"it is not of the seller, {holder}", leave
    if not one.debt_key or not one.account_id:
        yield "debt_key", "the account or its debt has no key", "Give both"
    elif twice:
        yield "debt_key", "the same debt stands twice in the bid and would be paid twice", "Leave one of them out"
    if one.face_cents <= 0 or one.price_cents < 0:
        yield "price_cents", "the face is not above zero or the price below it", "Correct the amounts"
    bound = funds[one.fund_id].fund.restriction
    if not (bound.rung(one.place, by.on) is not None if one.place is not None else not bound.rungs):
        yield "fund_id", f"fund {one.fund_id} is not given for this place", "Pay from another fund"
    if not bound.purpose.fits(one.owed):
        yield "fund_id", f"fund {one.fund_id} is given {bound.purpose.words}; this is none", "Pay from another fund"


def _prices(accounts: Sequence[Chosen]) -> Counter[str]:
    prices: Counter[str] = Counter()
    for one in accounts:
        prices[one.fund_id] += one.price_cents
    return prices


def _owned(store: Store, accounts: Sequence[Chosen]) -> list[Finding]:
    owned = models.PurchasedAccount.objects.using(store.alias).filter(owned_on__isnull=False)
    keys, known = [one.debt_key for one in accounts], set()
    for start in range(0, len(keys), AT_ONCE):
        known.update(owned.filter(debt_key__in=keys[start : start + AT_ONCE]).values_list("debt_key", flat=True))
    at = [line for line, key in enumerate(keys, 1) if key in known]
    if not at:
        return []
    problem = "the debt was bought before, in this or another round or fund"
    remedy = "Leave it out of the bid: it is never paid for twice"
    return [Finding("the bid", at[0], "debt_key", problem, remedy, len(at))]


def _within(portfolio: Any, accounts: Sequence[Chosen]) -> None:
    if not accounts:
        raise CleanbillError("A bid names at least one account.")
    if len(accounts) > portfolio.accounts or sum(one.face_cents for one in accounts) > portfolio.face_cents:
        raise CleanbillError(f"The bid is for more than portfolio {portfolio.portfolio_id} offered.")


def _affordable(store: Store, prices: Counter[str]) -> None:
    has = unpromised(store)
    short = {fund: price - has.get(fund, 0) for fund, price in prices.items()}
    if lacking := {fund: cents for fund, cents in sorted(short.items()) if cents > 0}:
        said = ", ".join(f"{fund} lacks {cents} cents" for fund, cents in lacking.items())
        raise CleanbillError(
            f"The bid costs more than its funds have beside what other bids name: {said}. Bid for less."
        )
