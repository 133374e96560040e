"""Adjudicates any number of lines part by part, each of whole families, in processes side by side.

In: a file of lines and one of members for each part. Out: `settled_line` and
`unsettled_line`, a file a part. Memory does not grow with the number of parts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from cleanbill.core import process as garbage
from cleanbill.core.errors import BrokenLaw
from cleanbill.engine import connect, write_parquet
from cleanbill.payer.adjudicate import Rules, adjudicate
from cleanbill.payer.tables import SettledLine, UnsettledLine

WORKERS = 2
MEMORY = "1300MB"  # of a process; what is more spills to disk
LINES, MEMBERS = "part_lines", "part_members"
OUT = {"settled_line": SettledLine, "unsettled_line": UnsettledLine}
ORDER = {"settled_line": ("claim_id", "line"), "unsettled_line": UnsettledLine.__key__}  # a part is of one world
MakeRules = Callable[[Any], Rules]  # opens what lines are adjudicated by on a process's own connection


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of whole families, and their members, as Parquet files."""

    lines: Path
    members: Path


@dataclass(frozen=True, slots=True)
class Counted:
    """Lines of one or more parts: what came in is what was settled and what was not (law 4)."""

    lines: int = 0
    settled: int = 0
    unsettled: int = 0

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.lines + other.lines, self.settled + other.settled, self.unsettled + other.unsettled)


def in_parts(parts: Sequence[Part], make_rules: MakeRules, out: Path, *, workers: int = WORKERS) -> Counted:
    """Writes `out`/settled_line and unsettled_line, numbered as the parts are; the same whatever `workers` is.

    This process is one of the workers. `make_rules` goes to the others: a function of a module, or a partial of one.
    Raises BrokenLaw where a line of a part is lost.
    """
    for name in OUT:
        (out / name).mkdir(parents=True, exist_ok=True)
    others = min(workers, len(parts)) - 1  # beside this process, which works too
    with tempfile.TemporaryDirectory(dir=out, prefix=".begun-") as begun:
        work = partial(_adjudicated, parts, make_rules, out, Path(begun))
        if others < 1:
            return work()
        with ProcessPoolExecutor(others, mp_context=get_context("spawn")) as pool:
            done = [pool.submit(work) for _ in range(others)]
            own = work()
            return sum((one.result() for one in done), own)


def _next(parts: Sequence[Part], begun: Path) -> Iterator[tuple[int, Part]]:
    """The parts that no process has begun, with their numbers: who makes a part's file in the folder has it."""
    for number, part in enumerate(parts):
        try:
            (begun / str(number)).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield number, part


def _adjudicated(parts: Sequence[Part], make_rules: MakeRules, out: Path, begun: Path) -> Counted:
    """What one process comes to do: planned once, the same steps taken on each part. It spills to its own folder."""
    with tempfile.TemporaryDirectory(dir=out, prefix=".spilled-") as scratch, garbage.seldom_looked_for():
        con = connect(scratch=Path(scratch), threads=1, memory=MEMORY, hold=True)
        try:
            rules = replace(make_rules(con), told=False)  # prices themselves are not written
            return _one_after_another(con, _next(parts, begun), rules, out)
        finally:
            con.disconnect()


def _one_after_another(con: Any, share: Iterator[tuple[int, Part]], rules: Rules, out: Path) -> Counted:
    total, done = Counted(), None
    for number, part in share:
        lines = con.read_parquet(part.lines, table_name=LINES)
        members = con.read_parquet(part.members, table_name=MEMBERS)
        if done is None:
            done = adjudicate(con, lines, members, rules)
            con.create_view("settled_line", done.settled)
            con.create_view("unsettled_line", done.unsettled)
        else:
            done.steps.again((LINES, MEMBERS))
        total += _written(con, number, part, out)
    return total


def _written(con: Any, number: int, part: Part, out: Path) -> Counted:
    counts = {}
    for name, schema in OUT.items():
        path = out / name / f"part-{number:03d}.parquet"
        write_parquet(con, con.table(name), path, schema=schema, order=ORDER[name])
        counts[name] = int(con.read_parquet(path).count().execute())
    came = int(con.table(LINES).count().execute())
    if came != sum(counts.values()):
        raise BrokenLaw(
            f"Part {number} holds {came} lines, and {sum(counts.values())} came out. Do not use this result."
        )
    return Counted(came, counts["settled_line"], counts["unsettled_line"])
