"""A bid is proposed: which accounts, from which fund, at which price. Nothing is bought yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, Sum

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.fund import CASH, DEBT_HELD, Terms
from cleanbill.ledger import Posting, entry
from cleanbill.records import models
from cleanbill.records.books import BID_COLUMNS, bid_rows, bid_sha256, rows, schedule_sha256, write
from cleanbill.records.facts import Agreement, By, Chosen
from cleanbill.records.on_offer import as_planned, still_on_offer
from cleanbill.records.restrictions import NAMED, SPENT, binding, cash, unchanged, unpromised, within
from cleanbill.records.step import Details, Step, take
from cleanbill.records.steps.proposals import accounts, approve, found, moved, propose
from cleanbill.records.store import Store
from cleanbill.records.transitions import may_go

if TYPE_CHECKING:
    from cleanbill.relief.round import Planned


# Bid: another person approves the bid, and the purchase stands at its accounts and price.


def approve_bid(store: Store, by: By, purchase_id: str, contents_sha256: str) -> None:
    """Approves the open bid; `contents_sha256` is the hash of the bid's schedule as it was looked at."""

    def then(row: Any, proposal: Any) -> Details:
        if not contents_sha256 or bid_sha256(bid_rows(store.alias, purchase_id)) != contents_sha256:
            raise CleanbillError(
                f"The accounts of the bid of {purchase_id} are not those of the schedule. Look again; one made by an "
                "earlier version has no schedule: decline it, plan and bid anew."
            )
        still_on_offer(store, row.portfolio_id)
        unchanged(store, proposal)
        _not_bought(store, purchase_id)
        sums: Details = accounts(store, purchase_id, "chosen").aggregate(
            accounts=Count("id"), face_cents=Sum("face_cents"), price_cents=Sum("price_cents")
        )
        moved(row, "bid", by.on, schedule_sha256=schedule_sha256(rows(store.alias, purchase_id)), **sums)
        return sums

    approve(store, by, purchase_id, "bid", contents_sha256, then=then)


def _not_bought(store: Store, purchase_id: str) -> None:
    owned = models.PurchasedAccount.objects.using(store.alias).filter(owned_on__isnull=False)
    same = Exists(owned.filter(holder=OuterRef("holder"), account_id=OuterRef("account_id")))
    bought = accounts(store, purchase_id, "chosen").filter(Q(debt_key__in=owned.values("debt_key")) | same).count()
    if bought:
        raise CleanbillError(
            f"{bought:,} debts of the bid were bought by another purchase since it was made. None is paid for twice: "
            f"decline it, and plan anew."
        )


# Withdrawn or refused: a purchase that comes to nothing, before anything is owned.


def withdraw(store: Store, by: By, purchase_id: str) -> None:
    """We do not buy."""
    _end(store, by, purchase_id, "withdrawn", "withdraw")


def refuse(store: Store, by: By, purchase_id: str) -> None:
    """The seller does not sell at our bid."""
    _end(store, by, purchase_id, "refused", "refuse")


def _end(store: Store, by: By, purchase_id: str, to: str, act: str) -> None:
    def do() -> Details:
        moved(found(store, purchase_id), to, by.on)
        return {"dropped": accounts(store, purchase_id, "chosen").update(status="dropped")}

    take(store, Step(f"{purchase_id}/{act}", act, purchase_id, by, "prepare", {}), do)


# Owned: the seller took the bid, the bill of sale is signed, and the price is paid from each account's fund.


