"""`follow` from Python does what `demo` and `follow` do, byte for byte."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import cleanbill as cb
from cleanbill.door.following import worlds_view
from tests.care.x12_text import two_claims
from tests.door.conftest import PEOPLE, TODAY, command, files


def test_it_writes_what_the_demo_writes(run: cb.Result, tmp_path: Path) -> None:
    command("demo", "--people", str(PEOPLE), "--seed", "3", "--today", TODAY, "--fund", "900", "--out", tmp_path / "a")
    assert run.write(tmp_path / "b") == tmp_path / "b"
    assert files(tmp_path / "a") == files(tmp_path / "b")
    linked = [tmp_path / "b" / "bill" / f"world={world}" / "part-000.parquet" for world in ("today", "relief")]
    assert len({path.stat().st_ino for path in linked}) == 1  # written once, as by the command


def test_given_a_folder_it_writes_there_and_nowhere_else(run: cb.Result, tmp_path: Path) -> None:
    again = cb.follow(cb.sample(PEOPLE, seed=3), today=date(2025, 12, 31), fund="$900.00", out=tmp_path / "out")
    run.write(tmp_path / "b")
    assert files(tmp_path / "out") == files(tmp_path / "b")
    assert again.summary == run.summary


def test_ones_own_tables_give_what_their_files_give(run: cb.Result, tmp_path: Path) -> None:
    few = run.to_pandas("person").head(60)
    ours = {"people": few}
    for name, table in (("claims", "claim_line"), ("cover", "cover")):
        frame = run.to_pandas(table)
        ours[name] = frame[frame.person_id.isin(few.person_id)]
    for name, frame in ours.items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    options = [word for name in ours for word in (f"--{name}", str(tmp_path / f"{name}.csv"))]
    command("follow", *options, "--today", TODAY, "--out", tmp_path / "a")
    paths = {name: tmp_path / f"{name}.csv" for name in ours}
    found = cb.follow(cb.tables(**paths), today=TODAY)
    found.write(tmp_path / "b")
    assert files(tmp_path / "a") == files(tmp_path / "b")
    arrow, polars = pa.Table.from_pandas(ours["cover"]), pl.from_pandas(ours["claims"])
    frames = cb.follow(cb.tables(people=ours["people"], claims=polars, cover=arrow), today=TODAY)
    for name in ("person", "cover", "settled_line", "account", "decision"):
        assert frames.table(name).equals(found.table(name)), name


def test_claims_of_a_file_are_those_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    file = tmp_path / "in" / "march.837"
    file.write_text(two_claims())
    one = cb.follow(cb.claims(file), today="2026-12-31")
    command("follow", "--from", "x12", tmp_path / "in", "--today", "2026-12-31", "--out", tmp_path / "a")
    one.write(tmp_path / "b")
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_claims_of_no_kind_and_of_both(tmp_path: Path) -> None:
    with pytest.raises(cb.BadInput, match="no such file"):
        cb.claims(tmp_path / "absent.837")
    (tmp_path / "a.txt").write_text("hello")
    with pytest.raises(cb.BadInput, match="neither X12"):
        cb.claims(tmp_path)
    (tmp_path / "a.txt").write_text(two_claims())
    (tmp_path / "b.json").write_text("{}")
    with pytest.raises(cb.BadInput, match='kind="x12"'):
        cb.claims(tmp_path)
    with pytest.raises(cb.CleanbillError, match="kind fax is not known"):
        cb.claims(tmp_path, kind="fax")


def test_its_folder_is_its_own_and_goes_with_it(run: cb.Result) -> None:
    small = cb.follow(cb.sample(40), today=TODAY)
    folder: Any = small.stored.folder  # type: ignore[attr-defined]
    assert folder.is_dir() and folder.parent.stat().st_mode & 0o077 == 0
    del small
    assert not folder.exists()


def test_tables_come_as_arrow_pandas_and_polars(run: cb.Result) -> None:
    table = run.table("settled_line")
    assert set(table["world"].to_pylist()) == {"today", "relief", "single-payer"}
    assert "world" not in run.table("claim_line").column_names
    assert isinstance(run.to_pandas("person"), pd.DataFrame) and len(run.to_pandas("person")) == PEOPLE
    assert run.to_polars("person").height == PEOPLE
    assert run.table().num_rows == run.table("account").num_rows
    today = table.filter(pa.compute.equal(table["world"], "today"))
    assert pa.compute.sum(today["charge_cents"]).as_py() == run.summary["worlds"]["today"]["charge_cents"]


def test_a_table_that_there_is_not_is_said_with_what_was_meant(run: cb.Result) -> None:
    with pytest.raises(cb.CleanbillError, match="Did you mean account"):
        run.table("acount")


def test_missing_libraries_give_their_install_line(run: cb.Result, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(cb.CleanbillError, match="pip install polars"):
        run.to_polars("person")


def test_a_notebook_shows_three_worlds_and_no_row_of_a_person(run: cb.Result) -> None:
    shown = run._repr_html_()
    assert shown.count("<svg") == 6
    for word in ("Today", "With relief", "Single payer", "Left as debt", run.says):
        assert word in shown
    assert "http://" not in shown and "src=" not in shown
    identifiers = run.to_pandas("person").person_id
    assert not [each for each in (*identifiers, *run.to_pandas("claim_line").claim_id[:50]) if each in shown]
    assert run.says in repr(run) and "tables: person" in repr(run).lower()


def test_small_counts_are_withheld_where_a_notebook_may_be_shared(run: cb.Result) -> None:
    summary = deepcopy(dict(run.summary))
    summary["worlds"]["today"]["people_in_debt"] = 5
    small = replace(run, summary=summary)
    assert "under 11" in small._repr_html_()
    assert "not for publishing" in worlds_view(summary).note


def test_findings_tell_what_was_bridged(run: cb.Result) -> None:
    assert run.findings == ()
    few = run.to_pandas("person").head(5)
    lines = run.to_pandas("claim_line")
    told = cb.follow(cb.tables(people=few, claims=lines[lines.person_id.isin(few.person_id)]), today=TODAY)
    assert "lacks a table of cover" in str(told.findings[0])
    assert told.findings[0].count == 5


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"fund": "plenty"}, "not an amount"),
        ({"fund": -5}, "fund -5 is below zero"),
        ({"fund": Decimal("1.005")}, "fraction of a cent"),
        ({"seed": -1}, "seed -1"),
        ({"today": "31.12.2025"}, "today 31.12.2025 is not a day"),
        ({"today": date(1999, 1, 1)}, "too early"),
        ({"price": 0}, "not a price"),
        ({"programme": "nobody"}, "nobody"),
    ],
)
def test_terms_that_cannot_be_are_said(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(cb.CleanbillError, match=words):
        cb.follow(cb.synthea("nowhere") if "seed" in asked else cb.sample(30), **asked)


def test_a_sample_has_one_seed_and_somebody_in_it() -> None:
    with pytest.raises(cb.CleanbillError, match="seed 2 is not that of the sample, 1"):
        cb.follow(cb.sample(10, seed=1), seed=2)
    with pytest.raises(cb.CleanbillError, match="people 0 is too few"):
        cb.sample(0)
    with pytest.raises(cb.CleanbillError, match="source is a str"):
        cb.follow("people.csv")  # type: ignore[arg-type]


def test_what_stands_in_the_way_is_left_alone(run: cb.Result, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(cb.BadInput, match="in the way"):
        run.write(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    run.write(tmp_path / "out")
    run.write(tmp_path / "out")  # an earlier result of ours is replaced
