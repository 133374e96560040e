"""Relief from Python, on plain tables: who qualifies under a programme, and what funds should buy of it.

In: accounts on offer in our columns (docs/input-tables.md), and funds. Out: a `Result` with `decision` and, of
`select`, `plan` and `screen`. Nothing is bought or recorded: what an office does stands in `cleanbill relief`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import ibis.expr.types as ir
import pyarrow as pa

from cleanbill import law
from cleanbill.core.money import percent_bp, usd
from cleanbill.core.process import seldom_looked_for
from cleanbill.core.tables import columns
from cleanbill.door.following import Dollars, price_in_bp
from cleanbill.door.result import Files, Result, View
from cleanbill.door.tables_in import HandedOver, Scratch, Table
from cleanbill.engine import connect, write_parquet
from cleanbill.fund import Terms, written
from cleanbill.relief import Decision, ProgrammeSource, Screen, decided, load_programme
from cleanbill.relief.income import Terms as Estimates
from cleanbill.relief.income import read_places
from cleanbill.relief.round import (
    PLAN,
    PLANNED,
    PortfolioOffer,
    Round,
    funds_of,
    plan_round,
    plan_sha256,
    read_accounts,
    read_funds,
)
from cleanbill.relief.selection import FundBudget, checked_aim

Funds: TypeAlias = str | Path | int | Mapping[str, Dollars] | Sequence[Mapping[str, Any]]
SUMMARY = "summary.json"
CENTS = {"face_cents": pa.int64(), "price_cents": pa.int64(), "screened_on": pa.date32(), "rule_since": pa.date32()}


def qualify(
    accounts: Table,
    *,
    programme: ProgrammeSource = "undue",
    on: date | str | None = None,
    price: Dollars | None = None,
    threshold: str | int | None = None,
    vendor_error: str | int | None = None,
    debtors: str | int | None = None,
    places: str | Path | None = None,
) -> Result:
    """Who qualifies under the rule of `programme` that is in force `on` a day, by default today.

    `programme` is the name of one that ships, the path of a YAML file (docs/own-rules.md), or what it would hold.

    `price` is cents for a dollar of debt. With a `threshold` (percent) people of unknown income are taken in by
    their chance; `vendor_error`, `debtors` and `places` say what is taken to hold of incomes (docs/relief.md).
    Raises BadInput with every fault of the accounts, CleanbillError for a programme or day that there is not.

    >>> owed = {"holder": ["Mercy"], "account_id": ["1"], "patient_id": ["A"], "current_balance_cents": [90_000],
    ...         "date_of_service": ["2025-03-01"], "state": ["MO"], "household_size": [2],
    ...         "est_income_cents": [2_000_000]}
    >>> found = qualify(owed, programme="undue", on="2026-06-01")
    >>> found.summary["qualified"], found.summary["reasons"]
    (1, {'income': 1})
    """
    day, chosen = _day(on), load_programme(programme)
    law_of_day = chosen.on(day)
    with _accounts(accounts) as (con, table, scratch):
        estimates = _estimates(con, threshold, vendor_error, debtors, places)
        decisions = decided(table, law_of_day, price_bp=_price_bp(price, day), today=day, terms=estimates)
        folder = _folder(scratch)
        write_parquet(con, decisions, folder / "decision.parquet", schema=Decision)
        summary: dict[str, Any] = {"programme": chosen.programme, "day": str(day), "price_bp": _price_bp(price, day)}
        summary |= chosen.own_source
        summary |= _decided(con, con.read_parquet(folder / "decision.parquet"), table)
        _write_summary(folder, summary)
    files = Files(folder, ("decision",), "decision", ("decision.parquet", SUMMARY), scratch=scratch, private=True)
    says = f"{summary['qualified']:,} of {summary['accounts']:,} accounts qualify under {chosen.programme} on {day}."
    return Result("qualify", says, summary, _reasons(summary), (), files)


def select(
    accounts: Table,
    funds: Funds,
    *,
    aim: str = "face",
    programme: ProgrammeSource = "undue",
    on: date | str | None = None,
    price: Dollars | None = None,
    whole: Sequence[str] = (),
    override_screens: Sequence[str] = (),
    threshold: str | int | None = None,
    vendor_error: str | int | None = None,
    debtors: str | int | None = None,
    places: str | Path | None = None,
) -> Result:
    """Which accounts qualify, and what `funds` should buy of them to reach most of `aim`.

    `funds` is a file of funds (docs/relief.md), its list, dollars by name, or dollars. `whole` are holders whose
    accounts are sold all or not at all, `override_screens` accounts that may be bought though a screen holds them.
    Raises BadInput with every fault of the tables, CleanbillError for what cannot be asked.

    >>> owed = {"holder": ["Mercy"] * 2, "account_id": ["1", "2"], "patient_id": ["A", "B"],
    ...         "current_balance_cents": [90_000, 50_000], "date_of_service": ["2025-03-01"] * 2,
    ...         "state": ["MO"] * 2, "household_size": [2, 3], "est_income_cents": [2_000_000, 2_500_000]}
    >>> bought = select(owed, {"drive": 10}, aim="people", on="2026-06-01")
    >>> bought.summary["people"], bought.table("plan")["fund_id"].to_pylist()
    (1, ['drive'])
    """
    day, chosen, terms = _day(on), load_programme(programme), _funds(funds)
    price_bp = _price_bp(price, day)
    with _accounts(accounts) as (con, table, scratch):
        made = plan_round(
            con, PortfolioOffer(table.mutate(portfolio_id=table.holder), override_screens=tuple(override_screens)),
            [FundBudget(of_fund.fund, of_fund.cents) for of_fund in terms], programme=chosen, price_bp=price_bp,
            aim=checked_aim(aim), today=day, all_or_nothing=tuple(whole),
            terms=_estimates(con, threshold, vendor_error, debtors, places),
        )  # fmt: skip
        folder = _folder(scratch)
        _write_round(con, made, folder)
        summary: dict[str, Any] = {"programme": chosen.programme, "day": str(day), "price_bp": price_bp}
        summary |= chosen.own_source | round_summary(made)
        written_terms = {of_fund.fund.fund_id: written(of_fund) for of_fund in terms}
        summary |= {"terms": written_terms, "override_screens": sorted(override_screens)}
        summary["plan_sha256"] = plan_sha256(folder)
        _write_summary(folder, summary)
    outputs = ("decision.parquet", PLANNED, "screen.csv", SUMMARY)
    files = Files(folder, ("decision", "plan", "screen"), "plan", outputs, CENTS, scratch, private=True)
    says = f"{usd(summary['spent_cents'])} would buy {usd(summary['face_cents'])} of {summary['people']:,} people."
    return Result("select", says, summary, _by_fund(summary), (), files)


def _day(on: date | str | None) -> date:
    return datetime.now(UTC).date() if on is None else law.as_day(on, "on")


def _price_bp(price: Dollars | None, day: date) -> int:
    return int(law.parameter("us/debt_price").at(day)) if price is None else price_in_bp(price)


@contextmanager
def _accounts(accounts: Table) -> Iterator[tuple[Any, ir.Table, Scratch]]:
    """A connection whose spill is sealed, the accounts on it, and the folder that the result will stand in."""
    handed, scratch = HandedOver(), Scratch()
    path = handed.path(accounts, "accounts")
    con = connect(scratch=scratch.path, sealed=True)
    try:
        with seldom_looked_for(), handed.in_own_names():
            yield con, read_accounts(con, path), scratch
    finally:
        con.disconnect()


def _folder(scratch: Scratch) -> Path:
    folder = scratch.path / "result"
    folder.mkdir(mode=0o700)
    return folder


def _estimates(
    con: Any,
    threshold: str | int | None,
    vendor_error: str | int | None,
    debtors: str | int | None,
    places: str | Path | None,
) -> Estimates:
    return Estimates(
        None if threshold is None else percent_bp(threshold, "threshold"),
        0 if vendor_error is None else percent_bp(vendor_error, "vendor_error"),
        None if debtors is None else percent_bp(debtors, "debtors"),
        () if places is None else read_places(con, Path(places)),
    )


def _funds(funds: Funds) -> list[Terms]:
    if isinstance(funds, str | Path):
        return read_funds(Path(funds))
    if isinstance(funds, int):
        return funds_of([{"id": "fund", "dollars": funds}], "funds")
    if isinstance(funds, Mapping):
        return funds_of([{"id": name, "dollars": str(dollars)} for name, dollars in funds.items()], "funds")
    return funds_of(list(funds), "funds")


def _decided(con: Any, decisions: ir.Table, accounts: ir.Table) -> dict[str, Any]:
    """Accounts and their face by reason, and how many accounts, cents and people qualify."""
    both = decisions.inner_join(accounts, ["holder", "account_id"])
    by = both.group_by("reason").aggregate(accounts=both.count(), face_cents=both.current_balance_cents.sum())
    rows = con.to_pyarrow(by.order_by("reason")).to_pylist()
    good = both.filter(both.qualifies)
    of = good.aggregate(n=good.count(), face=good.current_balance_cents.sum(), people=good.patient_id.nunique())
    [row] = con.to_pyarrow(of).to_pylist()
    return {
        "accounts": sum(int(row["accounts"]) for row in rows),
        "reasons": {row["reason"]: int(row["accounts"]) for row in rows},
        "face_cents": {row["reason"]: int(row["face_cents"]) for row in rows},
        "qualified": int(row["n"]),
        "qualified_cents": int(row["face"] or 0),
        "people_qualified": int(row["people"]),
    }


def round_summary(made: Round) -> dict[str, Any]:
    """A round in numbers: everything but the accounts."""
    plan = made.plan
    by_fund = {
        fund: {"accounts": 0, "face_cents": 0, "spent_cents": 0, "left_cents": left}
        for fund, left in plan.left_cents.items()
    }
    for bought in plan.bought:
        row = by_fund[bought.fund_id]
        row["accounts"] += 1
        row["face_cents"] += bought.offered.face_cents
        row["spent_cents"] += bought.offered.price_cents
    return {
        "offered": made.offered,
        "reasons": made.reasons,
        "screens": {name: asdict(counted) for name, counted in made.met.items()},
        "qualified": sum(counted.accounts for counted in made.qualified.values()),
        "qualified_cents": sum(counted.face_cents for counted in made.qualified.values()),
        "people_qualified": made.people,
        "portfolios": {name: asdict(counted) for name, counted in made.qualified.items()},
        "aim": plan.aim,
        "accounts": len(plan.bought),
        "people": len({bought.offered.person for bought in plan.bought}),
        "face_cents": sum(row["face_cents"] for row in by_fund.values()),
        "spent_cents": sum(row["spent_cents"] for row in by_fund.values()),
        "not_qualified": {
            "accounts": len(made.along),
            "face_cents": sum(bought.offered.face_cents for bought in made.along),
            "spent_cents": sum(bought.offered.price_cents for bought in made.along),
        },
        "worth": plan.worth,
        "bound": plan.bound,
        "greedy": plan.greedy,
        "exact": plan.exact,
        "funds": by_fund,
    }


def _write_round(con: Any, made: Round, folder: Path) -> None:
    write_parquet(con, made.decisions, folder / "decision.parquet", schema=Decision)
    bought = ((purchase.offered.portfolio, *purchase.offered.key, purchase.fund_id, purchase.offered.face_cents,
               purchase.offered.price_cents) for purchase in made.plan.bought)  # fmt: skip
    _csv(folder / PLANNED, PLAN, bought)
    screens = made.screens.select(*columns(Screen)).order_by(list(Screen.__key__))
    _csv(folder / "screen.csv", list(columns(Screen)), (row.values() for row in con.to_pyarrow(screens).to_pylist()))


def _csv(path: Path, names: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)


def _write_summary(folder: Path, summary: Mapping[str, Any]) -> None:
    (folder / SUMMARY).write_text(json.dumps(summary, indent=1) + "\n", "utf-8")


def _reasons(summary: Mapping[str, Any]) -> View:
    rows = [(why, f"{count:,}", usd(summary["face_cents"][why])) for why, count in summary["reasons"].items()]
    title = f"{summary['accounts']:,} accounts under {summary['programme']} on {summary['day']}"
    return View(title, ("why", "accounts", "face"), tuple(rows))


def _by_fund(summary: Mapping[str, Any]) -> View:
    rows = [
        (name, f"{row['accounts']:,}", *(usd(row[key]) for key in ("face_cents", "spent_cents", "left_cents")))
        for name, row in summary["funds"].items()
    ]
    near = "nothing better exists" if summary["exact"] else f"at most {summary['bound']:,} is possible"
    note = (
        f"By {summary['aim']} it is worth {summary['worth']:,}, {near}; a greedy choice comes to {summary['greedy']:,}."
    )
    return View("What each fund should buy", ("fund", "accounts", "face", "spends", "left"), tuple(rows), note)
