"""Plans a round: accounts are screened, a programme decides on each, and the funds choose among those that qualify.

In: `account` with portfolio_id, what was seen before. Out: tables `decision` and `screen`, and what each fund should
buy. The price is a programme's of a dollar of face unless the seller names a price for the account.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import CleanbillError
from cleanbill.engine import TempTables, materialized
from cleanbill.fund import Area, Owed, Place
from cleanbill.relief.holdout import HELD, left_out
from cleanbill.relief.income import GROUPS, THRESHOLDS, ExpectedError, Terms, by_threshold, errors, judged
from cleanbill.relief.programmes import ProgrammeSource, rule
from cleanbill.relief.qualification import decided
from cleanbill.relief.qualification import decided as decided_by
from cleanbill.relief.screens import cleared, screened
from cleanbill.relief.seen import plain_creditor
from cleanbill.relief.selection import Aim, Bought, Candidate, FundBudget, Plan, buy

# Who is expected to be wrongly in or out, were accounts decided on: nothing is chosen, nothing bought.


def errors_of(con: Any, accounts: ir.Table, *, programme: ProgrammeSource, today: date, terms: Terms) -> ir.Table:
    """`expected_error` of accounts: of all at each threshold, and by group at that of `terms`.

    A table of `con` that goes with it. Raises CleanbillError where the terms have no threshold.
    """
    if terms.threshold_bp is None:
        raise CleanbillError("Errors are those of a threshold. Name the chance from which people are taken in.")
    with materialized(con) as materialize:
        decisions = materialize(decided(accounts, rule(programme, today), price_bp=0, today=today, terms=terms))
        rows = materialize(judged(accounts, decisions))
        at_each = by_threshold(rows, sorted({*THRESHOLDS, terms.threshold_bp}))
        by_group = errors(rows, terms.threshold_bp, [kind for kind in GROUPS if kind != "all"])
        return TempTables(con).materialize(at_each.union(by_group).order_by(ExpectedError.__key__))


# What a row of the accounts on offer tells of its debt, as far as a fund may be bound to it.


FLAGS = {
    "judgment": "judgment_flag",
    "lien": "lien_flag",
    "payment_plan": "payment_plan_flag",
    "reported": "bureau_reported",
    "child": "minor_flag",
    "medicaid": "medicaid_flag",
}  # kind of debt -> column of `account`
_plain = lru_cache(100_000)(plain_creditor)  # few names, many accounts
TELLS = ("orig_creditor", *FLAGS.values())


def owed_of(row: Mapping[str, Any]) -> Owed:
    """The debt of a row with the columns of TELLS and its holder, whose care it was where no creditor is named."""
    kinds = frozenset(kind for kind, flag in FLAGS.items() if row[flag])
    return _known(_plain(row["orig_creditor"] or row["holder"]), kinds)


def plainly(names: Iterable[str]) -> frozenset[str]:
    """Creditors as they are compared: case, marks and short forms do not tell two apart."""
    return frozenset(_plain(name) for name in names)


@lru_cache(100_000)
def _known(creditor: str, kinds: frozenset[str]) -> Owed:
    return Owed(creditor, kinds)


KEY = ("holder", "account_id")
HARM = ("judgment_flag", "lien_flag", "bureau_reported")  # a point of live harm each
FIRM = Terms()  # nothing is estimated


@dataclass(frozen=True, slots=True)
class PortfolioOffer:
    """What a round is planned on: accounts, debts of them that were seen before, people who wait (`holdout`).

    `override_screens` are accounts that are bought though a screen holds them: somebody looked.
    """

    accounts: ir.Table
    seen: ir.Table | None = None
    waiting: ir.Table | None = None
    override_screens: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """Accounts and their face."""

    accounts: int
    face_cents: int


@dataclass(frozen=True, slots=True)
class Round:
    """What was decided and what should be bought.

    `reasons` counts accounts by why they qualify or not, `screens` those that met a screen, `qualified` by portfolio
    those that qualify and may be bought.
    """

    decisions: ir.Table
    screens: ir.Table
    reasons: dict[str, int]
    met: dict[str, Counted]
    qualified: dict[str, Counted]
    people: int
    plan: Plan

    @property
    def along(self) -> tuple[Bought, ...]:
        """What is bought though it does not qualify, for it is of a portfolio sold whole."""
        return tuple(one for one in self.plan.bought if not one.offered.qualifies)

    @property
    def offered(self) -> int:
        """Accounts on offer."""
        return sum(self.reasons.values())


def plan_round(
    con: Any,
    offering: PortfolioOffer,
    budgets: Sequence[FundBudget],
    *,
    programme: ProgrammeSource,
    price_bp: int,
    aim: Aim,
    today: date,
    all_or_nothing: Collection[str] = (),
    terms: Terms = FIRM,
) -> Round:
    """The round of an offering. What is read twice is worked out once, into tables of `con` that go with it.

    Raises CleanbillError where `all_or_nothing` or `override_screens` name nothing on offer, or an account number of
    two holders, and where people who wait have accounts in a portfolio sold whole.
    """
    tables = TempTables(con)
    held = tables.materialize(offering.accounts)
    _named(held, all_or_nothing, offering.override_screens)
    decided = decided_by(held, rule(programme, today), price_bp=price_bp, today=today, terms=terms)
    if offering.waiting is not None:
        _none_waits(held, offering.waiting, all_or_nothing)
        decided = left_out(decided, held, offering.waiting)
    decided = tables.materialize(decided)
    screens = screened(held, today=today, areas=reach(budgets, today), seen=offering.seen)
    screens = tables.materialize(_wherever_whole(screens, held, all_or_nothing))
    looked_at = (screens.action == "hold") & screens.account_id.isin(list(offering.override_screens))
    offers = offers_of(con, cleared(held, screens.filter(~looked_at)), decided, all_or_nothing)
    return Round(
        decisions=decided,
        screens=screens,
        reasons=_counts(con, decided),
        met=_met(con, held, screens),
        qualified=_by_portfolio(offers),
        people=len({offer.person for offer in offers if offer.qualifies}),
        plan=buy(offers, budgets, aim=aim, on=today, all_or_nothing=all_or_nothing),
    )


def _named(accounts: ir.Table, all_or_nothing: Collection[str], override_screens: Collection[str]) -> None:
    """What a slip of the pen names is not left unsaid: it would be bought in part, or not at all."""
    for option, column, names in (
        ("--whole", "portfolio_id", all_or_nothing),
        ("--override-screen", "account_id", override_screens),
    ):
        rows = accounts.filter(accounts[column].isin(list(names)))
        found = rows.group_by(column).aggregate(holders=rows.holder.nunique()).to_pyarrow().to_pylist()
        holders = {row[column]: row["holders"] for row in found}
        if unknown := sorted(set(names) - holders.keys()):
            raise CleanbillError(f"{option} {unknown[0]} is nothing that is on offer. Check the name.")
        if option == "--override-screen" and (several := sorted(name for name in holders if holders[name] > 1)):
            raise CleanbillError(f"{option} {several[0]} stands at two holders. Plan their portfolios one at a time.")


def _wherever_whole(screens: ir.Table, accounts: ir.Table, all_or_nothing: Collection[str]) -> ir.Table:
    """A portfolio sold whole is bought wherever its people live, or not at all: no fund's area leaves out a part."""
    if not all_or_nothing:
        return screens
    whole = accounts.filter(accounts.portfolio_id.isin(list(all_or_nothing)))
    elsewhere = screens.filter(screens.screen == "out_of_area").semi_join(whole, list(KEY))
    return screens.anti_join(elsewhere, [*KEY, "screen"])