def own(store: Store, by: By, purchase_id: str, *, agreement_id: str, sale_file_sha256: str) -> None:
    """Buys: under a purchase and sale agreement in force, and for the very file that was offered.

    Each fund that pays must be allowed to by its terms in force, which are those that the bid was made under.
    """

    def do() -> Details:
        row = found(store, purchase_id)
        may_go(purchase_id, row.state, "owned")
        still_on_offer(store, row.portfolio_id)
        _as_agreed(store, row, by, agreement_id, sale_file_sha256)
        _may_pay(store, purchase_id, by)
        accounts(store, purchase_id, "chosen").update(status="owned", owned_on=by.on)
        moved(row, "owned", by.on, agreement_id=agreement_id)
        owned = accounts(store, purchase_id, "owned").order_by("fund_id")
        _pay(store, row, by, list(owned.values_list("fund_id").annotate(Sum("price_cents"))))
        return {"agreement": agreement_id, "accounts": row.accounts, "face_cents": row.face_cents} | {
            "price_cents": row.price_cents,
            "schedule_sha256": row.schedule_sha256,
        }

    details = {"agreement": agreement_id, "sale_file_sha256": sale_file_sha256}
    take(store, Step(f"{purchase_id}/own", "own", purchase_id, by, "prepare", details), do)


def _as_agreed(store: Store, row: Any, by: By, agreement_id: str, sale_file_sha256: str) -> None:
    stored = models.Agreement.objects.using(store.alias).filter(agreement_id=agreement_id, kind="PSA").values().first()
    if stored is None or not Agreement(**stored).holds(row.portfolio.holder, by.on):
        raise CleanbillError(
            f"{agreement_id} is no purchase and sale agreement with {row.portfolio.holder} in force on {by.on}. "
            "Record it."
        )
    if sale_file_sha256 != row.portfolio.sale_file_sha256:
        raise CleanbillError("The file that is sold is not the one that was offered: its hash differs. Ask the seller.")
    if schedule_sha256(rows(store.alias, row.purchase_id)) != row.schedule_sha256:
        raise CleanbillError("The accounts are not those of the schedule that was approved. Do not go on.")


def _may_pay(store: Store, purchase_id: str, by: By) -> None:
    proposals = models.Proposal.objects.using(store.alias)
    unchanged(store, proposals.get(purchase_id=purchase_id, kind="bid", decision="approved"))
    paying = accounts(store, purchase_id, "chosen").order_by().values_list("fund_id")
    prices = dict(paying.annotate(Sum("price_cents")))
    within(store, binding(store, prices.keys(), by.on), SPENT, prices)
    has = cash(store)
    if short := sorted(name for name, price in prices.items() if price > has.get(name, 0)):
        raise CleanbillError(
            f"Fund {', '.join(short)} has less than this purchase costs it, and would be overdrawn. Nothing is bought: "
            "let gifts come in first, or withdraw the purchase."
        )


def _pay(store: Store, row: Any, by: By, paid: list[tuple[str, int]]) -> None:
    postings = [
        posting
        for fund, cents in paid
        if cents
        for posting in (Posting(DEBT_HELD, fund, cents), Posting(CASH, fund, -cents))
    ]
    if postings:
        memo = f"Purchase {row.purchase_id}: {row.accounts} accounts bought"
        write(store.alias, entry(f"purchase-{row.purchase_id}-bought", by.on, memo, *postings))


AT_ONCE = 500  # values in one question; SQLite takes at most 32,766


def propose_bid(
    store: Store, by: By, purchase_id: str, accounts: Sequence[Chosen], plan: Planned | None = None
) -> None:
    """Proposes to bid for `accounts`. The terms in force of each fund must allow its accounts' places on that day.

    Where a `plan` is named, it must be as it was sealed, of these accounts and under these terms; its hash is recorded.
    Raises BadInput with every account that cannot be bid for, and CleanbillError where a fund has no terms in
    force, or not the money, or where the seller corrected the file that is bid on.
    """
    of_plan = {} if plan is None else {"plan_sha256": plan.sha256}

    def prepared(row: Any, proposal: Any) -> tuple[str, Details]:
        may_go(purchase_id, row.state, "bid")
        still_on_offer(store, row.portfolio_id)
        bound = binding(store, {account.fund_id for account in accounts}, by.on)
        if plan is not None:
            as_planned(store, row, plan, accounts, bound)
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
            "face_cents": sum(account.face_cents for account in accounts),
            "price_cents": sum(account.price_cents for account in accounts),
            **of_plan,
        }

    parts = [
        [
            account.debt_key,
            account.fund_id,
            account.holder,
            account.account_id,
            account.face_cents,
            account.price_cents,
            account.judgment,
        ]
        for account in accounts
    ]
    propose(store, by, purchase_id, "bid", {"accounts": parts, **of_plan}, prepared=prepared)


