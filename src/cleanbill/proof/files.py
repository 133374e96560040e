"""The corpus and answers as files: whole folders, and answers of others as CSV or Parquet."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cleanbill import law
from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import connect, read_table, staged
from cleanbill.payer import plan, plan_ids
from cleanbill.proof.answer import Answer, write_answers
from cleanbill.proof.corpus import LINES, MEMBERS, Corpus

CLAIMS, PEOPLE, RULES, KEY, SAYS = "claim_line.parquet", "member.parquet", "rules.json", "answer.parquet", "README.md"
OUTPUT = (CLAIMS, PEOPLE, RULES, KEY, SAYS)
README = """# Claims to settle, with the key

- `claim_line.parquet`: the claims; amounts in whole cents, `fee_cents` the reference fee, null where a code has none
- `member.parquet`: who is in which family, under which plan on which days (both ends included)
- `rules.json`: plans, price levels, reason codes, filing limits, modifiers; the code tables of the checks
  are cleanbill's payer/edits/data/synthetic_edits.yaml
- `answer.parquet`: the key, one row a line. A denial takes the whole charge by its group: CO contractual, PR not
  covered, OA other. A pended line has no amounts.

Lines are settled in order of service date, claim and line. Score yours: `cleanbill proof score . --answers FILE`
(CSV or Parquet with the columns of the key).
"""

__all__ = ["KEY", "read_answers", "read_corpus", "write_answers", "write_corpus"]


def write_corpus(made: Corpus, key: pa.Table, out: Path) -> None:
    """Writes `out`, whole or not at all."""
    with staged(out, ours=OUTPUT) as folder:
        pq.write_table(made.lines, folder / CLAIMS, compression="zstd")
        pq.write_table(made.members, folder / PEOPLE, compression="zstd")
        write_answers(key, folder / KEY)
        (folder / RULES).write_text(json.dumps(_rules(made.day), indent=1, default=str) + "\n", "utf-8")
        (folder / SAYS).write_text(README, "utf-8")


def read_corpus(folder: Path) -> Corpus:
    """The corpus in `folder`; CleanbillError where it is none."""
    if not (folder / RULES).is_file():
        raise CleanbillError(f"{folder} holds no corpus. Make one: cleanbill proof make --out {folder}")
    day = date.fromisoformat(json.loads((folder / RULES).read_text("utf-8"))["day"])
    lines, members = (pq.read_table(folder / name) for name in (CLAIMS, PEOPLE))
    return Corpus(lines.cast(LINES), members.cast(MEMBERS), day)


def read_answers(path: Path) -> pa.Table:
    """Answers from a CSV or Parquet file; BadInput with every fault. Columns of amounts may be lacking."""
    con = connect()
    optional = dict.fromkeys(ibis_schema(Answer).names[2:])
    answers: pa.Table = con.to_pyarrow(read_table(con, path, Answer, optional=optional))
    return answers


def _rules(day: date) -> dict[str, object]:
    names = ("us/price_relative", "us/adjustment_reasons", "us/timely_filing", "us/coding_modifiers")
    return {
        "day": day,
        "plans": {name: asdict(plan(name, day)) for name in plan_ids()},
        **{name.removeprefix("us/"): law.parameter(name).at(day) for name in names},
    }
