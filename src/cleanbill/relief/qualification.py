"""Who qualifies: income near poverty, or debts heavy against income; in the place, of the age, by the rule of the day.

In: `account`. Out: `decision`, one row per account whichever way it goes, with the rule, what it went by and how far
it was from going otherwise. Where income or household is not known, the chance decides against a declared threshold
(relief/income). Law: us/programmes, us/poverty_guideline.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.core.money import WHOLE_BP
from cleanbill.core.tables import ibis_schema
from cleanbill.debt import Account
from cleanbill.engine import share_bp
from cleanbill.people import guideline_year
from cleanbill.relief.income import Place, Terms, guideline_of, heavy, located, poor, with_chance, with_guideline
from cleanbill.relief.programmes import FLAGS, ProgrammeSource, Rule, lives_there, residence, rule
from cleanbill.relief.tables import Decision

# The price of an account: its face at the price of a dollar, at least one cent.


LEAST_CENTS = 1  # what an account costs at the least


def price(face_cents: ir.IntegerValue, price_bp: int) -> ir.IntegerValue:
    """Price in cents of a face in cents; rounded per account, so that prices add up."""
    return ibis.greatest(share_bp(face_cents, price_bp), LEAST_CENTS).cast("int64")


# Why an account qualifies or does not, the first that holds: what leaves it out, what is known, what is likely.


TAKEN_IN = ("medicaid", "income", "debt share", "likely")
BY_INCOME = ("income", "debt share", "neither", "likely", "unlikely")  # decided by what people earn and owe


def reason(known: ir.Table, law: Rule, today: date, threshold_bp: int | None) -> ir.StringValue:
    """One of TAKEN_IN, or why not. `known` has poor, heavy, certain and chance_bp."""
    return ibis.cases(*_left_out(known, law, today), *_by_income(known, threshold_bp), else_="neither")


def _left_out(known: ir.Table, law: Rule, today: date) -> list[tuple[ir.BooleanValue, str]]:
    served = known.date_of_service
    found = [(~lives_there(known, law), "outside the place")]
    found += [(known[FLAGS[flag]].fill_null(False), f"left out: {flag.replace('_', ' ')}") for flag in law.excluded]
    if law.excluded_creditors:
        found.append((known.creditor.isin(list(law.excluded_creditors)), "left out: creditor"))
    if law.medicaid_since is not None:
        found.append(((known.medicaid_flag & (served >= law.medicaid_since)).fill_null(False), "medicaid"))
    if law.oldest_service is not None:
        found.append((~(served >= law.oldest_service).fill_null(False), "before the look-back"))
    if law.minimum_age_days:
        grown = served + ibis.interval(days=law.minimum_age_days) <= ibis.literal(today)
        found.append((~grown.fill_null(False), "too young"))
    return found


def _by_income(known: ir.Table, threshold_bp: int | None) -> list[tuple[ir.BooleanValue, str]]:
    sure = [(known.poor, "income"), (known.heavy, "debt share")]
    if threshold_bp is None:
        return [(known.est_income_cents.isnull(), "income unknown"), *sure]
    likely = known.chance_bp >= threshold_bp
    return [*sure, (known.certain, "neither"), (likely, "likely"), (~likely, "unlikely")]


# Columns of `account` that a rule may ask for and a table may lack: then nothing is known.
ASKED = (
    "orig_creditor", "zip", "county_fips", "state", "address_as_of", "date_of_service", "medicaid_flag",
    "est_income_cents", "household_size", "fpl_bp", *FLAGS.values(),
)  # fmt: skip


def qualify(
    accounts: ir.Table,
    *,
    programme: ProgrammeSource,
    price_bp: int,
    today: date,
    threshold_bp: int | None = None,
    vendor_spread_bp: int = 0,
    debtor_income_bp: int | None = None,
    places: tuple[Place, ...] = (),
) -> ir.Table:
    """`decision` of `programme` on every account, as of `today`.

    With `threshold_bp`, accounts of unknown income or household are `likely` or `unlikely` by their chance; without,
    they are `income unknown` or `neither`. The rest is told in `relief.income.Terms`.
    """
    terms = Terms(threshold_bp, vendor_spread_bp, debtor_income_bp, places)
    return decided(accounts, rule(programme, today), price_bp=price_bp, today=today, terms=terms)


def decided(accounts: ir.Table, law: Rule, *, price_bp: int, today: date, terms: Terms) -> ir.Table:
    """`decision` by a rule."""
    kinds = ibis_schema(Account)
    absent = {name: ibis.null(kinds[name]) for name in ASKED if name not in accounts.columns}
    owing = _with_owed(accounts.mutate(**absent), law)
    known = _with_chance(_with_income(owing, law, terms, today), law, terms, today)
    income = known.est_income_cents
    # Nothing earned and something owed: the share has no bound, and counts as the rule's own.
    share = ibis.ifelse(income > 0, known.owed * WHOLE_BP // ibis.greatest(income, 1), None).cast("int64")
    rows = known.mutate(debt_share_bp=share, reason=reason(known, law, today, terms.threshold_bp))
    return rows.mutate(
        programme=ibis.literal(law.programme),
        rule_since=ibis.literal(law.since),
        source=ibis.literal(law.source),
        decided_on=ibis.literal(today),
        qualifies=rows.reason.isin(TAKEN_IN),
        margin_bp=_margin(rows, law, terms.threshold_bp),
        threshold_bp=ibis.literal(terms.threshold_bp, "int64"),
        owed_cents=rows.owed,
        fpl_bp=rows.fpl_known_bp,
        household_size=rows["size"],
        guideline_year=ibis.literal(guideline_year(today), "int64"),
        guideline_region=rows.region,
        residence=residence(rows, law, today),
        price_bp=ibis.literal(price_bp, "int64"),
        price_cents=price(rows.current_balance_cents, price_bp),
    ).select(*ibis_schema(Decision).names)


def _with_owed(accounts: ir.Table, law: Rule) -> ir.Table:
    """Accounts with all that the person owes, or owes to that creditor."""
    keys = ["patient_id"] if law.debt_of == "person" else ["patient_id", "creditor"]
    rows = accounts.mutate(creditor=_plain(accounts.orig_creditor))
    owed = rows.group_by(*keys).aggregate(owed=rows.current_balance_cents.sum().cast("int64"))
    both = rows.inner_join(owed, keys)
    return both.drop(*(name for name in both.columns if name.endswith("_right")))


def _plain(creditor: ir.StringValue) -> ir.StringValue:
    """A creditor's name in small letters without marks; "" where it is not known."""
    return ibis.coalesce(creditor, "").lower().re_replace("[^a-z0-9]+", " ").strip()


