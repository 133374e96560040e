"""Settlement against the slow oracle: python -m bench.oracle_million [LINES], by default one million.

Prints lines that differ (0 is the only good answer), seconds of both, and
whether fifty batches of whole families in shuffled rows give the same cents.
"""

from __future__ import annotations

import random
import sys
import time
from typing import Any

import ibis
from tests.payer.year_of_care import DAY, as_lines, as_members, year_of_care

from cleanbill import law
from cleanbill.engine import connect
from cleanbill.payer import plan, plan_ids, settle, terms
from cleanbill.proof.oracle import settle_one_by_one

LINES, BATCHES = 1_000_000, 50
SHARES = (
    "allowed_cents", "contractual_cents", "deductible_cents", "copay_cents",
    "coinsurance_cents", "not_covered_cents", "patient_share_cents", "plan_paid_cents",
)  # fmt: skip


def main(lines: int, batches: int = BATCHES) -> int:
    """Prints the figures; returns how many lines differ, in either way of settling."""
    plans = {name: plan(name, DAY) for name in plan_ids()}
    rows, members = year_of_care(1, families=max(lines // 50, 1), lines=lines, plan_ids=list(plans))
    start = time.perf_counter()
    wanted = settle_one_by_one(rows, members, plans, law.parameter("us/price_relative").at(DAY))
    slow = time.perf_counter() - start
    start = time.perf_counter()
    once = _settled(rows, members, plans)
    fast = time.perf_counter() - start
    batched = _in_batches(rows, members, plans, batches)
    wrong = sum(once[key] != tuple(shares[name] for name in SHARES) for key, shares in wanted.items())
    moved = sum(batched.get(key) != shares for key, shares in once.items())
    print(f"{len(rows):,} lines, {len(members):,} people: {wrong} differ from one line after another")
    print(f"{batches} batches of families, rows shuffled: {moved} differ from one batch")
    print(f"one line after another {slow:.1f} s; windows, with loading and fetching the rows, {fast:.1f} s")
    return wrong + moved + abs(len(once) - len(wanted)) + abs(len(batched) - len(wanted))


def _settled(rows: list[Any], members: list[Any], plans: Any) -> dict[tuple[str, int], tuple[int, ...]]:
    con = connect()
    tables = as_lines(rows), as_members(members), ibis.memtable(terms(plans.values(), DAY))
    got = con.to_pyarrow(settle(*tables, world="w").select("claim_id", "line", *SHARES))
    con.disconnect()
    columns = [got[name].to_pylist() for name in got.column_names]
    return {(row[0], row[1]): tuple(row[2:]) for row in zip(*columns, strict=True)}


def _in_batches(
    rows: list[Any], members: list[Any], plans: Any, batches: int
) -> dict[tuple[str, int], tuple[int, ...]]:
    rows = rows[:]
    random.Random(2).shuffle(rows)
    family = {member["person_id"]: member["family_id"] for member in members}
    batch = {name: number % batches for number, name in enumerate(sorted(set(family.values())))}
    parts: list[list[Any]] = [[] for _ in range(batches)]
    people: list[list[Any]] = [[] for _ in range(batches)]
    for row in rows:
        parts[batch[family[row["person_id"]]]].append(row)
    for member in members:
        people[batch[member["family_id"]]].append(member)
    together: dict[tuple[str, int], tuple[int, ...]] = {}
    for part, own in zip(parts, people, strict=True):
        if part:
            together |= _settled(part, own, plans)
    return together


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1].replace(",", "").replace("_", "")) if sys.argv[1:] else LINES)))
