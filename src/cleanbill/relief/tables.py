"""The tables `decision`, `purchase` and `posting`."""

from __future__ import annotations

import ibis.expr.datatypes as dt

from cleanbill.core.tables import Table, column

CENTS = "cents"


class Decision(Table):
    """One programme's rule applied to one account, with the inputs it went by."""

    __grain__ = "one programme rule applied to one account"
    __key__ = ("programme", "holder", "account_id", "decided_on")

    programme: dt.String = column("public", "the rule, as law/us/programmes names it")
    holder: dt.String = column("person", "who owns the debt")
    account_id: dt.String = column("person", "the account")
    decided_on: dt.Date = column("public", "day of the decision")
    qualifies: dt.Boolean = column("person", "whether the programme may buy it")
    reason: dt.String = column("person", "medicaid, income, debt share or likely; or why not")
    rule_since: dt.Date = column("public", "day from which the rule stands")
    source: dt.String = column("public", "where the rule is written")
    margin_bp: dt.Int64 = column("person", "how far within the limit, or above the threshold", unit="bp", nullable=True)
    chance_bp: dt.Int64 = column(
        "person", "chance to qualify, where income or household is not known", unit="bp", nullable=True
    )
    threshold_bp: dt.Int64 = column("public", "chance from which people are taken in", unit="bp", nullable=True)
    owed_cents: dt.Int64 = column("person", "all that is owed, by person or by creditor as the rule adds", unit=CENTS)
    fpl_bp: dt.Int64 = column("person", "income as a share of the poverty guideline", unit="bp", nullable=True)
    debt_share_bp: dt.Int64 = column("person", "the person's debts as a share of income", unit="bp", nullable=True)
    income_from: dt.String = column("person", "given, or the place it was estimated by: county 25025", nullable=True)
    income_cents: dt.Int64 = column(
        "person", "the income gone by: given, or the place's median", unit="cents a year", nullable=True
    )
    spread_bp: dt.Int64 = column(
        "person", "how incomes spread about it: deviation of the logarithm", unit="bp", nullable=True
    )
    household_size: dt.Int64 = column("person", "people in the household, where given", nullable=True)
    guideline_year: dt.Int64 = column("public", "year of the poverty guideline used")
    guideline_region: dt.String = column("person", "contiguous, alaska or hawaii")
    residence: dt.String = column("person", "whether the address holds on the day that the rule names", nullable=True)
    price_bp: dt.Int64 = column("public", "price of a dollar of face", unit="bp")
    price_cents: dt.Int64 = column("person", "what the account would cost", unit=CENTS, ge=1)


class Purchase(Table):
    """An account that a fund bought, and what became of it."""

    __grain__ = "an account that a fund bought"
    __key__ = ("holder", "account_id")

    purchase_id: dt.String = column("public", "the deal")
    fund_id: dt.String = column("public", "the fund that paid")
    holder: dt.String = column("person", "the seller")
    account_id: dt.String = column("person", "the seller's number for it")
    patient_id: dt.String = column("person", "pseudonym of who owes it")
    bought_on: dt.Date = column("public", "day it was bought")
    face_cents: dt.Int64 = column("person", "the face bought", unit=CENTS, ge=1)
    price_cents: dt.Int64 = column("person", "what was paid for it", unit=CENTS, ge=1)
    abolished_on: dt.Date = column("public", "day it was abolished", nullable=True)
    abolished_cents: dt.Int64 = column("person", "face abolished", unit=CENTS, ge=0)
    recalled_cents: dt.Int64 = column("person", "face the seller took back", unit=CENTS, ge=0)


class PostingRow(Table):
    """A signed amount in one account of the ledger, in one fund."""

    __grain__ = "a signed amount in one account of the ledger, in one fund"
    __key__ = ("entry_id", "line")

    entry_id: dt.String = column("public", "the entry")
    line: dt.Int64 = column("public", "posting within the entry")
    posted_on: dt.Date = column("public", "day of the entry")
    account: dt.String = column("public", "account of the ledger")
    fund_id: dt.String = column("public", "the fund")
    cents: dt.Int64 = column("public", "debit, or credit if negative", unit=CENTS)
    memo: dt.String = column("public", "what happened")
