"""A person's statement: adds up to the run's tables, says why, and is the same PDF each time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cleanbill.cli import main
from cleanbill.core.errors import CleanbillError
from cleanbill.report import statement_pdf
from cleanbill.report.statement import WHY, words
from cleanbill.worlds.summing import statement

Run = tuple[Path, dict[str, Any]]


def _most_asked(folder: Path, plan: str) -> str:
    found = duckdb.sql(
        f"select person_id from read_parquet('{folder}/settled_line/world=today/*.parquet') where plan_id = '{plan}' "
        "group by 1 order by sum(patient_share_cents) desc, 1 limit 1"
    ).fetchone()
    assert found
    return str(found[0])


@pytest.mark.parametrize("plan", ["employer", "hdhp", "masshealth", "medicare", "none"])
def test_a_statement_adds_up(plan: str, run: Run) -> None:
    folder, summary = run
    person = _most_asked(folder, plan)
    told = statement(folder, person, summary)
    asked, billed = duckdb.sql(
        "select sum(patient_share_cents)::bigint, sum(charge_cents)::bigint from "
        f"read_parquet('{folder}/settled_line/world=today/*.parquet') where person_id = '{person}'"
    ).fetchone() or (None, None)
    assert (told["totals"]["owed_cents"], told["totals"]["charge_cents"]) == (asked, billed)
    assert told["totals"]["single_payer_owed_cents"] == 0
    for claim in told["claims"]:
        shares = claim["written_down_cents"] + claim["plan_paid_cents"] + claim["owed_cents"]
        assert claim["charge_cents"] == shares
        assert sum(claim["why"].values()) == claim["owed_cents"], "a reason for every cent"
        ends = ("assisted_cents", "paid_cents", "written_off_cents", "debt_cents")
        assert sum(claim[name] for name in ends) == claim["owed_cents"]


def test_reasons_are_said_in_words(run: Run) -> None:
    folder, summary = run
    told = words(statement(folder, _most_asked(folder, "hdhp"), summary))
    said = " ".join(sentence for claim in told["claims"] for sentence in claim["why"])
    assert "goes to your deductible" in said
    assert set(WHY) == {"deductible", "coinsurance", "copay", "not_covered"}


def test_the_same_statement_is_the_same_pdf(run: Run) -> None:
    folder, summary = run
    told = statement(folder, _most_asked(folder, "employer"), summary)
    pdf = statement_pdf(told)
    assert pdf.startswith(b"%PDF")
    assert pdf == statement_pdf(json.loads(json.dumps(told)))
    with pytest.raises(CleanbillError, match="is not a statement"):
        statement_pdf({"schema": "other"})


def test_someone_without_care_has_a_statement_too(run: Run) -> None:
    folder, summary = run
    quiet = duckdb.sql(
        f"select person_id from '{folder}/person.parquet' where person_id not in "
        f"(select person_id from '{folder}/claim_line/*.parquet') order by 1 limit 1"
    ).fetchone()
    assert quiet
    told = statement(folder, quiet[0], summary)
    assert told["claims"] == []
    assert statement_pdf(told).startswith(b"%PDF")


def test_the_command_writes_both_or_says_what_is_wrong(run: Run, tmp_path: Path, capsys: Any) -> None:
    folder = run[0]
    person = _most_asked(folder, "employer")
    with pytest.raises(SystemExit) as ended:
        main(["statement", str(folder), "--person", person, "--out", str(tmp_path)])
    assert ended.value.code == 0
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".pdf"]
    for arguments, words_ in (
        ([str(folder), "--person", "nobody"], "no such person"),
        ([str(tmp_path), "--person", "A"], "not the folder"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(["statement", *arguments, "--out", str(tmp_path / "no")])
        assert ended.value.code == 2
        assert words_ in capsys.readouterr().err
        assert not (tmp_path / "no").exists()
