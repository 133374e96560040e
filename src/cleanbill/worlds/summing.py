"""Puts a run's counts, laws and assumptions into one summary (schema cleanbill.summary/1), and one person's statement.

In: a finished `Run` and its folder. Out: plain dictionaries; every parameter and plan is listed with its value of
the day, unit and source.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.errors import CleanbillError
from cleanbill.engine import connect
from cleanbill.law import Parameter
from cleanbill.payer import Plan
from cleanbill.relief import Relieved
from cleanbill.worlds.counts import (
    bill_money,
    by_cover,
    by_income,
    changes,
    claims_in,
    debts_left,
    in_debt,
    other_years,
    settled_money,
)
from cleanbill.worlds.laws import all_held, bill_law, intake_law, ledger_law, order_law, purchase_law, settled_laws
from cleanbill.worlds.owe import Programme
from cleanbill.worlds.settle import RELIEF, SINGLE_PAYER, TODAY, WORLDS, Rules
from cleanbill.worlds.sources import BILL, SETTLED, Intake, face, read_worlds

# What a run went by: every parameter and plan, with its value of the day, unit and source.


def assumptions(plans: Iterable[Plan], *, today: date) -> list[dict[str, Any]]:
    """Parameters by path and plans by name, facts and assumptions alike."""
    in_force = [parameter for parameter in law.parameters_of("story") if min(parameter.values) <= today]
    parameters = [_parameter(parameter, today) for parameter in in_force]
    return parameters + [_plan(plan) for plan in plans]


def _parameter(parameter: Parameter, today: date) -> dict[str, Any]:
    since = parameter.since(today)
    return {
        "path": f"law/{parameter.path}",
        "description": " ".join(parameter.description.split()),
        "value": _words(parameter.values[since]),
        "unit": parameter.unit,
        "status": parameter.status,
        "since": since.isoformat(),
        "reference": [{"title": " ".join(r.title.split()), "link": r.link} for r in parameter.reference],
    }


def _plan(plan: Plan) -> dict[str, Any]:
    assumed = any(reference.get("status") == "assumption" for reference in plan.reference)
    return {
        "path": f"payer/plans/{plan.plan_id}",
        "description": plan.name,
        "value": f"prices of {plan.fee_basis}; terms in the plan's file",
        "unit": "cents, basis points",
        "status": "assumption" if assumed else "fact",
        "since": f"{plan.year}-01-01",
        "reference": [_reference(reference) for reference in plan.reference],
    }


def _reference(reference: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": " ".join(str(reference["title"]).split()), "link": reference.get("link")}


def _words(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


# What one person's statement says, from a run's folder: each claim today and under the single payer.
#
# Out: a dictionary (schema cleanbill.statement/1) of whole cents and plain
# facts, which `report.statement` puts into words and on paper.


SCHEMA = "cleanbill.statement/1"
SHARES = ("deductible_cents", "coinsurance_cents", "copay_cents", "not_covered_cents")
MONEY = ("charge_cents", "contractual_cents", "plan_paid_cents", "other_payer_cents", *SHARES, "patient_share_cents")
ENDS = ("assisted_cents", "paid_cents", "written_off_cents", "debt_cents")


def statement(folder: Path, person_id: str, summary: Mapping[str, Any]) -> dict[str, Any]:
    """The statement of `person_id` in the run at `folder`; CleanbillError where neither is there."""
    con = connect()
    lines = read_worlds(con, folder, SETTLED).filter(lambda row: row.person_id == person_id)
    known = con.read_parquet(folder / "person.parquet").filter(lambda row: row.person_id == person_id)
    if not int(known.count().execute()):
        raise CleanbillError(f"There is no such person in {folder}. Take a person_id from its person.parquet.")
    today = _claims(con, lines, TODAY, folder)
    single = {row["claim_id"]: row for row in _claims(con, lines, SINGLE_PAYER, folder)}
    ends = _ends(con, folder, person_id)
    claims = [_claim(row, single[row["claim_id"]], ends.get(row["claim_id"], {})) for row in today]
    names = ("charge_cents", "written_down_cents", "plan_paid_cents", "owed_cents", "debt_cents")
    totals = {name: sum(claim[name] for claim in claims) for name in names}
    totals["single_payer_paid_cents"] = sum(claim["single_payer"]["paid_cents"] for claim in claims)
    totals["single_payer_owed_cents"] = sum(claim["single_payer"]["owed_cents"] for claim in claims)
    return {
        "schema": SCHEMA,
        "person_id": person_id,
        "today": summary["today"],
        "claims": claims,
        "totals": totals,
    }


def _claims(con: Any, lines: ir.Table, world: str, folder: Path) -> list[dict[str, Any]]:
    world_lines = lines.filter(lines.world == world)
    sums = {name: world_lines[name].sum().cast("int64") for name in MONEY}
    claims = world_lines.group_by("claim_id", "plan_id", "provider_id", "benefit").aggregate(
        service_date=world_lines.service_date.min(), **sums
    )
    directory = folder / "provider.parquet"
    if directory.is_file():
        claims = claims.left_join(con.read_parquet(directory).select("provider_id", "name"), "provider_id")
    else:
        claims = claims.mutate(name=ibis.null("string"))
    rows: list[dict[str, Any]] = con.to_pyarrow(claims.order_by("service_date", "claim_id")).to_pylist()
    return rows


def _ends(con: Any, folder: Path, person_id: str) -> dict[str, dict[str, int]]:
    bills = read_worlds(con, folder, BILL, TODAY).filter(lambda row: row.person_id == person_id)
    return {row.pop("claim_id"): row for row in con.to_pyarrow(bills.select("claim_id", *ENDS)).to_pylist()}


def _claim(today: Mapping[str, Any], single: Mapping[str, Any], end: Mapping[str, int]) -> dict[str, Any]:
    return {
        "claim_id": today["claim_id"],
        "service_date": today["service_date"].isoformat(),
        "provider": today["name"] or today["provider_id"],
        "benefit": today["benefit"],
        "plan_id": today["plan_id"],
        "charge_cents": today["charge_cents"],
        "written_down_cents": today["contractual_cents"],
        "plan_paid_cents": today["plan_paid_cents"] + today["other_payer_cents"],
        "owed_cents": today["patient_share_cents"],
        "why": {name.removesuffix("_cents"): today[name] for name in SHARES if today[name]},
        **{name: end.get(name, 0) for name in ENDS},
        "single_payer": {"paid_cents": single["plan_paid_cents"], "owed_cents": single["patient_share_cents"]},
    }


SUMMING_SCHEMA = "cleanbill.summary/1"


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
        "schema": SUMMING_SCHEMA,
        "cleanbill": version,
        "today": run.today.isoformat(),
        "seed": run.seed,
        "fund_cents": run.programme.given_cents,
        "price_bp": run.programme.price_bp,
        "programme": run.programme.rule.programme,
        **run.programme.rule.own_source,
        "choice": {name: getattr(run.relieved.plan, name) for name in ("aim", "worth", "bound", "greedy", "exact")},
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
