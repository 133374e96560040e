"""`settle` from Python does what `cleanbill settle` does, and checks by tables of one's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import cleanbill as cb
from tests.door.conftest import command, files
from tests.door.test_tables_in import LINES, MEMBERS

PLANS = ["employer", "hdhp"]
PAIRS = "Column 1\tColumn 2\tx\tx\tx\tx\nG0463\tG0447\t*\t20120101\t*\t0\nG0463\tA4550\t*\t20120101\t*\t0\n"


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Path]:
    for name, columns in (("claims", LINES), ("members", MEMBERS)):
        pd.DataFrame(columns).to_csv(tmp_path / f"{name}.csv", index=False)
    return {name: tmp_path / f"{name}.csv" for name in ("claims", "members")}


def typed(tables: dict[str, Path], *more: str | Path) -> list[str | Path]:
    plans = [word for plan in PLANS for word in ("--plan", plan)]
    return ["settle", "--claims", tables["claims"], "--members", tables["members"], *plans, *more]


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ([], {}),
        (["--check"], {"edits": cb.edits()}),
        (["--secondary", "medicare"], {"secondary": "medicare"}),
        (
            ["--secondary", "medicare", "--cob", "non-duplication"],
            {"secondary": "medicare", "coordination": "non-duplication"},
        ),
    ],
    ids=["plain", "checked", "secondary", "non-duplication"],
)
def test_it_writes_what_the_command_writes(
    options: list[str], asked: dict[str, Any], tables: dict[str, Path], tmp_path: Path
) -> None:
    told = json.loads(command(*typed(tables, *options, "--json", "--out", tmp_path / "a")))
    found = cb.settle(LINES, pd.DataFrame(MEMBERS), plans=PLANS, **asked)
    assert found.summary == told
    found.write(tmp_path / "b")
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_the_terminal_shows_the_view(tables: dict[str, Path], tmp_path: Path) -> None:
    said = command(*typed(tables, "--out", tmp_path / "a"))
    view = cb.settle(LINES, MEMBERS, plans=PLANS).view
    assert view.head == ("", *PLANS)
    for row in view.rows:
        assert all(cell in said for cell in row)
    assert view.title in said
    assert str(view).splitlines()[0] == view.title


def test_an_earlier_result_may_be_a_result(tables: dict[str, Path], tmp_path: Path) -> None:
    first = cb.settle(LINES, MEMBERS, plans=PLANS)
    changed = LINES | {"charge_cents": [21_000, 5_000, 30_000]}
    second = cb.settle(changed, MEMBERS, plans=PLANS, earlier=first)
    assert second.summary["families_settled_again"] == 1
    first.write(tmp_path / "first")
    from_folder = cb.settle(changed, MEMBERS, plans=PLANS, earlier=tmp_path / "first")
    assert second.summary == from_folder.summary
    assert second.table("correction").num_rows > 0


def test_edits_of_ones_own_replace_those_that_ship(tmp_path: Path) -> None:
    codes = {"code_system": ["HCPCS"] * 3, "code": ["G0463", "A4550", "G0463"], "claim_id": ["K1", "K1", "K3"]}
    lines = LINES | codes | {"line": [1, 2, 1], "service_date": ["2025-03-01", "2025-03-01", "2025-05-01"]}
    lines |= {"benefit": ["office"] * 3, "provider_id": ["X"] * 3, "place_of_service": ["11"] * 3}
    (tmp_path / "ptp.txt").write_text(PAIRS)

    def bundled(edits: cb.Edits) -> int:
        rows = cb.settle(lines, MEMBERS, plans=["employer"], edits=edits).table("adjustment").to_pylist()
        return sum(row["carc"] == "97" for row in rows)

    assert bundled(cb.edits()) == 0
    assert bundled(cb.edits(pairs=tmp_path / "ptp.txt")) == 1


def test_edits_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("nothing\n")
    with pytest.raises(cb.BadInput, match="holds no row of codes"):
        cb.edits(pairs=tmp_path / "empty.txt")
    with pytest.raises(cb.CleanbillError, match="There is no file"):
        cb.edits(pairs=tmp_path / "absent.txt")
    with pytest.raises(cb.CleanbillError, match="units_since"):
        cb.edits(units=tmp_path / "empty.txt")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"plans": "employer"}, r'plans is one name. Give a list: plans=\["employer"\]'),
        ({"plans": []}, "Name each plan once"),
        ({"plans": ["emplyer"]}, "no plan"),
        ({"plans": ["employer"], "coordination": "none"}, "coordination none is not known"),
        ({"plans": ["employer"], "fees": cb.fees("nowhere", sites={"provider_id": ["X"]})}, "no fee schedules"),
    ],
)
def test_what_cannot_be_settled_is_said(asked: dict[str, Any], words: str) -> None:
    with pytest.raises(cb.CleanbillError, match=words):
        cb.settle(LINES, MEMBERS, **asked)


def test_a_notebook_shows_plans_and_no_row_of_a_person() -> None:
    shown = cb.settle(LINES, MEMBERS, plans=PLANS)._repr_html_()
    assert "<table>" in shown and "hdhp" in shown
    assert "K1" not in shown
