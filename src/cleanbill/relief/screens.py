"""Screens: what is looked for in accounts before anything is bought, each with its own action.

`screened` says which account met what, `clearance` what becomes of each account,
`cleared` keeps those that may be bought. Law: us/screens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import Table, column, ibis_schema
from cleanbill.debt import Account, barred
from cleanbill.fund import Area
from cleanbill.relief.programmes import lives_in
from cleanbill.relief.qualification import LEAST_CENTS

# The screens as the law file of a day has them: what each does, and what must follow.


PATH = "us/screens"
ACTIONS = ("leave_out", "hold", "price_nil", "buy_and_do")  # the strictest first
SCREENS = (
    "deceased", "discharged", "chapter_13", "paid", "owned_before", "stands_twice", "out_of_area", "bankrupt",
    "two_holders", "alike", "disputed", "in_litigation", "time_barred", "judgment", "lien", "payment_plan", "minor",
    "no_contact",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScreenRule:
    """One screen, its action, what must follow it, and since when and where that is written."""

    screen: str
    action: str
    follows: str | None
    since: date
    source: str


def screen_rules(today: date) -> tuple[ScreenRule, ...]:
    """The screens in force, in the order of SCREENS; CleanbillError where the file is wrong."""
    dated = law.parameter(PATH)
    since = dated.since(today)
    return made(since, dated.values[since])


def made(since: date, value: Mapping[str, Any]) -> tuple[ScreenRule, ...]:
    """Rules of a mapping; CleanbillError where it lacks a screen, or has one or an action that is not known."""
    where = f"law/{PATH}.yaml"
    if value.keys() != set(SCREENS):
        wrong = sorted(value.keys() ^ set(SCREENS))
        raise CleanbillError(f"{where} must name each screen once. It lacks or does not know {', '.join(wrong)}.")
    for name, row in value.items():
        if row.get("action") not in ACTIONS or row.keys() - {"action", "follows"}:
            raise CleanbillError(f"{where}: {name} needs an action, one of {', '.join(ACTIONS)}, and may say follows.")
    return tuple(ScreenRule(one, value[one]["action"], value[one].get("follows"), since, where) for one in SCREENS)


# The tables `screen` and `clearance`.


CENTS = "cents"


class Screen(Table):
    """Something that was looked for in an account and met, and what is done about it."""

    __grain__ = "a screen that an account met"
    __key__ = ("holder", "account_id", "screen")

    holder: dt.String = column("person", "who owns the debt")
    account_id: dt.String = column("person", "the account")
    screen: dt.String = column("person", "what was met, as law/us/screens names it")
    screened_on: dt.Date = column("public", "day on which it was looked for")
    action: dt.String = column("person", "what is done", isin=ACTIONS)
    follows: dt.String = column("person", "what must follow, or what the seller is told", nullable=True)
    rule_since: dt.Date = column("public", "day from which the rule stands")
    source: dt.String = column("public", "where the rule is written")


class Clearance(Table):
    """What the screens make of an account: whether it may be bought, and at most at what price."""

    __grain__ = "an account and what becomes of it"
    __key__ = ("holder", "account_id")

    holder: dt.String = column("person", "who owns the debt")
    account_id: dt.String = column("person", "the account")
    action: dt.String = column("person", "the strictest of its screens; null where none was met", nullable=True)
    screens: dt.String = column("person", "screens that it met, joined by blanks")
    follows: dt.String = column("person", "all that must follow, joined by semicolons")
    may_buy: dt.Boolean = column("person", "whether it may be bought")
    most_cents: dt.Int64 = column("person", "the most that may be paid; null without limit", unit=CENTS, nullable=True)


# Accounts and what they met -> table `clearance`: which may be bought, at most at what price, and what follows.
#
# Of several screens the strictest action counts; what follows adds up. At the least price means a cent an account:
# less cannot be paid for one, and an account whose holder asks more, or names no price, is left.


KEY = ["holder", "account_id"]
NEVER = ("leave_out", "hold")


def clearance(accounts: ir.Table, screens: ir.Table) -> ir.Table:
    """`clearance` of every account, by the table `screen` of `screened`."""
    found = screens.group_by(*KEY).aggregate(
        **{f"is_{name}": (screens.screen == name).any() for name in SCREENS},
        **{f"after_{name}": ibis.ifelse(screens.screen == name, screens.follows, None).max() for name in SCREENS},
        **{f"does_{name}": (screens.action == name).any() for name in ACTIONS},
    )
    both = accounts.select(*KEY).left_join(found, KEY)
    action = ibis.cases(*((both[f"does_{name}"].fill_null(False), name) for name in ACTIONS), else_=None)
    rows = both.mutate(action=action)
    rows = rows.mutate(
        screens=_joined(rows, {name: ibis.literal(name) for name in SCREENS}, " "),
        follows=_joined(rows, {name: rows[f"after_{name}"] for name in SCREENS}, "; "),
        may_buy=~rows.action.isin(NEVER).fill_null(False),
        most_cents=ibis.ifelse(rows.action == "price_nil", LEAST_CENTS, None).cast("int64"),
    )
    return rows.select(*ibis_schema(Clearance).names)


def cleared(accounts: ir.Table, screens: ir.Table) -> ir.Table:
    """Accounts that may be bought. One that may be had at the least price only is there if its holder asks no more."""
    rows = clearance(accounts, screens).select(*KEY, "may_buy", "most_cents")
    both = accounts.inner_join(rows, KEY)
    cheap = (both.sale_price_cents <= both.most_cents).fill_null(False)
    return both.filter(both.may_buy & (both.most_cents.isnull() | cheap)).select(*accounts.columns)


def _joined(rows: ir.Table, words: dict[str, ir.StringValue], between: str) -> ir.StringValue:
    """The words of the screens that were met, in the order of SCREENS."""
    text: ir.StringValue = ibis.literal("")
    for name, word in words.items():
        text += ibis.ifelse(rows[f"is_{name}"].fill_null(False) & word.notnull(), ibis.literal(between) + word, "")
    return text.substr(len(between))


# Accounts -> table `screen`: a row for each thing that was looked for and met.
#
# In: `account` (columns that a table lacks are not known), the areas that money may go to, and `seen`: debts that
# were bought before, stand twice or look like one of these (relief/seen). Law: us/screens.


ASKED = (
    "attorney_flag", "bankruptcy_chapter", "bankruptcy_discharged", "cease_flag", "county_fips", "date_of_service",
    "deceased_date", "deceased_flag", "dispute_flag", "judgment_flag", "last_payment_date", "lien_flag",
    "litigation_flag", "minor_flag", "paid_flag", "payment_plan_flag", "sol_date", "state", "zip",
)  # fmt: skip
CHAPTER_13 = 13


def screened(accounts: ir.Table, *, today: date, areas: Iterable[Area] = (), seen: ir.Table | None = None) -> ir.Table:
    """`screen` of `accounts`, as of `today`. Without `areas` every place will do; without `seen` nothing was seen."""
    kinds = ibis_schema(Account)
    absent = {name: ibis.null(kinds[name]) for name in ASKED if name not in accounts.columns}
    known = _with_seen(accounts.mutate(**absent).select(*KEY, *ASKED), seen)
    met = _met(known, today, areas)
    return ibis.union(*(_rows(known.filter(met[rule.screen]), rule, today) for rule in screen_rules(today)))


def _rows(found: ir.Table, rule: ScreenRule, today: date) -> ir.Table:
    return found.select(
        *KEY,
        screen=ibis.literal(rule.screen),
        screened_on=ibis.literal(today),
        action=ibis.literal(rule.action),
        follows=ibis.literal(rule.follows, "string"),
        rule_since=ibis.literal(rule.since),
        source=ibis.literal(rule.source),
    ).select(*ibis_schema(Screen).names)


def _met(t: ir.Table, today: date, areas: Iterable[Area]) -> Mapping[str, ir.BooleanValue]:
    """What each screen looks for; what is not known is not met, but for the place."""
    discharged = t.bankruptcy_discharged.fill_null(False)
    chapter_13 = (t.bankruptcy_chapter == CHAPTER_13).fill_null(False)
    return {
        "deceased": t.deceased_flag.fill_null(False) | t.deceased_date.notnull(),
        "discharged": discharged,
        "chapter_13": chapter_13 & ~discharged,
        "paid": t.paid_flag.fill_null(False),
        "owned_before": t.seen_status == "bought",
        "stands_twice": t.seen_status == "twice",
        "out_of_area": ~lives_in(t, areas),
        "bankrupt": t.bankruptcy_chapter.notnull() & ~chapter_13 & ~discharged,
        "two_holders": t.seen_status == "two holders",
        "alike": t.seen_status == "alike",
        "disputed": t.dispute_flag.fill_null(False),
        "in_litigation": t.litigation_flag.fill_null(False),
        "time_barred": barred(t, today),
        "judgment": t.judgment_flag.fill_null(False),
        "lien": t.lien_flag.fill_null(False),
        "payment_plan": t.payment_plan_flag.fill_null(False),
        "minor": t.minor_flag.fill_null(False),
        "no_contact": t.attorney_flag.fill_null(False) | t.cease_flag.fill_null(False),
    }


def _with_seen(accounts: ir.Table, seen: ir.Table | None) -> ir.Table:
    """With `seen_status`, "" where the debt was not seen before."""
    if seen is None:
        return accounts.mutate(seen_status=ibis.literal(""))
    rows = seen.select(*KEY, seen_status="status")
    both = accounts.left_join(rows, KEY)
    return both.mutate(seen_status=both.seen_status.fill_null("")).select(*accounts.columns, "seen_status")
