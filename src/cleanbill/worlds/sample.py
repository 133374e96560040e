"""The embedded sample: residents of Massachusetts and a year of their care."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cleanbill.care import ClaimLine, Patients, Provider, blocks, generate_block, patients, providers
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import write_parquet
from cleanbill.people import Cover, Person, assign_cover, residents
from cleanbill.worlds.source import Intake, Progress

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
        mine = cut[first : first + BLOCKS_A_PART]
        start, end = mine[0].start, mine[-1].stop
        moved = tuple(slice(block.start - start, block.stop - start) for block in mine)
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