def _lines(accounts: Sequence[Chosen], portfolio_id: str) -> Iterable[tuple[Any, ...]]:
    for line, one in enumerate(accounts, 1):
        details = {"line": line, "portfolio": portfolio_id}
        yield tuple(details[name] if name in details else getattr(one, name) for name in BID_COLUMNS)


def _row(chosen: Chosen, purchase_id: str, proposal: Any, line: int) -> Any:
    return models.PurchasedAccount(
        purchase_id=purchase_id,
        proposal=proposal,
        line=line,
        holder=chosen.holder,
        account_id=chosen.account_id,
        debt_key=chosen.debt_key,
        fund_id=chosen.fund_id,
        face_cents=chosen.face_cents,
        price_cents=chosen.price_cents,
        judgment=chosen.judgment,
        lien=chosen.lien,
        payment_plan=chosen.payment_plan,
        status="chosen",
    )


def _faults(accounts: Sequence[Chosen], holder: str, funds: dict[str, Terms], by: By) -> list[Finding]:
    faults: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    debts, numbers = (
        Counter(account.debt_key for account in accounts),
        Counter(account.account_id for account in accounts),
    )
    for line, one in enumerate(accounts, 1):
        twice = debts[one.debt_key] > 1 or numbers[one.account_id] > 1
        for key in _of_one(one, holder, funds, by, twice=twice):
            faults[key].append(line)
    return [Finding("the bid", at[0], *key, len(at)) for key, at in faults.items()]


def _of_one(
    chosen: Chosen, holder: str, funds: dict[str, Terms], by: By, *, twice: bool
) -> Iterable[tuple[str, str, str]]:
    leave = "Leave it out of the bid"
    if chosen.holder != holder:
        yield "holder", f"it is not of the seller, {holder}", leave
    if not chosen.debt_key or not chosen.account_id:
        yield "debt_key", "the account or its debt has no key", "Give both"
    elif twice:
        yield "debt_key", "the same debt stands twice in the bid and would be paid twice", "Leave one of them out"
    if chosen.face_cents <= 0 or chosen.price_cents < 0:
        yield "price_cents", "the face is not above zero or the price below it", "Correct the amounts"
    bound = funds[chosen.fund_id].fund.restriction
    if not (bound.rung(chosen.place, by.on) is not None if chosen.place is not None else not bound.rungs):
        yield "fund_id", f"fund {chosen.fund_id} is not given for this place", "Pay from another fund"
    if not bound.purpose.fits(chosen.owed):
        yield "fund_id", f"fund {chosen.fund_id} is given {bound.purpose.words}; this is none", "Pay from another fund"


def _prices(accounts: Sequence[Chosen]) -> Counter[str]:
    prices: Counter[str] = Counter()
    for account in accounts:
        prices[account.fund_id] += account.price_cents
    return prices


def _owned(store: Store, accounts: Sequence[Chosen]) -> list[Finding]:
    owned = models.PurchasedAccount.objects.using(store.alias).filter(owned_on__isnull=False)
    keys, known = [account.debt_key for account in accounts], set()
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
    if len(accounts) > portfolio.accounts or sum(account.face_cents for account in accounts) > portfolio.face_cents:
        raise CleanbillError(f"The bid is for more than portfolio {portfolio.portfolio_id} offered.")


def _affordable(store: Store, prices: Counter[str]) -> None:
    has = unpromised(store)
    short = {fund: price - has.get(fund, 0) for fund, price in prices.items()}
    if lacking := {fund: cents for fund, cents in sorted(short.items()) if cents > 0}:
        said = ", ".join(f"{fund} lacks {cents} cents" for fund, cents in lacking.items())
        raise CleanbillError(
            f"The bid costs more than its funds have beside what other bids name: {said}. Bid for less."
        )
