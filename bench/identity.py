"""How well and how fast people are resolved, beside exact joins, on made-up accounts whose people are known.

python -m bench.identity [ACCOUNTS]    by default 200,000
The same again without Social Security numbers, and with three times the faults, on a quarter of the accounts.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Hashable, Sequence
from pathlib import Path

import ibis
import pyarrow as pa

from bench.identity_measure import right
from bench.identity_truth import Truth, truth
from bench.memory import Peak
from cleanbill.engine import connect
from cleanbill.people.identity import resolve

SEED = 7  # none of scripts.estimate_identity's


def joined(records: pa.Table, names: Sequence[str]) -> list[Hashable]:
    """People by equal values of all `names`; a record that lacks one is a person of its own."""
    columns = [records.column(name).to_pylist() for name in names]
    keys = zip(
        *([each.upper() if isinstance(each, str) else each for each in column] for column in columns), strict=True
    )
    return [number if None in key else key for number, key in enumerate(keys)]


def told(what: str, made: Truth) -> None:
    with tempfile.TemporaryDirectory() as folder:
        con = connect(scratch=Path(folder), threads=2)
        with Peak() as peak:
            begun = time.perf_counter()
            found = resolve(con, ibis.memtable(made.records))
            took = time.perf_counter() - begun
    print(f"{what}, {len(made.person):,} accounts: {took:.1f} s, peak {peak.bytes / 1e9:.2f} GB")
    print(f"  resolve           {right(made.person, found.people.column('person_id').to_pylist())}")
    for name, columns in (("SSN", ["ssn_hash"]), ("name + birth date", ["first_name", "last_name", "birth_date"])):
        print(f"  {name:<18}{right(made.person, joined(made.records, columns))}")


def without_ssn(made: Truth) -> Truth:
    none = pa.nulls(len(made.person), pa.string())
    records = made.records
    for name in ("ssn_hash", "ssn_last4"):
        records = records.set_column(records.schema.get_field_index(name), name, none)
    return Truth(records, made.person, made.people)


def main(accounts: int) -> None:
    told("two sellers", truth(accounts, SEED))
    told("no SSN at all", without_ssn(truth(accounts // 4, SEED + 1)))
    told("three times the faults", truth(accounts // 4, SEED + 2, worse=3))


if __name__ == "__main__":
    main(int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 200_000)
