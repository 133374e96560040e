"""Where a run's bills come from, and how its folder is laid out.

`Source` is what every intake offers, `Sample` the embedded one: residents of Massachusetts and a year of their
care. Tables by world stand as `<table>/world=<world>/part-000.parquet`; claims are cut into parts by family.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleanbill.care import ClaimLine, Patients, Provider, blocks, generate_block, patients, providers
from cleanbill.core.errors import Gap
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import write_parquet
from cleanbill.people import Cover, Person, assign_cover, residents

# Where a run's tables by world stand: `<table>/world=<world>/part-000.parquet`.
#
# The folder states the world, as DuckDB, Spark, Polars and pandas read it. A
# world whose rows are another's has links to its files: the same bytes, once.


SETTLED, BILL = "settled_line", "bill"  # the tables that each world has its own of
WORLD = ("world",)  # the column that the path states


def part_path(folder: Path, table: str, world: str, number: int) -> Path:
    """The file of one part of a table in one world."""
    return folder / table / f"world={world}" / f"part-{number:03d}.parquet"


def read_worlds(con: Any, folder: Path, table: str, world: str = "*") -> ir.Table:
    """A table of all worlds, or of one, with its column `world`."""
    files = str(folder / table / f"world={world}" / "*.parquet")
    read: ir.Table = con.read_parquet(files, hive_partitioning=True)
    return read


def same_as(path: Path, other: Path) -> None:
    """Makes `path` the file `other`, by a link where the disk can, else by a copy."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(other, path)
    except OSError:
        shutil.copyfile(other, path)


# What a run starts from, wherever it came from: people, cover and parts of claims.


Progress = Callable[[str, int, int], None]  # what is being done, how much of it, of how much


@dataclass(frozen=True, slots=True)
class Intake:
    """What came in. `part` (person_id, part) says in which file of `claim_parts` a person's lines are.

    A part holds whole families with all their lines, so that parts can be
    settled one by one. `lines_in` and `charge_in_cents` are those of the input
    files, `set_aside_*` what of them is not in the parts.
    """

    kind: str
    says: str
    person: ir.Table
    cover: ir.Table
    part: ir.Table
    claim_parts: tuple[Path, ...]
    lines_in: int
    charge_in_cents: int
    gaps: tuple[Gap, ...] = ()
    lines_set_aside: int = 0
    charge_set_aside_cents: int = 0


class Source(Protocol):
    """Brings an input in: writes person, cover, provider and claim_line below `folder`."""

    @property
    def reads(self) -> tuple[Path, ...]:
        """The user's files and folders that it reads, which no result may replace."""
        ...

    def intake(self, con: Any, folder: Path, *, today: date, seed: int, progress: Progress) -> Intake:
        """The input as tables; BadInput with every fault where it cannot be used."""
        ...


# Cuts people into parts of whole families, and writes each part's claim lines to a file.
#
# A part is small enough to be settled in memory, however large the input is.


PEOPLE_A_PART = 50_000


