"""What a programme did with the money, by a day: the facts of its records, and the report for donors, county or public.

In: the records, and who owes each account, as `relief people` found or as a file has it. Out: a folder with
summary.json, report.html and a CSV of each table (`report.relief`), which may be published.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cleanbill import records
from cleanbill.acts.funds import funds_of
from cleanbill.acts.office import Office
from cleanbill.core.errors import CleanbillError
from cleanbill.engine import connect, staged
from cleanbill.fund import money
from cleanbill.records import Account, FollowUp, Purchase, Recall, Store
from cleanbill.relief import Owing, all_known, owing, read_person_of
from cleanbill.report.relief import TABLES, Line, Programme, Round, relief_page, report, tables_of

People = Mapping[tuple[str, str], Owing]
SUMMARY, PAGE = "summary.json", "report.html"
OUTPUT = (SUMMARY, PAGE, *(f"{name}.csv" for name in TABLES))


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """A report: its summary as it stands in summary.json, the folder it is in, and its page."""

    summary: Mapping[str, Any]
    folder: Path
    page: Path

    @property
    def people_counted(self) -> bool:
        """Whether people were counted; a report without may not be published."""
        return bool(self.summary["people_counted"])


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a report is for: its kind (donor, county or public), and the fund or the county's five digits of it."""

    kind: str
    of: str = ""


def audience(kind: str, *, fund: str | None = None, county: str | None = None) -> Audience:
    """Whom a report is for; CleanbillError unless it has the fund or county that its kind needs, and no other."""
    given = {"donor": fund, "county": county}
    options = {"donor": "--fund", "county": "--county"}
    if wrong := [options[name] for name, value in given.items() if value and name != kind]:
        raise CleanbillError(f"{wrong[0]} goes with another kind of report than {kind}. Leave it out.")
    if kind in given and not given[kind]:
        raise CleanbillError(f"--kind {kind} needs {options[kind]}.")
    return Audience(kind, given.get(kind) or "")


def write_report(
    office: Office, to: Audience, on: date, out: Path, *, people: Path | None = None, wrongly_in: int | None = None,
    wrongly_out: int | None = None,
) -> WrittenReport:  # fmt: skip
    """Writes the report on all that was done by a day into folder `out`, whole or not at all.

    `people` is a file of who owes each account (`person_of`), else as `relief people` found. `wrongly_in` and
    `wrongly_out` are accounts expected to have qualified, or been left out, wrongly.
    """
    known = owing(office.folder, _bought(office.store)) if people is None else read_person_of(connect(), people)
    programme = programme_of(office.store, known, on, wrongly_in=wrongly_in, wrongly_out=wrongly_out)
    summary = report(programme, to.kind, to.of)
    with staged(out, names=OUTPUT, reads=() if people is None else (people,)) as folder:
        (folder / SUMMARY).write_text(json.dumps(summary, indent=1, ensure_ascii=False) + "\n", "utf-8")
        (folder / PAGE).write_text(relief_page(summary), "utf-8")
        for name, text in tables_of(summary).items():
            (folder / name).write_text(text, "utf-8")
    return WrittenReport(summary, out, out / PAGE)


def programme_of(
    store: Store, people: People | None, today: date, *, wrongly_in: int | None = None, wrongly_out: int | None = None
) -> Programme:
    """All that was bought by `today`, as it stood then. Raises CleanbillError where an account has no person."""
    bought = [
        purchase for purchase in store.purchases() if purchase.owned_on is not None and purchase.owned_on <= today
    ]
    accounts = {one.purchase_id: _accounts(store, one.purchase_id, today) for one in bought}
    if people is not None:
        all_known(dict(people), ((one.holder, one.account_id) for every in accounts.values() for one in every))
    ledger = store.entries()
    return Programme(
        lines=[line for one in bought for line in _lines(store, one, accounts[one.purchase_id], people, today)],
        rounds=_rounds(store, bought, today),
        money=[money(ledger, fund_id, today) for fund_id in funds_of(ledger, today)],
        today=today,
        wrongly_in=wrongly_in,
        wrongly_out=wrongly_out,
    )


def _bought(store: Store) -> dict[tuple[str, str], str]:
    """The portfolio of each account that was bought."""
    return {
        (account.holder, account.account_id): purchase.portfolio_id
        for purchase in store.purchases()
        for account in store.accounts(purchase.purchase_id)
        if account.owned_on is not None
    }


def _accounts(store: Store, purchase_id: str, today: date) -> list[Account]:
    return [
        account for account in store.accounts(purchase_id) if account.owned_on is not None and account.owned_on <= today
    ]


def _lines(
    store: Store, purchase: Purchase, accounts: list[Account], people: People | None, today: date
) -> list[Line]:  # fmt: skip
    recalled = {recall.line: recall for recall in store.recalls(purchase.purchase_id) if recall.recalled_on <= today}
    return [
        _line(
            purchase,
            account,
            recalled.get(account.line),
            people[account.holder, account.account_id] if people else None,
            today,
        )
        for account in accounts
    ]


def _line(purchase: Purchase, account: Account, recall: Recall | None, owes: Owing | None, today: date) -> Line:
    abolished = account.abolished_on is not None and account.abolished_on <= today
    given_back = recall.refund_cents if recall is not None and abolished else 0
    due = {one.kind for one in records.FOLLOW_UPS if abolished and _is_open(account, one, today)}
    return Line(
        purchase_id=purchase.purchase_id,
        fund_id=account.fund_id,
        person_id=owes.person_id if owes else None,
        county_fips=owes.county_fips if owes else None,
        state=owes.state if owes else None,
        face_cents=account.face_cents,
        price_cents=account.price_cents - given_back,
        status="abolished" if abolished else "recalled" if recall is not None else "owned",
        taken_back=recall is not None,
        satisfaction_due="judgment" in due,
        release_due="lien" in due,
        plan_open="payment plan" in due,
        letter=owes.letter if owes else "",
    )


def _is_open(account: Account, what: FollowUp, today: date) -> bool:
    done_on = getattr(account, what.done_on)
    return getattr(account, what.flag) and not (done_on is not None and done_on <= today)


def _rounds(store: Store, bought: list[Purchase], today: date) -> list[Round]:
    portfolios = {portfolio.portfolio_id: portfolio for portfolio in store.portfolios()}
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
