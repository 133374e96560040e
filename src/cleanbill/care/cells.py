"""The cells that care is calibrated in: age group x sex x cover class, 60 of them.

In: person and cover. Out: a cell number and a fee basis for each person.
Cover classes are those of MEPS (its insurance variable); a plan maps to one
of them before and from age 65.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

AGE_GROUPS = ("0-4", "5-17", "18-44", "45-64", "65+")
AGE_STARTS = (0, 5, 18, 45, 65)  # first year of age of each group
SEXES = ("M", "F")
COVER_CLASSES = ("private", "public", "uninsured", "medicare", "medicare-private", "medicare-public")
SHAPE = (len(AGE_GROUPS), len(SEXES), len(COVER_CLASSES))
CELLS = SHAPE[0] * SHAPE[1] * SHAPE[2]
FEE_BASES = ("commercial", "medicare", "medicaid", "self_pay")  # of law/us/price_relative

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PlanClass:
    """Which published people a plan's members are like, and whose prices it pays."""

    under_65: str
    from_65: str
    fee_basis: str


# From 65, private cover stands beside Medicare in MEPS. A person of 65 or more
# without cover is not printed: they are drawn like the uninsured of 45 to 64.
PLAN_CLASSES = {
    "employer": PlanClass("private", "medicare-private", "commercial"),
    "hdhp": PlanClass("private", "medicare-private", "commercial"),
    "connectorcare": PlanClass("private", "medicare-private", "commercial"),
    "medicare": PlanClass("public", "medicare", "medicare"),
    "medicare-supplement": PlanClass("private", "medicare-private", "medicare"),
    "medicare-masshealth": PlanClass("public", "medicare-public", "medicare"),
    "masshealth": PlanClass("public", "medicare-public", "medicaid"),
    "none": PlanClass("uninsured", "uninsured", "self_pay"),
}
UNKNOWN_PLAN = PlanClass("private", "medicare-private", "commercial")  # a plan of the user's own


def fee_basis(plan_id: str) -> str:
    """The fee basis of a plan, one of FEE_BASES; an unknown plan pays private prices."""
    return PLAN_CLASSES.get(plan_id, UNKNOWN_PLAN).fee_basis


def ages(birth_date: pa.Array | pa.ChunkedArray, on: date) -> Ints:
    """Whole years of age on a day; a birth after it counts as 0."""
    born = birth_date.cast(pa.date32())
    years = on.year - pc.year(born).to_numpy(zero_copy_only=False).astype(np.int64)
    month = pc.month(born).to_numpy(zero_copy_only=False)
    day = pc.day(born).to_numpy(zero_copy_only=False)
    not_yet = (month > on.month) | ((month == on.month) & (day > on.day))
    whole: Ints = np.maximum(years - not_yet, 0)
    return whole


def cell_numbers(age: Ints, female: npt.NDArray[np.bool_], under_65: Ints, from_65: Ints) -> Ints:
    """Cell of each person from age, sex and the two classes of their plan (numbers in COVER_CLASSES)."""
    group = np.searchsorted(AGE_STARTS, age, side="right") - 1
    cover = np.where(age >= AGE_STARTS[-1], from_65, under_65)
    no_cover = (group == SHAPE[0] - 1) & (cover == COVER_CLASSES.index("uninsured"))
    group = np.where(no_cover, SHAPE[0] - 2, group)
    cell: Ints = (group * SHAPE[1] + female) * SHAPE[2] + cover
    return cell


def plan_codes(plan_id: pa.Array | pa.ChunkedArray) -> tuple[Ints, Ints, Ints]:
    """For each plan id: cover class before 65, from 65, and fee basis, as numbers."""
    encoded = pc.dictionary_encode(plan_id)
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    classes = [PLAN_CLASSES.get(name, UNKNOWN_PLAN) for name in encoded.dictionary.to_pylist()]
    index = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    under = np.array([COVER_CLASSES.index(c.under_65) for c in classes], dtype=np.int64)
    over = np.array([COVER_CLASSES.index(c.from_65) for c in classes], dtype=np.int64)
    price = np.array([FEE_BASES.index(c.fee_basis) for c in classes], dtype=np.int64)
    return under[index], over[index], price[index]