def cut(con: Any, person: ir.Table) -> ir.Table:
    """person_id and part, from 0: families in order of their id, PEOPLE_A_PART people or a little more each."""
    sizes = person.group_by("family_id").aggregate(size=lambda rows: rows.count().cast("int64"))
    before = sizes.size.cumsum(order_by="family_id").cast("int64") - sizes.size
    placed = sizes.mutate(part=(before // PEOPLE_A_PART).cast("int64")).drop("size")
    return con.create_table("part", person.inner_join(placed, "family_id").select("person_id", "part"), temp=True)


def write_parts(con: Any, lines: ir.Table, part: ir.Table, folder: Path, progress: Progress) -> tuple[Path, ...]:
    """Writes the lines of each part to a file of its own below `folder`, in order."""
    parts = int(part.part.max().execute()) + 1
    placed = lines.inner_join(part, "person_id")
    paths = []
    for number in range(parts):
        path = folder / "claim_line" / f"claim_line-{number:03d}.parquet"
        write_parquet(con, placed.filter(placed.part == ibis.literal(number)), path, schema=ClaimLine)
        paths.append(path)
        progress("claims", number + 1, parts)
    return tuple(paths)


def face(rows: ir.Table, amount: str = "charge_cents") -> tuple[int, int]:
    """How many rows there are, and the cents they come to."""
    cents = rows[amount].sum().fill_null(0).cast("int64")
    found = rows.aggregate(n=rows.count().cast("int64"), cents=cents).to_pyarrow().to_pylist()[0]
    return found["n"], found["cents"]


BLOCKS_A_PART = 5  # 50,000 people, about a million lines: what a window holds in memory at ease
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Sample:
    """`people` residents drawn by the run's seed, and the care of the year of `today`."""

    people: int

    @property
    def reads(self) -> tuple[Path, ...]:
        """See `Source.reads`: everything is in the package."""
        return ()

    def intake(self, con: Any, folder: Path, *, today: date, seed: int, progress: Progress) -> Intake:
        """See `Source.intake`."""
        progress("residents", 0, 1)
        person = residents(self.people, seed=seed, today=today)
        year = date(today.year, 1, 1), date(today.year, 12, 31)
        cover = assign_cover(person, seed=seed, start=year[0], end=year[1])
        write_parquet(con, ibis.memtable(person), folder / "person.parquet", schema=Person)
        write_parquet(con, ibis.memtable(cover), folder / "cover.parquet", schema=Cover)
        write_parquet(con, ibis.memtable(providers()), folder / "provider.parquet", schema=Provider)
        progress("residents", 1, 1)
        jobs = _jobs(person, cover, folder / "claim_line", seed=seed, today=today)
        counts = []
        for done, count in enumerate(_written(jobs), 1):
            counts.append(count)
            progress("a year of care", done, len(jobs))
        part = np.repeat(np.arange(len(jobs)), [len(job.people.person_id) for job in jobs])
        return Intake(
            kind="sample",
            says=f"{self.people:,} residents drawn from the survey's Massachusetts sample, "
            f"with a year of care of {today.year}, up to {today}, made to match national survey figures.",
            person=con.read_parquet(folder / "person.parquet"),
            cover=con.read_parquet(folder / "cover.parquet"),
            part=con.create_table("part", pa.table({"person_id": person["person_id"], "part": part}), temp=True),
            claim_parts=tuple(job.path for job in jobs),
            lines_in=sum(lines for lines, _ in counts),
            charge_in_cents=sum(charge for _, charge in counts),
        )


@dataclass(frozen=True, slots=True)
class _Job:
    """One part file to write: its people, their blocks and the first block's number."""

    people: Patients
    blocks: tuple[slice, ...]
    first: int
    seed: int
    today: date
    path: Path


def _jobs(person: pa.Table, cover: pa.Table, folder: Path, *, seed: int, today: date) -> list[_Job]:
    everyone, cut = patients(person, cover, year=today.year), blocks(person)
    jobs: list[_Job] = []
    for first in range(0, len(cut), BLOCKS_A_PART):
        part_blocks = cut[first : first + BLOCKS_A_PART]
        start, end = part_blocks[0].start, part_blocks[-1].stop
        moved = tuple(slice(block.start - start, block.stop - start) for block in part_blocks)
        jobs.append(
            _Job(
                everyone.part(slice(start, end)),
                moved,
                first,
                seed,
                today,
                folder / f"claim_line-{len(jobs):03d}.parquet",
            )
        )
    return jobs


def _written(jobs: list[_Job]) -> Iterator[tuple[int, int]]:
    """Lines and charges of each job's file, in order, however many processes write them."""
    if len(jobs) == 1:
        yield _write(jobs[0])
        return
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_write, jobs)


def _write(job: _Job) -> tuple[int, int]:
    job.path.parent.mkdir(parents=True, exist_ok=True)
    lines = charge = 0
    schema = ibis_schema(ClaimLine).to_pyarrow()
    with pq.ParquetWriter(job.path, schema, compression="zstd", compression_level=1) as writer:
        for number, block in enumerate(job.blocks, job.first):
            year = generate_block(job.people, block, number, seed=job.seed, year=job.today.year).cast(schema)
            table = year.filter(pc.less_equal(year["service_date"], pa.scalar(job.today)))
            writer.write_table(table)
            lines += table.num_rows
            charge += pc.sum(table["charge_cents"]).as_py() or 0
    return lines, charge
