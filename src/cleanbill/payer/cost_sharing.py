"""A plan's cost sharing, in order: allowed amount, deductible, copay and coinsurance, out-of-pocket limit.

In: lines under their plans, and the terms of plans. Out: the same with `allowed_cents` and the three kinds of
patient share, as exact running sums within a person's and a family's plan year (SEQUENCE). What the limit
cuts comes off coinsurance or copay first and off the deductible last.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from cleanbill.engine import running_sum, share_bp, to_int64
from cleanbill.payer.balances import so_far
from cleanbill.payer.terms_table import with_terms

# The allowed amount: the reference fee at the plan's price level, at most the charge.
#
# The reference schedule is the average of all payers; `law/us/price_relative`
# says how far each payer's prices lie from it.


RECOGNISED = "recognised_cents"  # where lines have it and it is not null, it is the plan's price of the line itself


def allowed(lines: ir.Table, terms: ir.Table) -> ir.Table:
    """Adds `allowed_cents`."""
    lines = lines if "plan_price_bp" in lines.columns else with_terms(lines, terms, "plan_price_bp")
    fee = share_bp(lines.fee_cents, lines.plan_price_bp)
    if RECOGNISED in lines.columns:
        fee = ibis.coalesce(lines[RECOGNISED], fee)
    used = [name for name in ("fee_cents", "plan_price_bp", RECOGNISED) if name in lines.columns]
    return lines.mutate(allowed_cents=ibis.least(lines.charge_cents, fee)).drop(*used)


# Over whom limits run, in what order, and what a limit leaves of a line.


IN_ORDER = ("service_date", "claim_id", "line")  # a full key: no ties, so no engine may differ
PERSON_YEAR = ("person_year",)  # one number for person, plan, plan year and accumulator
FAMILY_YEAR = ("family_year",)
CLAIM = ("claim_id", "terms_no")
BY_SEQUENCE = ("turn",)
SEQUENCE = (*FAMILY_YEAR, *BY_SEQUENCE)  # tells a line from every other


def with_sequence(lines: ir.Table) -> ir.Table:
    """`lines` with `turn`, from 0: their order within the family's year, as one number that is quick to sort by."""
    turn = ibis.row_number().over(ibis.window(group_by=list(FAMILY_YEAR), order_by=list(IN_ORDER)))
    return lines.mutate(turn=turn.cast("int64"))


def clipped(total: ir.IntegerValue, step: ir.IntegerValue, limit: ir.IntegerValue) -> ir.IntegerValue:
    """What of `step`, the last addend of the running `total`, lies below `limit`."""
    return ibis.least(total, limit) - ibis.least(total - step, limit)


# Copay and coinsurance: the patient's part of what the deductible leaves.
#
# In: lines with `allowed_cents`, `deductible_cents` and `covered`, and the terms. Out: the
# same with `copay_cents` and `coinsurance_cents`. A benefit has a copay or
# a coinsurance. A copay is due once a claim: it is taken from the claim's lines
# in order until it is met, so a small first line does not lose it.


def cost_share(lines: ir.Table, terms: ir.Table) -> ir.Table:
    """Adds `copay_cents` and `coinsurance_cents` (half cents rounded up)."""
    lines = with_terms(lines, terms, "plan_copay_cents", "plan_coinsurance_bp")
    left = ibis.ifelse(lines.covered, lines.allowed_cents - lines.deductible_cents, 0).cast("int64")
    lines = lines.mutate(left=left, coinsurance_cents=share_bp(left, lines.plan_coinsurance_bp))
    lines = lines.drop("covered", "plan_coinsurance_bp")
    copaid = (lines.left > 0) & (lines.plan_copay_cents > 0)
    some = lines.filter(copaid)
    of_claim = running_sum(some.left, within=CLAIM, order=("line",))
    some = some.mutate(copay_cents=clipped(of_claim, some.left, some.plan_copay_cents))
    others = lines.filter(~copaid).mutate(copay_cents=ibis.literal(0).cast("int64"))
    return some.union(others.select(*some.columns)).drop("left", "plan_copay_cents", "claim_id", "line")


# The deductible: what the patient pays before the plan does, as clipped running sums.
#
# In: lines with `allowed_cents`, and the terms of plans. Out: the same with
# `deductible_cents`. Steps 1 and 2 of the design's exact window form: once
# a limit is reached it stays reached, so a clipped sum loses nothing.


LIMITS = ("embedded", "plan_deductible_cents", "plan_family_deductible_cents")


