"""The edits: each a rule that may fire on a line before it is paid, with the CARC that it denies it by.

Lines (`rule`, `since`, and what the edit looks at) in, the same out, or the keys of lines that it fires on. The first
edit that fires stands. Their order and their laws are the table EDITS of `editing`; codes are
law/us/adjustment_reasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import left_join
from cleanbill.payer.settlement import UNCOVERED_PLAN
from cleanbill.payer.tables import KEY, SettledLine

# How a rule fires: the first that does stands, with the day its rule began.


def fire(lines: ir.Table, rule: ir.StringValue, since: ir.DateValue | date) -> ir.Table:
    """`lines` with `rule` and `since` set where they were empty and `rule` is not."""
    fired = lines.rule.isnull() & rule.notnull()
    return lines.mutate(
        rule=ibis.coalesce(lines.rule, rule),
        since=ibis.ifelse(fired, ibis.literal(since) if isinstance(since, date) else since, lines.since),
    )


def named_rule(condition: ir.BooleanValue, rule: str) -> ir.StringValue:
    """`rule` where the condition holds, else null."""
    return ibis.ifelse(condition.fill_null(False), ibis.literal(rule), ibis.null("string"))


def fire_on(lines: ir.Table, found: ir.Table) -> ir.Table:
    """`fire` for the lines of `found`: plan_id, claim_id, line, found_rule, found_since, one row a line."""
    both = left_join(lines, found, KEY)
    return fire(both, both.found_rule, both.found_since).drop("found_rule", "found_since")


def still_standing(lines: ir.Table) -> ir.Table:
    """Lines that no rule has fired on."""
    return lines.filter(lines.rule.isnull())


def has_modifier(modifiers: ir.StringValue, listed: list[str]) -> ir.BooleanValue:
    """Whether any of the space-separated modifiers is on the list."""
    return (" " + modifiers + " ").re_search(f" ({'|'.join(sorted(listed))}) ")


# Age against code: CO-6. Ages are in whole years on the day of service.


def age(lines: ir.Table, limits: ir.Table) -> ir.Table:
    """Keys of lines of an age outside min_age to max_age of their code in `limits`, with found_rule and found_since."""
    both = lines.inner_join(limits, lines.code == limits.limited_code)
    born, day = both.birth_date, both.service_date
    not_yet = (day.month() < born.month()) | ((day.month() == born.month()) & (day.day() < born.day()))
    years = day.year() - born.year() - not_yet.cast("int32")
    outside = (years < both.min_age) | (years > both.max_age)
    found = both.filter(outside & (day >= both.limit_since) & (day <= both.limit_until))
    return found.group_by(*KEY).aggregate(found_since=found.limit_since.min()).mutate(found_rule=ibis.literal("age"))


# Authorisation: CO-197 for a code that needs one, without one, outside an emergency.


def authorization(lines: ir.Table, needed: ir.Table) -> ir.Table:
    """Keys of lines whose code in `needed` wants one that they lack, with found_rule and found_since."""
    both = lines.inner_join(needed, lines.code == needed.needed_code)
    in_force = (both.service_date >= both.needed_since) & (both.service_date <= both.needed_until)
    lacks = (both.authorization.fill_null("") == "") & (both.benefit != "emergency")
    found = both.filter(in_force & lacks)
    found = found.group_by(*KEY).aggregate(found_since=found.needed_since.min())
    return found.mutate(found_rule=ibis.literal("no_authorization"))


# Bundled pairs (NCCI procedure to procedure): CO-97 for the column 2 code.
#
# A pair holds for two lines of one patient, provider and day. Indicator 0 is never lifted, 1
# by a proper modifier on either code, 9 is a deleted pair.


SAME_VISIT = ("plan_id", "person_id", "provider_id", "service_date")
PAIR = ("column_1", "column_2", "indicator", "pair_since", "pair_until")


def ncci_pairs(lines: ir.Table, pairs: ir.Table, *, proper: list[str]) -> ir.Table:
    """Fires by `pairs` (column_1, column_2, indicator, pair_since, pair_until)."""
    stands = still_standing(lines).mutate(lifted=has_modifier(lines.modifiers, proper))
    second = stands.inner_join(pairs, stands.code == pairs.column_2)
    first = stands.select(
        *SAME_VISIT, first_claim="claim_id", first_line="line", first_code="code", first_lifted="lifted"
    )
    both = second.inner_join(first, [*SAME_VISIT, second.column_1 == first.first_code])
    both = both.filter((both.first_claim != both.claim_id) | (both.first_line != both.line))
    lifted = (both.indicator == "1") & (both.lifted | both.first_lifted)
    in_force = (both.service_date >= both.pair_since) & (both.service_date <= both.pair_until)
    found = both.filter(in_force & (both.indicator != "9") & ~lifted)
    found = found.group_by(*KEY).aggregate(found_since=found.pair_since.min())
    return fire_on(lines, found.mutate(found_rule=ibis.literal("bundled")))


# Not covered on the day: PR-31, PR-26, PR-27 or PR-200, by where the day lies.
#
# A person whom the members list under plan `none` has no payer to deny anything.


def eligibility(lines: ir.Table, members: ir.Table, since: date) -> ir.Table:
    """Fires on lines placed under no plan; `members` has person_id, plan_id, start and end."""
    spans = members.group_by("person_id").aggregate(
        first_day=members.start.min(),
        last_day=members.end.max(),
        uninsured=(members.plan_id == UNCOVERED_PLAN).any(),
    )
    both = lines.left_join(spans, "person_id").drop("person_id_right")
    place = ibis.cases(
        ((both.plan_id != UNCOVERED_PLAN) | both.uninsured.fill_null(False), ibis.null("string")),
        (both.first_day.isnull(), "unknown_patient"),
        (both.service_date < both.first_day, "before_cover"),
        (both.service_date > both.last_day, "after_cover"),
        else_="lapse_in_cover",
    )
    return fire(both, place, since).drop("first_day", "last_day", "uninsured")


# A denied line once settled: its whole charge with the group of its code, and no part in any limit.


def denied(decided: ir.Table, *, world: str) -> ir.Table:
    """`settled_line` of the lines that `edit` denied: CO is written down, PR the patient's, OA and PI other."""
    lines = decided.filter(decided.status == "denied")
    nothing = ibis.literal(0).cast("int64")
    charge = lines.charge_cents
    patient = ibis.ifelse(lines.group == "PR", charge, nothing)
    zero = ("allowed", "plan_paid", "other_payer", "deductible", "coinsurance", "copay")
    return lines.mutate(
        world=ibis.literal(world),
        contractual_cents=ibis.ifelse(lines.group == "CO", charge, nothing),
        not_covered_cents=patient,
        patient_share_cents=patient,
        other_cents=ibis.ifelse(lines.group.isin(["OA", "PI"]), charge, nothing),
        **{f"{name}_cents": nothing for name in zero},
    ).select(*ibis_schema(SettledLine).names)


