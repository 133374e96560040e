"""The payer's whole way: price, checks, cost sharing and output, at the size of a State's month.

python -m bench.claims [LINES ...]    by default 10,000,000

Printed beside the time DuckDB needs merely to read, sort and write the same lines,
and beside a plain Python loop of the same rules on a sample, whose cents must be equal.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from bench.big_lines import DAY, Lines, big_lines
from bench.big_tables import edit_tables, fee_schedules
from bench.memory import Peak
from bench.plain_price import Prices
from cleanbill.engine import connect
from cleanbill.payer import plan, plan_ids, terms
from cleanbill.payer.adjudicate import Rules
from cleanbill.payer.batch import in_parts
from cleanbill.payer.edits import CodeTables
from cleanbill.payer.terms_table import relative_to_medicare
from cleanbill.proof.edit_oracle import CODE, by_code, first_rules
from cleanbill.proof.oracle import settle_one_by_one

LINES, SEED, GIGA = 10_000_000, 1, 1e9
SAMPLE_FAMILIES = 800
ORDER = "claim_id, line"


def rules_of(con: Any, *, folder: Path) -> Rules:
    """What the lines are adjudicated by: today's plans, schedules and code tables of CMS's sizes."""
    made = terms([plan(name, DAY) for name in plan_ids()], DAY, prices=relative_to_medicare(DAY), variants=True)
    held = {
        name: con.create_table(f"checked_{name}", con.read_parquet(folder / f"{name}.parquet"), temp=True)
        for name in CODE
    }
    return Rules(
        terms=con.create_table("plan_terms", made, temp=True),
        day=DAY,
        world="today",
        checks=CodeTables(**held),
        schedules=fee_schedules(SEED),
        places=con.read_parquet(folder / "places.parquet"),
    )


def main(lines: int) -> None:
    """Prints the figures of one size."""
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as scratch:
        folder = Path(scratch)
        given = big_lines(folder, lines, seed=SEED)
        print(f"{given.count:,} lines in {len(given.parts)} parts; prices, checks and terms in force on {DAY}")
        tables = edit_tables(SEED)
        for name in CODE:
            pq.write_table(getattr(tables, name).to_pyarrow(), folder / f"{name}.parquet")
        with Peak() as peak:
            before = _cpu_seconds()
            ours = _seconds(lambda: in_parts(given.parts, partial(rules_of, folder=folder), folder / "out"))
        rate = given.count / ours
        print(f"price, checks, cost sharing and output: {ours:.1f} s, {rate:,.0f} lines/s, {peak.bytes / GIGA:.2f} GB")
        worked = _cpu_seconds()
        merely = _seconds(lambda: _sorted(given, folder))
        print(
            f"DuckDB, merely to read, sort and write them: {merely:.1f} s; ours takes {ours / merely:.1f} times as long"
        )
        print(f"processor time: {worked - before:.1f} s; that of the sort {_cpu_seconds() - worked:.1f} s")
        _beside_a_loop(given, folder / "out", tables, rate)


def _sorted(given: Lines, folder: Path) -> None:
    con = connect(scratch=folder)
    files = ", ".join(f"'{part.lines}'" for part in given.parts)
    target = folder / "sorted.parquet"
    con.raw_sql(
        f"COPY (SELECT * FROM read_parquet([{files}]) ORDER BY {ORDER}) TO '{target}' "
        "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
    ).fetchall()
    con.disconnect()


def _beside_a_loop(given: Lines, out: Path, tables: CodeTables, rate: float) -> None:
    """The rules once more, a line after another, for some families without stays of the first part."""
    members = pq.read_table(given.parts[0].members).to_pylist()
    some = set(sorted({row["family_id"] for row in members})[:SAMPLE_FAMILIES])
    members = [row for row in members if row["family_id"] in some]
    people = {row["person_id"] for row in members}
    lines = [row for row in pq.read_table(given.parts[0].lines).to_pylist() if row["person_id"] in people]
    stays = {row["person_id"] for row in lines if row["benefit"] == "inpatient"}
    families = {row["family_id"] for row in members if row["person_id"] in stays}
    members = [row for row in members if row["family_id"] not in families]
    people = {row["person_id"] for row in members}
    lines = [row for row in lines if row["person_id"] in people]
    loop = _Loop(given, members, tables)
    seconds = _seconds(lambda: loop.run(lines))
    settled = pq.read_table(out / "settled_line" / "part-000.parquet").to_pylist()
    found = {(row["claim_id"], row["line"]): (row["plan_paid_cents"], row["patient_share_cents"]) for row in settled
             if row["person_id"] in people}  # fmt: skip
    differ = len(loop.shares.keys() ^ found.keys()) + sum(found.get(key) != value for key, value in loop.shares.items())
    print(f"a plain Python loop of the same rules, {len(lines):,} lines: {len(lines) / seconds:,.0f} lines/s")
    print(f"ratio: {rate * seconds / len(lines):.0f} times as fast as the loop; {differ} lines differ from it")


class _Loop:
    """The tables as dictionaries, made beforehand; `run` is what is timed."""

    def __init__(self, given: Lines, members: list[dict[str, Any]], tables: CodeTables) -> None:
        self.members = members
        self.prices = Prices(fee_schedules(SEED), pq.read_table(given.places).to_pylist(), DAY)
        self.tables = by_code({name: getattr(tables, name).to_pyarrow().to_pylist() for name in CODE})
        self.plans = {name: plan(name, DAY) for name in plan_ids()}
        self.levels: Any = relative_to_medicare(DAY)
        self.shares: dict[tuple[str, int], tuple[int, int]] = {}

    def run(self, lines: list[dict[str, Any]]) -> None:
        spans = defaultdict(list)
        for member in self.members:
            spans[member["person_id"]].append(member)
        for line in lines:
            held = spans[line["person_id"]]
            plans = [span["plan_id"] for span in held if span["start"] <= line["service_date"] <= span["end"]]
            line |= {"plan_id": plans[0] if plans else "none", "other_payer_cents": None}
            line |= {name: held[0][name] for name in ("birth_date", "sex")}
        self.prices.price(lines)
        rules = first_rules(lines, spans, DAY, self.tables)
        paid = [line for line in lines if (line["claim_id"], line["line"]) not in rules]
        for key, shares in settle_one_by_one(paid, self.members, self.plans, self.levels).items():
            self.shares[key] = shares["plan_paid_cents"], shares["patient_share_cents"]
        for line in lines:
            key = line["claim_id"], line["line"]
            if key in rules and rules[key] != "no_price":
                self.shares[key] = 0, line["charge_cents"] if rules[key].endswith("cover") else 0


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _cpu_seconds() -> float:
    """Of this process and those that it has started and that have ended: steadier than the clock where others work."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    for size in sys.argv[1:] or [str(LINES)]:
        main(int(size.replace(",", "").replace("_", "")))
