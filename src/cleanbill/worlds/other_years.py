"""What a run takes from another year than that of the care: plans, and care after today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import ibis.expr.types as ir

from cleanbill.core.errors import Gap
from cleanbill.payer import Plan


def other_years(con: Any, settled: ir.Table, plans: Sequence[Plan], *, today: date) -> tuple[Gap, ...]:
    """Gaps for plan terms that are not of the year of the care, and for care dated after `today`."""
    return tuple(gap for gap in _gaps(con, settled, plans, today) if gap.rows)


def _gaps(con: Any, settled: ir.Table, plans: Sequence[Plan], today: date) -> Iterator[Gap]:
    used = settled.group_by("plan_id", year=settled.service_date.year()).aggregate(n=settled.count())
    years = {plan.plan_id: plan.year for plan in plans}
    off = [row for row in con.to_pyarrow(used).to_pylist() if years[row["plan_id"]] != row["year"]]
    if off:
        care = sorted({row["year"] for row in off})
        span = f"{care[0]}" if len(care) == 1 else f"{care[0]} to {care[-1]}"
        terms = ", ".join(str(year) for year in sorted({years[row["plan_id"]] for row in off}))
        yield Gap(f"plan terms of {span}", f"the terms of {terms} hold instead", sum(row["n"] for row in off))
    later = int(settled.filter(settled.service_date > today).count().execute())
    yield Gap(f"a day of the run, {today}, after all care", "care after it is followed to its end all the same", later)
