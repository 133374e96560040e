"""The settled years that ship are what `payer` makes of the same claims today, and the single payer leaves nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import yaml
from scripts.settle_years import BATCHES, DATA, FILES, ROOT, sha256

from cleanbill.care import BENEFITS
from cleanbill.care.generator.expectation import Ints
from cleanbill.financing.spending.settled import KINDS, settled_years
from cleanbill.financing.spending.spending import (
    BESIDE_MEDICARE,
    MEDICARE,
    PRICES_BP,
    Block,
    blocks,
    settled,
    year_of_care,
)

CARE, SHARE, SUMS = (pq.read_table(DATA / f"{name}.parquet") for name in FILES)
FIRST = [block for block in blocks(BATCHES) if block.number % BATCHES == 0]  # one block of each kind of care


def kept(table: pa.Table, block: Block, **where: Any) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Places in the block of its people who were kept, and their cents by benefit."""
    mine = pc.equal(pc.divide(table["person"], 100_000), block.number)
    for name, value in where.items():
        mine = pc.and_(mine, pc.equal(table[name], value))
    table = table.filter(mine)
    return table["person"].to_numpy() % 100_000, np.stack([table[name].to_numpy() for name in BENEFITS], axis=1)


@pytest.mark.parametrize("block", FIRST, ids=lambda block: f"{block.number}-{block.plans[0]}")
def test_settled_again_through_payer_each_cent_is_the_same(duckdb_engine: Any, block: Block) -> None:
    price = PRICES_BP[1]
    lines = year_of_care(block, price)
    for plan in block.plans:
        allowed, share = settled(duckdb_engine, block, plan, lines)
        who, cents = kept(SHARE, block, plan=plan, price_bp=price)
        assert len(who) > 50
        assert (share[who] == cents).all()
        assert_sums(block, f"{plan} {price}", share)
    who, cents = kept(CARE, block)
    assert (allowed[who] == cents).all()
    assert_sums(block, "allowed", allowed)
    if block.plans[0] in BESIDE_MEDICARE:
        under, left = settled(duckdb_engine, block, MEDICARE, lines)
        assert_sums(block, "medicare", np.minimum(under - left, allowed - share))


def assert_sums(block: Block, what: str, cents: Ints) -> None:
    """The sums of the first batch's people, by cell, are those that ship."""
    kind = "shared" if block.shared else block.plans[0]
    mine = SUMS.filter(
        pc.and_(pc.and_(pc.equal(SUMS["kind"], kind), pc.equal(SUMS["what"], what)), SUMS["first_batch"])
    )
    cells = sorted(set(block.cell.tolist()))
    assert mine["cell"].to_pylist() == cells
    assert mine["people"].to_pylist() == [int((block.cell == cell).sum()) for cell in cells]
    found = np.stack([cents[block.cell == cell].sum(axis=0) for cell in cells])
    assert (found == np.stack([mine[name].to_numpy() for name in BENEFITS], axis=1)).all()


def test_at_another_price_too(duckdb_engine: Any) -> None:
    block = FIRST[1]
    allowed, share = settled(duckdb_engine, block, "hdhp", year_of_care(block, PRICES_BP[3]))
    who, cents = kept(SHARE, block, plan="hdhp", price_bp=PRICES_BP[3])
    assert (share[who] == cents).all()
    assert allowed[who].sum() > 2 * kept(CARE, block)[1].sum()


def test_the_single_payer_leaves_nothing_by_the_same_path(duckdb_engine: Any) -> None:
    block = FIRST[0]
    allowed, share = settled(duckdb_engine, block, "single-payer", year_of_care(block, PRICES_BP[1]))
    assert allowed.sum() > 0
    assert share.sum() == 0


def test_the_files_are_those_that_their_provenance_names_and_so_are_the_inputs() -> None:
    told = yaml.safe_load((DATA / "settled_years.yaml").read_text("utf-8"))
    assert {name: sha256(DATA / name) for name in told["output_sha256"]} == told["output_sha256"]
    now = {path: sha256(ROOT / path) for path in told["input_sha256"]}
    assert now == told["input_sha256"], "run python -m scripts.settle_years: a plan or the generator has changed"


def test_what_is_kept_stands_for_all_and_in_order() -> None:
    years = settled_years()
    assert len(years.key) == 10 * len(KINDS) - 2  # people of 65 without cover are like those of 45 to 64
    assert np.add.reduceat(years.weight, years.first[:-1]) == pytest.approx(1)
    total = years.allowed.sum(axis=1)
    of_rows = years.means_of_rows(years.allowed)
    # One year in thousands may cost as much as a sixth of its group and not be kept; `draws` evens a group's mean out.
    assert of_rows.sum() == pytest.approx(years.mean_allowed.sum(), rel=0.02)
    assert np.median(of_rows.sum(axis=1) / years.mean_allowed.sum(axis=1)) == pytest.approx(1, abs=0.01)
    # 110 years of a group leave what is asked uncertain by a tenth, a plan's 20 groups by a fortieth: twice that.
    left, of_all = years.means_of_rows(years.share).sum(axis=(2, 3)), years.mean_share.sum(axis=(2, 3))
    assert left == pytest.approx(of_all, rel=0.05)
    for start, end in zip(years.first[:-1], years.first[1:], strict=True):
        assert (np.diff(total[start:end]) >= 0).all()


def test_families_share_a_deductible_and_a_limit() -> None:
    """On one policy the family's deductible is met sooner by each: less is left than to people alone, but for hdhp."""
    years = settled_years()
    left = years.mean_share[:, 1].sum(axis=-1)  # (plans of SAME_CARE, groups)
    shared, alone = (left[:, (years.key // 60) == kind] for kind in (0, 1))
    assert shared.shape == alone.shape == (3, 10)
    assert (shared[1] > 0).all()
    assert not np.allclose(shared, alone, rtol=0.01)
