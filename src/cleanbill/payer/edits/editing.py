"""Every placed line gets a status and, where it is not paid, the first rule that fired and its codes.

In: `claim_line` with `plan_id` (`assign_plan`), members, and the code tables. Out: the same lines with status, rule,
group, carc, rarc, source and since. EDITS has them in the order that one published engine states: eligibility,
duplicate, pairs and units, price, other payer, authorisation; required fields, filing, age and sex stand where we put
them. All are run on the few `suspects`; on other lines, those that need nothing but the line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill import law
from cleanbill.engine import Materialize, fingerprint, left_join, not_materialized
from cleanbill.payer.edits.codes import CodeTables
from cleanbill.payer.edits.rules import (
    PAIR,
    age,
    authorization,
    duplicate,
    eligibility,
    fire,
    fire_on,
    mue_units,
    named_rule,
    ncci_pairs,
    other_payer,
    required_fields,
    sex,
    timely_filing,
)
from cleanbill.payer.settlement import UNCOVERED_PLAN
from cleanbill.payer.tables import KEY

# Which lines a rule that looks codes up, or looks at other lines, may fire on: all it can, and few more.
#
# Those rules sort and join; nearly no line is in their reach. A line is a suspect
# together with every line that decides on it: its copies, its code's other
# lines of that day, and the partner of a pair.


ANY = -(2**62)  # below every number of units
FIRST = {"claim_id": "first_claim", "line": "first_line"}


@dataclass(frozen=True, slots=True)
class Suspects:
    """Lines that rules on cover, copies, pairs, units, age, sex or authorisation may fire on, and the pairs met."""

    lines: ir.Table
    pairs: ir.Table


def suspects(lines: ir.Table, tables: CodeTables, materialize: Materialize) -> Suspects:
    """Those of `lines` (plan_id and all that the rules look at), worked out once by `materialize`."""
    visits = materialize(_shared_visits(lines))
    met = materialize(_met(visits, tables.pairs, materialize))
    first = met.select("plan_id", **FIRST)
    found = [_uncovered(lines), _limited(lines, tables), _again(visits), met, first]
    keys = reduce(lambda rows, other: rows.union(other), (some.select(*KEY) for some in found))
    return Suspects(lines.semi_join(keys, KEY), materialize(met.select(*PAIR).distinct()))


def _uncovered(lines: ir.Table) -> ir.Table:
    return lines.filter(lines.plan_id == UNCOVERED_PLAN)


def _shared_visits(lines: ir.Table) -> ir.Table:
    """Keys and codes of lines that are not alone, with a fingerprint of patient, provider and day under a plan."""
    visit = fingerprint(lines.plan_id, lines.person_id, lines.provider_id, lines.service_date)
    visits = lines.select(*KEY, "code", visit=visit)
    return visits.semi_join(_several(visits, "visit"), "visit")


def _several(rows: ir.Table, name: str) -> ir.Table:
    """Values of the column `name` that are in more than one row."""
    counted = rows.group_by(name).aggregate(times=rows.count())
    return counted.filter(counted.times > 1)


def _limited(lines: ir.Table, tables: CodeTables) -> ir.Table:
    """Lines of a code with limits of age or sex, of one that needs an authorisation, or with more units than a limit.

    `_again` has days with several lines of a code.
    """
    listed = tables.limits.select(limited="limited_code").union(tables.needed.select(limited="needed_code"))
    listed = listed.distinct().mutate(fewest=ibis.literal(ANY, "int64"))
    counted = tables.units.group_by(limited="unit_code").aggregate(fewest=tables.units.most.min().cast("int64"))
    both = listed.union(counted)
    few = both.group_by("limited").aggregate(fewest=both.fewest.min())
    return lines.semi_join(few, [lines.code == few.limited, lines.units.fill_null(0) > few.fewest])


def _again(visits: ir.Table) -> ir.Table:
    """Lines of a code that a visit has several of: copies, and units of a day."""
    coded = visits.mutate(same=fingerprint(visits.visit, visits.code))
    return coded.semi_join(_several(coded, "same"), "same")


def _met(visits: ir.Table, pairs: ir.Table, materialize: Materialize) -> ir.Table:
    """Lines of column 2, another line of column 1 in their visit, and the pair.

    The pair is one number to join on, so that the engine cannot but bring a visit's few lines
    together first: were it to begin with the pairs, each line would meet the hundreds of its code.
    """
    listed = materialize(pairs.mutate(pair=fingerprint(pairs.column_1, pairs.column_2)))
    codes = visits.select("visit", "code")
    couples = codes.inner_join(codes.select("visit", first_code="code"), "visit")
    couples = couples.mutate(pair=fingerprint(couples.first_code, couples.code)).inner_join(listed, "pair")
    hits = materialize(couples.select("visit").distinct())  # numbers alone: few couples are a pair
    some = visits.semi_join(hits, "visit")
    first = some.select("visit", first_claim="claim_id", first_line="line", first_code="code")
    both = some.inner_join(first, "visit")
    both = both.filter((both.first_claim != both.claim_id) | (both.first_line != both.line))
    met = both.mutate(pair=fingerprint(both.first_code, both.code)).inner_join(listed, "pair")
    return met.select(*KEY, *FIRST.values(), *PAIR)


REASONS_LAW, FILING_LAW, MODIFIERS_LAW = "us/adjustment_reasons", "us/timely_filing", "us/coding_modifiers"
CODE_TABLES = "payer/edits code tables"
NO_PRICE = "no_price"  # pended: a code without a price is never priced at nothing
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


@dataclass(frozen=True, slots=True)
class Given:
    """What edits look at beside lines: the `few` suspects as they came, members, code tables, the law of a day."""

    few: ir.Table
    members: ir.Table
    tables: CodeTables
    day: date

    @property
    def since(self) -> date:
        """The first day of the reason codes in force."""
        return law.parameter(REASONS_LAW).since(self.day)

    @property
    def modifiers(self) -> dict[str, list[str]]:
        """Modifiers by what they lift."""
        return dict(law.parameter(MODIFIERS_LAW).at(self.day))


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit: the rules that it fires, where they stand, and lines in, lines out.

    `of_line`: it needs nothing but the line. `looks_beside`: it joins lines with those beside them that still stand,
    so that what is before it is worked out first.
    """

    rules: tuple[str, ...]
    source: str
    fires: Callable[[ir.Table, Given], ir.Table]
    of_line: bool = False
    looks_beside: bool = False


