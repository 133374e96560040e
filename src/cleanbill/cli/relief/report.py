"""What the records hold on a day, as a programme to report on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from cleanbill import records
from cleanbill.cli.options import AsJson, Out, day
from cleanbill.cli.programme import STORE, Where, opened
from cleanbill.core.errors import CleanbillError
from cleanbill.engine import connect, staged
from cleanbill.fund import CASH, money
from cleanbill.ledger import Ledger
from cleanbill.records import Store
from cleanbill.relief import Owing, all_known, owing, read_person_of
from cleanbill.report.relief import KINDS, TABLES, Line, Programme, Round, headline, relief_page, report, tables_of

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


# `cleanbill relief report`: what a programme did with the money, for its donors, a county, or the public.


OUT = Path("cleanbill-relief-report")
OUTPUT = ("summary.json", "report.html", *(f"{name}.csv" for name in TABLES))


def report_(
    kind: Annotated[str, typer.Option(help=f"Whom it is for: {', '.join(KINDS)}.")],
    fund: Annotated[str | None, typer.Option(help="The fund, of a donor's report.", metavar="FUND")] = None,
    county: Annotated[str | None, typer.Option(help="The county's five digits, of its report.", metavar="FIPS")] = None,
    people: Annotated[
        Path | None, typer.Option(help="Who owes each account, CSV or Parquet.  [default: as `relief people` found]")
    ] = None,
    wrongly_in: Annotated[
        int | None, typer.Option(help="Accounts expected to have qualified wrongly.", min=0, metavar="COUNT")
    ] = None,
    wrongly_out: Annotated[
        int | None, typer.Option(help="Accounts expected to be left out wrongly.", min=0, metavar="COUNT")
    ] = None,
    store: Where = STORE,
    today: Annotated[str | None, typer.Option(help="The day it is of.  [default: today]", metavar="YYYY-MM-DD")] = None,
    out: Out = OUT,
    as_json: AsJson = False,
) -> None:
    """What a programme did, as a page and tables that may be published: no person, and no few people, in them.

    Example: cleanbill relief report --kind donor --fund drive --out report-folder
    """
    of = _of(kind, fund, county)
    on = datetime.now(UTC).date() if today is None else day(today, "--today")
    given = None if people is None else read_person_of(connect(), people)
    with opened(store) as held:
        known = owing(store, _relief_report_bought(held)) if given is None else given
        programme = programme_of(held, known, on, wrongly_in=wrongly_in, wrongly_out=wrongly_out)
    told = report(programme, kind, of)
    with staged(out, ours=OUTPUT, reads=() if people is None else (people,)) as folder:
        (folder / "summary.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
        (folder / "report.html").write_text(relief_page(told), "utf-8")
        for name, text in tables_of(told).items():
            (folder / name).write_text(text, "utf-8")
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        _tell(told, out)


def _relief_report_bought(held: records.Store) -> dict[tuple[str, str], str]:
    """The portfolio of each account that was bought."""
    return {
        (account.holder, account.account_id): one.portfolio_id
        for one in records.purchases(held)
        for account in records.accounts(held, one.purchase_id)
        if account.owned_on is not None
    }


def _of(kind: str, fund: str | None, county: str | None) -> str:
    """The fund or county that the kind of report needs, and no other."""
    given = {"donor": fund, "county": county}
    wrong = [f"--{'fund' if name == 'donor' else name}" for name, value in given.items() if value and name != kind]
    if wrong:
        raise CleanbillError(f"{wrong[0]} goes with another kind of report than {kind}. Leave it out.")
    if kind in given and not given[kind]:
        raise CleanbillError(f"--kind {kind} needs --{'fund' if kind == 'donor' else kind}.")
    return given.get(kind) or ""


def _tell(told: Mapping[str, Any], out: Path) -> None:
    console = Console(highlight=False)
    if not told["people_counted"]:
        console.print(
            "People are not counted: run `cleanbill relief people`. Do not publish this report.", soft_wrap=True
        )
    console.print(headline(told) + ".", soft_wrap=True, markup=False)
    console.print(f"[bold]{out / 'report.html'}[/] tells it; summary.json and a CSV of each table are beside it.")
