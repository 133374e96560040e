"""Why an account qualifies or does not, the first that holds: what leaves it out, what is known, what is likely."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.relief.programmes import Rule
from cleanbill.relief.programmes.rule import FLAGS
from cleanbill.relief.residence import lives_there

TAKEN_IN = ("medicaid", "income", "debt share", "likely")
BY_INCOME = ("income", "debt share", "neither", "likely", "unlikely")  # decided by what people earn and owe


def reason(known: ir.Table, law: Rule, today: date, threshold_bp: int | None) -> ir.StringValue:
    """One of TAKEN_IN, or why not. `known` has poor, heavy, certain and chance_bp."""
    return ibis.cases(*_left_out(known, law, today), *_by_income(known, threshold_bp), else_="neither")


def _left_out(known: ir.Table, law: Rule, today: date) -> list[tuple[ir.BooleanValue, str]]:
    served = known.date_of_service
    told = [(~lives_there(known, law), "outside the place")]
    told += [(known[FLAGS[flag]].fill_null(False), f"left out: {flag.replace('_', ' ')}") for flag in law.excluded]
    if law.excluded_creditors:
        told.append((known.creditor.isin(list(law.excluded_creditors)), "left out: creditor"))
    if law.medicaid_since is not None:
        told.append(((known.medicaid_flag & (served >= law.medicaid_since)).fill_null(False), "medicaid"))
    if law.oldest_service is not None:
        told.append((~(served >= law.oldest_service).fill_null(False), "before the look-back"))
    if law.minimum_age_days:
        grown = served + ibis.interval(days=law.minimum_age_days) <= ibis.literal(today)
        told.append((~grown.fill_null(False), "too young"))
    return told


def _by_income(known: ir.Table, threshold_bp: int | None) -> list[tuple[ir.BooleanValue, str]]:
    sure = [(known.poor, "income"), (known.heavy, "debt share")]
    if threshold_bp is None:
        return [(known.est_income_cents.isnull(), "income unknown"), *sure]
    likely = known.chance_bp >= threshold_bp
    return [*sure, (known.certain, "neither"), (likely, "likely"), (~likely, "unlikely")]
