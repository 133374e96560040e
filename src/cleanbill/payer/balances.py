"""Opening balances: what of a plan year's limits was used before the first line.

`read_balances` reads a user's file as table `balance`, checked against members and terms; `with_opening` puts
on each line what its person and family had used, which every running sum then begins from (`so_far`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput
from cleanbill.engine import SOURCE_ROW, faulty_rows, read_numbered
from cleanbill.payer.tables import Balance


def read_balances(con: Any, path: Path, members: ir.Table, terms: ir.Table) -> ir.Table:
    """The file as `balance`; rows of plans that `terms` does not hold are carried on. Raises BadInput."""
    rows = read_numbered(con, path, Balance, optional={"person_id": None})
    plans = terms.select("plan_id", "accumulator").distinct()
    strange = rows.semi_join(plans, "plan_id").anti_join(plans, ["plan_id", "accumulator"])
    families = members.select("person_id", own_family="family_id").distinct()
    moved = rows.inner_join(families, "person_id").filter(lambda both: both.own_family != both.family_id)
    word = "Write it as an earlier run did: the plan's own word, such as medical."
    family = "Give the person's present family; what others used there stands without a person_id."
    findings = [
        *faulty_rows(strange, path.name, "accumulator", "is not one of that plan's", word),
        *faulty_rows(moved, path.name, "family_id", "is not the person's family in the members", family),
    ]
    if findings:
        raise BadInput(findings)
    return rows.drop(SOURCE_ROW)


# Opening balances: what a person or family has used of a plan year's limits before the first line.
#
# In: `opening`, one row per plan, year, accumulator and person; a row without
# a person is what the family has used through people who are not in it any
# more. A family has used what all its rows say. Out: lines with what was used.


OPENING = ibis.schema(
    {
        "plan_id": "string",
        "year": "int64",
        "accumulator": "string",
        "family_id": "string",
        "person_id": "string",  # null: the family's own row
        "deductible_cents": "int64",
        "limit_cents": "int64",
    }
)
USED = ("used_deductible_cents", "used_limit_cents", "used_family_deductible_cents", "used_family_limit_cents")
BUCKET = ("plan_id", "plan_year", "accumulator_no")


def with_opening(placed: ir.Table, opening: ir.Table, people: ir.Table, terms: ir.Table) -> ir.Table:
    """`placed` (person_id, family_no, plan_id, plan_year, accumulator_no) with the four columns of `USED`, in cents.

    `people` has person_id, family_id and family_no.
    """
    names = terms.select("plan_id", "accumulator", "accumulator_no").distinct()
    rows = opening.mutate(plan_year=opening.year).inner_join(names, ["plan_id", "accumulator"])
    own = rows.filter(rows.person_id.notnull())
    families = rows.inner_join(people.select("family_id", "family_no").distinct(), "family_id")
    placed = _joined(placed, _summed(own, "person_id", USED[:2]), "person_id", USED[:2])
    return _joined(placed, _summed(families, "family_no", USED[2:]), "family_no", USED[2:])


def _summed(rows: ir.Table, holder: str, names: tuple[str, ...]) -> ir.Table:
    sums = (rows.deductible_cents.sum(), rows.limit_cents.sum())
    return rows.group_by(holder, *BUCKET).aggregate(**dict(zip(names, sums, strict=True)))


def _joined(placed: ir.Table, used: ir.Table, holder: str, names: tuple[str, ...]) -> ir.Table:
    both = placed.left_join(used, [holder, *BUCKET])
    both = both.drop(*(name for name in both.columns if name.endswith("_right")))
    return both.mutate({name: ibis.coalesce(both[name], 0).cast("int64") for name in names})


def so_far(lines: ir.Table, total: ir.IntegerValue, used: str) -> ir.IntegerValue:
    """The running `total` with what was used before the first line, where lines tell it."""
    return total + lines[used] if used in lines.columns else total
