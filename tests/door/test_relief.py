"""`qualify` and `select` from Python do what `cleanbill relief plan` does on a file of accounts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import cleanbill as cb
from tests.door.conftest import command, files

DAY = "2026-06-01"
FUNDS = "funds:\n- {id: drive, name: The drive, dollars: 40}\n- {id: county, dollars: 10}\n"


@pytest.fixture(scope="module")
def accounts() -> pd.DataFrame:
    """Forty accounts of two holders, incomes from nothing to 117,000 dollars."""
    rows = [
        {
            "holder": "Mercy" if n % 2 else "Grace",
            "account_id": f"00{n:02d}",
            "patient_id": f"P{n // 2}",
            "current_balance_cents": 10_000 + 2_500 * n,
            "date_of_service": "2025-03-01",
            "state": "MO",
            "household_size": 2 if n % 3 else None,
            "est_income_cents": 300_000 * n,
            "judgment_flag": n % 5 == 0,
        }
        for n in range(40)
    ]
    return pd.DataFrame(rows)


def test_select_writes_what_the_command_writes(accounts: pd.DataFrame, tmp_path: Path) -> None:
    accounts.astype({"household_size": "Int64"}).to_csv(tmp_path / "accounts.csv", index=False)
    (tmp_path / "funds.yaml").write_text(FUNDS)
    asked = ["--accounts", tmp_path / "accounts.csv", "--funds", tmp_path / "funds.yaml", "--aim", "people"]
    told = json.loads(command("relief", "plan", *asked, "--today", DAY, "--json", "--out", tmp_path / "a"))
    found = cb.select(accounts, tmp_path / "funds.yaml", aim="people", on=DAY)
    assert json.loads(json.dumps(found.summary)) == told
    found.write(tmp_path / "b")
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_funds_may_be_a_file_a_list_dollars_by_name_or_dollars(accounts: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "funds.yaml").write_text("funds: [{id: fund, dollars: 50}]\n")
    kinds: list[Any] = [str(tmp_path / "funds.yaml"), [{"id": "fund", "dollars": 50}], {"fund": "50"}, 50]
    plans = [cb.select(accounts, kind, on=DAY).table("plan") for kind in kinds]
    assert all(plan.equals(plans[0]) for plan in plans)
    assert plans[0]["account_id"].to_pylist()[0].startswith("00")  # an account's number is text
    assert sum(plans[0]["price_cents"].to_pylist()) <= 50_00


def test_a_list_of_funds_is_told_all_its_faults(accounts: pd.DataFrame) -> None:
    with pytest.raises(cb.BadInput) as bad:
        cb.select(accounts, [{"id": "a", "dollers": 5}, {"dollars": 5}], on=DAY)
    assert {(found.row, found.column) for found in bad.value.findings} >= {(1, "dollers"), (2, "id")}


def test_qualify_decides_on_every_account(accounts: pd.DataFrame) -> None:
    found = cb.qualify(pl.from_pandas(accounts), programme="undue", on=DAY)
    decisions = found.to_pandas()
    assert len(decisions) == len(accounts) == found.summary["accounts"]
    assert int(decisions.qualifies.sum()) == found.summary["qualified"]
    assert found.summary["reasons"] == decisions.reason.value_counts().sort_index().to_dict()
    assert "P1" not in found._repr_html_()
    selected = cb.select(accounts, 1_000_000, on=DAY).summary
    assert selected["reasons"] == found.summary["reasons"]


def test_a_threshold_takes_in_people_of_unknown_income(accounts: pd.DataFrame) -> None:
    unknown = accounts.assign(est_income_cents=None)
    assert cb.qualify(unknown, on=DAY).summary["qualified"] == 0
    likely = cb.qualify(unknown, on=DAY, threshold=1, debtors="50")
    assert likely.table().column("threshold_bp").to_pylist()[0] == 100
    assert likely.summary["qualified"] > 0


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"aim": "peple"}, "aim peple is not known. Did you mean people"),
        ({"programme": "nobody"}, "nobody"),
        ({"on": "June"}, "on June is not a day"),
        ({"price": "free"}, "not an amount"),
        ({"threshold": "many"}, "threshold many is not a percentage"),
        ({"whole": ["Hope"]}, "Hope"),
    ],
)
def test_what_cannot_be_selected_is_said(asked: dict[str, Any], words: str, accounts: pd.DataFrame) -> None:
    with pytest.raises(cb.CleanbillError, match=words):
        cb.select(accounts, 100, **({"on": DAY} | asked))


def test_faults_of_accounts_are_told_in_their_own_name(accounts: pd.DataFrame) -> None:
    with pytest.raises(cb.BadInput) as bad:
        cb.qualify(accounts.drop(columns="holder").assign(current_balance_cents=-1), on=DAY)
    assert {found.file for found in bad.value.findings} == {"accounts"}
    assert {"holder", "current_balance_cents"} <= {found.column for found in bad.value.findings}
