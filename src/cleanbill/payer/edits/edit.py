"""Every placed line gets a status and, where it is not paid, the first rule that fired and its codes.

In: `claim_line` with `plan_id` (`place`), members, and the code tables. Out:
the same lines with status, rule, group, carc, rarc, source and since. In
the order that one published engine states: cover, duplicate, pairs and units, price,
other payer, authorisation; missing information, filing, age and sex stand where we put them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.payer.edits.age import age
from cleanbill.payer.edits.authorization import authorization
from cleanbill.payer.edits.bundled import bundled
from cleanbill.payer.edits.code_tables import CodeTables
from cleanbill.payer.edits.cover import cover
from cleanbill.payer.edits.duplicate import duplicate
from cleanbill.payer.edits.firing import fire, named
from cleanbill.payer.edits.late import late
from cleanbill.payer.edits.missing import missing
from cleanbill.payer.edits.other_payer import other_payer
from cleanbill.payer.edits.sex import sex
from cleanbill.payer.edits.units import units

CODES, FILING, MODIFIERS = "us/adjustment_reasons", "us/timely_filing", "us/coding_modifiers"
NO_PRICE = "no_price"  # pended: a code without a price is never priced at nothing
TABLE_RULES = ("age", "sex", "bundled", "units_of_line", "units_of_day", "no_authorization")
# What a line need not say, and what is then taken to hold.
OPTIONAL: dict[str, ir.Value] = {
    "modifiers": ibis.literal(""),
    "received_date": ibis.null("date"),
    "authorization": ibis.null("string"),
    "other_payer_first": ibis.literal(False),
    "other_payer_cents": ibis.null("int64"),
    "birth_date": ibis.null("date"),
    "sex": ibis.null("string"),
}


def edit(lines: ir.Table, members: ir.Table, tables: CodeTables, day: date) -> ir.Table:
    """`lines` with `status` (paid, denied, pended) and the reason, by the law in force on `day`.

    Columns of `OPTIONAL` may be lacking: their rules then have nothing to
    fire on. One row out for each row in. Write the result down before it is
    settled: the two as one expression are too deep for the engine.
    """
    since = _begun(CODES, day)
    modifiers = law.parameter(MODIFIERS).at(day)
    lines = cover(_prepared(lines), members, since)
    lines = missing(lines, since)
    lines = duplicate(lines, since, repeat=modifiers["repeat"])
    lines = late(lines, _begun(FILING, day), months=law.parameter(FILING).at(day))
    lines = age(lines, tables.limits)
    lines = sex(lines, tables.limits)
    lines = bundled(lines, tables.pairs, proper=modifiers["proper"])
    lines = units(lines, tables.units)
    lines = fire(lines, named(lines.fee_cents.isnull(), NO_PRICE), since)
    lines = other_payer(lines, since)
    lines = authorization(lines, tables.needed)
    return _decided(lines, law.parameter(CODES).at(day))


def _prepared(lines: ir.Table) -> ir.Table:
    absent = {name: value for name, value in OPTIONAL.items() if name not in lines.columns}
    lines = lines.mutate(**absent, rule=ibis.null("string"), since=ibis.null("date"))
    return lines.mutate(
        modifiers=lines.modifiers.fill_null(""), other_payer_first=lines.other_payer_first.fill_null(False)
    )


def _decided(lines: ir.Table, codes: Any) -> ir.Table:
    rule = lines.rule
    status = ibis.cases((rule.isnull(), "paid"), (rule == NO_PRICE, "pended"), else_="denied")
    found = {
        name: rule.cases(*((key, code[name]) for key, code in codes.items() if name in code), else_=ibis.null("string"))
        for name in ("group", "carc", "rarc")
    }
    source = ibis.cases(
        (rule.isnull(), ibis.null("string")),
        (rule.isin(TABLE_RULES), "payer/edits code tables"),
        (rule == "late", f"law/{FILING}.yaml"),
        else_=f"law/{CODES}.yaml",
    )
    return lines.mutate(status=status, source=source, **found)


def _begun(path: str, day: date) -> date:
    """The day on which the value in force on `day` began."""
    return max(start for start in law.parameter(path).values if start <= day)
