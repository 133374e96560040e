"""Puts a run's counts, laws and assumptions into one summary (schema cleanbill.summary/1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from cleanbill.relief import Relieved
from cleanbill.worlds.assumptions import assumptions
from cleanbill.worlds.counting import (
    bill_money,
    by_cover,
    by_income,
    changes,
    claims_in,
    debts_left,
    in_debt,
    settled_money,
)
from cleanbill.worlds.folders import SETTLED, read_worlds
from cleanbill.worlds.laws import (
    all_held,
    bill_law,
    intake_law,
    ledger_law,
    order_law,
    purchase_law,
    settled_laws,
)
from cleanbill.worlds.other_years import other_years
from cleanbill.worlds.parts import face
from cleanbill.worlds.relieving import Programme
from cleanbill.worlds.settling import RELIEF, SINGLE_PAYER, TODAY, WORLDS, Rules
from cleanbill.worlds.source import Intake

SCHEMA = "cleanbill.summary/1"


@dataclass(frozen=True, slots=True)
class Run:
    """Everything a finished run is told from."""

    intake: Intake
    rules: Rules
    payers: ir.Table
    programme: Programme
    relieved: Relieved
    today: date
    seed: int


def summary(con: Any, run: Run, folder: Path, *, version: str) -> dict[str, Any]:
    """The summary of the tables in `folder`; the same run gives the same summary."""
    money = settled_money(con, folder)
    left = debts_left(con, folder)
    worlds = _worlds(con, run, folder, money, left)
    people = int(run.intake.person.count().execute())
    settled = read_worlds(con, folder, SETTLED, TODAY)
    late = other_years(con, settled, run.rules.plans, today=run.today)
    laws = [
        *settled_laws(con, folder, run.rules),
        bill_law(con, folder, money),
        intake_law(con, folder, run.intake, money),
        purchase_law(con, folder),
        ledger_law(run.relieved, run.programme.fund.fund_id, run.programme.given_cents),
        order_law(con, run.intake, run.rules, folder),
    ]
    members = {TODAY: run.rules.members[TODAY], SINGLE_PAYER: run.rules.members[SINGLE_PAYER]}
    return {
        "schema": SCHEMA,
        "cleanbill": version,
        "today": run.today.isoformat(),
        "seed": run.seed,
        "fund_cents": run.programme.given_cents,
        "price_bp": run.programme.price_bp,
        "programme": run.programme.rule,
        "source": {
            "kind": run.intake.kind,
            "says": run.intake.says,
            "gaps": [asdict(gap) for gap in (*run.intake.gaps, *late)],
        },
        "people": people,
        "claims": claims_in(con, run.intake.claim_parts),
        "lines": money.get(TODAY, {}).get("lines", 0),
        "worlds": worlds,
        "by_income": by_income(con, left, run.payers),
        "by_cover": by_cover(con, folder, members),
        "changes": changes(con, left, people)
        | {"plan_paid_more_cents": worlds[SINGLE_PAYER]["plan_paid_cents"] - worlds[TODAY]["plan_paid_cents"]},
        "laws": [asdict(law) for law in laws],
        "balanced": all_held(laws),
        "assumptions": assumptions(run.rules.plans, today=run.today),
    }


def _worlds(
    con: Any, run: Run, folder: Path, money: Mapping[str, Mapping[str, int]], left: ir.Table
) -> dict[str, dict[str, int]]:
    ends = bill_money(con, folder)
    worlds = {
        world: {name: value for name, value in money.get(world, {}).items() if name != "lines"} | ends[world]
        for world in WORLDS
    }
    worlds[RELIEF] |= _relief(con, run.relieved, folder, left, worlds[RELIEF])
    return worlds


def _relief(con: Any, done: Relieved, folder: Path, left: ir.Table, before: Mapping[str, int]) -> dict[str, int]:
    accounts = con.read_parquet(folder / "account.parquet")
    decided = con.read_parquet(folder / "decision.parquet").filter(lambda row: row.qualifies)
    qualified = accounts.semi_join(decided, ["holder", "account_id"])
    offered_n, offered = face(accounts, "current_balance_cents")
    qualified_n, worth = face(qualified, "current_balance_cents")
    return {
        "spent_cents": done.spent_cents,
        "abolished_cents": done.abolished_cents,
        "people_relieved": len({row["patient_id"] for row in done.purchases}),
        "accounts_relieved": len(done.purchases),
        "accounts_offered": offered_n,
        "accounts_offered_cents": offered,
        "accounts_qualified": qualified_n,
        "accounts_qualified_cents": worth,
        "debt_cents": before["debt_cents"] - done.abolished_cents,
        "people_in_debt": in_debt(left, RELIEF),
    }
