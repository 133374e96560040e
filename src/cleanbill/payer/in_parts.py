"""Adjudicates any number of lines part by part, each of whole families, in processes side by side.

In: a file of lines and one of members for each part. Out: `settled_line` and
`unsettled_line`, a file a part. Memory does not grow with the number of parts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from cleanbill.core.errors import BrokenLaw
from cleanbill.engine import connect, write_parquet
from cleanbill.payer.adjudicate import Rules, adjudicate
from cleanbill.payer.tables import SettledLine, UnsettledLine

WORKERS = 2
MEMORY = "1300MB"  # of a process; what is more spills to disk
LINES, MEMBERS = "part_lines", "part_members"
OUT = {"settled_line": SettledLine, "unsettled_line": UnsettledLine}
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

    `make_rules` goes to other processes: a function of a module, or a partial of one. Raises
    BrokenLaw where a line of a part is lost.
    """
    for name in OUT:
        (out / name).mkdir(parents=True, exist_ok=True)
    numbered = list(enumerate(parts))
    shares = [share for first in range(workers) if (share := numbered[first::workers])]
    if len(shares) <= 1:
        return sum((_adjudicated(share, make_rules, out) for share in shares), Counted())
    with ProcessPoolExecutor(len(shares), mp_context=get_context("spawn")) as pool:
        done = [pool.submit(_adjudicated, share, make_rules, out) for share in shares]
        return sum((one.result() for one in done), Counted())


def _adjudicated(share: Sequence[tuple[int, Part]], make_rules: MakeRules, out: Path) -> Counted:
    """One process's parts: planned on the first, the same steps taken on each. It spills to a folder of its own."""
    with tempfile.TemporaryDirectory(dir=out, prefix=".spilled-") as scratch:
        con = connect(scratch=Path(scratch), threads=1, memory=MEMORY)
        try:
            return _one_after_another(con, share, make_rules(con), out)
        finally:
            con.disconnect()


def _one_after_another(con: Any, share: Sequence[tuple[int, Part]], rules: Rules, out: Path) -> Counted:
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
        write_parquet(con, con.table(name), path, schema=schema)
        counts[name] = int(con.read_parquet(path).count().execute())
    came = int(con.table(LINES).count().execute())
    if came != sum(counts.values()):
        raise BrokenLaw(
            f"Part {number} holds {came} lines, and {sum(counts.values())} came out. Do not use this result."
        )
    return Counted(came, counts["settled_line"], counts["unsettled_line"])
