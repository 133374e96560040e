"""Adjudicates lines: corrections, price, checks, cost sharing and networks, written down step by step.

In: tables in the engine. Out: tables in the engine; no file is read or written. No rule looks beyond
one family (prices beyond one provider, patient and day), so lines may come part by part, each of whole families.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees import Schedules, price
from cleanbill.core.errors import CleanbillError
from cleanbill.engine import Steps
from cleanbill.payer.closing import balances_after
from cleanbill.payer.compare import under_each
from cleanbill.payer.coordination import Method, after_others, denied_after_others
from cleanbill.payer.corrections import corrections, under_plans, unsettled
from cleanbill.payer.decide import decide
from cleanbill.payer.edits import CodeTables, denied
from cleanbill.payer.edits.included import included
from cleanbill.payer.replay import standing_claims
from cleanbill.payer.second import after_first, as_under_first
from cleanbill.payer.settle import cost_shared, settled_lines
from cleanbill.payer.surprises import recognised, surprises, with_balance_bills
from cleanbill.payer.tables import KEY
from cleanbill.payer.variant import with_variant

WORLD = "compared"
PRICED = ("price_cents", "price_rule", "price_source")  # of prices, what the fee says already or `priced` has


@dataclass(frozen=True, slots=True)
class Rules:
    """What lines are adjudicated by; only `terms` and `day`, whose law and codes hold, must be given.

    `plan_ids` are plans to hold side by side: each member is under every one of them, and after each, `second` pays
    by `method`. Without, members have a `plan_id` of their own. `networks` are plans that have a network: under
    others each provider is in it. `checks` are the tables of `edit`, None where lines are not checked.
    `schedules` and `places` price lines, in the stead of `fee_cents`; unless `told`, `priced` does not say how.
    """

    terms: ir.Table
    day: date
    world: str = WORLD
    plan_ids: Sequence[str] = ()
    networks: Collection[str] = ()
    checks: CodeTables | None = None
    schedules: Schedules | None = None
    places: ir.Table | None = None
    told: bool = True
    opening: ir.Table | None = None
    second: str | None = None
    method: Method = "standard"

    @property
    def every_plan(self) -> tuple[str, ...]:
        """Plans that lines are put under: `plan_ids`, and the second, as if it were alone."""
        return tuple(dict.fromkeys([*self.plan_ids, *([self.second] if self.second else [])]))


@dataclass(slots=True)
class Adjudicated:
    """What became of lines: a row per line and plan, in `settled` or in `unsettled`.

    `settled` (`settled_line`), `unsettled` (`unsettled_line`) and `priced` are not written down yet. `refused`
    is every line that is denied or pended, with its reason, `priced` a row per line, `surprised` one per line out of
    network, `closing` what of each limit is used, `sources` (plan_id, source, since) where each plan's terms stand.
    `drop` once all is read.
    """

    steps: Steps
    settled: ir.Table
    unsettled: ir.Table
    refused: ir.Table
    closing: ir.Table
    sources: ir.Table
    priced: ir.Table | None = None
    surprised: ir.Table | None = None

    def written(self, table: ir.Table) -> ir.Table:
        """`table` worked out once and held until `drop`: as one expression with the next step it is too deep."""
        return self.steps.keep(table)

    def drop(self) -> None:
        """Drops what was written down on the way."""
        self.steps.drop()


def adjudicate(con: Any, lines: ir.Table, members: ir.Table, rules: Rules) -> Adjudicated:
    """What becomes of `lines`; columns of `OfferedLine` that are lacking are taken as nothing known.

    `lines` must hold whole plan years of whole families, or `rules.opening` what they have used.
    Raises CleanbillError where `rules.terms` lack a plan.
    """
    sources = rules.terms.select("plan_id", "source", "since").distinct()
    _check_terms(con, rules)
    done = Adjudicated(Steps(con), lines, lines, lines, lines, sources)
    corrected = corrections(lines) if "action" in lines.columns else None
    if corrected is not None:
        lines = done.written(standing_claims(lines))
    if rules.schedules is not None and rules.places is not None:
        done.priced = price(lines, rules.schedules, rules.places, told=rules.told, keep=done.written)
        lines = done.priced.mutate(fee_cents=done.priced.price_cents).drop(*PRICED)
    decided = decide(lines, members, rules.every_plan, rules.checks, rules.day, keep=done.written)
    told = decided.refused if done.priced is None else included(decided.refused, rules.day)
    done.refused = done.written(told)
    under = under_each(members, rules.every_plan) if rules.plan_ids else members
    _settle(done, decided.placed.anti_join(done.refused, KEY), under, rules)
    if rules.second is not None:
        done.refused = as_under_first(done.refused, rules.plan_ids, rules.second)
        done.sources = as_under_first(done.sources, rules.plan_ids, rules.second)
        if done.surprised is not None:
            done.surprised = as_under_first(done.surprised, rules.plan_ids, rules.second)
    if corrected is not None:
        corrected = under_plans(corrected, members, done.sources if rules.plan_ids else None)
    done.unsettled = unsettled(done.refused, corrected)
    return done


def _check_terms(con: Any, rules: Rules) -> None:
    """Lines under a plan without terms would be lost."""
    if rules.plan_ids:
        held = set(con.to_pyarrow(rules.terms.select("plan_id").distinct())["plan_id"].to_pylist())
        if lacks := [name for name in rules.every_plan if name not in held]:
            raise CleanbillError(f"The terms do not hold {', '.join(lacks)}. Make them of every plan that is settled.")


def _settle(done: Adjudicated, payable: ir.Table, members: ir.Table, rules: Rules) -> None:
    """Sets `settled`, `surprised` and `closing`; `payable` lines and `members` are under their plans."""
    paid = _told_apart(payable, rules)
    held = cost_shared(paid, members, rules.terms, rules.opening, keep=done.written)
    held = replace(held, shares=done.written(held.shares))  # both settled lines and balances are told from them
    settled = settled_lines(held, rules.terms, world=rules.world)
    refused = denied(done.refused, world=rules.world)
    if "in_network" in paid.columns:
        settled = done.written(settled)
        done.surprised = done.written(surprises(settled, paid))
        settled = with_balance_bills(settled, done.surprised)
    alone = settled = done.written(settled) if rules.second or "other_payer_cents" in paid.columns else settled
    alone = alone.union(refused)
    if "other_payer_cents" in paid.columns:
        settled = after_others(settled, paid, method=rules.method)
        refused = denied_after_others(refused, done.refused)
    done.settled = settled.union(refused)
    if rules.second is not None:
        settled = done.written(done.settled)
        done.settled = after_first(settled, alone, rules.plan_ids, rules.second, world=rules.world, method=rules.method)
    done.closing = balances_after(held, members, rules.terms, rules.opening)


def _told_apart(paid: ir.Table, rules: Rules) -> ir.Table:
    """`paid` with the variant of the plan's terms that each line has, and the recognised amount out of network."""
    if "in_network" not in paid.columns:
        return with_variant(paid.drop("recognised_cents") if "recognised_cents" in paid.columns else paid, rules.day)
    networked = paid.plan_id.isin([*rules.networks, ""])  # never an empty list: Ibis makes no column of one
    absent = {"network_facility": "boolean", "recognised_cents": "int64"}
    paid = paid.mutate(
        in_network=paid.in_network.fill_null(True) | ~networked,
        **{name: ibis.null(kind) for name, kind in absent.items() if name not in paid.columns},
    )
    return with_variant(recognised(paid), rules.day)
