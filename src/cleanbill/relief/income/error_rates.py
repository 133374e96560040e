"""How many are expected to be wrongly in and wrongly out, by threshold and by group, so that errors can be audited.

In: `account` and its `decision` with a threshold. Out: `expected_error`. Whoever is taken in at a chance p is wrongly
in with 1 - p, whoever is left out is wrongly out with p; who is certain is in or out with no error of the model's.
Only accounts count that income or debts decided: who lives elsewhere or is left out by the rule is no error.
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from cleanbill.core.money import WHOLE_BP
from cleanbill.core.tables import Table, column, ibis_schema
from cleanbill.relief.qualification import BY_INCOME

THRESHOLDS = tuple(range(1_000, 9_001, 1_000))
GROUPS = ("all", "state", "county", "income_from", "age")
UNKNOWN = "unknown"
YEAR = 365  # days
CENTS = "cents"


class ExpectedError(Table):
    """People taken in and left out at a threshold, with the share of them expected to be so wrongly."""

    __grain__ = "a threshold and a group"
    __key__ = ("threshold_bp", "kind", "value")

    threshold_bp: dt.Int64 = column("public", "chance from which people are taken in", unit="bp")
    kind: dt.String = column("public", f"what the group is by: {', '.join(GROUPS)}")
    value: dt.String = column("person", "which group: small ones may tell of a person")
    in_accounts: dt.Int64 = column("person", "accounts taken in", ge=0)
    in_people: dt.Int64 = column("person", "people with an account taken in", ge=0)
    in_face_cents: dt.Int64 = column("person", "their face", unit=CENTS, ge=0)
    wrongly_in_accounts_bp: dt.Int64 = column("person", "expected share of them wrongly in", unit="bp", nullable=True)
    wrongly_in_people_bp: dt.Int64 = column("person", "the same of people", unit="bp", nullable=True)
    wrongly_in_face_bp: dt.Int64 = column("person", "the same of face", unit="bp", nullable=True)
    out_accounts: dt.Int64 = column("person", "accounts left out", ge=0)
    out_people: dt.Int64 = column("person", "people with none taken in", ge=0)
    out_face_cents: dt.Int64 = column("person", "their face", unit=CENTS, ge=0)
    wrongly_out_accounts_bp: dt.Int64 = column("person", "expected share of them wrongly out", unit="bp", nullable=True)
    wrongly_out_people_bp: dt.Int64 = column("person", "the same of people", unit="bp", nullable=True)
    wrongly_out_face_bp: dt.Int64 = column("person", "the same of face", unit="bp", nullable=True)


def judged(accounts: ir.Table, decisions: ir.Table) -> ir.Table:
    """Accounts that income or debts decided: patient_id, face, chance (10,000 or 0 where certain), and each group."""
    rows = decisions.filter(decisions.reason.isin(BY_INCOME)).select(
        "holder", "account_id", "decided_on", "income_from", "chance_bp", "qualifies"
    )
    both = rows.inner_join(accounts, ["holder", "account_id"])
    days = both.decided_on.delta(both.date_of_service, unit="day")
    age = ibis.cases(
        (days < YEAR, "under 1 year"), (days < 3 * YEAR, "1 to 2 years"), (days < 6 * YEAR, "3 to 5 years"),
        (days.notnull(), "6 years and more"), else_=UNKNOWN,
    )  # fmt: skip
    return both.select(
        "patient_id",
        face=both.current_balance_cents,
        chance=ibis.coalesce(both.chance_bp, ibis.ifelse(both.qualifies, WHOLE_BP, 0)).cast("int64"),
        all=ibis.literal("all"),
        state=ibis.coalesce(both.state, UNKNOWN),
        county=ibis.coalesce(both.county_fips, UNKNOWN),
        income_from=ibis.coalesce(both.income_from, UNKNOWN),
        age=age,
    )


def errors(rows: ir.Table, threshold_bp: int, groups: Sequence[str] = GROUPS) -> ir.Table:
    """`expected_error` at one threshold, by each of `groups`. `told` is what `judged` gives."""
    return _expected(
        ibis.union(*(_counted(rows, kind) for kind in groups)) if len(groups) > 1 else _counted(rows, groups[0]),
        (threshold_bp,),
    )


def by_threshold(rows: ir.Table, thresholds: Sequence[int] = THRESHOLDS) -> ir.Table:
    """`expected_error` of all at each threshold, so that a programme can choose."""
    return _expected(_counted(rows, "all"), thresholds)


def _counted(rows: ir.Table, kind: str) -> ir.Table:
    """Accounts, face and people at each chance; a person stands at the greatest chance of the group's accounts."""
    rows = rows.mutate(kind=ibis.literal(kind), value=rows[kind])
    key = ["kind", "value", "chance"]
    accounts = rows.group_by(key).aggregate(
        accounts=rows.count(), face=rows.face.sum(), people=ibis.literal(0, "int64")
    )
    persons = rows.group_by(["kind", "value", "patient_id"]).aggregate(chance=rows.chance.max())
    people = persons.group_by(key).aggregate(
        accounts=ibis.literal(0, "int64"), face=ibis.literal(0, "int64"), people=persons.count()
    )
    whole = dict.fromkeys(("accounts", "face", "people"), "int64")
    return ibis.union(accounts.cast(whole), people.cast(whole))


def _expected(counted: ir.Table, thresholds: Sequence[int]) -> ir.Table:
    asked = ibis.memtable([{"threshold_bp": threshold} for threshold in thresholds], schema={"threshold_bp": "int64"})
    each = counted.cross_join(asked)
    taken = each.chance >= each.threshold_bp
    wrong = {"in": WHOLE_BP - each.chance, "out": each.chance}
    sums = {}
    for side, here in (("in", taken), ("out", ~taken)):
        for name in ("accounts", "people", "face"):
            count = ibis.ifelse(here, each[name], 0)
            sums[f"{side}_{name}"] = count.sum().cast("int64")
            # A face times 10,000 may pass 2^63 in sum.
            sums[f"{side}_{name}_wrong"] = (count.cast("decimal(38,0)") * wrong[side].cast("decimal(38,0)")).sum()
    total = each.group_by(["threshold_bp", "kind", "value"]).aggregate(**sums)
    named = total.mutate(
        in_face_cents=total.in_face,
        out_face_cents=total.out_face,
        **{
            f"wrongly_{side}_{name}_bp": _share(total, f"{side}_{name}")
            for side in ("in", "out")
            for name in ("accounts", "people", "face")
        },
    )
    return named.select(*ibis_schema(ExpectedError).names).order_by(ExpectedError.__key__)


def _share(total: ir.Table, name: str) -> ir.IntegerValue:
    """Basis points, rounded; null of nothing."""
    return (total[f"{name}_wrong"].cast("float64") / total[name].nullif(0).cast("float64")).round().cast("int64")
