"""The table from CHIA to published totals adds up at each total."""

from __future__ import annotations

import pytest

from cleanbill.core.errors import CleanbillError
from cleanbill.financing.budget import account, reconciliation

FRIEDMAN = 125_470_000_000_00


@pytest.mark.parametrize(("cents", "year"), [(FRIEDMAN, 2023), (12_857_000_000_000, 2026), (1, 2022)])
def test_rows_add_up_to_every_total(cents: int, year: int) -> None:
    rows = reconciliation(cents, "a study", year)
    running = 0
    for row in rows:
        running = row.cents if running == 0 else running if row.is_total else running + row.cents
        if row.is_total:
            assert row.cents == running, row.name
    assert rows[0].cents == (71_700_000_000_00 if year == 2022 else 78_100_000_000_00)
    assert rows[-1].cents == cents


def test_totals_on_the_way_are_those_of_the_account() -> None:
    totals = [row.cents for row in reconciliation(FRIEDMAN, "Friedman 2023") if row.is_total]
    assert totals[1:3] == [account(2023).personal_cents, account(2023).total_cents]


def test_every_difference_is_named_and_what_is_not_explained_is_called_so() -> None:
    rows = reconciliation(FRIEDMAN, "Friedman 2023")
    assert all(row.name and row.source for row in rows)
    assert [row.name for row in rows if row.status == "not explained"] == ["Not explained", "Not explained"]
    unexplained = sum(abs(row.cents) for row in rows if row.status == "not explained")
    assert unexplained < FRIEDMAN * 0.12


def test_a_later_total_is_reached_by_growth() -> None:
    rows = reconciliation(128_570_000_000_00, "Cote-L'Heureux and Friedman 2026", 2026)
    growth = next(row for row in rows if row.name == "Growth to 2026")
    assert growth.cents == account(2026).total_cents - account(2023).total_cents
    assert rows[-1].cents == 128_570_000_000_00
    # the study's baseline grew by 2.5 % in three years, health spending here by 16 %: the rest is told, not hidden
    assert -22 < rows[-2].cents / 10**11 < -18
    assert (rows[-2].name, rows[-2].status) == ("Not explained", "not explained")


def test_a_year_before_chia_was_read_is_refused() -> None:
    with pytest.raises(CleanbillError, match=r"No total of CHIA from 2020 to 2021 was read; there are 2014, 2017"):
        reconciliation(1, "early", 2021)
