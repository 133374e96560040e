"""Who may be drawn: the people behind the accounts that qualify, one each.

In: `account` and `decision`. Out: Candidates by person. Of a person in several places the first by code is taken.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis.expr.types as ir

from cleanbill.engine import whole
from cleanbill.relief.holdout.draw import Candidate


def candidates(con: Any, accounts: ir.Table, decided: ir.Table, today: date) -> list[Candidate]:
    """People with an account that qualifies, and all they owe on those."""
    good = decided.filter(decided.qualifies).select("holder", "account_id")
    theirs = accounts.semi_join(good, ["holder", "account_id"])
    people = theirs.group_by("patient_id").aggregate(
        state=theirs.state.min(),
        county_fips=theirs.county_fips.min(),
        face_cents=whole(theirs.current_balance_cents.sum()),
        born=theirs.birth_date.min(),
    )
    return [
        Candidate(row["patient_id"], row["state"], row["county_fips"], row["face_cents"], _age(row["born"], today))
        for row in con.to_pyarrow(people.order_by("patient_id")).to_pylist()
    ]


def _age(born: date | None, today: date) -> int | None:
    """Whole years."""
    return None if born is None else today.year - born.year - ((today.month, today.day) < (born.month, born.day))
