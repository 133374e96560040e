"""Counts what each world came to: money by destiny, people by what they owe.

In: the tables of a run's folder. Out: plain dictionaries for the summary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import Gap
from cleanbill.payer import Plan
from cleanbill.worlds.settle import RELIEF, SINGLE_PAYER, TODAY, WORLDS
from cleanbill.worlds.sources import BILL, SETTLED, read_worlds

MONEY = (
    "charge_cents", "allowed_cents", "contractual_cents", "plan_paid_cents", "other_payer_cents",
    "patient_share_cents", "other_cents",
)  # fmt: skip
ENDS = ("assisted_cents", "paid_cents", "written_off_cents", "debt_cents")
BANDS = (("under 138 %", 13_800), ("138-299 %", 30_000), ("300-399 %", 40_000), ("400 % and more", None))


def settled_money(con: Any, folder: Path) -> dict[str, dict[str, int]]:
    """world -> the sums of its settled lines, and how many lines they are."""
    lines = read_worlds(con, folder, SETTLED)
    sums = {name: lines[name].sum().fill_null(0).cast("int64") for name in MONEY}
    return _by_world(con, lines.group_by("world").aggregate(lines=lines.count().cast("int64"), **sums))


def claims_in(con: Any, parts: Iterable[Path]) -> int:
    """How many claims there are. A claim has one patient, so no two parts share one."""
    return sum(int(con.read_parquet(path).claim_id.nunique().execute()) for path in parts)


def bill_money(con: Any, folder: Path) -> dict[str, dict[str, int]]:
    """world -> how its bills ended, `people_owing` and `people_in_debt` before any relief."""
    bills = read_worlds(con, folder, BILL)
    in_debt = ibis.cases((bills.debt_cents > 0, bills.guarantor_id))
    sums = {name: bills[name].sum().fill_null(0).cast("int64") for name in ENDS}
    counted = bills.group_by("world").aggregate(
        people_owing=bills.guarantor_id.nunique().cast("int64"),
        people_in_debt=in_debt.nunique().cast("int64"),
        **sums,
    )
    nothing = dict.fromkeys((*ENDS, "people_owing", "people_in_debt"), 0)
    found = _by_world(con, counted)
    return {world: nothing | found.get(world, {}) for world in WORLDS}


def _by_world(con: Any, counted: ir.Table) -> dict[str, dict[str, int]]:
    rows = con.to_pyarrow(counted).to_pylist()
    return {row.pop("world"): {name: int(value) for name, value in row.items()} for row in rows}


def debts_left(con: Any, folder: Path) -> ir.Table:
    """world, guarantor_id, patient_share_cents and debt_cents that is left, after abolition in relief."""
    bills = read_worlds(con, folder, BILL)
    accounts = con.read_parquet(folder / "account.parquet").select("holder", "account_id", claim_id="orig_account")
    bought = con.read_parquet(folder / "purchase.parquet").inner_join(accounts, ["holder", "account_id"])
    bought = bought.select("claim_id", "abolished_cents", world=ibis.literal(RELIEF))
    left = bills.left_join(bought, ["world", "claim_id"])
    left = left.mutate(left_cents=left.debt_cents - left.abolished_cents.fill_null(0))
    owed = left.group_by("world", "guarantor_id").aggregate(
        patient_share_cents=left.patient_share_cents.sum().cast("int64"), debt_cents=left.left_cents.sum().cast("int64")
    )
    return con.create_table("debts_left", owed, temp=True)


def in_debt(left: ir.Table, world: str) -> int:
    """How many guarantors of `debts_left` still owe in a world."""
    return int(left.filter((left.world == world) & (left.debt_cents > 0)).count().execute())


def by_income(con: Any, left: ir.Table, payers: ir.Table) -> list[dict[str, Any]]:
    """One row per world and band of income against poverty, in order; people are all residents of the band."""
    branches = [(payers.fpl_bp < limit, number) for number, (_, limit) in enumerate(BANDS) if limit is not None]
    banded = payers.select("person_id", band=ibis.cases(*branches, else_=len(BANDS) - 1))
    people = dict(_pairs(con, banded.group_by("band").aggregate(n=banded.count())))
    owed = left.inner_join(banded, left.guarantor_id == banded.person_id)
    counted = owed.group_by("world", "band").aggregate(
        people_owing=owed.count().cast("int64"),
        patient_share_cents=owed.patient_share_cents.sum().cast("int64"),
        people_in_debt=(owed.debt_cents > 0).cast("int64").sum().cast("int64"),
        debt_cents=owed.debt_cents.sum().cast("int64"),
    )
    found = {(row.pop("world"), row.pop("band")): row for row in con.to_pyarrow(counted).to_pylist()}
    nothing = dict.fromkeys(("people_owing", "patient_share_cents", "people_in_debt", "debt_cents"), 0)
    return [
        {"world": world, "band": name, "people": people.get(number, 0)} | nothing | found.get((world, number), {})
        for world in WORLDS
        for number, (name, _) in enumerate(BANDS)
    ]


def changes(con: Any, left: ir.Table, people: int) -> dict[str, int]:
    """People asked for less, the same and more under the single payer than today, at the point of care."""
    then = left.filter(left.world == SINGLE_PAYER).select("guarantor_id", then_cents="patient_share_cents")
    now = left.filter(left.world == TODAY).select("guarantor_id", now_cents="patient_share_cents")
    both = now.outer_join(then, "guarantor_id")
    more = both.then_cents.fill_null(0) - both.now_cents.fill_null(0)
    counted = both.aggregate(
        better=(more < 0).cast("int64").sum().fill_null(0).cast("int64"),
        worse=(more > 0).cast("int64").sum().fill_null(0).cast("int64"),
    )
    found: dict[str, int] = con.to_pyarrow(counted).to_pylist()[0]
    return found | {"same": people - found["better"] - found["worse"]}


def by_cover(con: Any, folder: Path, members: dict[str, ir.Table]) -> list[dict[str, Any]]:
    """One row per world and plan: people ever under it, the money of its lines, and the people asked for some of it.

    `people_owing` are the guarantors of the plan's bills: a parent is asked for
    the care of a child under another plan than the parent's. The bill of a claim
    whose lines are under two plans counts for one of them only.
    """
    lines, bills = read_worlds(con, folder, SETTLED), read_worlds(con, folder, BILL)
    names = ("charge_cents", "allowed_cents", "plan_paid_cents", "patient_share_cents")
    sums = {name: lines[name].sum().cast("int64") for name in names}
    money = con.to_pyarrow(lines.group_by("world", "plan_id").aggregate(**sums)).to_pylist()
    people = {
        (world, plan_id): count
        for world, table in members.items()
        for plan_id, count in _pairs(con, table.group_by("plan_id").aggregate(n=table.person_id.nunique()))
    }
    people |= {(RELIEF, plan_id): count for (world, plan_id), count in people.items() if world == TODAY}
    guarantors_billed = bills.group_by("world", "plan_id").aggregate(n=bills.guarantor_id.nunique().cast("int64"))
    asked = {(row["world"], row["plan_id"]): row["n"] for row in con.to_pyarrow(guarantors_billed).to_pylist()}
    for row in money:
        plan = (row["world"], row["plan_id"])
        row |= {"people": people.get(plan, 0), "people_owing": asked.get(plan, 0)}
    return sorted(money, key=lambda row: (WORLDS.index(row["world"]), row["plan_id"]))


def _pairs(con: Any, table: ir.Table) -> list[tuple[Any, int]]:
    return [tuple(row.values()) for row in con.to_pyarrow(table).to_pylist()]


# What a run takes from another year than that of the care: plans, and care after today.


def other_years(con: Any, settled: ir.Table, plans: Sequence[Plan], *, today: date) -> tuple[Gap, ...]:
    """Gaps for plan terms that are not of the year of the care, and for care dated after `today`."""
    return tuple(gap for gap in _gaps(con, settled, plans, today) if gap.rows)


def _gaps(con: Any, settled: ir.Table, plans: Sequence[Plan], today: date) -> Iterator[Gap]:
    used = settled.group_by("plan_id", year=settled.service_date.year()).aggregate(n=settled.count())
    years = {plan.plan_id: plan.year for plan in plans}
    off = [row for row in con.to_pyarrow(used).to_pylist() if years[row["plan_id"]] != row["year"]]
    if off:
        care = sorted({row["year"] for row in off})
        span = f"{care[0]}" if len(care) == 1 else f"{care[0]} to {care[-1]}"
        terms = ", ".join(str(year) for year in sorted({years[row["plan_id"]] for row in off}))
        yield Gap(f"plan terms of {span}", f"the terms of {terms} hold instead", sum(row["n"] for row in off))
    later = int(settled.filter(settled.service_date > today).count().execute())
    yield Gap(f"a day of the run, {today}, after all care", "care after it is followed to its end all the same", later)
