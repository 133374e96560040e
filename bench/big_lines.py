"""Claim lines for the payer, as many as wanted: generated care, its codes those of `big_tables`.

Out: part files of lines by whole families with what checks and prices look at, members under
today's plans, and places. Lots decide modifiers, late receipt and the rest; shares are assumptions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.big_tables import Words, codes, localities
from cleanbill.care import generate_blocks, providers
from cleanbill.people import assign_cover, residents

YEAR = 2025
LINES_A_PERSON = 24
DAY = date(YEAR, 12, 31)
SYSTEM = {"dental": "DENTAL", "drugs": "NDC"}
KIND = {
    "office": "professional", "home_health": "professional", "equipment": "equipment", "outpatient": "outpatient",
    "emergency": "outpatient", "dental": "dental", "drugs": "drugs",
}  # fmt: skip
MODIFIERS = np.array(["", "25", "59", "26", "TC", "50", "76"])
SHARE_OF_MODIFIERS = [0.86, 0.05, 0.03, 0.02, 0.01, 0.01, 0.02]
LOCALITIES_OF_STATE = 2  # of Medicare's, as Massachusetts has
LATE, AUTHORIZED, OTHER_PAYER, SEVERAL, TWICE = 0.005, 0.5, 0.004, 0.05, 0.002
SAME_ORDER = "claim_id", "line"


@dataclass(frozen=True, slots=True)
class Lines:
    """One file of lines, and Arrow tables of members and places."""

    path: Path
    count: int
    members: pa.Table
    places: pa.Table


def big_lines(folder: Path, wanted: int, *, seed: int) -> Lines:
    """At least `wanted` lines of 2025 in one file of `folder`, by claim and line."""
    person = residents(max(1_000, wanted * 21 // 20 // LINES_A_PERSON), seed=seed, today=DAY)
    cover = assign_cover(person, seed=seed, start=date(YEAR, 1, 1), end=DAY)
    draw, count, path = np.random.default_rng(seed), 0, folder / "lines.parquet"
    writer = None
    for block in _blocks(person, cover, wanted, seed):
        rows = _recoded(block, draw)
        writer = writer or pq.ParquetWriter(path, rows.schema, compression="zstd", compression_level=1)
        writer.write_table(rows)
        count += rows.num_rows
    if writer is None:
        raise ValueError("No line was wanted.")
    writer.close()
    return Lines(path, count, _members(person, cover), _places(draw))


def _blocks(person: pa.Table, cover: pa.Table, wanted: int, seed: int) -> Iterator[pa.Table]:
    left = wanted
    for block in generate_blocks(person, cover, seed=seed, year=YEAR):
        if left <= 0:
            return
        left -= block.num_rows
        yield block


def _recoded(block: pa.Table, draw: np.random.Generator) -> pa.Table:
    """Lines with codes of the made-up tables, what checks look at, and some sent twice."""
    size = block.num_rows
    benefit = block["benefit"].to_numpy(zero_copy_only=False)
    system = block["code_system"].to_numpy(zero_copy_only=False)
    code = block["code"].to_numpy(zero_copy_only=False).astype(object)
    for name, kind in KIND.items():
        here = np.flatnonzero(benefit == name)
        code[here] = _drawn(codes(kind), len(here), draw)
        system[here] = SYSTEM.get(name, "HCPCS")
    service = block["service_date"].to_numpy(zero_copy_only=False).astype("datetime64[D]")
    late = np.where(draw.random(size) < LATE, 1_200, draw.integers(0, 60, size))
    lot = draw.random(size)
    hcpcs = system == "HCPCS"
    given: dict[str, Any] = {
        "code_system": system,
        "code": code,
        "units": np.where(hcpcs & (draw.random(size) < SEVERAL), draw.integers(2, 9, size), block["units"].to_numpy()),
        "fee_cents": pa.nulls(size, pa.int64()),
        "modifiers": np.where(hcpcs, draw.choice(MODIFIERS, size, p=SHARE_OF_MODIFIERS), ""),
        "received_date": service + late.astype("timedelta64[D]"),
        "authorization": np.where(draw.random(size) < AUTHORIZED, "A1", None),
        "other_payer_first": lot < OTHER_PAYER,
    }
    for name, values in given.items():
        column = values if isinstance(values, pa.Array) else pa.array(values)
        place = block.schema.get_field_index(name)
        block = block.append_column(name, column) if place < 0 else block.set_column(place, name, column)
    return pa.concat_tables([block, _again(block, draw)])


def _drawn(listed: Words, number: int, draw: np.random.Generator) -> Words:
    """Codes of the list, the n-th drawn 1/n as often as the first."""
    weight = np.cumsum(1 / np.arange(1, len(listed) + 1))
    return listed[np.searchsorted(weight / weight[-1], draw.random(number), side="right")]


def _again(block: pa.Table, draw: np.random.Generator) -> pa.Table:
    """Claims that were sent once more under another number."""
    claims = pc.unique(block["claim_id"])
    twice = claims.filter(pa.array(draw.random(len(claims)) < TWICE))
    rows = block.filter(pc.is_in(block["claim_id"], twice))
    other = pc.replace_substring(rows["claim_id"], "K", "R")
    return rows.set_column(rows.schema.get_field_index("claim_id"), "claim_id", other)


def _members(person: pa.Table, cover: pa.Table) -> pa.Table:
    known = person.select(["person_id", "family_id", "birth_date", "sex"])
    return cover.join(known, "person_id").combine_chunks()


def _places(draw: np.random.Generator) -> pa.Table:
    ids = providers()["provider_id"]
    carrier, locality = localities()
    at = draw.integers(0, LOCALITIES_OF_STATE, len(ids))
    wages = draw.integers(9_000, 12_000, len(ids))
    return pa.table({"provider_id": ids, "carrier": carrier[at], "locality": locality[at], "wage_index_e4": wages})
