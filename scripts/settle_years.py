"""Settles years of care under every plan through `payer`, and keeps a spread of them for financing.

In: the plans of 2025, care's generator, seed 2025. Out: three Parquet files and
their provenance in YAML beside them. Run it again when a plan, the price
levels or the generator change:

    python -m scripts.settle_years

Of each group of people alike (cell, plan, alone or in a family on one policy)
110 are kept, chosen evenly along their spending and most closely at the top.
"""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from cleanbill.care import BENEFITS
from cleanbill.care.generator.expectation import PLAN_CLASSES, Ints
from cleanbill.engine import connect
from cleanbill.financing.spending.spending import (
    BESIDE_MEDICARE,
    MEDICARE,
    PRICES_BP,
    SEED,
    YEAR,
    Block,
    blocks,
    settled,
    year_of_care,
)

ROOT = Path(__file__).parents[1]
DATA = ROOT / "src/cleanbill/financing/spending/data"
BATCHES = 12
PEOPLE_OF_BLOCK = 100_000  # at most: a person's number is the block's and the place in it
MEDICARE_FIRST = [f"medicare_{benefit}" for benefit in BENEFITS]
KEYS = ("person", "plan", "price_bp", "kind", "cell", "what", "first_batch")
FILES = ("years_of_care", "years_settled", "group_sums")
MADE = date(2026, 11, 24)
# Up to this share of people, by spending: how many are kept.
STRATA = ((0.5, 20), (0.8, 25), (0.95, 25), (0.99, 20), (1.0, 20))


def main() -> None:
    DATA.mkdir(exist_ok=True)
    con = connect()
    care, shares = [], []
    for block in blocks(BATCHES):
        one, other = block_rows(con, block)
        care.append(one)
        shares.append(other)
    con.disconnect()
    everyone, settled_all = pa.concat_tables(care), pa.concat_tables(shares)
    weight, kept = chosen(everyone)
    whole = everyone.append_column("weight", pa.array(weight)).filter(pa.array(kept))
    share = settled_all.filter(pc.is_in(settled_all["person"], whole["person"].combine_chunks()))
    write(whole.drop_columns(MEDICARE_FIRST), "years_of_care")
    write(share, "years_settled")
    write(sums(everyone, settled_all), "group_sums")
    (DATA / "settled_years.yaml").write_text(provenance(whole, share), "utf-8")
    print(f"{whole.num_rows} years of care, {share.num_rows} settlements")


def sums(care: pa.Table, share: pa.Table) -> pa.Table:
    """Cents of all people of a group, kept or not, and of those of the first batch alone: what means are taken of."""
    group = care.select(["person", "cell", "shared"])
    group = group.append_column("kind", pc.if_else(care["shared"], "shared", care["plan"])).drop_columns(["shared"])
    share = share.append_column(
        "what", pc.binary_join_element_wise(share["plan"], pc.cast(share["price_bp"], "string"), " ")
    )
    care = pa.concat_tables(
        [
            care.select(["person", *BENEFITS]).append_column("what", pa.repeat("allowed", care.num_rows)),
            care.select(["person", *MEDICARE_FIRST])
            .rename_columns(["person", *BENEFITS])
            .append_column("what", pa.repeat("medicare", care.num_rows)),
            share.select(["person", *BENEFITS, "what"]),
        ]
    ).join(group, "person")
    parts = []
    for first in (True, False):
        block = pc.divide(care["person"], PEOPLE_OF_BLOCK).to_numpy()
        part = care.filter(pa.array((block % BATCHES == 0) | (not first)))
        found = part.group_by(["kind", "cell", "what"]).aggregate(
            [("person", "count"), *((b, "sum") for b in BENEFITS)]
        )
        found = found.rename_columns({"person_count": "people", **{f"{b}_sum": b for b in BENEFITS}})
        parts.append(found.append_column("first_batch", pa.array([first] * found.num_rows)))
    return pa.concat_tables(parts)


