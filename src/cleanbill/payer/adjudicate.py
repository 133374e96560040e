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

from cleanbill import law
from cleanbill.care.fees import Schedules, price
from cleanbill.core.errors import CleanbillError
from cleanbill.engine import Materialize, TempTables, not_materialized, to_int64
from cleanbill.payer.balances import OPENING
from cleanbill.payer.compare import under_each
from cleanbill.payer.coordination import (
    Method,
    after_other_payers,
    coordinate_benefits,
    denied_after_other_payers,
    no_surprises,
    recognised,
    with_balance_bills,
    with_secondary_rows,
)
from cleanbill.payer.corrections import corrections, standing_claims, under_plans, unsettled
from cleanbill.payer.cost_sharing import SEQUENCE
from cleanbill.payer.edits import CodeTables, denied, eligibility, fired, included, with_codes
from cleanbill.payer.settlement import UNCOVERED_PLAN, CostShared, assign_plan, cost_shared, settled_lines
from cleanbill.payer.tables import KEY
from cleanbill.payer.terms_table import with_terms, with_variant

# Closing balances: what of each limit is used once lines are settled, as the next batch's opening.
#
# In: what `settle` takes. Out: `opening`. What counts to a deductible is what it took of a line
# before the out-of-pocket limit cut the line, as `settle` counts it.


HOLDER = ("plan_id", "year", "accumulator", "family_id", "person_id")


def closing(lines: ir.Table, members: ir.Table, terms: ir.Table, opening: ir.Table | None = None) -> ir.Table:
    """`opening` after `lines`, with the rows of the `opening` before them; balances of nothing are left out."""
    return balances_after(cost_shared(lines, members, terms, opening), members, terms, opening)


def balances_after(shared: CostShared, members: ir.Table, terms: ir.Table, opening: ir.Table | None = None) -> ir.Table:
    """The same, from shares that are worked out already."""
    taken = shared.shares.inner_join(shared.placed.select(*SEQUENCE, "person_id", "service_date"), SEQUENCE)
    taken = with_terms(taken, terms, "plan_id", "accumulator")
    taken = taken.filter(taken.accumulator != "none")
    taken = taken.inner_join(members.select("person_id", "family_id").distinct(), "person_id")
    used = taken.select(
        plan_id=taken.plan_id,
        year=taken.service_date.year().cast("int64"),
        accumulator=taken.accumulator,
        family_id=taken.family_id,
        person_id=taken.person_id,
        deductible_cents=taken.taken_cents,
        limit_cents=to_int64(taken.deductible_cents + taken.coinsurance_cents + taken.copay_cents),
    )
    both = used if opening is None else used.union(opening.select(*OPENING.names))
    sums = both.group_by(*HOLDER).aggregate(
        deductible_cents=to_int64(both.deductible_cents.sum()), limit_cents=to_int64(both.limit_cents.sum())
    )
    return sums.filter(ibis.or_(sums.deductible_cents > 0, sums.limit_cents > 0))


# Puts lines under plans and finds those that are not paid: denied with the reason, or pended.
#
# In: priced lines, members and the rules of `adjudicate`. Out: a row per line
# and plan with `plan_id` and, of those not paid, status, rule, group, carc, rarc, source and since.


