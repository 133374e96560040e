"""What the records hold on a day, as a programme to report on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cleanbill import records
from cleanbill.fund import CASH, money
from cleanbill.ledger import Ledger
from cleanbill.records import Store
from cleanbill.relief import Owing, all_known
from cleanbill.report.relief import Line, Programme, Round

People = Mapping[tuple[str, str], Owing]


def programme_of(
    store: Store, people: People | None, today: date, *, wrongly_in: int | None = None, wrongly_out: int | None = None
) -> Programme:
    """All that was bought by `today`, as it stood then. Raises CleanbillError where an account has no person."""
    bought = [one for one in records.purchases(store) if one.owned_on is not None and one.owned_on <= today]
    accounts = {one.purchase_id: _bought(store, one.purchase_id, today) for one in bought}
    if people is not None:
        all_known(dict(people), ((one.holder, one.account_id) for held in accounts.values() for one in held))
    ledger = records.entries(store)
    return Programme(
        lines=[line for one in bought for line in _lines(store, one, accounts[one.purchase_id], people, today)],
        rounds=_rounds(store, bought, today),
        money=[money(ledger, fund_id, today) for fund_id in _funds(ledger, today)],
        today=today,
        wrongly_in=wrongly_in,
        wrongly_out=wrongly_out,
    )


def _bought(store: Store, purchase_id: str, today: date) -> list[records.Account]:
    return [one for one in records.accounts(store, purchase_id) if one.owned_on is not None and one.owned_on <= today]


def _lines(
    store: Store, purchase: records.Purchase, accounts: list[records.Account], people: People | None, today: date
) -> list[Line]:
    recalled = {one.line: one for one in records.recalls(store, purchase.purchase_id) if one.recalled_on <= today}
    return [
        _line(purchase, one, recalled.get(one.line), people[one.holder, one.account_id] if people else None, today)
        for one in accounts
    ]


def _line(
    purchase: records.Purchase,
    account: records.Account,
    recall: records.Recall | None,
    owing: Owing | None,
    today: date,
) -> Line:
    abolished = account.abolished_on is not None and account.abolished_on <= today
    given_back = recall.refund_cents if recall is not None and abolished else 0
    due = {one.kind for one in records.FOLLOW_UPS if abolished and _is_open(account, one, today)}
    return Line(
        purchase_id=purchase.purchase_id,
        fund_id=account.fund_id,
        person_id=owing.person_id if owing else None,
        county_fips=owing.county_fips if owing else None,
        state=owing.state if owing else None,
        face_cents=account.face_cents,
        price_cents=account.price_cents - given_back,
        status="abolished" if abolished else "recalled" if recall is not None else "owned",
        taken_back=recall is not None,
        satisfaction_due="judgment" in due,
        release_due="lien" in due,
        plan_open="payment plan" in due,
        letter=owing.letter if owing else "",
    )


def _is_open(account: records.Account, what: records.FollowUp, today: date) -> bool:
    done_on = getattr(account, what.done_on)
    return getattr(account, what.flag) and not (done_on is not None and done_on <= today)


def _rounds(store: Store, bought: list[records.Purchase], today: date) -> list[Round]:
    portfolios = {one.portfolio_id: one for one in records.portfolios(store)}
    return [
        Round(
            purchase_id=one.purchase_id,
            programme=one.programme,
            bought_on=one.owned_on,
            abolished_on=one.abolished_on if one.abolished_on and one.abolished_on <= today else None,
            offered=portfolios[one.portfolio_id].accounts,
            offered_cents=portfolios[one.portfolio_id].face_cents,
            qualified=one.qualified,
            qualified_cents=one.qualified_face_cents,
            letters=one.letters if one.notified_on and one.notified_on <= today else 0,
            held_back=one.held_back if one.notified_on and one.notified_on <= today else 0,
            portfolio_id=one.portfolio_id,
        )
        for one in bought
        if one.owned_on is not None
    ]


def _funds(ledger: Ledger, today: date) -> list[str]:
    entries = (entry for entry in ledger.entries if entry.posted_on <= today)
    return sorted({one.fund_id for entry in entries for one in entry.postings if one.account == CASH})
