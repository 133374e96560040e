"""Answers to the corpus, their files and their score.

An `Answer` is what became of each line, by the slow key (`key_answers`), by the payer's engine (`engine_answers`)
or read from anyone's file. Out: the corpus as a folder, and a `Score` with the lines that differ.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from cleanbill import law
from cleanbill.core.errors import CleanbillError
from cleanbill.core.tables import Table, column, ibis_schema
from cleanbill.engine import connect, read_table, staged
from cleanbill.payer import Plan, assign_plan, plan, plan_ids, settle, terms
from cleanbill.payer.edits import code_tables, denied, edit
from cleanbill.proof.edit_oracle import first_rules
from cleanbill.proof.making import LINES, MEMBERS, Corpus
from cleanbill.proof.oracle import settle_one_by_one

MONEY = (
    "allowed_cents", "contractual_cents", "plan_paid_cents", "deductible_cents", "coinsurance_cents", "copay_cents",
    "not_covered_cents", "patient_share_cents", "other_cents",
)  # fmt: skip


class Answer(Table):
    """What became of a line. Amounts of a pended line are null: it has no price yet."""

    __grain__ = "a line of the corpus"
    __key__ = ("claim_id", "line")

    claim_id: dt.String = column("person", "the claim")
    line: dt.Int32 = column("person", "line number within the claim")
    plan_id: dt.String = column("person", "the plan of the day, none on a day without cover")
    status: dt.String = column("person", "paid, denied or pended", isin=["paid", "denied", "pended"])
    group: dt.String = column("person", "CO, PR or OA of a denial", nullable=True)
    carc: dt.String = column("person", "claim adjustment reason code of a denial", nullable=True)
    rarc: dt.String = column("person", "remark code, where the reason needs one", nullable=True)
    allowed_cents: dt.Int64 = column("health", "what the price list allows", unit="cents", nullable=True)
    contractual_cents: dt.Int64 = column("health", "borne by the provider", unit="cents", nullable=True)
    plan_paid_cents: dt.Int64 = column("health", "paid by the plan", unit="cents", nullable=True)
    deductible_cents: dt.Int64 = column("health", "patient: deductible", unit="cents", nullable=True)
    coinsurance_cents: dt.Int64 = column("health", "patient: coinsurance", unit="cents", nullable=True)
    copay_cents: dt.Int64 = column("health", "patient: copay", unit="cents", nullable=True)
    not_covered_cents: dt.Int64 = column("health", "patient: not covered", unit="cents", nullable=True)
    patient_share_cents: dt.Int64 = column("health", "the four together", unit="cents", nullable=True)
    other_cents: dt.Int64 = column("health", "neither's (OA)", unit="cents", nullable=True)


def key_answers(given: Corpus) -> pa.Table:
    """The answer key: plain loops over the rules, no expression of the payer's."""
    spans: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for member in given.members.to_pylist():
        spans[member["person_id"]].append(member)
    lines = [line | _placed(line, spans) for line in given.lines.to_pylist()]
    rules = first_rules(lines, spans, given.day)
    paid = [line for line in lines if (line["claim_id"], line["line"]) not in rules]
    prices = law.parameter("us/price_relative").at(given.day)
    plans = {name: plan(name, given.day) for name in plan_ids()}
    shares = settle_one_by_one(paid, given.members.to_pylist(), plans, prices)
    codes = law.parameter("us/adjustment_reasons").at(given.day)
    rows = [_answer(line, rules.get((line["claim_id"], line["line"])), shares, codes) for line in lines]
    return _shaped(pa.Table.from_pylist(rows, schema=ibis_schema(Answer).to_pyarrow()))


