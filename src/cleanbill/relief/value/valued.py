"""Accounts -> table `value`: face x a published price x factors of age, placement, kind and limitation.

Factors are multiplied first, rounded at each; then the price of the face, then of that the factor: by the one rule,
for each account, so that values add up. Law: us/debt_value; an account that is barred, by debt/limitation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.money import WHOLE_BP
from cleanbill.core.tables import ibis_schema
from cleanbill.debt import Account, barred
from cleanbill.engine import share_bp
from cleanbill.relief.value.anchors import Terms, terms
from cleanbill.relief.value.tables import Value

ASKED = (
    "age_days", "date_of_service", "insurance_status", "judgment_flag", "last_payment_date", "medicaid_flag",
    "placement_count", "placement_status", "sol_date", "state",
)  # fmt: skip


def valued(accounts: ir.Table, *, today: date) -> ir.Table:
    """`value` of every account, as of `today`."""
    law = terms(today)
    kinds = ibis_schema(Account)
    known = accounts.mutate(**{name: ibis.null(kinds[name]) for name in ASKED if name not in accounts.columns})
    told = known.mutate(
        face_cents=known.current_balance_cents,
        age=_age(known, law, today),
        placement=_placement(known, law),
        kind=_kind(known, law),
        times=ibis.greatest(ibis.least(known.placement_count.fill_null(0), len(law.times) - 1), 0),
        barred=barred(known, today),
    )
    factors = _factors(told, law)
    factor_bp = reduce(share_bp, factors.values(), ibis.literal(WHOLE_BP, "int64"))
    prices = {f"{name}_cents": getattr(law, name).high_bp for name in ("low", "mid", "high")}
    return told.mutate(
        valued_on=ibis.literal(today),
        factor_bp=factor_bp,
        **{name: share_bp(share_bp(told.face_cents, bp), factor_bp) for name, bp in prices.items()},
        basis=_basis(told, law, factors),
        rule_since=ibis.literal(law.since),
        source=ibis.literal(law.source),
    ).select(*ibis_schema(Value).names)


def _age(known: ir.Table, law: Terms, today: date) -> ir.StringValue:
    days = ibis.coalesce(ibis.literal(today).delta(known.date_of_service, unit="day").cast("int64"), known.age_days)
    spans = ((days < each.days, each.name) for each in law.ages if each.days is not None)
    return ibis.cases((days.isnull(), law.unknown_age.name), *spans, else_=law.ages[-1].name)


def _placement(known: ir.Table, law: Terms) -> ir.StringValue:
    told = known.placement_status.lower().strip()
    return ibis.ifelse(told.isin(sorted(law.placement)), told, "unknown").fill_null("unknown")


def _kind(known: ir.Table, law: Terms) -> ir.StringValue:
    """The first that holds."""
    alone = known.insurance_status.lower().strip().isin(law.self_pay_words)
    return ibis.cases(
        (known.judgment_flag.fill_null(False), "judgment"),
        (known.medicaid_flag.fill_null(False), "medicaid"),
        (alone.fill_null(False), "self_pay"),
        else_="bill",
    )


def _factors(told: ir.Table, law: Terms) -> dict[str, ir.IntegerValue]:
    """Basis points of each factor, by the name of the column that it goes by."""
    return {
        "age": _looked_up(told.age, {each.name: each.factor_bp for each in law.ages}),
        "placement": _looked_up(told.placement, law.placement),
        "times": _looked_up(told.times, dict(enumerate(law.times))),
        "kind": _looked_up(told.kind, law.kind),
        "barred": ibis.ifelse(told.barred, law.barred_bp, WHOLE_BP).cast("int64"),
    }


def _looked_up(value: ir.Value, factors: Mapping[Any, int]) -> ir.IntegerValue:
    return ibis.cases(*((value == key, bp) for key, bp in factors.items()), else_=0).cast("int64")


def _basis(told: ir.Table, law: Terms, factors: Mapping[str, ir.IntegerValue]) -> ir.StringValue:
    """As "undue_headline 100, ... x age under 3 years 10000 x ..."; a factor of one is left out."""
    words: Sequence[tuple[str, ir.StringValue]] = (
        ("age", told.age),
        ("placement", told.placement),
        ("times", told.times.cast("string")),
        ("kind", told.kind),
        ("barred", ibis.literal("yes")),
    )
    text = ibis.literal(", ".join(f"{one.name} {one.high_bp}" for one in (law.low, law.mid, law.high)))
    for name, word in words:
        more = ibis.literal(f" x {name} ") + word + ibis.literal(" ") + factors[name].cast("string")
        text += ibis.ifelse(factors[name] == WHOLE_BP, "", more)
    return text
