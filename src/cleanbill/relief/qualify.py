"""Who qualifies: income near poverty, or debts heavy against income; in the place, of the age, by the rule of the day.

In: `account`. Out: `decision`, one row per account whichever way it goes, with the
rule, what it went by and how far it was from going otherwise. Law: us/programmes.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.core.cents import WHOLE_BP
from cleanbill.core.table import ibis_schema
from cleanbill.debt.tables import Account
from cleanbill.fund import Area, Level
from cleanbill.people import guideline_year
from cleanbill.relief.area import lives_in
from cleanbill.relief.price import price
from cleanbill.relief.programmes import Rule, rule
from cleanbill.relief.programmes.rule import FLAGS
from cleanbill.relief.tables import Decision

# Columns of `account` that a rule may ask for and a table may lack: then nothing is known.
ASKED = ("orig_creditor", "county_fips", "state", "date_of_service", "medicaid_flag", *FLAGS.values())


def qualify(accounts: ir.Table, *, programme: str, price_bp: int, today: date) -> ir.Table:
    """`decision` of `programme` on every account, as of `today`."""
    return decided(accounts, rule(programme, today), price_bp=price_bp, today=today)


def decided(accounts: ir.Table, law: Rule, *, price_bp: int, today: date) -> ir.Table:
    """`decision` by a rule."""
    kinds = ibis_schema(Account)
    absent = {name: ibis.null(kinds[name]) for name in ASKED if name not in accounts.columns}
    known = _with_owed(accounts.mutate(**absent), law)
    income, owed = known.est_income_cents, known.owed
    # Nothing earned and something owed: the share has no bound, and counts as the rule's own.
    share = ibis.ifelse(income > 0, owed * WHOLE_BP // ibis.greatest(income, 1), None).cast("int64")
    told = known.mutate(debt_share_bp=share, reason=_reason(known, law, today))
    return told.mutate(
        programme=ibis.literal(law.programme),
        rule_since=ibis.literal(law.since),
        source=ibis.literal(law.source),
        decided_on=ibis.literal(today),
        qualifies=told.reason.isin(["medicaid", "income", "debt share"]),
        margin_bp=_margin(told, law),
        owed_cents=told.owed,
        guideline_year=ibis.literal(guideline_year(today), "int64"),
        price_bp=ibis.literal(price_bp, "int64"),
        price_cents=price(told.current_balance_cents, price_bp),
    ).select(*ibis_schema(Decision).names)


def _with_owed(accounts: ir.Table, law: Rule) -> ir.Table:
    """Accounts with all that the person owes, or owes to that creditor."""
    keys = ["patient_id"] if law.debt_of == "person" else ["patient_id", "creditor"]
    held = accounts.mutate(creditor=_plain(accounts.orig_creditor))
    owed = held.group_by(*keys).aggregate(owed=held.current_balance_cents.sum().cast("int64"))
    both = held.inner_join(owed, keys)
    return both.drop(*(name for name in both.columns if name.endswith("_right")))


def _plain(creditor: ir.StringValue) -> ir.StringValue:
    """A creditor's name in small letters without marks; "" where it is not known."""
    return ibis.coalesce(creditor, "").lower().re_replace("[^a-z0-9]+", " ").strip()


def _reason(known: ir.Table, law: Rule, today: date) -> ir.StringValue:
    """Why, the first that holds: what leaves an account out, then what takes it in."""
    income = known.est_income_cents
    fpl_bp = known.fpl_bp
    poor = fpl_bp < law.income_up_to_fpl_bp if law.income_below else fpl_bp <= law.income_up_to_fpl_bp
    owes, limit = known.owed * WHOLE_BP, income * law.debt_from_income_bp
    heavy = owes > limit if law.debt_must_exceed else owes >= limit
    served, covered = known.date_of_service, _medicaid(known, law)
    old_enough = ibis.literal(True)
    if law.minimum_age_days:
        old_enough = (served + ibis.interval(days=law.minimum_age_days) <= ibis.literal(today)).fill_null(False)
    reach = ibis.literal(True) if law.oldest_service is None else (served >= law.oldest_service).fill_null(False)
    return ibis.cases(
        (~lives_in(known, _areas(law)), "outside the place"),
        *((known[FLAGS[flag]].fill_null(False), f"left out: {flag.replace('_', ' ')}") for flag in law.excluded),
        *(
            ((known.creditor.isin(list(law.excluded_creditors)), "left out: creditor"),)
            if law.excluded_creditors
            else ()
        ),
        (covered, "medicaid"),
        (~reach, "before the look-back"),
        (~old_enough, "too young"),
        (income.isnull(), "income unknown"),
        (poor.fill_null(False), "income"),
        (heavy.fill_null(False), "debt share"),
        else_="neither",
    )


def _areas(law: Rule) -> list[Area]:
    """The programme's counties and states; a person of unknown place is not known to live there."""
    held: tuple[tuple[Level, tuple[str, ...]], ...] = (("county", law.counties), ("state", law.states))
    return [Area(level, frozenset(codes)) for level, codes in held if codes]


def _medicaid(known: ir.Table, law: Rule) -> ir.BooleanValue:
    if law.medicaid_since is None:
        return ibis.literal(False)
    return (known.medicaid_flag & (known.date_of_service >= law.medicaid_since)).fill_null(False)


def _margin(told: ir.Table, law: Rule) -> ir.IntegerValue:
    """Basis points within the limit that decided, or below 0 the lesser shortfall; null where no limit did."""
    poverty = law.income_up_to_fpl_bp - told.fpl_bp
    debts = told.debt_share_bp - law.debt_from_income_bp
    return ibis.cases(
        (told.reason == "income", poverty),
        (told.reason == "debt share", debts),
        (told.reason == "neither", ibis.greatest(poverty, debts)),
        else_=ibis.null("int64"),
    ).cast("int64")
