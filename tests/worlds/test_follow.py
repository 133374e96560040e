"""The main job: balanced, the same bytes twice, whole or not at all, in one part or many."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cleanbill.core.errors import BadInput
from cleanbill.door.main_job import Terms, follow
from cleanbill.worlds import sources as parts
from cleanbill.worlds.sources import Sample, Source
from cleanbill.worlds.tables import Synthea, Tables
from tests.worlds.conftest import PEOPLE, TERMS, TODAY

Run = tuple[Path, dict[str, Any]]


def _bytes(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_summary_adds_up(run: Run) -> None:
    folder, told = run
    assert json.loads((folder / "summary.json").read_text()) == told
    assert told["schema"] == "cleanbill.summary/1"
    assert told["people"] == PEOPLE
    assert told["balanced"] is True
    assert {law["law"] for law in told["laws"]} == set(range(1, 8))
    assert all(law["checked"] > 0 for law in told["laws"])
    for world in told["worlds"].values():
        shares = ("contractual_cents", "plan_paid_cents", "other_payer_cents", "patient_share_cents", "other_cents")
        assert world["charge_cents"] == sum(world[name] for name in shares)
    today, relief, single = (told["worlds"][name] for name in ("today", "relief", "single-payer"))
    assert relief["debt_cents"] + relief["abolished_cents"] == today["debt_cents"]
    assert relief["spent_cents"] <= told["fund_cents"]
    assert single["patient_share_cents"] == single["debt_cents"] == single["people_owing"] == 0
    assert single["plan_paid_cents"] == single["allowed_cents"]


def test_the_summary_is_that_of_the_tables(run: Run) -> None:
    folder, told = run
    rows = duckdb.sql(
        f"select world, sum(charge_cents)::bigint, sum(patient_share_cents)::bigint "
        f"from read_parquet('{folder}/settled_line/*/*.parquet', hive_partitioning=true) group by 1"
    ).fetchall()
    worlds = told["worlds"]
    wanted = {(name, worlds[name]["charge_cents"], worlds[name]["patient_share_cents"]) for name in worlds}
    assert set(rows) == wanted
    debtors = f"select count(distinct guarantor_id) from '{folder}/bill/world=today/*.parquet' where debt_cents > 0"
    assert duckdb.sql(debtors).fetchone() == (worlds["today"]["people_in_debt"],)
    asked = duckdb.sql(
        f"select plan_id, count(distinct guarantor_id) from '{folder}/bill/world=today/*.parquet' group by 1"
    )
    covers = [row for row in told["by_cover"] if row["world"] == "today"]
    assert dict(asked.fetchall()) == {row["plan_id"]: row["people_owing"] for row in covers if row["people_owing"]}
    claims = duckdb.sql(f"select count(distinct claim_id), count(*) from '{folder}/claim_line/*.parquet'").fetchone()
    assert claims == (told["claims"], told["lines"])


def test_incomes_and_covers_add_up_to_the_worlds(run: Run) -> None:
    _, told = run
    for name, world in told["worlds"].items():
        bands = [row for row in told["by_income"] if row["world"] == name]
        assert sum(row["people"] for row in bands) == told["people"]
        for key in ("patient_share_cents", "people_owing", "people_in_debt", "debt_cents"):
            assert sum(row[key] for row in bands) == world[key], (name, key)
        covers = [row for row in told["by_cover"] if row["world"] == name]
        for key in ("charge_cents", "plan_paid_cents", "patient_share_cents"):
            assert sum(row[key] for row in covers) == world[key], (name, key)
        owing = [row["people_owing"] for row in covers]
        assert max(owing) <= world["people_owing"] <= sum(owing)
    changes = told["changes"]
    assert changes["better"] + changes["same"] + changes["worse"] == told["people"]


def test_the_same_input_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    follow(Sample(PEOPLE), tmp_path / "again", TERMS)
    assert _bytes(tmp_path / "again") == _bytes(run[0])


def test_another_seed_gives_other_people(run: Run, tmp_path: Path) -> None:
    told = follow(Sample(PEOPLE), tmp_path / "other", Terms(TODAY, seed=8))
    assert told["worlds"]["today"]["charge_cents"] != run[1]["worlds"]["today"]["charge_cents"]


def test_ones_own_tables_in_one_part_or_many(exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Tables(exported / "people.csv", exported / "claims.csv", exported / "cover.csv")
    one = follow(source, tmp_path / "one", TERMS)
    monkeypatch.setattr(parts, "PEOPLE_A_PART", 40)
    many = follow(source, tmp_path / "many", TERMS)
    assert len(list((tmp_path / "many" / "claim_line").iterdir())) > 3
    for told in (one, many):
        told["laws"][6].pop("checked")  # families settled again are of the first part
    assert one == many
    for table in ("settled_line/*/*", "bill/*/*", "account", "purchase"):
        first, second = (
            duckdb.sql(f"select * from '{tmp_path}/{name}/{table}.parquet' order by all").fetchall()
            for name in ("one", "many")
        )
        assert first == second, table
        assert first or table == "purchase"


def test_ones_own_tables_without_cover_are_told(exported: Path, tmp_path: Path) -> None:
    told = follow(Tables(exported / "people.csv", exported / "claims.csv"), tmp_path / "out", TERMS)
    assert told["balanced"] is True
    assert [gap["lacks"] for gap in told["source"]["gaps"]] == ["a table of cover"]


def test_no_cover_is_a_plan_that_pays_nothing(exported: Path, tmp_path: Path) -> None:
    cover = (exported / "cover.csv").read_text().splitlines()
    (tmp_path / "cover.csv").write_text("\n".join(cover[:2]))  # one person covered, all others on no day
    source = Tables(exported / "people.csv", exported / "claims.csv", tmp_path / "cover.csv")
    told = follow(source, tmp_path / "out", TERMS)
    uncovered = next(row for row in told["by_cover"] if row["world"] == "today" and row["plan_id"] == "none")
    assert uncovered["plan_paid_cents"] == 0
    assert uncovered["patient_share_cents"] == uncovered["allowed_cents"] > 0
    assert uncovered["people"] >= told["people"] - 1
    assert [gap["lacks"].split(" on ")[0] for gap in told["source"]["gaps"]] == [
        f"cover of {told['people'] - 1} people"
    ]
    days = duckdb.sql(
        f"select person_id, count(*), sum(\"end\" - start + 1) from '{tmp_path}/out/cover.parquet' group by 1"
    ).fetchall()
    assert len(days) == told["people"], "everyone is under a plan, or under none, on every day"
    assert told["balanced"] is True


def test_synthea(shared: Path, tmp_path: Path) -> None:
    told = follow(Synthea(shared / "synthea-ma"), tmp_path / "out", TERMS)
    assert (told["people"], told["claims"], told["lines"]) == (27, 1_267, 1_545)
    assert told["worlds"]["today"]["charge_cents"] == 109_240_273  # its README: charges of $1,092,402.73
    assert told["balanced"] is True
    lacking = " ".join(gap["lacks"] for gap in told["source"]["gaps"])
    assert "contractual adjustment" in lacking
    assert "SNOMED" in " ".join(gap["lacks"] + gap["bridged"] for gap in told["source"]["gaps"])


class _Interrupted(Exception):
    pass


@pytest.mark.parametrize("step", ["residents", "settling", "bills", "summary"])
def test_a_run_that_is_cut_short_leaves_nothing(step: str, tmp_path: Path) -> None:
    def interrupt(name: str, *_: int) -> None:
        if name == step:
            raise _Interrupted

    with pytest.raises(_Interrupted):
        follow(Sample(50), tmp_path / "out", TERMS, progress=interrupt)
    assert list(tmp_path.iterdir()) == []


def test_inputs_are_never_taken_for_an_earlier_result(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mydata"
    mine.mkdir()
    for name in ("person", "cover"):
        (mine / f"{name}.parquet").write_bytes((run[0] / f"{name}.parquet").read_bytes())
    (mine / "claim_line.parquet").write_bytes((run[0] / "claim_line" / "claim_line-000.parquet").read_bytes())
    source = Tables(mine / "person.parquet", mine / "claim_line.parquet", mine / "cover.parquet")
    before = _bytes(mine)
    for out in (mine, tmp_path):
        with pytest.raises(BadInput, match="in the way"):
            follow(source, out, TERMS)
    monkeypatch.chdir(mine)
    with pytest.raises(BadInput, match="in the way"):
        follow(Sample(50), Path(), TERMS)
    other = tmp_path / "other"
    (other / "bill").mkdir(parents=True)
    (other / "bill" / "mine.txt").write_text("mine")
    with pytest.raises(BadInput, match="in the way"):
        follow(Sample(50), other, TERMS)
    assert _bytes(mine) == before
    assert (other / "bill" / "mine.txt").read_text() == "mine"


def test_a_run_in_mid_year_has_the_care_up_to_its_day(tmp_path: Path) -> None:
    told = follow(Sample(300), tmp_path / "out", Terms(date(2025, 6, 30), seed=7))
    last = duckdb.sql(f"select max(service_date) from '{tmp_path}/out/claim_line/*.parquet'").fetchone()
    assert last is not None
    assert date(2025, 6, 1) < last[0] <= date(2025, 6, 30)
    assert told["balanced"] is True
    assert told["source"]["gaps"] == []


def test_plans_of_another_year_are_told(tmp_path: Path) -> None:
    told = follow(Sample(100), tmp_path / "out", Terms(date(2026, 12, 31), seed=7))
    assert [gap["lacks"] for gap in told["source"]["gaps"]] == ["plan terms of 2026"]


def test_an_earlier_result_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    follow(Sample(50), out, TERMS)
    follow(Sample(60), out, TERMS)
    assert json.loads((out / "summary.json").read_text())["people"] == 60
    (out / "notes.txt").write_text("mine")
    before = _bytes(out)
    with pytest.raises(BadInput, match="in the way"):
        follow(Sample(50), out, TERMS)
    assert _bytes(out) == before


@pytest.mark.parametrize("source", [Sample(1), Sample(3)])
def test_the_smallest_runs_work(source: Source, tmp_path: Path) -> None:
    told = follow(source, tmp_path / "out", TERMS)
    assert told["people"] == source.people  # type: ignore[attr-defined]
    assert [law["law"] for law in told["laws"] if not law["held"]] == []


def test_a_fund_of_nothing_buys_nothing(tmp_path: Path) -> None:
    told = follow(Sample(300), tmp_path / "out", Terms(TODAY, seed=1, fund_cents=0))
    assert told["balanced"] is True
    assert told["worlds"]["relief"]["abolished_cents"] == 0
    assert told["worlds"]["relief"]["debt_cents"] == told["worlds"]["today"]["debt_cents"]
