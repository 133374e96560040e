"""Family income beside the federal poverty guideline.

In: the table `person`. Out: one row a family. The guideline is the one in
force on the day, for the size of the family (42 USC 9902(2); amounts in
law/us/poverty_guideline). Incomes may be negative: a family's is floored at 0.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import WHOLE_BP
from cleanbill.law import parameter

LAW = "us/poverty_guideline"


def guideline_cents(size: int, day: date, region: str = "contiguous") -> int:
    """The guideline in force on `day` for a family of `size`, cents a year.

    `region` is contiguous, alaska or hawaii. Raises CleanbillError for another
    region, a size below 1 or a day before the first guideline held.
    """
    if size < 1:
        raise CleanbillError(f"A family has at least one person, not {size}.")
    first, step = steps_cents(day, region)
    return first + (size - 1) * step


def steps_cents(day: date, region: str = "contiguous") -> tuple[int, int]:
    """The guideline for one person, and for each further person, cents a year."""
    regions: dict[str, Any] = parameter(LAW).at(day)
    if region not in regions:
        raise CleanbillError(f"There is no guideline for {region!r}, only for {', '.join(sorted(regions))}.")
    return regions[region]["first"] * 100, regions[region]["step"] * 100


def guideline_year(day: date) -> int:
    """The year of the guideline in force on `day`: last year's until the new one appears in January."""
    return parameter(LAW).since(day).year


def families(person: ir.Table, day: date) -> ir.Table:
    """One row a family: family_id, head_id, size, income_cents, guideline_cents, guideline_year, fpl_bp.

    The head is the oldest, of equals the first by person_id. `fpl_bp` is
    income in basis points of the guideline, rounded down. All but the ids are int64.
    """
    first, step = steps_cents(day)
    grouped = _heads(person).group_by("family_id")
    family = grouped.aggregate(
        head_id=lambda t: ibis.cases((t.place == 0, t.person_id)).max(),
        size=lambda t: t.count().cast("int64"),
        income_cents=lambda t: ibis.greatest(t.income_cents.sum().cast("int64"), ibis.literal(0, "int64")),
    )
    known = family.mutate(
        guideline_cents=(ibis.literal(first, "int64") + (family["size"] - 1) * step).cast("int64"),
        guideline_year=ibis.literal(guideline_year(day), "int64"),
    )
    return known.mutate(fpl_bp=(known.income_cents * WHOLE_BP // known.guideline_cents).cast("int64"))


def _heads(person: ir.Table) -> ir.Table:
    """Each person's place in the family by age, from 0."""
    eldest_first = ibis.window(group_by="family_id", order_by=["birth_date", "person_id"])
    return person.mutate(place=ibis.row_number().over(eldest_first))
