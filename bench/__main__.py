"""`make bench`: the whole of `follow` at growing sizes, settlement beside plain pandas, and a reform of financing.

python -m bench [PEOPLE ...]     sizes, by default 10,000 100,000 1,000,000
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bench import finance, pandas_settle
from bench.memory import Peak
from cleanbill.door.main_job import Terms, follow
from cleanbill.engine import connect
from cleanbill.worlds.settle import TODAY, rules, settle_part
from cleanbill.worlds.sources import SETTLED, Intake, Sample, cut, part_path, read_worlds

SIZES = (10_000, 100_000, 1_000_000)
DAY = date(2025, 12, 31)
GIGA = 1_000_000_000


@dataclass
class Clock:
    """Seconds spent in each step of a run, as its progress tells them."""

    now: float
    seconds: dict[str, float]

    def step(self, name: str, done: int, total: int) -> None:
        """A progress callback: the time since the last call is that of `name`."""
        moment = time.perf_counter()
        self.seconds[name] = self.seconds.get(name, 0) + moment - self.now
        self.now = moment


def main(sizes: list[int]) -> None:
    """Prints the tables."""
    print(f"{'people':>10} {'lines':>11} {'seconds':>8} {'lines/s':>9} {'peak GB':>8}  seconds by step")
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as scratch:
        for people in sizes:
            _whole(people, Path(scratch) / "run")
        _settlement(Path(scratch) / "run")
    print()
    finance.main(beside_taxcalc=True)


def _whole(people: int, out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)
    clock = Clock(time.perf_counter(), {})
    start = clock.now
    with Peak() as peak:
        told = follow(Sample(people), out, Terms(DAY, seed=1), progress=clock.step)
    seconds = time.perf_counter() - start
    steps = ", ".join(f"{name} {spent:.0f}" for name, spent in clock.seconds.items())
    rate = told["lines"] / seconds
    print(f"{people:>10,} {told['lines']:>11,} {seconds:>8.1f} {rate:>9,.0f} {peak.bytes / GIGA:>8.2f}  {steps}")


def _settlement(out: Path) -> None:
    """Settlement of the run's first part, read from and written to disk, beside plain pandas."""
    con = connect(scratch=out.parent)
    claims = out / "claim_line" / "claim_line-000.parquet"
    person, cover = (con.read_parquet(out / f"{name}.parquet") for name in ("person", "cover"))
    with_lines = person.semi_join(con.read_parquet(claims), "person_id").select("family_id").distinct()
    intake = Intake("bench", "", person.semi_join(with_lines, "family_id"), cover, cut(con, person), (), 0, 0)
    intake = Intake("bench", "", intake.person, cover, intake.part.mutate(part=0), (claims,), 0, 0)
    held = rules(con, intake, today=DAY)
    again = part_path(out.parent, SETTLED, TODAY, 0)
    ours = _seconds(lambda: settle_part(con, claims, 0, held, again, world=TODAY))
    members = held.members[TODAY].execute().drop(columns=["start", "end", "part"])
    members["on_policy"] = members.groupby(["family_id", "plan_id"])["person_id"].transform("nunique")
    terms = held.terms.execute()
    frame = None

    def alternative() -> None:
        nonlocal frame
        frame = pandas_settle.settle(claims, members, terms)
        frame.to_parquet(out.parent / "pandas.parquet")

    theirs = _seconds(alternative)
    settled = read_worlds(con, out.parent, SETTLED, TODAY)
    lines, patient = int(settled.count().execute()), int(settled.patient_share_cents.sum().execute())
    same = frame is not None and int(frame.patient_share_cents.sum()) == patient and len(frame) == lines
    print(f"\nsettlement of {lines:,} lines, read and written: {lines / ours:,.0f} lines/s")
    print(f"plain pandas, the same lines and cents ({'equal' if same else 'NOT EQUAL'}): {lines / theirs:,.0f} lines/s")
    print(f"ratio: {theirs / ours:.1f} times as fast as plain pandas")


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main([int(size.replace(",", "").replace("_", "")) for size in sys.argv[1:]] or list(SIZES))
