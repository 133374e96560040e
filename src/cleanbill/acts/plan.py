"""A round planned: which debts on offer qualify, and what the funds should buy of them. Nothing is bought.

In: portfolios of the programme, or a file of accounts; the funds by the terms in force, or a file of terms. Out: a
folder with decision.parquet, plan.csv, screen.csv, seen.csv and summary.json. The plan of portfolios is sealed under
the programme's key, so that a bid is for the very plan that was made (`relief.round.planned`).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cleanbill.acts.office import keyring, open_office, write_text
from cleanbill.acts.portfolios import OnOffer, on_offer
from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import columns
from cleanbill.engine import staged, write_parquet
from cleanbill.fund import Terms as FundTerms
from cleanbill.fund import written
from cleanbill.law import parameter
from cleanbill.relief import Decision, ProgrammeRules, Screen, Seen, followed, load_programme, read_holdout
from cleanbill.relief.income import Terms, read_places
from cleanbill.relief.round import (
    PLAN,
    PLANNED,
    SUMMARY,
    PortfolioOffer,
    Round,
    plan_round,
    plan_sha256,
    read_funds,
    summary_seal,
)
from cleanbill.relief.selection import FundBudget, checked_aim

OUTPUT = ("decision.parquet", PLANNED, "screen.csv", "seen.csv", SUMMARY)


@dataclass(frozen=True, slots=True)
class IncomeTerms:
    """What is taken to hold of incomes that are not known, in basis points, and a file of incomes by place.

    `threshold_bp` is the chance from which people are taken in; nobody is where it is None.
    """

    threshold_bp: int | None = None
    vendor_error_bp: int = 0
    debtors_bp: int | None = None
    places: Path | None = None

    def read(self, con: Any) -> Terms:
        """The terms with their places read; BadInput with every fault of the file."""
        places = () if self.places is None else read_places(con, self.places)
        return Terms(self.threshold_bp, self.vendor_error_bp, self.debtors_bp, places)


@dataclass(frozen=True, slots=True)
class PlanOf:
    """What is planned: `portfolios` of the programme or a file of `accounts`, whose rule decides, and how it is bought.

    `price_bp` is paid of a dollar of face where the seller asks no price, law/us/debt_price where it is None. `whole`
    are sold all or not at all; who waits in the draw `without` is left out; `override_screens` are accounts that are
    bought though a screen holds them; `funds` is a file of terms to see what they would buy, those in force where
    it is None.
    """

    portfolios: tuple[str, ...] = ()
    accounts: Path | None = None
    programme: str | Path | ProgrammeRules = "undue"
    aim: str = "face"
    price_bp: int | None = None
    whole: tuple[str, ...] = ()
    without: Path | None = None
    override_screens: tuple[str, ...] = ()
    funds: Path | None = None
    incomes: IncomeTerms = IncomeTerms()


@dataclass(frozen=True, slots=True)
class WrittenPlan:
    """A plan: its summary as it stands in summary.json, and the folder it is in."""

    summary: Mapping[str, Any]
    folder: Path

    @property
    def plan(self) -> Path:
        """The file that lists every account with its fund."""
        return self.folder / PLANNED


def write_plan(folder: Path, what: PlanOf, today: date, out: Path) -> WrittenPlan:
    """Plans a round of a programme's folder as of a day, into folder `out`, whole or not at all.

    Raises CleanbillError where nothing is on offer, or no fund has terms in force and none are given.
    """
    aim = checked_aim(what.aim)
    price_bp = parameter("us/debt_price").at(today) if what.price_bp is None else what.price_bp
    chosen = load_programme(what.programme)
    bound, budgets = _funds(folder, what.funds)
    with on_offer(folder, accounts=what.accounts, names=what.portfolios) as offer:
        terms = what.incomes.read(offer.con)
        waiting = None if what.without is None else followed(read_holdout(offer.con, what.without), offer.former_ids)
        reads = (*offer.reads, *filter(None, (what.funds, what.incomes.places, what.without)))
        with staged(out, names=OUTPUT, reads=reads, private=True) as into:
            planned = plan_round(
                offer.con, PortfolioOffer(offer.accounts, offer.seen, waiting, what.override_screens), budgets,
                programme=chosen,
                price_bp=price_bp, aim=aim, today=today, all_or_nothing=what.whole, terms=terms,  # type: ignore[arg-type]
            )  # fmt: skip
            _write(offer, planned, into)
            summary = {"programme": chosen.programme, "day": str(today), "price_bp": price_bp} | chosen.own_source
            summary |= summary_of(planned)
            summary |= _for_the_bid(into, bound, what.override_screens)
            if what.portfolios:  # of a file of accounts nothing is bid for
                summary["seal"] = summary_seal(summary, keyring(folder).hashing_key())
            write_text(into / SUMMARY, json.dumps(summary, indent=1) + "\n")
    return WrittenPlan(summary, out)


def summary_of(planned: Round) -> dict[str, Any]:
    """Everything of a round but the accounts; cents and counts."""
    plan = planned.plan
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
        "offered": planned.offered,
        "reasons": planned.reasons,
        "screens": {name: asdict(met) for name, met in planned.met.items()},
        "qualified": sum(part.accounts for part in planned.qualified.values()),
        "qualified_cents": sum(part.face_cents for part in planned.qualified.values()),
        "people_qualified": planned.people,
        "portfolios": {name: asdict(part) for name, part in planned.qualified.items()},
        "aim": plan.aim,
        "accounts": len(plan.bought),
        "people": len({bought.offered.person for bought in plan.bought}),
        "face_cents": sum(row["face_cents"] for row in by_fund.values()),
        "spent_cents": sum(row["spent_cents"] for row in by_fund.values()),
        "not_qualified": {
            "accounts": len(planned.along),
            "face_cents": sum(bought.offered.face_cents for bought in planned.along),
            "spent_cents": sum(bought.offered.price_cents for bought in planned.along),
        },
        "worth": plan.worth,
        "bound": plan.bound,
        "greedy": plan.greedy,
        "exact": plan.exact,
        "funds": by_fund,
    }


def _funds(folder: Path, file: Path | None) -> tuple[list[FundTerms], list[FundBudget]]:
    """The terms of funds, and what each may spend: as in force, less what bids name already, or as a file has them."""
    if file is not None:
        given = read_funds(file)
        return given, [FundBudget(terms.fund, terms.cents) for terms in given]
    with open_office(folder) as office:
        known = office.store.spendable()
    if not known:
        raise CleanbillError(
            f"No fund of {folder} has terms in force. `cleanbill fund bind` proposes them, or give --funds FILE to see "
            "what might be bought."
        )
    return [terms for terms, _ in known], [FundBudget(terms.fund, cents) for terms, cents in known]


def _for_the_bid(folder: Path, bound: Sequence[FundTerms], override_screens: Sequence[str]) -> dict[str, Any]:
    """What a bid holds the plan against."""
    terms = {one.fund.fund_id: written(one) for one in bound}
    return {"terms": terms, "override_screens": sorted(override_screens), "plan_sha256": plan_sha256(folder)}


def _write(offer: OnOffer, planned: Round, folder: Path) -> None:
    write_parquet(offer.con, planned.decisions, folder / "decision.parquet", schema=Decision)
    bought = ((one.offered.portfolio, *one.offered.key, one.fund_id, one.offered.face_cents, one.offered.price_cents)
              for one in planned.plan.bought)  # fmt: skip
    _csv(folder / PLANNED, PLAN, bought)
    tables = {Screen: planned.screens} | ({} if offer.seen is None else {Seen: offer.seen})
    for schema, table in tables.items():
        rows = offer.con.to_pyarrow(table.select(*columns(schema)).order_by(list(schema.__key__))).to_pylist()
        _csv(folder / f"{schema.__name__.lower()}.csv", list(columns(schema)), (row.values() for row in rows))


def _csv(path: Path, names: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
