"""Estimates the weights of `people/identity/model.yaml` on made-up accounts whose people are known.

python -m scripts.estimate_identity [ACCOUNTS]    by default 60,000; writes the file anew

m is counted over all pairs of one person's records, u over pairs of two
people's that a fixed stride apart puts together. The seed is none of the tests'
or the bench's. Settings are kept as they stand in the file.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import yaml
from bench.identity_truth import Truth, truth

from cleanbill.engine import connect
from cleanbill.engine.connection import materialized
from cleanbill.people.identity.compare import FIELDS, LEVELS, word_sql
from cleanbill.people.identity.normalise import Model, comparable

FILE = Path(__file__).resolve().parents[1] / "src" / "cleanbill" / "people" / "identity" / "model.yaml"
SEED, STRIDES = 41_000_001, 60
HEAD = """\
# How often each word of agreement is said of one person's records (m) and of two persons' (u).
# Estimated by `python -m scripts.estimate_identity` on {records:,} made-up accounts of {people:,} people
# (bench/identity_truth.py, seed {seed}), m over {own:,} pairs, u over {other:,}; not on any real file.
# Written {written}. Half a pair is added to each word; one met in neither says nothing (m = u).
# `settings` are set by hand and are assumptions: `prior` takes the people of a file to come from about a million;
# the crowds are names that share one value.
"""
WRITTEN = "2026-11-24"


def pairs(made: Truth) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Numbers of records that are one person's, and of records that are two persons'."""
    held: dict[int, list[int]] = {}
    for number, person in enumerate(made.person):
        held.setdefault(person, []).append(number)
    own = [(one, other) for same in held.values() for at, one in enumerate(same) for other in same[at + 1 :]]
    count = len(made.person)
    steps = [1 + 997 * step for step in range(STRIDES)]
    apart = ((one, (one + step) % count) for step in steps for one in range(count))
    return own, [(one, other) for one, other in apart if made.person[one] != made.person[other]]


def counts(con: Any, table: ir.Table, held: list[tuple[int, int]]) -> dict[str, dict[str, int]]:
    """Field -> word -> pairs of which it is said."""
    left, right = zip(*held, strict=True)
    con.con.register("identity_pairs", pa.table({"a": left, "b": right}))
    columns, name = table.columns, table.get_name()
    both = ", ".join(f'{side}."{each}" as "{each}_{side}"' for side in "lr" for each in columns)
    joined = f"select {both} from identity_pairs join {name} l on l.number = a join {name} r on r.number = b"
    found = {}
    for field in FIELDS:
        said = con.con.sql(f"select {word_sql(field)} as word, count(*) from ({joined}) group by 1").fetchall()
        found[field] = {word: dict(said).get(word, 0) for word in LEVELS[field]}
    con.con.unregister("identity_pairs")
    return found


def weights(own: dict[str, int], other: dict[str, int]) -> dict[str, dict[str, float]]:
    """Word -> m and u; one that was met in neither says nothing, so that both are u."""
    m, u = shares(own), shares(other)
    return {word: {"m": m[word] if own[word] or other[word] else u[word], "u": u[word]} for word in own}


def shares(said: dict[str, int]) -> dict[str, float]:
    every = sum(said.values()) + len(said) / 2
    return {word: float(f"{(count + 0.5) / every:.4g}") for word, count in said.items()}


def main(accounts: int) -> None:
    settings = yaml.safe_load(FILE.read_text("utf-8"))["settings"]
    even = {field: {word: {"m": 0.5, "u": 0.5} for word in LEVELS[field]} for field in FIELDS}
    made, con = truth(accounts, SEED), connect()
    own, other = pairs(made)
    with materialized(con) as keep:
        table = comparable(ibis.memtable(made.records), keep, Model(levels=even, **settings))
        one, two = counts(con, table, own), counts(con, table, other)
    levels = {field: weights(one[field], two[field]) for field in FIELDS}
    told = {"records": len(made.person), "people": len(made.people), "own": len(own), "other": len(other)}
    text = yaml.safe_dump({"settings": settings, "levels": levels}, sort_keys=False)
    FILE.write_text(HEAD.format(seed=SEED, written=WRITTEN, **told) + text, "utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60_000)