def _timely_filing(lines: ir.Table, given: Given) -> ir.Table:
    filing = law.parameter(FILING_LAW)
    return timely_filing(lines, filing.since(given.day), months=filing.at(given.day))


# Every edit in the order in which they are tried; the first that fires stands.
EDITS = (
    Edit(
        ("unknown_patient", "before_cover", "after_cover", "lapse_in_cover"), REASONS_LAW,
        lambda lines, given: eligibility(lines, given.members, given.since),
    ),
    Edit(
        ("missing_code", "missing_units", "missing_provider", "missing_place"), REASONS_LAW,
        lambda lines, given: required_fields(lines, given.since), of_line=True,
    ),
    Edit(
        ("duplicate",), REASONS_LAW,
        lambda lines, given: duplicate(lines, given.since, repeat=given.modifiers["repeat"]),
    ),
    Edit(("late",), FILING_LAW, _timely_filing, of_line=True),
    Edit(("age",), CODE_TABLES, lambda lines, given: fire_on(lines, age(given.few, given.tables.limits))),
    Edit(("sex",), CODE_TABLES, lambda lines, given: fire_on(lines, sex(given.few, given.tables.limits))),
    Edit(
        ("bundled",), CODE_TABLES,
        lambda lines, given: ncci_pairs(lines, given.tables.pairs, proper=given.modifiers["proper"]),
        looks_beside=True,
    ),
    Edit(
        ("units_of_line", "units_of_day"), CODE_TABLES,
        lambda lines, given: mue_units(lines, given.tables.units), looks_beside=True,
    ),
    Edit(
        (NO_PRICE,), REASONS_LAW,
        lambda lines, given: fire(lines, named_rule(lines.fee_cents.isnull(), NO_PRICE), given.since), of_line=True,
    ),
    Edit(("other_payer_first",), REASONS_LAW, lambda lines, given: other_payer(lines, given.since), of_line=True),
    Edit(
        ("no_authorization",), CODE_TABLES,
        lambda lines, given: fire_on(lines, authorization(given.few, given.tables.needed)),
    ),
)  # fmt: skip


