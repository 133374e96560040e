"""The corpus and its key: our engine's answers are the key's bytes, and the scorer sees what is wrong."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from cleanbill.cli import main
from cleanbill.core.errors import CleanbillError
from cleanbill.proof import Corpus, corpus, engine_answers, key_answers, score
from cleanbill.proof.answer import MONEY

CLAIMS = 8_000


@pytest.fixture(scope="module")
def made() -> Corpus:
    return corpus(CLAIMS, seed=3)


@pytest.fixture(scope="module")
def key(made: Corpus) -> pa.Table:
    return key_answers(made)


def test_the_corpus_is_of_the_size_asked_and_every_rule_has_work(made: Corpus, key: pa.Table) -> None:
    assert len(pc.unique(made.lines["claim_id"])) == CLAIMS
    found = Counter((row["status"], row["group"], row["carc"]) for row in key.to_pylist())
    assert found["paid", None, None] > 0.9 * key.num_rows
    assert found["pended", None, None] > 0
    carcs = {carc for status, _, carc in found if status == "denied"}
    assert carcs >= {"6", "7", "16", "18", "22", "26", "27", "29", "31", "151"}
    assert sum(found.values()) == made.lines.num_rows, "in = paid + denied + pended"


def test_the_key_conserves_money(made: Corpus, key: pa.Table) -> None:
    charges = {(row["claim_id"], row["line"]): row["charge_cents"] for row in made.lines.to_pylist()}
    for row in key.to_pylist():
        if row["status"] == "pended":
            assert all(row[name] is None for name in MONEY)
            continue
        shares = ("contractual_cents", "plan_paid_cents", "patient_share_cents", "other_cents")
        assert sum(row[name] for name in shares) == charges[row["claim_id"], row["line"]]
        parts = ("deductible_cents", "coinsurance_cents", "copay_cents", "not_covered_cents")
        assert sum(row[name] for name in parts) == row["patient_share_cents"]


def test_our_answers_are_the_key(made: Corpus, key: pa.Table, duckdb_engine: Any, tmp_path: Path) -> None:
    assert engine_answers(duckdb_engine, made, tmp_path).equals(key)


@pytest.mark.slow
def test_sail_answers_the_same(sail_engine: Any, tmp_path: Path) -> None:
    small = corpus(1_000, seed=4)
    assert engine_answers(sail_engine, small, tmp_path).equals(key_answers(small))


def test_the_same_seed_gives_the_same_corpus(made: Corpus) -> None:
    again = corpus(CLAIMS, seed=3)
    assert again.lines.equals(made.lines)
    assert again.members.equals(made.members)
    assert not corpus(CLAIMS, seed=4).lines.equals(made.lines)
    with pytest.raises(CleanbillError, match="too few"):
        corpus(10, seed=1)


def _with(answers: pa.Table, row: int, **changed: Any) -> pa.Table:
    rows = answers.to_pylist()
    rows[row] |= changed
    return pa.Table.from_pylist(rows, schema=answers.schema)


def test_the_scorer_sees_a_cent_a_code_a_missing_and_a_surplus_line(key: pa.Table) -> None:
    assert score(key, key).perfect
    cent = score(key, _with(key, 5, plan_paid_cents=(key["plan_paid_cents"][5].as_py() or 0) + 7))
    assert (cent.right, cent.cents_off["plan_paid_cents"], cent.perfect) == (key.num_rows - 1, 7, False)
    code = score(key, _with(key, 5, status="pended"))
    assert code.right_by_column["status"] == key.num_rows - 1
    short = score(key, key.slice(1))
    assert (short.answered, short.right, short.perfect) == (key.num_rows - 1, key.num_rows - 1, False)
    surplus = score(key, pa.concat_tables([key, _with(key.slice(0, 1), 0, claim_id="other")]))
    assert (surplus.unasked, surplus.perfect) == (1, False)


def _ended(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return int(ended.value.code or 0)


def test_the_commands(tmp_path: Path, capsys: Any) -> None:
    folder, ours, theirs = tmp_path / "proof", tmp_path / "ours.parquet", tmp_path / "theirs.csv"
    assert _ended("proof", "make", "--claims", "300", "--out", folder) == 0
    assert _ended("proof", "answer", folder, "--out", ours) == 0
    assert ours.read_bytes() == (folder / "answer.parquet").read_bytes()
    assert _ended("proof", "score", folder, "--answers", ours) == 0
    theirs.write_text("claim_id,line,status\nK00000000000,1,paid\n")
    capsys.readouterr()
    assert _ended("proof", "score", folder, "--answers", theirs, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["answered"] == 1
    assert told["right_by_column"]["status"] <= 1
    assert _ended("proof", "score", folder, "--answers", folder / "README.md") == 2
    assert _ended("proof", "answer", tmp_path, "--out", tmp_path / "no.parquet") == 2
    rules = json.loads((folder / "rules.json").read_text())
    assert rules["plans"]["single-payer"]["benefits"]["office"]["covered"] is True


def test_answers_as_csv_score_as_parquet_does(key: pa.Table, tmp_path: Path) -> None:
    from cleanbill.proof.answer import read_answers  # noqa: PLC0415 (beside its one use)

    path = tmp_path / "answers.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, key.column_names)
        writer.writeheader()
        writer.writerows(key.to_pylist())
    assert score(key, read_answers(path)).perfect
