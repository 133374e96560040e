"""Reads a user's balances: what of limits was used before the first line, as an earlier run wrote it.

File in, table `balance` out, checked against the members and the plans' terms.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
        *faulty_rows(strange, path.name, "accumulator", "is none of that plan's", word),
        *faulty_rows(moved, path.name, "family_id", "is not the person's family in the members", family),
    ]
    if findings:
        raise BadInput(findings)
    return rows.drop(SOURCE_ROW)
