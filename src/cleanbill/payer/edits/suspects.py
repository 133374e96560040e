"""Which lines a rule that looks codes up, or looks at other lines, may fire on: all it can, and few more.

Those rules sort and join; nearly no line is in their reach. A line is a suspect
together with every line that decides on it: its copies, its code's other
lines of that day, and the partner of a pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import ibis
import ibis.expr.types as ir

from cleanbill.engine import Keep, fingerprint
from cleanbill.payer.edits.bundled import PAIR
from cleanbill.payer.edits.code_tables import CodeTables
from cleanbill.payer.place import UNCOVERED_PLAN
from cleanbill.payer.tables import KEY

ANY = -(2**62)  # below every number of units
FIRST = {"claim_id": "first_claim", "line": "first_line"}


@dataclass(frozen=True, slots=True)
class Suspects:
    """Lines that rules on cover, copies, pairs, units, age, sex or authorisation may fire on, and the pairs met."""

    lines: ir.Table
    pairs: ir.Table


def suspects(lines: ir.Table, tables: CodeTables, keep: Keep) -> Suspects:
    """Those of `lines` (plan_id and all that the rules look at), to be written down; `keep` does that on the way."""
    visits = keep(_shared_visits(lines))
    met = keep(_met(visits, tables.pairs, keep))
    first = met.select("plan_id", **FIRST)
    found = [_uncovered(lines), _limited(lines, tables), _again(visits), met, first]
    keys = reduce(lambda one, other: one.union(other), (some.select(*KEY) for some in found))
    return Suspects(lines.semi_join(keys, KEY), keep(met.select(*PAIR).distinct()))


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


def _met(visits: ir.Table, pairs: ir.Table, keep: Keep) -> ir.Table:
    """Lines of column 2, another line of column 1 in their visit, and the pair.

    The pair is one number to join on, so that the engine cannot but bring a visit's few lines
    together first: were it to begin with the pairs, each line would meet the hundreds of its code.
    """
    listed = keep(pairs.mutate(pair=fingerprint(pairs.column_1, pairs.column_2)))
    codes = visits.select("visit", "code")
    couples = codes.inner_join(codes.select("visit", first_code="code"), "visit")
    couples = couples.mutate(pair=fingerprint(couples.first_code, couples.code)).inner_join(listed, "pair")
    hits = keep(couples.select("visit").distinct())  # numbers alone: few couples are a pair
    some = visits.semi_join(hits, "visit")
    first = some.select("visit", first_claim="claim_id", first_line="line", first_code="code")
    both = some.inner_join(first, "visit")
    both = both.filter((both.first_claim != both.claim_id) | (both.first_line != both.line))
    met = both.mutate(pair=fingerprint(both.first_code, both.code)).inner_join(listed, "pair")
    return met.select(*KEY, *FIRST.values(), *PAIR)