def edit(
    lines: ir.Table, members: ir.Table, tables: CodeTables, day: date, *, materialize: Materialize = not_materialized
) -> ir.Table:
    """`lines` with `status` (paid, denied, pended) and the reason, by the law in force on `day`.

    Columns of `OPTIONAL` may be lacking: their rules then have nothing to
    fire on. One row out for each row in. `materialize` writes a table down that is
    read more than once; without it, it is worked out each time. Write the result down
    before it is settled: the two as one expression are too deep for the engine.
    """
    return with_codes(fired(lines, members, tables, day, materialize=materialize), law.parameter(REASONS_LAW).at(day))


def fired(
    lines: ir.Table, members: ir.Table, tables: CodeTables, day: date, *, materialize: Materialize = not_materialized
) -> ir.Table:
    """`lines` with `rule` and `since` of the first rule that fires, null where none does: `edit` without codes."""
    absent = {name: value for name, value in OPTIONAL.items() if name not in lines.columns}
    lines = _prepared(lines.mutate(**absent))
    few = suspects(lines, tables, materialize)
    known = materialize(_with_people(few.lines, members, [name for name in PEOPLE if name in absent]))
    found = _all_edits(known, members, replace(tables, pairs=few.pairs), day, materialize)
    found = materialize(found.select(*KEY, own_rule="rule", own_since="since", suspect=True))
    single = _line_edits(left_join(lines, found, KEY), Given(lines, members, tables, day))
    suspect = single.suspect.notnull()
    return single.mutate(
        rule=ibis.ifelse(suspect, single.own_rule, single.rule),
        since=ibis.ifelse(suspect, single.own_since, single.since),
    ).drop("own_rule", "own_since", "suspect", *absent)


def _with_people(few: ir.Table, members: ir.Table, lacking: Sequence[str]) -> ir.Table:
    """`few` lines with what the members hold of the columns of PEOPLE that are `lacking`."""
    known = [name for name in lacking if name in members.columns]
    return left_join(few.drop(*known), members.select("person_id", *known).distinct(), ["person_id"]) if known else few


def _all_edits(few: ir.Table, members: ir.Table, tables: CodeTables, day: date, materialize: Materialize) -> ir.Table:
    """`few` after every edit in order."""
    given, lines = Given(few, members, tables, day), few
    for row in EDITS:
        lines = row.fires(materialize(lines) if row.looks_beside else lines, given)
    return lines


def _line_edits(lines: ir.Table, given: Given) -> ir.Table:
    """`lines` after the edits that need nothing but the line, in the same order."""
    return reduce(lambda so_far, row: row.fires(so_far, given), (row for row in EDITS if row.of_line), lines)


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
    coded = lines.left_join(reasons, lines.rule == reasons.known_rule)
    return coded.mutate(status=coded.known_status.fill_null("paid")).drop("known_rule", "known_status")


def _source(rule: str) -> str:
    law_of = next((row.source for row in EDITS if rule in row.rules), REASONS_LAW)
    return law_of if law_of == CODE_TABLES else f"law/{law_of}.yaml"