def block_rows(con: Any, block: Block) -> tuple[pa.Table, pa.Table]:
    """A row of care for each person of a block, and one for each plan and price it is settled at."""
    care, rows = None, []
    person = block.number * PEOPLE_OF_BLOCK + np.arange(len(block.age))
    for price in PRICES_BP:
        lines = year_of_care(block, price)
        for plan_id in block.plans:
            allowed, share = settled(con, block, plan_id, lines)
            rows.append(_table(person, share, plan=[plan_id] * len(person), price_bp=np.full(len(person), price)))
        if price == PRICES_BP[1]:
            first = np.zeros_like(allowed)
            if block.plans[0] in BESIDE_MEDICARE:
                under, left = settled(con, block, MEDICARE, lines)
                first = np.minimum(under - left, allowed - share)
            shared = np.full(len(person), block.shared)
            care = _table(person, allowed, cell=block.cell, plan=[block.plans[0]] * len(person), shared=shared)
            for number, benefit in enumerate(BENEFITS):
                care = care.append_column(f"medicare_{benefit}", pa.array(first[:, number].astype(np.int32)))
    assert care is not None
    return care, pa.concat_tables(rows)


def _table(person: Ints, cents: Ints, **others: Any) -> pa.Table:
    benefits = {benefit: cents[:, number].astype(np.int32) for number, benefit in enumerate(BENEFITS)}
    return pa.table({"person": person, **{name: pa.array(column) for name, column in others.items()}, **benefits})


def chosen(care: pa.Table) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """How many people each person kept stands for (0 where not kept), and whether they are kept."""
    total = np.sum([care[benefit].to_numpy().astype(np.int64) for benefit in BENEFITS], axis=0)
    plans = np.array(care["plan"].to_pylist())
    group = care["cell"].to_numpy() * 100 + np.searchsorted(sorted(PLAN_CLASSES), plans) * 2
    group = group + care["shared"].to_numpy(zero_copy_only=False)
    weight = np.zeros(care.num_rows, np.int32)
    for number in np.unique(group):
        rows = np.flatnonzero(group == number)
        rows = rows[np.lexsort((rows, total[rows]))]
        edges = np.unique(np.rint(len(rows) * np.concatenate(list(_edges()))).astype(int))
        for start, end in pairwise(edges.tolist()):
            weight[rows[(start + end) // 2]] = end - start
    return weight, weight > 0


def _edges() -> Any:
    start = 0.0
    for end, number in STRATA:
        yield np.linspace(start, end, number, endpoint=False)
        start = end
    yield np.ones(1)


def write(table: pa.Table, name: str) -> None:
    order = [column for column in KEYS if column in table.column_names]
    table = table.sort_by([(column, "ascending") for column in order])
    pq.write_table(table, DATA / f"{name}.parquet", compression="zstd", compression_level=19)


def provenance(care: pa.Table, share: pa.Table) -> str:
    """What the files are and what they were made of."""
    sources = [*sorted((ROOT / "src/cleanbill/payer/plans").glob("*.yaml"))]
    sources += [ROOT / "src/cleanbill/law/us/price_relative.yaml", ROOT / "src/cleanbill/law/us/spending_trend.yaml"]
    sources += [ROOT / "src/cleanbill/care/data" / name for name in ("meps_2018.yaml", "shape.yaml")]
    told = {
        "title": "Years of care settled under each plan",
        "source": "care's generator and payer's settlement, by scripts/settle_years.py; no person is real",
        "link": "https://github.com/HHS-AHRQ/MEPS-summary-tables-archive",
        "licence": "Apache-2.0, as the project",
        "made_by": "scripts/settle_years.py",
        "read": MADE,
        "seed": SEED,
        "plan_year": YEAR,
        "prices_bp": list(PRICES_BP),
        "batches": BATCHES,
        "unit": "cents of the plan year; weight: people that a row stands for within its group",
        "rows": {"years_of_care": care.num_rows, "years_settled": share.num_rows},
        "input_sha256": {str(path.relative_to(ROOT)): sha256(path) for path in sources},
        "output_sha256": {name: sha256(DATA / name) for name in (f"{file}.parquet" for file in FILES)},
    }
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=110)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