# Exact duplicate: OA-18. The first in full order stands, whichever claim it is on.
#
# A modifier that says the service was repeated lifts the rule.


SAME = (
    "plan_id", "person_id", "provider_id", "service_date", "code_system",
    "code", "modifiers", "units", "charge_cents",
)  # fmt: skip


def duplicate(lines: ir.Table, since: date, *, repeat: list[str]) -> ir.Table:
    """Fires on every standing line but the first of those that are the same in all of `SAME`."""
    lines = lines.mutate(stands=lines.rule.isnull())
    within = ibis.window(group_by=[*SAME, "stands"], order_by=["claim_id", "line"])
    lines = lines.mutate(copy_no=ibis.row_number().over(within))
    again = (lines.copy_no > 0) & ~has_modifier(lines.modifiers, repeat)
    return fire(lines, named_rule(again, "duplicate"), since).drop("stands", "copy_no")


# Lines whose price lies within that of the stay: CO-97. They are not pended, and nothing more is paid for them.


REASONS_LAW = "us/adjustment_reasons"
INCLUDED = "included"
WITHIN_THE_STAY = "paid within the MS-DRG of the stay"  # the reason that `care.fees.price` pends such a line with


def included(decided: ir.Table, day: date) -> ir.Table:
    """Decided lines with `pended_reason`; those that wait for a price for that one reason are denied instead."""
    code = law.parameter(REASONS_LAW).at(day)[INCLUDED]
    within = ((decided.status == "pended") & (decided.pended_reason == WITHIN_THE_STAY)).fill_null(False)
    values = {
        "status": "denied",
        "rule": INCLUDED,
        "group": code["group"],
        "carc": code["carc"],
        "source": f"law/{REASONS_LAW}.yaml",
        "since": law.parameter(REASONS_LAW).since(day),
    }
    return decided.mutate(
        **{name: ibis.ifelse(within, ibis.literal(value), decided[name]) for name, value in values.items()}
    )