REASONS_LAW = "us/adjustment_reasons"
COVERED = ""  # stands for every plan at once
# What a status brings along, null where nothing is wrong.
REASON = {
    "rule": "string", "since": "date", "group": "string", "carc": "string", "rarc": "string",
    "source": "string", "status": "string",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """`placed` is lines under their plans, and `refused` those of them that are denied or pended, with their status.

    `refused` has days without cover too.
    """

    placed: ir.Table
    refused: ir.Table


def decide(
    lines: ir.Table,
    members: ir.Table,
    plan_ids: Sequence[str],
    checks: CodeTables | None,
    day: date,
    *,
    materialize: Materialize = not_materialized,
) -> Decided:
    """`lines` under the plan of each member, or once under each of `plan_ids`; checked where `checks` are given.

    Side by side, a day without cover is one under every plan, and always denied. A line without
    a fee is pended. `materialize` writes a table down that is read more than once.
    """
    if not plan_ids:
        placed = materialize(assign_plan(lines, members))
        return Decided(placed, _refused(placed, members, checks, day, materialize))
    placed = materialize(assign_plan(lines, members.mutate(plan_id=ibis.literal(COVERED))))
    covered = _crossed(placed.filter(placed.plan_id == COVERED), plan_ids)
    covered = covered if checks is None else materialize(covered)
    refused = _refused(covered, under_each(members, plan_ids), checks, day, materialize)
    bare = _crossed(_uncovered(placed.filter(placed.plan_id == UNCOVERED_PLAN), members, day), plan_ids)
    return Decided(covered, refused.select(*bare.columns).union(bare))


def _crossed(lines: ir.Table, plan_ids: Sequence[str]) -> ir.Table:
    """`lines` once under each plan."""
    plans = ibis.memtable([{"plan_id": name} for name in plan_ids], schema={"plan_id": "string"})
    return lines.drop("plan_id").cross_join(plans)


def _refused(
    lines: ir.Table, members: ir.Table, checks: CodeTables | None, day: date, materialize: Materialize
) -> ir.Table:
    """Those of `lines` that a check fires on, with its codes; without checks, those that wait for a fee."""
    if checks is None:
        nothing = {name: ibis.null(kind) for name, kind in REASON.items()}
        return lines.filter(lines.fee_cents.isnull()).mutate(**nothing).mutate(status=ibis.literal("pended"))
    found = fired(lines, members, checks, day, materialize=materialize)
    # Codes are looked up after, not before: the engine would work out the reason of every line that is paid.
    return with_codes(found.filter(found.rule.notnull()), law.parameter(REASONS_LAW).at(day))


def _uncovered(lines: ir.Table, members: ir.Table, day: date) -> ir.Table:
    """Lines of days without cover, denied by the rule of `eligibility`: what else checks would say is no matter."""
    codes = law.parameter(REASONS_LAW)
    bare = lines.mutate(rule=ibis.null("string"), since=ibis.null("date"))
    return with_codes(eligibility(bare, members.mutate(plan_id=ibis.literal(COVERED)), codes.since(day)), codes.at(day))


WORLD = "compared"
PRICED = ("price_cents", "price_rule", "price_source")  # of prices, what the fee says already or `priced` has


@dataclass(frozen=True, slots=True)
class Rules:
    """What lines are adjudicated by; only `terms` and `day`, whose law and codes hold, must be given.

    `plan_ids` are plans to hold side by side: each member is under every one of them, and after each, `secondary` pays
    by `method`. Without, members have a `plan_id` of their own. `networks` are plans that have a network: under
    others each provider is in it. `checks` are the tables of `edit`, None where lines are not checked.
    `schedules` and `places` price lines, in the stead of `fee_cents`; unless `explain`, `priced` does not say how.
    """

    terms: ir.Table
    day: date
    world: str = WORLD
    plan_ids: Sequence[str] = ()
    networks: Collection[str] = ()
    checks: CodeTables | None = None
    schedules: Schedules | None = None
    places: ir.Table | None = None
    explain: bool = True
    opening: ir.Table | None = None
    secondary: str | None = None
    method: Method = "standard"

    @property
    def every_plan(self) -> tuple[str, ...]:
        """Plans that lines are put under: `plan_ids`, and the second, as if it were alone."""
        return tuple(dict.fromkeys([*self.plan_ids, *([self.secondary] if self.secondary else [])]))


@dataclass(slots=True)
class Adjudicated:
    """What became of lines: a row per line and plan, in `settled` or in `unsettled`.

    `settled` (`settled_line`), `unsettled` (`unsettled_line`) and `priced` are not written down yet. `refused`
    is every line that is denied or pended, with its reason, `priced` a row per line, `no_surprises` one per line out of
    network, `closing` what of each limit is used, `sources` (plan_id, source, since) where each plan's terms stand.
    `drop` once all is read.
    """

    temp_tables: TempTables
    settled: ir.Table
    unsettled: ir.Table
    refused: ir.Table
    closing: ir.Table
    sources: ir.Table
    priced: ir.Table | None = None
    no_surprises: ir.Table | None = None

    def written(self, table: ir.Table) -> ir.Table:
        """`table` worked out once and held until `drop`: as one expression with the next step it is too deep."""
        return self.temp_tables.materialize(table)

    def drop(self) -> None:
        """Drops what was written down on the way."""
        self.temp_tables.drop()


def adjudicate(con: Any, lines: ir.Table, members: ir.Table, rules: Rules) -> Adjudicated:
    """What becomes of `lines`; columns of `SubmittedLine` that are lacking are taken as nothing known.

    `lines` must hold whole plan years of whole families, or `rules.opening` what they have used.
    Raises CleanbillError where `rules.terms` lack a plan.
    """
    sources = rules.terms.select("plan_id", "source", "since").distinct()
    _check_terms(con, rules)
    done = Adjudicated(TempTables(con), lines, lines, lines, lines, sources)
    corrected = corrections(lines) if "action" in lines.columns else None
    if corrected is not None:
        lines = done.written(standing_claims(lines))
    if rules.schedules is not None and rules.places is not None:
        done.priced = price(lines, rules.schedules, rules.places, explain=rules.explain, materialize=done.written)
        lines = done.priced.mutate(fee_cents=done.priced.price_cents).drop(*PRICED)
    decided = decide(lines, members, rules.every_plan, rules.checks, rules.day, materialize=done.written)
    refused = decided.refused if done.priced is None else included(decided.refused, rules.day)
    done.refused = done.written(refused)
    under = under_each(members, rules.every_plan) if rules.plan_ids else members
    _settle(done, decided.placed.anti_join(done.refused, KEY), under, rules)
    if rules.secondary is not None:
        done.refused = with_secondary_rows(done.refused, rules.plan_ids, rules.secondary)
        done.sources = with_secondary_rows(done.sources, rules.plan_ids, rules.secondary)
        if done.no_surprises is not None:
            done.no_surprises = with_secondary_rows(done.no_surprises, rules.plan_ids, rules.secondary)
    if corrected is not None:
        corrected = under_plans(corrected, members, done.sources if rules.plan_ids else None)
    done.unsettled = unsettled(done.refused, corrected)
    return done


def _check_terms(con: Any, rules: Rules) -> None:
    """Lines under a plan without terms would be lost."""
    if rules.plan_ids:
        known = set(con.to_pyarrow(rules.terms.select("plan_id").distinct())["plan_id"].to_pylist())
        if lacks := [name for name in rules.every_plan if name not in known]:
            raise CleanbillError(f"The terms do not hold {', '.join(lacks)}. Make them of every plan that is settled.")


def _settle(done: Adjudicated, payable: ir.Table, members: ir.Table, rules: Rules) -> None:
    """Sets `settled`, `no_surprises` and `closing`; `payable` lines and `members` are under their plans."""
    paid = _told_apart(payable, rules)
    shared = cost_shared(paid, members, rules.terms, rules.opening, materialize=done.written)
    shared = replace(shared, shares=done.written(shared.shares))  # both settled lines and balances are told from them
    settled = settled_lines(shared, rules.terms, world=rules.world)
    refused = denied(done.refused, world=rules.world)
    if "in_network" in paid.columns:
        settled = done.written(settled)
        done.no_surprises = done.written(no_surprises(settled, paid))
        settled = with_balance_bills(settled, done.no_surprises)
    alone = settled = done.written(settled) if rules.secondary or "other_payer_cents" in paid.columns else settled
    alone = alone.union(refused)
    if "other_payer_cents" in paid.columns:
        settled = after_other_payers(settled, paid, method=rules.method)
        refused = denied_after_other_payers(refused, done.refused)
    done.settled = settled.union(refused)
    if rules.secondary is not None:
        settled = done.written(done.settled)
        done.settled = coordinate_benefits(
            settled, alone, rules.plan_ids, rules.secondary, world=rules.world, method=rules.method
        )
    done.closing = balances_after(shared, members, rules.terms, rules.opening)


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
