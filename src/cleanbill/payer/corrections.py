"""Replacement and void claims: which lines stand, what replaces them, and what an earlier result had otherwise.

In: lines with `action` and `original_claim_id`, and the tables of an earlier result. Out: `unsettled_line` with status
`replaced` or `voided`, the family-years to settle again, and `correction`: lines taken back and lines in their place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.tables import Table, ibis_schema
from cleanbill.payer.settlement import assign_plan, settle
from cleanbill.payer.tables import Balance, ComparedClaim, Correction, SettledLine, UnsettledLine

# Reversal and correction: void and replacement claims replay the family-years they touch, and only those.
#
# In: lines before and after, and what was settled before. Out: what is settled
# now, the settled lines that are taken back and those that stand in their
# place. Taking back a claim gives what never having had it would have given.


ORIGINAL, REPLACEMENT, VOID = "original", "replacement", "void"  # claim frequency 1, 7, 8
LINE = ("claim_id", "line")
MATTERS = (*LINE, "person_id", "service_date", "benefit", "charge_cents", "fee_cents")
SHARES = (
    *LINE, "plan_id", "allowed_cents", "contractual_cents", "plan_paid_cents", "other_payer_cents",
    "deductible_cents", "coinsurance_cents", "copay_cents", "not_covered_cents", "other_cents",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Replayed:
    """`settled` is all that holds now; of it `corrected` is new, and `taken_back` held before and does no more."""

    settled: ir.Table
    taken_back: ir.Table
    corrected: ir.Table


def standing_claims(lines: ir.Table) -> ir.Table:
    """Lines that stand: not voided, not replaced, and not themselves a void.

    `action` is original (or null), replacement or void, `original_claim_id` the claim
    that a replacement or void is of. A replacement may be replaced in turn.
    A void of a replacement does not bring back what was replaced.
    """
    of = lines.filter(lines.action.isin([REPLACEMENT, VOID])).select(gone="original_claim_id").distinct()
    return lines.anti_join(of, lines.claim_id == of.gone).filter(lambda left: (left.action != VOID).fill_null(True))


def touched(before: ir.Table, after: ir.Table, members: ir.Table) -> ir.Table:
    """person_id and year of everyone in a family that has another line in that year after than before."""
    changed = before.anti_join(after, MATTERS).select(*MATTERS).union(after.anti_join(before, MATTERS).select(*MATTERS))
    families = members.select("person_id", "family_id").distinct()
    years = changed.inner_join(families, "person_id")
    years = years.select("family_id", year=years.service_date.year()).distinct()
    return families.inner_join(years, "family_id").select("person_id", "year")


def replay(
    settled: ir.Table,
    before: ir.Table,
    after: ir.Table,
    members: ir.Table,
    terms: ir.Table,
    *,
    world: str,
    opening: ir.Table | None = None,
) -> Replayed:
    """`settled` (of the lines `before`) as it is once the lines are `after`; both are standing lines."""
    years = touched(before, after, members)
    again = settle(_of(after, years), members, terms, world=world, opening=opening)
    old = _of(settled, years)
    kept = settled.anti_join(old.select(*LINE, "plan_id"), (*LINE, "plan_id"))
    return Replayed(
        settled=kept.union(again.select(*kept.columns)),
        taken_back=old.anti_join(again, SHARES),
        corrected=again.anti_join(old, SHARES),
    )


def _of(lines: ir.Table, years: ir.Table) -> ir.Table:
    """Lines of those people in those years."""
    return lines.semi_join(years, [lines.person_id == years.person_id, lines.service_date.year() == years.year])


NO_FEE = "no fee is given"


def corrections(lines: ir.Table) -> ir.Table:
    """The lines that `standing_claims` leaves out, with status, reason and by_claim_id.

    A void's own lines ask for nothing: they are `voided` too.
    """
    acts = lines.filter(lines.action.isin([REPLACEMENT, VOID]) & lines.original_claim_id.notnull())
    acts = acts.select(gone="original_claim_id", by="claim_id", act="action").distinct()
    by = acts.group_by("gone").aggregate(
        by_claim_id=acts.by.min(), is_void=(acts["act"] == VOID).any(), replaced=(acts["act"] == REPLACEMENT).any()
    )
    both = lines.left_join(by, lines.claim_id == by.gone)
    both = both.filter(both.gone.notnull() | (both.action == VOID))
    own = (both.action == VOID).fill_null(False)
    return both.mutate(
        status=ibis.ifelse(own | both.is_void.fill_null(False), "voided", "replaced"),
        reason=ibis.cases(
            (own, "a void: it asks for no money"),
            (both.is_void, "taken back by a void"),
            else_="replaced by a later claim",
        ),
    ).drop("gone", "is_void", "replaced")


def under_plans(corrected: ir.Table, members: ir.Table, plans: ir.Table | None) -> ir.Table:
    """`corrected` with the `plan_id` of each member, or once under each of `plans`, so that all lines are counted."""
    if plans is None:
        return assign_plan(corrected, members)
    return corrected.cross_join(plans.select("plan_id").distinct())


def unsettled(decided: ir.Table, corrected: ir.Table | None) -> ir.Table:
    """`unsettled_line`: lines that wait for a price, and those that corrections took out."""
    waits = decided.filter(decided.status == "pended")
    reason = waits.pended_reason if "pended_reason" in waits.columns else ibis.literal(NO_FEE)
    names = ibis_schema(UnsettledLine).names
    rows = waits.mutate(reason=reason, by_claim_id=ibis.null("string")).select(*names)
    return rows if corrected is None else rows.union(corrected.select(*names))


# An earlier result: whose claims changed since, what of it stands, and what is taken back or corrected.
#
# In: the tables of an earlier run, and the lines of this one. Families without a new, changed, missing or
# waiting line keep what they had; only the others are settled again.


TAKEN_BACK, CORRECTED = "taken back", "corrected"
SAME = ("claim_id", "line", "person_id", "service_date", "charge_cents")
READ: dict[str, type[Table]] = {
    "settled_line": SettledLine,
    "unsettled_line": UnsettledLine,
    "compared_claim": ComparedClaim,
    "balance": Balance,
}
MAY_LACK = ("adjustment", "priced_line")  # read as they are: they bear no person
REMEDY = "Name the folder that an earlier `cleanbill settle` wrote with --out."


@dataclass(frozen=True, slots=True)
class Earlier:
    """Tables of an earlier result by name, and the options that it was settled with."""

    tables: Mapping[str, ir.Table]
    options: Mapping[str, Any]


def read_earlier(con: Any, folder: Path) -> Earlier:
    """The result in `folder`. Raises BadInput where it is none, or of another version's columns."""
    needed = (*(f"{name}.parquet" for name in (*READ, "adjustment")), "summary.json")
    if lacks := [name for name in needed if not (folder / name).is_file()]:
        raise BadInput([Finding(folder.name, None, None, f"holds no {lacks[0]}", REMEDY)])
    options = json.loads((folder / "summary.json").read_text("utf-8")).get("options", {})
    names = [name for name in (*READ, *MAY_LACK) if (folder / f"{name}.parquet").is_file()]
    tables = {name: con.read_parquet(folder / f"{name}.parquet") for name in names}
    findings = [
        Finding(f"{name}.parquet", None, column, "the column is missing", REMEDY)
        for name, schema in READ.items()
        for column in ibis_schema(schema)
        if column not in tables[name].columns
    ]
    if findings:
        raise BadInput(findings)
    return Earlier(tables, options)


