"""Claim lines for the payer, as many as wanted: generated care, its codes those of `big_tables`.

Out: part files of lines of whole households with what checks and prices look at, members under
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
from cleanbill.payer.batch import Part
from cleanbill.people import assign_cover, residents

YEAR = 2025
LINES_A_PERSON = 24
LINES_A_PART = 700_000
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


@dataclass(frozen=True, slots=True)
class Lines:
    """Parts of whole households, how many lines they hold, and the file of places."""

    parts: tuple[Part, ...]
    count: int
    places: Path


def big_lines(folder: Path, wanted: int, *, seed: int, a_part: int = LINES_A_PART) -> Lines:
    """At least `wanted` lines of 2025 in files of `folder`, by claim and line, about `a_part` of them each."""
    person = residents(max(1_000, wanted * 21 // 20 // LINES_A_PERSON), seed=seed, today=DAY)
    cover = assign_cover(person, seed=seed, start=date(YEAR, 1, 1), end=DAY)
    members = _members(person, cover)
    draw, parts, count = np.random.default_rng(seed), [], 0
    blocks = generate_blocks(person, cover, seed=seed, year=YEAR)
    while count < wanted and (rows := _next_rows(blocks, min(a_part, wanted - count), draw)) is not None:
        part = Part(folder / f"lines-{len(parts):03d}.parquet", folder / f"members-{len(parts):03d}.parquet")
        mine = members.filter(pc.is_in(members["family_id"], _families(members, rows)))
        for table, path in ((rows, part.lines), (mine, part.members)):
            pq.write_table(table, path, compression="zstd", compression_level=1)
        parts.append(part)
        count += rows.num_rows
    pq.write_table(_places(draw), folder / "places.parquet")
    return Lines(tuple(parts), count, folder / "places.parquet")


def _next_rows(blocks: Iterator[pa.Table], wanted: int, draw: np.random.Generator) -> pa.Table | None:
    """Lines of the next blocks until there are `wanted`; None where there is no block any more."""
    rows: list[pa.Table] = []
    while sum(table.num_rows for table in rows) < wanted and (block := next(blocks, None)) is not None:
        rows.append(_recoded(block, draw))
    return pa.concat_tables(rows) if rows else None


def _families(members: pa.Table, rows: pa.Table) -> pa.Array:
    people = pc.unique(rows["person_id"])
    return pc.unique(members.filter(pc.is_in(members["person_id"], people))["family_id"])


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
    return cover.drop_columns("rule").join(known, "person_id").combine_chunks()


def _places(draw: np.random.Generator) -> pa.Table:
    ids = providers()["provider_id"]
    carrier, locality = localities()
    at = draw.integers(0, LOCALITIES_OF_STATE, len(ids))
    wages = draw.integers(9_000, 12_000, len(ids))
    return pa.table({"provider_id": ids, "carrier": carrier[at], "locality": locality[at], "wage_index_e4": wages})