def _placed(line: Mapping[str, Any], spans: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    person_spans = spans.get(line["person_id"], [])
    plans = [span["plan_id"] for span in person_spans if span["start"] <= line["service_date"] <= span["end"]]
    who = person_spans[0] if person_spans else {"birth_date": None, "sex": None}
    return {"plan_id": plans[0] if plans else "none", "birth_date": who["birth_date"], "sex": who["sex"]}


def _answer(line: Mapping[str, Any], rule: str | None, shares: Any, codes: Any) -> dict[str, Any]:
    row = {name: line[name] for name in ("claim_id", "line", "plan_id")}
    if rule == "no_price":
        return row | {"status": "pended"}
    if rule is None:
        money = dict.fromkeys(MONEY, 0) | shares[line["claim_id"], line["line"]]
        return row | {"status": "paid"} | {name: money[name] for name in MONEY}
    code, charge = codes[rule], line["charge_cents"]
    money = dict.fromkeys(MONEY, 0)
    if code["group"] == "CO":
        money["contractual_cents"] = charge
    elif code["group"] == "PR":
        money["not_covered_cents"] = money["patient_share_cents"] = charge
    else:
        money["other_cents"] = charge
    return row | {"status": "denied", "rarc": None, **code} | money


def engine_answers(con: Any, given: Corpus, scratch: Path) -> pa.Table:
    """The payer's own answers on the engine `con`; `scratch` holds what is written down on the way."""
    lines, members = (_kept(con, scratch, n, table) for n, table in enumerate((given.lines, given.members)))
    checked = edit(assign_plan(lines, members), members, code_tables(), given.day)
    decided = _kept(con, scratch, 2, con.to_pyarrow(checked))
    plans = [plan(name, given.day) for name in plan_ids()]
    plan_terms = ibis.memtable(terms(plans, given.day))
    paid = settle(decided.filter(decided.status == "paid"), members, plan_terms, world="proof")
    settled = paid.union(denied(decided, world="proof")).select("claim_id", "line", *MONEY)
    answers = decided.select("claim_id", "line", "plan_id", "status", "group", "carc", "rarc")
    both: ir.Table = answers.left_join(settled, ["claim_id", "line"]).select(*ibis_schema(Answer).names)
    return _shaped(con.to_pyarrow(both))


def _kept(con: Any, scratch: Path, number: int, rows: pa.Table) -> ir.Table:
    """The rows as a table of the engine, by way of a file: Spark takes no nullable numbers from memory."""
    path = scratch / f"kept-{number}.parquet"
    pq.write_table(rows, path)
    kept: ir.Table = con.read_parquet(path)
    return kept


def write_answers(answers: pa.Table, path: Path) -> None:
    """Writes answers so that equal ones are equal bytes."""
    pq.write_table(answers, path, compression="zstd")


def _shaped(answers: pa.Table) -> pa.Table:
    schema = ibis_schema(Answer).to_pyarrow()
    ordered = answers.select(schema.names).cast(schema).sort_by([("claim_id", "ascending"), ("line", "ascending")])
    return ordered.combine_chunks()


# The corpus and answers as files: whole folders, and answers of others as CSV or Parquet.


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


def write_corpus(made: Corpus, key: pa.Table, out: Path) -> None:
    """Writes `out`, whole or not at all."""
    with staged(out, names=OUTPUT) as folder:
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
        "plans": {name: _terms(plan(name, day)) for name in plan_ids()},
        **{name.removeprefix("us/"): law.parameter(name).at(day) for name in names},
    }


def _terms(plan: Plan) -> dict[str, Any]:
    """A plan's terms without the path of our file, which says nothing to others."""
    return {key: value for key, value in asdict(plan).items() if key != "source"}


# Scores anyone's answers against the key: how many lines agree, in what, and by how many cents not.


@dataclass(frozen=True, slots=True)
class Score:
    """Lines of the key, those answered and those right in all; per column how many are right, and cents off."""

    lines: int
    answered: int
    unasked: int
    right: int
    right_by_column: Mapping[str, int]
    cents_off: Mapping[str, int]

    @property
    def perfect(self) -> bool:
        """Whether every line is answered and right, and nothing else is answered."""
        return self.right == self.lines == self.answered and not self.unasked


def score(key: pa.Table, answers: pa.Table) -> Score:
    """The score of `answers`, which need the key's columns; a line answered twice counts once, as its last."""
    names = ibis_schema(Answer).names[2:]
    wanted = {(row["claim_id"], row["line"]): row for row in key.to_pylist()}
    given = {(row["claim_id"], row["line"]): row for row in answers.to_pylist()}
    right_by_column, cents_off, right = dict.fromkeys(names, 0), dict.fromkeys(MONEY, 0), 0
    for line, row in wanted.items():
        answer = given.get(line)
        agrees = [answer is not None and answer.get(name) == row[name] for name in names]
        right += all(agrees)
        for name, same in zip(names, agrees, strict=True):
            right_by_column[name] += same
        for name in MONEY:
            cents_off[name] += abs((row[name] or 0) - ((answer or {}).get(name) or 0))
    answered = len(wanted.keys() & given.keys())
    return Score(len(wanted), answered, len(given) - answered, right, right_by_column, cents_off)