# Timely filing: CO-29 where a claim came in after the plan's limit; law/us/timely_filing.


OTHERS = "others"  # the limit of a plan that has none of its own


def timely_filing(lines: ir.Table, since: date, *, months: Mapping[str, int]) -> ir.Table:
    """Fires on lines received later than `months` (by plan_id) after the day of service."""
    last = lines.service_date + ibis.interval(months=months[OTHERS])
    for name, count in months.items():
        if count != months[OTHERS]:
            last = ibis.ifelse(lines.plan_id == name, lines.service_date + ibis.interval(months=count), last)
    return fire(lines, named_rule(lines.received_date > last.cast("date"), "late"), since)


# Missing information: CO-16, with the remark that the trade requires for what is missing.


def required_fields(lines: ir.Table, since: date) -> ir.Table:
    """Fires on lines without a code, units, provider or (for HCPCS) place of service, the first of them."""
    placed_code = lines.code_system.fill_null("") == "HCPCS"
    rule = ibis.cases(
        (lines.code.fill_null("") == "", "missing_code"),
        (lines.units.fill_null(0) < 1, "missing_units"),
        (lines.provider_id.fill_null("") == "", "missing_provider"),
        (placed_code & (lines.place_of_service.fill_null("") == ""), "missing_place"),
        else_=ibis.null("string"),
    )
    return fire(lines, rule, since)


# Another payer comes first and has not been asked: CO-22.


def other_payer(lines: ir.Table, since: date) -> ir.Table:
    """Fires where `other_payer_first` and the line does not say what that payer paid."""
    return fire(
        lines, named_rule(lines.other_payer_first & lines.other_payer_cents.isnull(), "other_payer_first"), since
    )


# Sex against code: CO-7.


def sex(lines: ir.Table, limits: ir.Table) -> ir.Table:
    """Keys of lines whose code in `limits` is for the other sex alone, with found_rule and found_since."""
    both = lines.inner_join(limits, lines.code == limits.limited_code)
    other = (both.only_sex != "") & (both.sex != both.only_sex)
    found = both.filter(other & (both.service_date >= both.limit_since) & (both.service_date <= both.limit_until))
    return found.group_by(*KEY).aggregate(found_since=found.limit_since.min()).mutate(found_rule=ibis.literal("sex"))


# Unit limits (NCCI medically unlikely edits): CO-151.
#
# Adjudication indicator 1 limits a line; 2 (absolute) and 3 (may be appealed)
# limit a day: all lines of the code on that day are denied.


DAY = ("plan_id", "person_id", "provider_id", "service_date", "code")


def mue_units(lines: ir.Table, limits: ir.Table) -> ir.Table:
    """Fires by `limits` (unit_code, most, mai, unit_since, unit_until)."""
    both = still_standing(lines).inner_join(limits, lines.code == limits.unit_code)
    both = both.filter((both.service_date >= both.unit_since) & (both.service_date <= both.unit_until))
    both = both.mutate(of_day=both.units.sum().over(ibis.window(group_by=list(DAY))))
    rule = ibis.cases(
        ((both.mai == "1") & (both.units > both.most), "units_of_line"),
        ((both.mai != "1") & (both.of_day > both.most), "units_of_day"),
        else_=ibis.null("string"),
    )
    found = both.mutate(found_rule=rule)
    found = found.filter(found.found_rule.notnull())
    return fire_on(
        lines, found.group_by(*KEY).aggregate(found_rule=found.found_rule.min(), found_since=found.unit_since.min())
    )
