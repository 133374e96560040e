"""Proves on each run that the design's seven laws held, and says on how much.

A law that does not hold makes the run unbalanced: the summary says so and the
command ends with exit code 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.bills import bill_faults
from cleanbill.fund import CASH, DEBT_HELD
from cleanbill.payer import settle, settled_faults
from cleanbill.relief import Relieved
from cleanbill.worlds.settle import TODAY, WORLDS, Rules
from cleanbill.worlds.sources import BILL, SETTLED, Intake, part_path, read_worlds

RESETTLED_FAMILIES = 200
KEY = ["holder", "account_id"]


@dataclass(frozen=True, slots=True)
class Law:
    """A law of the design on one run: whether it held and how many rows were looked at."""

    law: int
    says: str
    held: bool
    checked: int


def settled_laws(con: Any, folder: Path, rules: Rules) -> list[Law]:
    """Laws 1 and 2, on every settled line of every world."""
    lines = read_worlds(con, folder, SETTLED)
    found = con.to_pyarrow(settled_faults(lines, free_plans=rules.free_plans)).to_pylist()[0]
    first = "charge = written down + plan paid + other payer paid + patient share + other, on every line of every world"
    says_free = "under a plan with nothing due at the point of care the patient share is zero"
    return [
        Law(1, first, found["unbalanced"] == 0, found["lines"]),
        Law(2, says_free, found["due"] == 0 and found["free"] > 0, found["free"]),
    ]


def bill_law(con: Any, folder: Path, money: Mapping[str, Mapping[str, int]]) -> Law:
    """Law 3: every bill ends, and bills add up to the patient share of the settled lines."""
    bills = read_worlds(con, folder, BILL)
    found = con.to_pyarrow(bill_faults(bills)).to_pylist()[0]
    asked = sum(world["patient_share_cents"] for world in money.values())
    says = "patient share = paid + assisted + written off + debt, on every bill, and bills add up to the patient share"
    return Law(3, says, found["unbalanced"] == 0 and found["patient_share_cents"] == asked, found["bills"])


def intake_law(con: Any, folder: Path, intake: Intake, money: Mapping[str, Mapping[str, int]]) -> Law:
    """Law 4: every line that came in was settled or set aside, every account decided, faces to the cent."""
    lines = intake.lines_in - intake.lines_set_aside
    charge = intake.charge_in_cents - intake.charge_set_aside_cents
    whole = all(
        money.get(world, {}).get("lines") == lines and money[world]["charge_cents"] == charge for world in WORLDS
    )
    accounts = con.read_parquet(folder / "account.parquet").select("holder", "account_id")
    decided = con.read_parquet(folder / "decision.parquet").select("holder", "account_id")
    offered = int(accounts.count().execute())
    all_decided = offered == int(decided.count().execute()) == int(accounts.semi_join(decided, KEY).count().execute())
    says = "lines in = settled + set aside, in every world and to the cent; every account offered was decided on"
    return Law(4, says, whole and all_decided, intake.lines_in + offered)


def purchase_law(con: Any, folder: Path) -> Law:
    """Law 5: face bought = abolished + recalled + still held, no account twice, none that does not qualify."""
    bought = con.read_parquet(folder / "purchase.parquet")
    accounts = con.read_parquet(folder / "account.parquet")
    good = con.read_parquet(folder / "decision.parquet").filter(lambda row: row.qualifies)
    open_cents = ibis.cases((bought.abolished_on.isnull(), bought.face_cents - bought.recalled_cents), else_=0)
    wrong = bought.filter(bought.face_cents != bought.abolished_cents + bought.recalled_cents + open_cents)
    faced = bought.inner_join(accounts, KEY).filter(lambda row: row.face_cents == row.current_balance_cents)
    rows = int(bought.count().execute())
    sound = (
        int(wrong.count().execute()) == 0
        and int(bought.select(KEY).distinct().count().execute()) == rows
        and int(bought.semi_join(good, KEY).count().execute()) == rows
        and int(faced.count().execute()) == rows
    )
    says = "face bought = abolished + recalled + still held; no account is paid for twice, and each qualifies"
    return Law(5, says, sound, rows)


def ledger_law(done: Relieved, fund_id: str, given_cents: int) -> Law:
    """Law 6: every entry sums to zero in each fund, and the fund was not overdrawn at any time."""
    sums: dict[tuple[Any, Any], int] = defaultdict(int)
    cash, lowest, rows = 0, 0, 0
    for row in done.ledger.rows():
        sums[row["entry_id"], row["fund_id"]] += int(str(row["cents"]))
        cash += int(str(row["cents"])) if row["account"] == CASH else 0
        lowest, rows = min(lowest, cash), rows + 1
    sound = not any(sums.values()) and lowest >= 0 and cash == given_cents - done.spent_cents
    nothing_held = done.ledger.balance(DEBT_HELD, fund_id) == 0
    return Law(6, "every ledger entry sums to zero in its fund; no fund is overdrawn", sound and nothing_held, rows)


def order_law(con: Any, intake: Intake, rules: Rules, folder: Path) -> Law:
    """Law 7: some families' lines, settled again alone and in another order, come to the same cent."""
    says = "one result whatever the order of rows or batches: families settled again, alone and turned about, agree"
    if not intake.claim_parts:
        return Law(7, says, True, 0)
    members = rules.members[TODAY].filter(lambda row: row.part == 0)
    some = members.select("family_id").distinct().order_by("family_id").limit(RESETTLED_FAMILIES)
    few = members.semi_join(some, "family_id")
    lines = con.read_parquet(intake.claim_parts[0]).semi_join(few, "person_id")
    turned = con.create_table("turned", lines.order_by(ibis.desc("claim_id"), ibis.desc("line")), temp=True)
    again = settle(turned, few, rules.terms, world=TODAY)
    before = con.read_parquet(part_path(folder, SETTLED, TODAY, 0), hive_partitioning=True).semi_join(few, "person_id")
    same = _rows(con, again) == _rows(con, before)
    return Law(7, says, same, int(turned.count().execute()))


def _rows(con: Any, table: ir.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = con.to_pyarrow(table.order_by("claim_id", "line")).to_pylist()
    return rows


def all_held(laws: list[Law]) -> bool:
    """Whether all seven were looked at and held."""
    return {law.law for law in laws} == set(range(1, 8)) and all(law.held for law in laws)
