"""The table from CHIA to published totals adds up at each total."""

from __future__ import annotations

import pytest

from cleanbill.core.errors import CleanbillError
from cleanbill.financing.budget import account, reconciliation

FRIEDMAN = 125_470_000_000_00


def test_rows_add_up_to_every_total() -> None:
    rows = reconciliation(FRIEDMAN, "Friedman 2023")
    running = 0
    for row in rows:
        running = row.cents if running == 0 else running if row.is_total else running + row.cents
        if row.is_total:
            assert row.cents == running, row.name
    assert rows[0].cents == 78_100_000_000_00
    assert rows[-1].cents == FRIEDMAN


def test_totals_on_the_way_are_those_of_the_account() -> None:
    totals = [row.cents for row in reconciliation(FRIEDMAN, "Friedman 2023") if row.is_total]
    assert totals[1:3] == [account(2023).personal_cents, account(2023).total_cents]


def test_every_difference_is_named_and_what_is_not_explained_is_called_so() -> None:
    rows = reconciliation(FRIEDMAN, "Friedman 2023")
    assert all(row.name and row.source for row in rows)
    assert [row.name for row in rows if row.status == "not explained"] == ["Not explained", "Not explained"]
    unexplained = sum(abs(row.cents) for row in rows if row.status == "not explained")
    assert unexplained < FRIEDMAN * 0.12


def test_a_year_that_chia_has_not_told_is_refused() -> None:
    with pytest.raises(CleanbillError, match="CHIA's total of 2026 was not read"):
        reconciliation(128_570_000_000_00, "2026", 2026)
