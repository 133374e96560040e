"""An answer: what became of each line of the corpus, by the slow key or by the payer's engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from cleanbill import law
from cleanbill.core.tables import Table, column, ibis_schema
from cleanbill.payer import place, plan, plan_ids, settle, terms
from cleanbill.payer.edits import code_tables, denied, edit
from cleanbill.proof.checks import first_rules
from cleanbill.proof.corpus import Corpus
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
    held = spans.get(line["person_id"], [])
    plans = [span["plan_id"] for span in held if span["start"] <= line["service_date"] <= span["end"]]
    who = held[0] if held else {"birth_date": None, "sex": None}
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
    checked = edit(place(lines, members), members, code_tables(), given.day)
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