def deductible(lines: ir.Table, terms: ir.Table) -> ir.Table:
    """Adds `deductible_cents`, never above the line's allowed amount, and `covered`."""
    lines = with_terms(lines, terms, "covered", "deductible_applies")
    subject = ibis.ifelse(lines.covered & lines.deductible_applies, lines.allowed_cents, 0).cast("int64")
    lines = lines.mutate(subject=subject).drop("deductible_applies")
    taken = _taken(lines.filter(lines.subject > 0), terms)
    others = lines.filter(lines.subject == 0).mutate(deductible_cents=ibis.literal(0).cast("int64"))
    return taken.union(others.select(*taken.columns))


def _taken(lines: ir.Table, terms: ir.Table) -> ir.Table:
    """Lines that a deductible is for."""
    own = running_sum(lines.subject, within=PERSON_YEAR, order=BY_SEQUENCE)
    lines = lines.mutate(own=so_far(lines, own, "used_deductible_cents"))
    lines = with_terms(lines, terms, *LIMITS)
    together = lines.family_policy & ~lines.embedded
    limit = ibis.ifelse(together, lines.plan_family_deductible_cents, lines.plan_deductible_cents)
    lines = lines.mutate(own=clipped(lines.own, lines.subject, limit))
    lines = lines.drop("subject", "embedded", "plan_deductible_cents", "family_policy")
    family = running_sum(lines.own, within=FAMILY_YEAR, order=BY_SEQUENCE)
    lines = lines.mutate(family=so_far(lines, family, "used_family_deductible_cents"))
    taken = clipped(lines.family, lines.own, lines.plan_family_deductible_cents)
    return lines.mutate(deductible_cents=taken).drop("own", "family", "plan_family_deductible_cents")


OUT_OF_POCKET_LIMITS = ("plan_limit_cents", "plan_family_limit_cents")
NOTHING = ibis.literal(0).cast("int64")


def out_of_pocket(lines: ir.Table, terms: ir.Table) -> ir.Table:
    """Cuts `deductible_cents`, `copay_cents` and `coinsurance_cents` at the limits; lines without any are left out."""
    lines = lines.mutate(raw=(lines.deductible_cents + lines.copay_cents + lines.coinsurance_cents).cast("int64"))
    lines = with_terms(lines.filter(lines.raw > 0), terms, *OUT_OF_POCKET_LIMITS)
    past = _past_a_limit(lines)
    cut = _cut(lines.semi_join(past, FAMILY_YEAR))
    return cut.union(lines.anti_join(past, FAMILY_YEAR).select(*cut.columns))


def _past_a_limit(lines: ir.Table) -> ir.Table:
    """`family_year` of families whose shares together come to more than a limit of any of them leaves.

    In all others no running sum can pass one: their lines stay as they are.
    """
    own = lines.plan_limit_cents - so_far(lines, NOTHING, "used_limit_cents")
    family = lines.plan_family_limit_cents - so_far(lines, NOTHING, "used_family_limit_cents")
    lines = lines.mutate(left=ibis.least(own, family))
    sums = lines.group_by(*FAMILY_YEAR).aggregate(together=to_int64(lines.raw.sum()), left=lines.left.min())
    return sums.filter(sums.together > sums.left).select(*FAMILY_YEAR)


def _cut(lines: ir.Table) -> ir.Table:
    own = running_sum(lines.raw, within=PERSON_YEAR, order=BY_SEQUENCE)
    lines = lines.mutate(own=so_far(lines, own, "used_limit_cents"))
    lines = lines.mutate(own=clipped(lines.own, lines.raw, lines.plan_limit_cents))
    family = running_sum(lines.own, within=FAMILY_YEAR, order=BY_SEQUENCE)
    lines = lines.mutate(family=so_far(lines, family, "used_family_limit_cents"))
    lines = lines.mutate(cut=lines.raw - clipped(lines.family, lines.own, lines.plan_family_limit_cents))
    off_coinsurance = ibis.least(lines.cut, lines.coinsurance_cents)
    lines = lines.mutate(coinsurance_cents=lines.coinsurance_cents - off_coinsurance, cut=lines.cut - off_coinsurance)
    off_copay = ibis.least(lines.cut, lines.copay_cents)
    lines = lines.mutate(copay_cents=lines.copay_cents - off_copay, cut=lines.cut - off_copay)
    return lines.mutate(deductible_cents=lines.deductible_cents - lines.cut).drop(
        "raw", "own", "family", "cut", *OUT_OF_POCKET_LIMITS
    )