def _none_waits(accounts: ir.Table, waiting: ir.Table, all_or_nothing: Collection[str]) -> None:
    """A portfolio sold whole would take along the accounts of who waits, and their debts be abolished."""
    theirs = accounts.semi_join(waiting.filter(waiting.arm == HELD), accounts.patient_id == waiting.person_id)
    if count := int(theirs.filter(theirs.portfolio_id.isin(list(all_or_nothing))).count().execute()):
        raise CleanbillError(
            f"{count:,} accounts of --whole portfolios are of people who wait (--without), and would be bought with "
            "the rest. Draw who waits among people of other portfolios, or ask the seller for this one in part."
        )


def reach(budgets: Sequence[FundBudget], today: date) -> tuple[Area, ...]:
    """Where any fund may spend on that day; () where one may everywhere."""
    ladders = [budget.fund.restriction.rungs for budget in budgets]
    if not all(ladders):
        return ()
    return tuple(rung.area for ladder in ladders for rung in ladder if rung.since is None or rung.since <= today)


def _counts(con: Any, decided: ir.Table) -> dict[str, int]:
    rows = con.to_pyarrow(decided.group_by("reason").aggregate(accounts=decided.count()).order_by("reason"))
    return dict(zip(rows["reason"].to_pylist(), map(int, rows["accounts"].to_pylist()), strict=True))


