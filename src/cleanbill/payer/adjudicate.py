"""Adjudicates lines: corrections, price, checks, cost sharing and networks, written down step by step.

In: tables in the engine. Out: tables in the engine; no file is read or written. No rule looks beyond
one family (prices beyond one provider, patient and day), so lines may come part by part, each of whole families.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.care.fees import Schedules, price
from cleanbill.payer.closing import closing
from cleanbill.payer.compare import under_each
from cleanbill.payer.corrections import corrections
from cleanbill.payer.decide import decide
from cleanbill.payer.edits import CodeTables, denied
from cleanbill.payer.replay import standing_claims
from cleanbill.payer.settle import settle
from cleanbill.payer.surprises import recognised, surprises, with_balance_bills
from cleanbill.payer.variant import with_variant

WORLD = "compared"


@dataclass(frozen=True, slots=True)
class Rules:
    """What lines are adjudicated by; only `terms` and `day`, whose law and codes hold, must be given.

    `plan_ids` are plans to hold side by side: each member is under every one of them. Without,
    members have a `plan_id` of their own. `networks` are plans that have a network: under
    others each provider is in it. `checks` are the tables of `edit`, None where lines are not checked.
    `schedules` and `places` price lines, in the stead of `fee_cents`.
    """

    terms: ir.Table
    day: date
    world: str = WORLD
    plan_ids: Sequence[str] = ()
    networks: Collection[str] = ()
    checks: CodeTables | None = None
    schedules: Schedules | None = None
    places: ir.Table | None = None
    opening: ir.Table | None = None


@dataclass(slots=True)
class Adjudicated:
    """What became of lines, a row per line and plan: each is in `settled`, pended in `decided`, or in `corrected`.

    `settled` is not written down yet. `priced` is a row per line, `surprised` one per line out of network,
    `closing` what of each limit is used. `drop` once all is read.
    """

    con: Any
    settled: ir.Table
    decided: ir.Table
    closing: ir.Table
    corrected: ir.Table | None = None
    priced: ir.Table | None = None
    surprised: ir.Table | None = None
    names: list[str] = field(default_factory=list)

    def drop(self) -> None:
        """Drops what was written down on the way."""
        while self.names:
            self.con.drop_table(self.names.pop(), force=True)


def adjudicate(con: Any, lines: ir.Table, members: ir.Table, rules: Rules) -> Adjudicated:
    """What becomes of `lines`; columns of `OfferedLine` that are lacking are taken as nothing known.

    `lines` must hold whole plan years of whole families, or `rules.opening` what they have used.
    """
    names: list[str] = []

    def written(table: ir.Table) -> ir.Table:
        names.append(ibis.util.gen_name("cleanbill_adjudicate"))
        down: ir.Table = con.create_table(names[-1], table, temp=True)
        return down

    corrected = priced = surprised = None
    if "action" in lines.columns:
        lines, corrected = written(standing_claims(lines)), corrections(lines)
    if rules.schedules is not None and rules.places is not None:
        priced = lines = written(price(lines, rules.schedules, rules.places).mutate(fee_cents=ibis._.price_cents))
    decided = written(decide(lines, members, rules.plan_ids, rules.checks, rules.day))
    under = under_each(members, rules.plan_ids) if rules.plan_ids else members
    paid = _told_apart(decided.filter(decided.status == "paid"), rules)
    settled = settle(paid, under, rules.terms, world=rules.world, opening=rules.opening)
    if "in_network" in paid.columns:
        settled = written(settled)
        surprised = written(surprises(settled, paid))
        settled = with_balance_bills(settled, surprised)
    return Adjudicated(
        con=con,
        settled=settled.union(denied(decided, world=rules.world)),
        decided=decided,
        closing=closing(paid, under, rules.terms, rules.opening),
        corrected=corrected,
        priced=priced,
        surprised=surprised,
        names=names,
    )


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
