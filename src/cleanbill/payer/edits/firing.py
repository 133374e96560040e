"""How a rule fires: the first that does stands, with the day its rule began."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from cleanbill.engine import joined
from cleanbill.payer.tables import KEY


def fire(lines: ir.Table, rule: ir.StringValue, since: ir.DateValue | date) -> ir.Table:
    """`lines` with `rule` and `since` set where they were empty and `rule` is not."""
    fired = lines.rule.isnull() & rule.notnull()
    return lines.mutate(
        rule=ibis.coalesce(lines.rule, rule),
        since=ibis.ifelse(fired, ibis.literal(since) if isinstance(since, date) else since, lines.since),
    )


def named(condition: ir.BooleanValue, rule: str) -> ir.StringValue:
    """`rule` where the condition holds, else null."""
    return ibis.ifelse(condition.fill_null(False), ibis.literal(rule), ibis.null("string"))


def fire_on(lines: ir.Table, found: ir.Table) -> ir.Table:
    """`fire` for the lines of `found`: plan_id, claim_id, line, found_rule, found_since, one row a line."""
    both = joined(lines, found, KEY)
    return fire(both, both.found_rule, both.found_since).drop("found_rule", "found_since")


def standing(lines: ir.Table) -> ir.Table:
    """Lines that no rule has fired on."""
    return lines.filter(lines.rule.isnull())


def has_modifier(modifiers: ir.StringValue, listed: list[str]) -> ir.BooleanValue:
    """Whether any of the space-separated modifiers is on the list."""
    return (" " + modifiers + " ").re_search(f" ({'|'.join(sorted(listed))}) ")
