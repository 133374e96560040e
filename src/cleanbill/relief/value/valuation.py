"""Accounts -> table `value`: face x a published price x factors of age, placement, kind and limitation.

Factors are multiplied first, rounded at each; then the price of the face, then of that the factor: by the one rule,
for each account, so that values add up. Law: us/debt_value; an account that is barred, by debt/limitation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.money import WHOLE_BP
from cleanbill.core.tables import Table, column, ibis_schema
from cleanbill.debt import Account, barred
from cleanbill.engine import share_bp, to_int64
from cleanbill.relief.qualification import LEAST_CENTS

# A portfolio's price -> the price of each account, to the cent, by the method of the largest remainder.
#
# In: accounts and the table `value`. Each account takes a cent, where there are as many, and the rest is shared out by
# `mid_cents`, or by face where nothing is worth anything; ties go to the first by holder and number.


KEY = ["holder", "account_id"]


def allocated(accounts: ir.Table, values: ir.Table, *, price_cents: int) -> ir.Table:
    """`accounts` with `sale_price_cents` that add up to `price_cents`, which is not below nil.

    A product of the price and one account's weight must stay below 2^63: $10 million and $9 million an account do.
    """
    both = accounts.select(*KEY, "current_balance_cents").inner_join(values.select(*KEY, "mid_cents"), KEY)
    told = _weighed(both, price_cents)
    product = told.weight * told.rest
    over = product % told.weights
    # Without the remainder the quotient is a whole number, and a float holds it exactly.
    floor = ((product - over) / told.weights).round().cast("int64")
    parted = told.mutate(over=over, floor=floor)
    place = ibis.row_number().over(ibis.window(order_by=[ibis.desc("over"), *KEY]))
    ranked = parted.mutate(place=place, left=parted.rest - to_int64(parted.floor.sum().over(ibis.window())))
    one_more = (ranked.place < ranked.left).cast("int64")
    prices = ranked.select(*KEY, share_cents=(ranked.least + ranked.floor + one_more).cast("int64"))
    joined = accounts.inner_join(prices, KEY)
    return joined.mutate(sale_price_cents=joined.share_cents).select(*_with_price(accounts))


def _weighed(both: ir.Table, price_cents: int) -> ir.Table:
    """With `weight`, the sum `weights`, what each takes at the least and the `rest` to be shared out."""
    every = ibis.window()
    worth = to_int64(both.mid_cents.sum().over(every))
    rows = both.mutate(
        weight=ibis.ifelse(worth > 0, both.mid_cents, both.current_balance_cents),
        least=ibis.ifelse(both.count().over(every) * LEAST_CENTS <= price_cents, LEAST_CENTS, 0).cast("int64"),
    )
    return rows.mutate(
        weights=to_int64(rows.weight.sum().over(every)), rest=price_cents - to_int64(rows.least.sum().over(every))
    )


def _with_price(accounts: ir.Table) -> list[str]:
    return list(dict.fromkeys([*accounts.columns, "sale_price_cents"]))


# Published prices of a dollar of debt, and the factors on them, as the law file of a day has them.


PATH = "us/debt_value"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A published price, basis points of face: lowest and highest, which are one where one was published."""

    name: str
    what: str
    low_bp: int
    high_bp: int


