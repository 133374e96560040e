"""Who qualifies: income near poverty, or debts heavy against income.

In: `account`. Out: `decision`, one row per account whichever way it goes.
Rules and dates in law/us/programmes.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.cents import WHOLE_BP
from cleanbill.core.table import ibis_schema
from cleanbill.people import guideline_year
from cleanbill.relief.price import price
from cleanbill.relief.tables import Decision


def qualify(accounts: ir.Table, *, programme: str, price_bp: int, today: date) -> ir.Table:
    """`decision` of `programme` on every account, as of `today`."""
    rule = law.parameter(f"us/programmes/{programme}").at(today)
    debts = accounts.group_by("patient_id").aggregate(owed=accounts.current_balance_cents.sum().cast("int64"))
    known = accounts.inner_join(debts, "patient_id")
    income = known.est_income_cents
    # Nothing earned and something owed: the share has no bound, and counts as the rule's own.
    share = ibis.ifelse(income > 0, known.owed * WHOLE_BP // ibis.greatest(income, 1), None).cast("int64")
    poor = (known.fpl_bp <= rule["income_up_to_fpl_bp"]).fill_null(False)
    heavy = (known.owed * WHOLE_BP >= income * rule["debt_from_income_bp"]).fill_null(False)
    reason = ibis.cases((income.isnull(), "income unknown"), (poor, "income"), (heavy, "debt share"), else_="neither")
    return known.mutate(
        programme=ibis.literal(programme),
        decided_on=ibis.literal(today),
        qualifies=(poor | heavy) & income.notnull(),
        reason=reason,
        debt_share_bp=share,
        guideline_year=ibis.literal(guideline_year(today), "int64"),
        price_bp=ibis.literal(price_bp, "int64"),
        price_cents=price(known.current_balance_cents, price_bp),
    ).select(*ibis_schema(Decision).names)