def _met(con: Any, accounts: ir.Table, screens: ir.Table) -> dict[str, Counted]:
    both = screens.inner_join(accounts.select(*KEY, "current_balance_cents"), list(KEY))
    table = both.group_by("screen", "action").aggregate(
        n=both.count(), face=both.current_balance_cents.sum().cast("int64")
    )
    rows = con.to_pyarrow(table.order_by("screen")).to_pylist()
    return {f"{row['screen']}: {row['action']}": Counted(int(row["n"]), int(row["face"])) for row in rows}


def _by_portfolio(offers: Sequence[Candidate]) -> dict[str, Counted]:
    found: dict[str, tuple[int, int]] = {}
    for one in (offer for offer in offers if offer.qualifies):
        accounts, face = found.get(one.portfolio, (0, 0))
        found[one.portfolio] = accounts + 1, face + one.face_cents
    return {name: Counted(*found[name]) for name in sorted(found)}


def offers_of(con: Any, accounts: ir.Table, decided: ir.Table, all_or_nothing: Collection[str] = ()) -> list[Candidate]:
    """Accounts that qualify, at their prices, with a point of harm for each thing that presses on the person.

    In: `account` with portfolio_id, and `decision`. Of a portfolio sold whole all that may be bought, for all of it is
    paid for.
    """
    known = decided.select(*KEY, "price_cents", "qualifies", known_fpl_bp="fpl_bp")
    both = accounts.inner_join(known, list(KEY))
    both = both.filter(both.qualifies | both.portfolio_id.isin(list(all_or_nothing)))
    harm = sum((both[name].fill_null(False).cast("int64") for name in HARM), ibis.literal(0, "int64"))
    rows = both.select(
        "portfolio_id", *KEY, "patient_id", "zip", "county_fips", "state", "current_balance_cents", "qualifies", *TELLS,
        "known_fpl_bp", harm=harm, price=ibis.coalesce(both.sale_price_cents, both.price_cents),
    ).order_by(*KEY)  # fmt: skip
    return [_offered(row) for row in con.to_pyarrow(rows).to_pylist()]


def _offered(row: Mapping[str, Any]) -> Candidate:
    return Candidate(
        portfolio=row["portfolio_id"],
        holder=row["holder"],
        account_id=row["account_id"],
        person=row["patient_id"],
        place=Place(row["zip"], row["county_fips"], row["state"]),
        face_cents=row["current_balance_cents"],
        price_cents=max(row["price"], 1),
        harm=row["harm"],
        qualifies=row["qualifies"],
        owed=owed_of(row),
        fpl_bp=row["known_fpl_bp"],
    )
