"""Every placed line gets a status and, where it is not paid, the first rule that fired and its codes.

In: `claim_line` with `plan_id` (`place`), members, and the code tables. Out:
the same lines with status, rule, group, carc, rarc, source and since. In
the order that one published engine states: cover, duplicate, pairs and units, price,
other payer, authorisation; missing information, filing, age and sex stand where we put them.
All rules are run on the few `suspects`; on other lines, those that need nothing but the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.engine import Keep, joined, not_kept
from cleanbill.payer.edits.age import age
from cleanbill.payer.edits.authorization import authorization
from cleanbill.payer.edits.bundled import bundled
from cleanbill.payer.edits.code_tables import CodeTables
from cleanbill.payer.edits.cover import cover
from cleanbill.payer.edits.duplicate import duplicate
from cleanbill.payer.edits.firing import fire, fire_on, named
from cleanbill.payer.edits.late import late
from cleanbill.payer.edits.missing import missing
from cleanbill.payer.edits.other_payer import other_payer
from cleanbill.payer.edits.sex import sex
from cleanbill.payer.edits.suspects import suspects
from cleanbill.payer.edits.units import units
from cleanbill.payer.tables import KEY

CODES, FILING, MODIFIERS = "us/adjustment_reasons", "us/timely_filing", "us/coding_modifiers"
NO_PRICE = "no_price"  # pended: a code without a price is never priced at nothing
TABLE_RULES = ("age", "sex", "bundled", "units_of_line", "units_of_day", "no_authorization")
REASONS = ibis.schema(dict.fromkeys(("known_rule", "known_status", "source", "group", "carc", "rarc"), "string"))
PEOPLE = ("birth_date", "sex")  # where lines do not say it, members may
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


def edit(lines: ir.Table, members: ir.Table, tables: CodeTables, day: date, *, keep: Keep = not_kept) -> ir.Table:
    """`lines` with `status` (paid, denied, pended) and the reason, by the law in force on `day`.

    Columns of `OPTIONAL` may be lacking: their rules then have nothing to
    fire on. One row out for each row in. `keep` writes a table down that is
    read more than once; without it, it is worked out each time. Write the result down
    before it is settled: the two as one expression are too deep for the engine.
    """
    return with_codes(fired(lines, members, tables, day, keep=keep), law.parameter(CODES).at(day))


def fired(lines: ir.Table, members: ir.Table, tables: CodeTables, day: date, *, keep: Keep = not_kept) -> ir.Table:
    """`lines` with `rule` and `since` of the first rule that fires, null where none does: `edit` without codes."""
    absent = {name: value for name, value in OPTIONAL.items() if name not in lines.columns}
    lines = _prepared(lines.mutate(**absent))
    few = suspects(lines, tables, keep)
    known = keep(_with_people(few.lines, members, [name for name in PEOPLE if name in absent]))
    found = _all_rules(known, members, replace(tables, pairs=few.pairs), day, keep)
    found = keep(found.select(*KEY, own_rule="rule", own_since="since", suspect=True))
    single = _line_rules(joined(lines, found, KEY), day)
    suspect = single.suspect.notnull()
    return single.mutate(
        rule=ibis.ifelse(suspect, single.own_rule, single.rule),
        since=ibis.ifelse(suspect, single.own_since, single.since),
    ).drop("own_rule", "own_since", "suspect", *absent)


def _with_people(few: ir.Table, members: ir.Table, lacking: Sequence[str]) -> ir.Table:
    """`few` lines with what the members hold of the columns of PEOPLE that are `lacking`."""
    held = [name for name in lacking if name in members.columns]
    return joined(few.drop(*held), members.select("person_id", *held).distinct(), ["person_id"]) if held else few


def _all_rules(few: ir.Table, members: ir.Table, tables: CodeTables, day: date, keep: Keep) -> ir.Table:
    """Every rule in order; written down before one that looks at what still stands beside a line."""
    since = law.parameter(CODES).since(day)
    modifiers, filing = law.parameter(MODIFIERS).at(day), law.parameter(FILING)
    lines = cover(few, members, since)
    lines = missing(lines, since)
    lines = duplicate(lines, since, repeat=modifiers["repeat"])
    lines = late(lines, filing.since(day), months=filing.at(day))
    lines = fire_on(lines, age(few, tables.limits))
    lines = keep(fire_on(lines, sex(few, tables.limits)))
    lines = keep(bundled(lines, tables.pairs, proper=modifiers["proper"]))
    lines = units(lines, tables.units)
    lines = fire(lines, named(lines.fee_cents.isnull(), NO_PRICE), since)
    lines = other_payer(lines, since)
    return fire_on(lines, authorization(few, tables.needed))


def _line_rules(lines: ir.Table, day: date) -> ir.Table:
    """The rules that need nothing but the line, in the same order."""
    since, filing = law.parameter(CODES).since(day), law.parameter(FILING)
    lines = missing(lines, since)
    lines = late(lines, filing.since(day), months=filing.at(day))
    lines = fire(lines, named(lines.fee_cents.isnull(), NO_PRICE), since)
    return other_payer(lines, since)


def _prepared(lines: ir.Table) -> ir.Table:
    """`lines`, of which every column of OPTIONAL is there, before any rule has fired."""
    return lines.mutate(
        rule=ibis.null("string"),
        since=ibis.null("date"),
        modifiers=lines.modifiers.fill_null(""),
        other_payer_first=lines.other_payer_first.fill_null(False),
    )


def with_codes(lines: ir.Table, codes: Any) -> ir.Table:
    """Lines with status, group, carc, rarc and source of the `rule` that fired."""
    rows = [
        {
            "known_rule": rule,
            "known_status": "pended" if rule == NO_PRICE else "denied",
            "source": _source(rule),
            **{name: code.get(name) for name in ("group", "carc", "rarc")},
        }
        for rule, code in {**codes, NO_PRICE: {}}.items()
    ]
    reasons = ibis.memtable(rows, schema=REASONS)
    told = lines.left_join(reasons, lines.rule == reasons.known_rule)
    return told.mutate(status=told.known_status.fill_null("paid")).drop("known_rule", "known_status")


def _source(rule: str) -> str:
    if rule in TABLE_RULES:
        return "payer/edits code tables"
    return f"law/{FILING if rule == 'late' else CODES}.yaml"