@dataclass(frozen=True, slots=True)
class Age:
    """A span of ages, up to `days` and not on that day; None for the last, without end."""

    name: str
    days: int | None
    factor_bp: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What a value is made of; factors in basis points."""

    since: date
    source: str
    low: Anchor
    mid: Anchor
    high: Anchor
    ages: tuple[Age, ...]
    unknown_age: Age
    placement: Mapping[str, int]
    times: tuple[int, ...]
    kind: Mapping[str, int]
    self_pay_words: tuple[str, ...]
    barred_bp: int


def anchors(today: date) -> dict[str, Anchor]:
    """The published prices that are gone by on `today`, by name; CleanbillError before 2019."""
    values = law.parameter(PATH).at(today)["anchors"]
    return {name: Anchor(name, row["what"], min(row["bp"]), max(row["bp"])) for name, row in values.items()}


def terms(today: date) -> Terms:
    """Anchors and factors in force on `today`."""
    dated = law.parameter(PATH)
    row, known = dated.at(today), anchors(today)
    ages = _ages(row["age"], known)
    return Terms(
        since=dated.since(today),
        source=f"law/{PATH}.yaml",
        **{name: known[row[name]] for name in ("low", "mid", "high")},
        ages=ages,
        unknown_age=ages[2],
        placement=row["placement"],
        times=tuple(row["times"]),
        kind=row["kind"],
        self_pay_words=tuple(row["self_pay_words"]),
        barred_bp=row["barred_bp"],
    )


def _ages(rows: list[dict[str, Any]], known: Mapping[str, Anchor]) -> tuple[Age, ...]:
    """Each age's price against the first's, half up."""
    first = known[rows[0]["anchor"]].high_bp
    prices = [known[row["anchor"]].high_bp for row in rows]
    factors = [(2 * price * WHOLE_BP + first) // (2 * first) for price in prices]
    return tuple(Age(row["name"], row.get("days"), bp) for row, bp in zip(rows, factors, strict=True))


# The table `value`.


CENTS = "cents"


class Value(Table):
    """What an account is worth on a day, and how that was come to."""

    __grain__ = "an account and what it is worth"
    __key__ = ("holder", "account_id")

    holder: dt.String = column("person", "who owns the debt")
    account_id: dt.String = column("person", "the account")
    valued_on: dt.Date = column("public", "day on which it was valued")
    face_cents: dt.Int64 = column("person", "its face", unit=CENTS, ge=1)
    age: dt.String = column("person", "years since the service, as law/us/debt_value has them")
    placement: dt.String = column("person", "provider, agency, buyer or unknown")
    kind: dt.String = column("person", "judgment, medicaid, self_pay or bill")
    barred: dt.Boolean = column("person", "it can no longer be sued for")
    factor_bp: dt.Int64 = column("person", "all factors on the anchors", unit="bp", ge=0)
    low_cents: dt.Int64 = column("person", "what it is worth at the least", unit=CENTS, ge=0)
    mid_cents: dt.Int64 = column("person", "what it is worth", unit=CENTS, ge=0)
    high_cents: dt.Int64 = column("person", "what it is worth at the most", unit=CENTS, ge=0)
    basis: dt.String = column("person", "the anchors, then each factor with its basis points")
    rule_since: dt.Date = column("public", "day from which the anchors and factors stand")
    source: dt.String = column("public", "where they are written")


ASKED = (
    "age_days", "date_of_service", "insurance_status", "judgment_flag", "last_payment_date", "medicaid_flag",
    "placement_count", "placement_status", "sol_date", "state",
)  # fmt: skip


def valued(accounts: ir.Table, *, today: date) -> ir.Table:
    """`value` of every account, as of `today`."""
    law = terms(today)
    kinds = ibis_schema(Account)
    known = accounts.mutate(**{name: ibis.null(kinds[name]) for name in ASKED if name not in accounts.columns})
    rows = known.mutate(
        face_cents=known.current_balance_cents,
        age=_age(known, law, today),
        placement=_placement(known, law),
        kind=_kind(known, law),
        times=ibis.greatest(ibis.least(known.placement_count.fill_null(0), len(law.times) - 1), 0),
        barred=barred(known, today),
    )
    factors = _factors(rows, law)
    factor_bp = reduce(share_bp, factors.values(), ibis.literal(WHOLE_BP, "int64"))
    prices = {f"{name}_cents": getattr(law, name).high_bp for name in ("low", "mid", "high")}
    return rows.mutate(
        valued_on=ibis.literal(today),
        factor_bp=factor_bp,
        **{name: share_bp(share_bp(rows.face_cents, bp), factor_bp) for name, bp in prices.items()},
        basis=_basis(rows, law, factors),
        rule_since=ibis.literal(law.since),
        source=ibis.literal(law.source),
    ).select(*ibis_schema(Value).names)


def _age(known: ir.Table, law: Terms, today: date) -> ir.StringValue:
    days = ibis.coalesce(ibis.literal(today).delta(known.date_of_service, unit="day").cast("int64"), known.age_days)
    spans = ((days < age.days, age.name) for age in law.ages if age.days is not None)
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


def _factors(rows: ir.Table, law: Terms) -> dict[str, ir.IntegerValue]:
    """Basis points of each factor, by the name of the column that it goes by."""
    return {
        "age": _looked_up(rows.age, {age.name: age.factor_bp for age in law.ages}),
        "placement": _looked_up(rows.placement, law.placement),
        "times": _looked_up(rows.times, dict(enumerate(law.times))),
        "kind": _looked_up(rows.kind, law.kind),
        "barred": ibis.ifelse(rows.barred, law.barred_bp, WHOLE_BP).cast("int64"),
    }


def _looked_up(value: ir.Value, factors: Mapping[Any, int]) -> ir.IntegerValue:
    return ibis.cases(*((value == key, bp) for key, bp in factors.items()), else_=0).cast("int64")


def _basis(rows: ir.Table, law: Terms, factors: Mapping[str, ir.IntegerValue]) -> ir.StringValue:
    """As "undue_headline 100, ... x age under 3 years 10000 x ..."; a factor of one is left out."""
    words: Sequence[tuple[str, ir.StringValue]] = (
        ("age", rows.age),
        ("placement", rows.placement),
        ("times", rows.times.cast("string")),
        ("kind", rows.kind),
        ("barred", ibis.literal("yes")),
    )
    text = ibis.literal(", ".join(f"{one.name} {one.high_bp}" for one in (law.low, law.mid, law.high)))
    for name, word in words:
        more = ibis.literal(f" x {name} ") + word + ibis.literal(" ") + factors[name].cast("string")
        text += ibis.ifelse(factors[name] == WHOLE_BP, "", more)
    return text