def _with_income(owing: ir.Table, law: Rule, terms: Terms, today: date) -> ir.Table:
    """With region, size, fpl_known_bp, and whether a person is poor or the debts heavy, so far as that is certain."""
    sized = owing.mutate(size=ibis.ifelse(owing.household_size >= 1, owing.household_size, None))
    placed = with_guideline(sized, today)
    income, fpl_bp, size = placed.est_income_cents, placed.fpl_bp, placed["size"]
    guideline = guideline_of(placed, size)
    limit = law.income_up_to_fpl_bp
    by_share = fpl_bp < limit if law.income_below else fpl_bp <= limit
    earned = ibis.ifelse(income < 0, 0, income)  # `greatest` would make an unknown income of nothing
    fpl_known = ibis.coalesce(fpl_bp, earned * WHOLE_BP // guideline).cast("int64")
    firm = ibis.literal(terms.threshold_bp is None or not terms.vendor_spread_bp)
    return placed.mutate(
        fpl_known_bp=fpl_known,
        poor=firm & ibis.ifelse(fpl_bp.notnull(), by_share, poor(income, guideline, law)).fill_null(False),
        heavy=firm & heavy(placed.owed, income, law).fill_null(False),
        settled=firm & income.notnull() & fpl_known.notnull(),
    )


def _with_chance(known: ir.Table, law: Rule, terms: Terms, today: date) -> ir.Table:
    """With chance_bp, income_from, income_cents, spread_bp, and whether the decision is certain."""
    given = known.est_income_cents.notnull() | known.fpl_bp.notnull()
    sure = known.mutate(certain=known.poor | known.heavy | known.settled)
    if terms.threshold_bp is None:
        return sure.mutate(
            chance_bp=ibis.null("int64"),
            income_from=ibis.ifelse(given, "given", None),
            income_cents=sure.est_income_cents,
            spread_bp=ibis.null("int64"),
        )
    told = with_chance(
        located(sure, terms.incomes(today), today), law, vendor_spread_bp=terms.vendor_spread_bp, day=today
    )
    given = told.est_income_cents.notnull() | told.fpl_bp.notnull()
    spread = ibis.ifelse(given, ibis.literal(terms.vendor_spread_bp, "int64"), told.place_spread_bp)
    return told.mutate(
        income_from=ibis.ifelse(given, "given", told.place),
        income_cents=ibis.ifelse(given, told.est_income_cents, told.place_cents),
        spread_bp=ibis.ifelse(told.certain, None, spread).cast("int64"),
    )


def _margin(rows: ir.Table, law: Rule, threshold_bp: int | None) -> ir.IntegerValue:
    """Basis points within the limit that decided, or below 0 the lesser shortfall; null where no limit did."""
    poverty = law.income_up_to_fpl_bp - rows.fpl_known_bp
    debts = rows.debt_share_bp - law.debt_from_income_bp
    return ibis.cases(
        (rows.reason == "income", poverty),
        (rows.reason == "debt share", debts),
        (rows.reason == "neither", ibis.greatest(poverty, debts)),
        (rows.reason.isin(["likely", "unlikely"]), rows.chance_bp - (threshold_bp or 0)),
        else_=ibis.null("int64"),
    ).cast("int64")