def changed_people(lines: ir.Table, members: ir.Table, earlier: Earlier) -> ir.Table:
    """person_id and family_id of everyone in a family with a line that came, went, changed, or waited for a price."""
    waits = earlier.tables["unsettled_line"]
    before = earlier.tables["settled_line"].select(*SAME).union(waits.select(*SAME)).distinct()
    now = lines.select(*SAME)
    parts = (now.anti_join(before, SAME), before.anti_join(now, SAME), waits.filter(waits.status == "pended"))
    people = parts[0].select("person_id").union(parts[1].select("person_id")).union(parts[2].select("person_id"))
    families = members.select("person_id", "family_id").distinct()
    changed = families.semi_join(people.distinct(), "person_id").select("family_id").distinct()
    return families.semi_join(changed, "family_id")


def earlier_rows_that_stand(earlier: Earlier, changed: ir.Table) -> dict[str, ir.Table]:
    """The rows of each earlier table that are of no one in `changed`."""
    tables = earlier.tables
    kept = {
        name: tables[name].anti_join(changed, "person_id")
        for name in ("settled_line", "unsettled_line", "compared_claim")
    }
    kept["balance"] = tables["balance"].anti_join(changed, "family_id")
    lines = kept["settled_line"].select("claim_id").union(kept["unsettled_line"].select("claim_id")).distinct()
    return kept | {name: tables[name].semi_join(lines, "claim_id") for name in MAY_LACK if name in tables}


def corrected_since(before: ir.Table, now: ir.Table) -> ir.Table:
    """`correction`: lines of `before` that hold no more, and those of `now` that are new.

    Lines that both hold alike are not in it, so what was paid, less what is taken
    back, plus what is corrected, is what holds now.
    """
    parts = ((before, now, TAKEN_BACK), (now, before, CORRECTED))
    gone, new = (rows.anti_join(other, SHARES).mutate(what=ibis.literal(what)) for rows, other, what in parts)
    names = ibis_schema(Correction).names
    return gone.select(*names).union(new.select(*names))
