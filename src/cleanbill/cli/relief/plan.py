"""`cleanbill relief plan`: which debts on offer qualify, and what your funds should buy of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from cleanbill import law, records
from cleanbill.cli.options import AsJson, Out, Price, day
from cleanbill.cli.output import print_table
from cleanbill.cli.programme import STORE, Where, opened, wrote
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import cents, usd
from cleanbill.core.tables import columns
from cleanbill.engine import sealed_connection, staged, write_parquet
from cleanbill.fund import Terms, written
from cleanbill.relief import (
    Decision,
    Screen,
    Seen,
    followed,
    former_ids,
    portfolio,
    read_holdout,
    read_portfolios,
    seen_in,
)
from cleanbill.relief.income import Terms as IncomeTerms
from cleanbill.relief.income import read_places
from cleanbill.relief.round import (
    PLAN,
    PLANNED,
    SUMMARY,
    Offering,
    Round,
    plan_round,
    plan_sha256,
    read_accounts,
    read_funds,
    summary_seal,
)
from cleanbill.relief.selection import AIMS, Pot
from cleanbill.vault import Keyring

# Options of the commands that qualify by probability: from which chance on, and what is taken to hold of incomes.


VendorError = Annotated[
    str | None,
    typer.Option(
        help="How far the incomes given are off, as the deviation of their logarithm: they are then estimates.",
        metavar="PERCENT",
    ),
]
Debtors = Annotated[
    str | None,
    typer.Option(
        help="Median income of people who owe, of all people's.  [default: law/us/income_estimate]", metavar="PERCENT"
    ),
]
Places = Annotated[
    Path | None,
    typer.Option(help="Your own incomes by place, CSV: place, median_income_cents, spread_bp, as_of.", metavar="FILE"),
]


def terms_of(
    con: Any, threshold: str | None, vendor_error: str | None, debtors: str | None, places: Path | None
) -> IncomeTerms:
    """What was typed, as terms. Raises CleanbillError, or BadInput with every fault of the file of places."""
    return IncomeTerms(
        percent(threshold, "--threshold"),
        percent(vendor_error, "--vendor-error") or 0,
        percent(debtors, "--debtors"),
        () if places is None else read_places(con, places),
    )


def percent(text: str | None, option: str) -> int | None:
    """A percentage as a person types it, "60" or "62.5", in basis points."""
    if text is None:
        return None
    try:
        exact = Decimal(text.strip().removesuffix("%")) * 100
    except InvalidOperation:
        raise CleanbillError(f"{option} {text} is no percentage. Write it like 60 or 62.5.") from None
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise CleanbillError(f"{option} {text} is finer than a hundredth of a percent. Write it like 60 or 62.5.")
    return int(exact)


# What is on offer, as commands that only look are told it: a file of accounts, or portfolios of the programme.


Accounts = Annotated[
    Path | None, typer.Option(help="Accounts on offer in a file, CSV or Parquet, in our columns.", metavar="FILE")
]
Portfolios = Annotated[
    list[str] | None,
    typer.Option("--portfolio", help="A portfolio on offer, as `relief intake` named it.", metavar="PORTFOLIO"),
]


@dataclass(frozen=True, slots=True)
class OnOffer:
    """A connection, the accounts on it, and those of them seen before; a file has a portfolio for each holder.

    `former_ids`: a person's id in an earlier round -> theirs now; the ids of a file are its own.
    """

    con: Any
    accounts: Any
    seen: Any
    reads: tuple[Path, ...]
    former_ids: Mapping[str, str]


@contextmanager
def on_offer(accounts: Path | None, portfolios: Sequence[str] | None, store: Path) -> Iterator[OnOffer]:
    """What was named. Raises CleanbillError unless it is either a file or portfolios."""
    if (accounts is None) == (not portfolios):
        raise CleanbillError("Name what is on offer: --portfolio, as often as there are, or else --accounts FILE.")
    with sealed_connection() as con:
        if accounts is not None:
            held = read_accounts(con, accounts)
            yield OnOffer(con, held.mutate(portfolio_id=held.holder), None, (accounts,), {})
            return
        names = list(portfolios or ())
        held = read_portfolios(con, store, names, Keyring(store / "keys"))
        with opened(store, begin=True) as book:  # a file may be looked at before any staff is named
            bought = records.debts_bought(book)
        reads = tuple(portfolio(store, name).folder for name in names)
        yield OnOffer(con, held, seen_in(con, store, names, bought), reads, former_ids(store))


# A plan told: the summary for machines, and its tables for people.


def summary(made: Round) -> dict[str, Any]:
    """Everything but the accounts."""
    plan = made.plan
    by_fund = {
        fund: {"accounts": 0, "face_cents": 0, "spent_cents": 0, "left_cents": left}
        for fund, left in plan.left_cents.items()
    }
    for one in plan.bought:
        row = by_fund[one.fund_id]
        row["accounts"] += 1
        row["face_cents"] += one.offered.face_cents
        row["spent_cents"] += one.offered.price_cents
    return {
        "offered": made.offered,
        "reasons": made.reasons,
        "screens": {name: asdict(one) for name, one in made.met.items()},
        "qualified": sum(one.accounts for one in made.qualified.values()),
        "qualified_cents": sum(one.face_cents for one in made.qualified.values()),
        "people_qualified": made.people,
        "portfolios": {name: asdict(one) for name, one in made.qualified.items()},
        "aim": plan.aim,
        "accounts": len(plan.bought),
        "people": len({one.offered.person for one in plan.bought}),
        "face_cents": sum(row["face_cents"] for row in by_fund.values()),
        "spent_cents": sum(row["spent_cents"] for row in by_fund.values()),
        "not_qualified": {
            "accounts": len(made.along),
            "face_cents": sum(one.offered.face_cents for one in made.along),
            "spent_cents": sum(one.offered.price_cents for one in made.along),
        },
        "worth": plan.worth,
        "bound": plan.bound,
        "greedy": plan.greedy,
        "exact": plan.exact,
        "funds": by_fund,
    }


def tell(told: dict[str, Any], out: Path) -> None:
    """Prints what was decided, what the screens met, what each fund should buy."""
    console = Console(highlight=False)
    table = Table(title=f"{told['offered']:,} accounts on offer", title_justify="left")
    table.add_column("why")
    table.add_column("accounts", justify="right")
    for reason, count in told["reasons"].items():
        table.add_row(reason, f"{count:,}")
    print_table(table, console)
    if told["screens"]:
        print_table(_screens(told["screens"]), console)
    print_table(_funds(told["funds"]), console)
    near = "nothing better exists" if told["exact"] else f"at most {told['bound']:,} is possible"
    console.print(
        f"{usd(told['spent_cents'])} would buy {usd(told['face_cents'])} of {told['people']:,} people. "
        f"By {told['aim']} it is worth {told['worth']:,}, {near}; a greedy choice comes to {told['greedy']:,}.",
        soft_wrap=True,
    )
    if told["not_qualified"]["accounts"]:
        console.print(_along(told["not_qualified"]), soft_wrap=True)
    console.print(f"[bold]{out / 'plan.csv'}[/] lists every account with its fund. Nothing is bought.", soft_wrap=True)


def _along(part: dict[str, int]) -> str:
    face, spent = usd(part["face_cents"]), usd(part["spent_cents"])
    return (
        f"Of that, {part['accounts']:,} accounts of {face} for {spent} do not qualify: they come with a portfolio sold "
        "whole. They are abolished too, and nobody collects on them; what the screens left out goes back to the seller."
    )


def _screens(met: dict[str, dict[str, int]]) -> Table:
    table = Table(title="What the screens met (screen.csv)", title_justify="left")
    for heading in ("screen", "action", "accounts", "face"):
        table.add_column(heading, justify="left" if heading in {"screen", "action"} else "right")
    for name, row in met.items():
        words = (word.replace("_", " ") for word in name.split(": "))
        table.add_row(*words, f"{row['accounts']:,}", usd(row["face_cents"]))
    return table


def _funds(by_fund: dict[str, dict[str, int]]) -> Table:
    table = Table(title="What each fund should buy", title_justify="left")
    for heading in ("fund", "accounts", "face", "spends", "left"):
        table.add_column(heading, justify="left" if heading == "fund" else "right")
    for name, row in by_fund.items():
        amounts = (usd(row[key]) for key in ("face_cents", "spent_cents", "left_cents"))
        table.add_row(name, f"{row['accounts']:,}", *amounts)
    return table


Whole = Annotated[
    list[str] | None, typer.Option(help="A portfolio sold all or not at all; of a file, a holder.", metavar="NAME")
]
Without = Annotated[
    Path | None, typer.Option(help="A draw of `relief hold-out`: who waits is left out.", metavar="FILE")
]
Despite = Annotated[
    list[str] | None,
    typer.Option(help="An account that may be bought though a screen holds it: you looked.", metavar="ACCOUNT"),
]
Threshold = Annotated[
    str | None,
    typer.Option(
        help="The chance from which people of unknown income are taken in.  [default: none is]", metavar="PERCENT"
    ),
]
OUT = Path("cleanbill-relief")
OUTPUT = ("decision.parquet", PLANNED, "screen.csv", "seen.csv", "summary.json")


def plan(
    portfolio: Portfolios = None,
    funds: Annotated[
        Path | None,
        typer.Option(
            help="Other terms of funds, YAML, to see what they would buy.  [default: those in force]", metavar="FILE"
        ),
    ] = None,
    accounts: Accounts = None,
    programme: Annotated[str, typer.Option(help="Whose rule decides; `relief programmes` lists them.")] = "undue",
    aim: Annotated[str, typer.Option(help=f"What to buy most of: {', '.join(AIMS)}.")] = "face",
    price: Price = None,
    whole: Whole = None,
    without: Without = None,
    despite: Despite = None,
    threshold: Threshold = None,
    vendor_error: VendorError = None,
    debtors: Debtors = None,
    places: Places = None,
    today: Annotated[
        str | None, typer.Option(help="The day of the plan.  [default: today]", metavar="YYYY-MM-DD")
    ] = None,
    store: Where = STORE,
    out: Out = OUT,
    as_json: AsJson = False,
) -> None:
    """Which debts on offer qualify, and what your funds should buy of them. Nothing is bought.

    Example: cleanbill relief plan --portfolio mercy-1 --aim freed --out my-plan
    """
    if aim not in AIMS:
        raise CleanbillError(f"--aim {aim} is nothing to aim at. Aim at {', '.join(AIMS)}.")
    on = datetime.now(UTC).date() if today is None else day(today, "--today")
    price_bp = law.parameter("us/debt_price").at(on) if price is None else cents(price)
    bound, pots = _relief_plan_funds(funds, store)
    with on_offer(accounts, portfolio, store) as held:
        terms = terms_of(held.con, threshold, vendor_error, debtors, places)
        waiting = None if without is None else followed(read_holdout(held.con, without), held.former_ids)
        reads = (*held.reads, *filter(None, (funds, places, without)))
        with staged(out, ours=OUTPUT, reads=reads, private=True) as folder:
            made = plan_round(
                held.con, Offering(held.accounts, held.seen, waiting, tuple(despite or ())), pots, programme=programme,
                price_bp=price_bp, aim=aim, today=on, wholes=whole or (), terms=terms,  # type: ignore[arg-type]
            )  # fmt: skip
            _write(held, made, folder)
            told = {"programme": programme, "day": str(on), "price_bp": price_bp} | summary(made)
            told |= _for_the_bid(folder, bound, despite or ())
            told |= _seal(told, store) if portfolio else {}  # of a file of accounts nothing is bid for
            wrote(folder / SUMMARY, json.dumps(told, indent=1) + "\n")
    print(json.dumps(told)) if as_json else tell(told, out)


def _relief_plan_funds(file: Path | None, store: Path) -> tuple[list[Terms], list[Pot]]:
    """The terms of funds, and what each may spend: as in force, less what bids name already, or as a file has them."""
    if file is not None:
        told = read_funds(file)
        return told, [Pot(one.fund, one.cents) for one in told]
    with opened(store) as held:
        known = records.spendable(held)
    if not known:
        raise CleanbillError(
            f"No fund of {store} has terms in force. `cleanbill fund bind` proposes them, or give --funds FILE to see "
            "what might be bought."
        )
    return [terms for terms, _ in known], [Pot(terms.fund, cents_) for terms, cents_ in known]


def _for_the_bid(folder: Path, bound: Sequence[Terms], despite: Sequence[str]) -> dict[str, Any]:
    """What a bid holds the plan against."""
    terms = {one.fund.fund_id: written(one) for one in bound}
    return {"terms": terms, "despite": sorted(despite), "plan_sha256": plan_sha256(folder)}


def _seal(told: dict[str, Any], store: Path) -> dict[str, str]:
    return {"seal": summary_seal(told, Keyring(store / "keys").hashing_key())}


def _write(held: OnOffer, made: Round, folder: Path) -> None:
    write_parquet(held.con, made.decisions, folder / "decision.parquet", schema=Decision)
    bought = ((one.offered.portfolio, *one.offered.key, one.fund_id, one.offered.face_cents, one.offered.price_cents)
              for one in made.plan.bought)  # fmt: skip
    _csv(folder / PLANNED, PLAN, bought)
    tables = {Screen: made.screens} | ({} if held.seen is None else {Seen: held.seen})
    for schema, table in tables.items():
        rows = held.con.to_pyarrow(table.select(*columns(schema)).order_by(list(schema.__key__))).to_pylist()
        _csv(folder / f"{schema.__name__.lower()}.csv", list(columns(schema)), (row.values() for row in rows))


def _csv(path: Path, names: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
