"""The years of care that `payer` settled (data/years_*.parquet, made by scripts/settle_years.py), as arrays.

A group is people of one kind of care and cell, its rows in the order of their
spending. Out: each year's cents by benefit, what each plan leaves to the
patient at four price levels, and means of all people settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleanbill.care import BENEFITS
from cleanbill.care.generator import CELLS, PLAN_CLASSES, Floats, Ints
from cleanbill.financing.spending.spending import PRICES_BP, SAME_CARE
from cleanbill.people import Ints as Numbers

KINDS = ("shared", SAME_CARE[0], *(name for name in PLAN_CLASSES if name not in SAME_CARE))
REFERENCE = 1  # place in PRICES_BP of the level that `allowed` is in


@dataclass(frozen=True, slots=True)
class Settled:
    """Rows by group, within it by spending; a group's run from `first` to the next one's.

    Means are of all people settled, of whom the rows are a spread.
    """

    key: Ints  # of each group: kind x CELLS + cell
    first: Ints  # of each group, and the number of rows at the end
    weight: Floats  # of a row within its group; a group's add up to 1
    allowed: Floats  # (rows, benefits), cents of the plans' year at the reference level
    share: Floats  # (plans of SAME_CARE, or the one plan in front; price levels; rows; benefits): left to the patient
    mean_allowed: Floats  # (groups, benefits)
    mean_medicare: Floats  # (groups, benefits)
    mean_share: Floats  # as `share`, by group

    def group(self, kind: Numbers, cell: Numbers) -> Numbers:
        """Number of the group of each person."""
        wanted = kind * CELLS + cell
        found = np.minimum(np.searchsorted(self.key, wanted), len(self.key) - 1)
        assert (self.key[found] == wanted).all(), "every plan and cell has years of care"
        return found

    def means_of_rows(self, rows: Floats) -> Floats:
        """The weighted mean of each group's rows, over the last but one axis; near the mean of all of its people."""
        weighted = rows * self.weight[:, None]
        mean: Floats = np.add.reduceat(weighted, self.first[:-1], axis=-2)
        return mean


def _read(name: str) -> pa.Table:
    with resources.as_file(resources.files("cleanbill.financing.spending") / "data" / f"{name}.parquet") as path:
        return pq.ParquetFile(path).read()


def _numbers(column: pa.ChunkedArray) -> Ints:
    """A column without blanks as numbers; `to_numpy` would load pandas, which takes a second."""
    found: Ints = np.from_dlpack(column.combine_chunks()).astype(np.int64)
    return found


def _cents(table: pa.Table) -> Floats:
    return np.stack([_numbers(table[benefit]) for benefit in BENEFITS], axis=1).astype(np.float64)


@cache
def settled_years() -> Settled:
    """The settled years, read once."""
    care, share = _read("years_of_care"), _read("years_settled")
    plan = _places(care["plan"], KINDS)
    kind = np.where(_numbers(pc.cast(care["shared"], "int8")) == 1, 0, plan)
    key, allowed = kind * CELLS + _numbers(care["cell"]), _cents(care)
    order = np.lexsort((allowed.sum(axis=1), key))
    groups, first = np.unique(key[order], return_index=True)
    first = np.append(first, len(order))
    weight = _numbers(care["weight"]).astype(np.float64)[order]
    whole = np.add.reduceat(weight, first[:-1])
    return Settled(
        key=groups,
        first=first,
        weight=weight / np.repeat(whole, np.diff(first)),
        allowed=allowed[order],
        share=_shares(_numbers(care["person"]), share)[:, :, order],
        **_means(groups),
    )


def _means(groups: Ints) -> dict[str, Floats]:
    """Means of all people of each group, kept as a row or not: `mean_allowed`, `mean_medicare`, `mean_share`."""
    sums = _read("group_sums")
    sums = sums.filter(pc.invert(sums["first_batch"]))
    kind = _places(sums["kind"], KINDS)
    group = np.searchsorted(groups, kind * CELLS + _numbers(sums["cell"]))
    mean, what = _cents(sums) / _numbers(sums["people"])[:, None], np.array(sums["what"].to_pylist())
    allowed, medicare = (np.zeros((len(groups), len(BENEFITS))) for _ in range(2))
    share = np.zeros((len(SAME_CARE), len(PRICES_BP), len(groups), len(BENEFITS)))
    allowed[group[what == "allowed"]] = mean[what == "allowed"]
    medicare[group[what == "medicare"]] = mean[what == "medicare"]
    for plan in PLAN_CLASSES:
        for level, price in enumerate(PRICES_BP):
            chosen = what == f"{plan} {price}"
            share[SAME_CARE.index(plan) if plan in SAME_CARE else 0, level, group[chosen]] = mean[chosen]
    return {"mean_allowed": allowed, "mean_medicare": medicare, "mean_share": share}


def _shares(person: Ints, share: pa.Table) -> Floats:
    """(plan in SAME_CARE or 0, price level, row of `person`, benefit); `person` is in rising order."""
    row = np.searchsorted(person, _numbers(share["person"]))
    level = np.searchsorted(PRICES_BP, _numbers(share["price_bp"]))
    found = np.zeros((len(SAME_CARE), len(PRICES_BP), len(person), len(BENEFITS)))
    found[_places(share["plan"], SAME_CARE), level, row] = _cents(share)
    return found


def _places(column: pa.ChunkedArray, names: tuple[str, ...]) -> Ints:
    """Place of each text in `names`, 0 for others."""
    encoded = column.combine_chunks().dictionary_encode()
    place = [names.index(name) if name in names else 0 for name in encoded.dictionary.to_pylist()]
    found: Ints = np.array(place, dtype=np.int64)[np.from_dlpack(encoded.indices)]
    return found
