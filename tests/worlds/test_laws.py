"""Each law's check sees its law broken: one cent changed in a run's tables is found."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cleanbill.engine import connect
from cleanbill.fund import CASH, GIFTS
from cleanbill.ledger import Entry, Ledger, Posting
from cleanbill.relief import Relieved
from cleanbill.relief.selection import buy
from cleanbill.worlds import laws
from cleanbill.worlds.counts import settled_money
from cleanbill.worlds.settle import Rules, rules
from cleanbill.worlds.sources import Intake, cut, face
from tests.worlds.conftest import TODAY

SINGLE = "settled_line/world=single-payer/part-000"
NOW = "settled_line/world=today/part-000"


@pytest.fixture
def broken(run: tuple[Path, dict[str, Any]], tmp_path: Path) -> Path:
    """A copy of the run that a test may spoil."""
    return Path(shutil.copytree(run[0], tmp_path / "broken"))


def _spoil(folder: Path, table: str, change: str) -> None:
    """Writes `table` anew with its first row changed."""
    path = folder / f"{table}.parquet"
    rows = f"select * replace ({change}) from (select *, row_number() over () as n from '{path}')"
    duckdb.sql(f"copy (select * exclude (n) from ({rows})) to '{path}.new' (format parquet)")
    path.with_suffix(".parquet.new").replace(path)


def _intake(con: Any, folder: Path) -> Intake:
    person, cover = con.read_parquet(folder / "person.parquet"), con.read_parquet(folder / "cover.parquet")
    claims = folder / "claim_line" / "claim_line-000.parquet"
    lines, charge = face(con.read_parquet(claims))
    return Intake("", "", person, cover, cut(con, person), (claims,), lines, charge)


def _held(con: Any, folder: Path) -> tuple[Intake, Rules]:
    intake = _intake(con, folder)
    return intake, rules(con, intake, today=TODAY)


def _all(folder: Path) -> dict[int, bool]:
    con = connect()
    intake, held = _held(con, folder)
    money = settled_money(con, folder)
    found = [
        *laws.settled_laws(con, folder, held),
        laws.bill_law(con, folder, money),
        laws.intake_law(con, folder, intake, money),
        laws.purchase_law(con, folder),
        laws.order_law(con, intake, held, folder),
    ]
    return {law.law: law.held for law in found}


def test_an_unspoilt_run_holds_them_all(broken: Path) -> None:
    assert all(_all(broken).values())


@pytest.mark.parametrize(
    ("law", "table", "change"),
    [
        (1, NOW, "plan_paid_cents + (n = 1)::int as plan_paid_cents"),
        (1, NOW, "copay_cents + (n = 1)::int as copay_cents"),
        (2, SINGLE, "patient_share_cents + (n = 1)::int as patient_share_cents"),
        (3, "bill/world=today/part-000", "debt_cents + (n = 1)::int as debt_cents"),
        (4, SINGLE, "charge_cents + (n = 1)::int as charge_cents"),
        (4, "decision", "account_id || (n = 1)::varchar as account_id"),
        (5, "purchase", "abolished_cents - (n = 1)::int as abolished_cents"),
        (5, "purchase", "'A0' as account_id"),
        (5, "decision", "false as qualifies"),
        (5, "account", "current_balance_cents + 1 as current_balance_cents"),
        (7, NOW, "patient_share_cents + (n = 1)::int as patient_share_cents"),
    ],
)
def test_a_broken_law_is_seen(law: int, table: str, change: str, broken: Path) -> None:
    _spoil(broken, table, change)
    assert _all(broken)[law] is False


def test_a_line_that_is_lost_is_seen(broken: Path) -> None:
    path = broken / f"{SINGLE}.parquet"
    duckdb.sql(f"copy (from '{path}' offset 1) to '{path}.new' (format parquet)")
    path.with_suffix(".parquet.new").replace(path)
    assert _all(broken)[4] is False


def test_an_overdrawn_fund_is_seen() -> None:
    day, given = TODAY, 1_000
    gift = Entry("g", day, "", (Posting(CASH, "f", given), Posting(GIFTS, "f", -given)))
    # made past `entry` and `relieve`, which refuse both
    spent = Entry("p", day, "", (Posting("x", "f", 1_001), Posting(CASH, "f", -1_001)))
    lopsided = Entry("l", day, "", (Posting("x", "f", 5),))
    nothing = buy([], [], aim="face", on=day)
    sound = Relieved((), Ledger((gift,)), nothing)
    assert laws.ledger_law(sound, "f", given).held
    assert not laws.ledger_law(replace(sound, ledger=Ledger((gift, spent))), "f", given).held
    assert not laws.ledger_law(replace(sound, ledger=Ledger((gift, lopsided))), "f", given).held


def test_a_run_counts_as_balanced_only_with_all_seven() -> None:
    seven = [laws.Law(n, "", True, 1) for n in range(1, 8)]
    assert laws.all_held(seven)
    assert not laws.all_held(seven[:-1])
    assert not laws.all_held([*seven[:-1], laws.Law(7, "", False, 1)])
