"""Which accounts a bureau is asked to delete, at the edges of each rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from cleanbill.relief.bureau import CHECK, NOT_NEEDED, Reported, decide, deletions

CASES = yaml.safe_load((Path(__file__).parent / "deletion.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_an_account_is_barred_and_deleted_by_the_rules_of_the_day(case: dict[str, Any]) -> None:
    account = Reported(
        "a", case["cents"], case["late"], case.get("served"), case.get("state"), case.get("reported", True)
    )  # fmt: skip
    found = decide(account, case["today"])
    assert (list(found.barred_by), found.delete) == (case["barred"], case["delete"])
    assert (found.reason in NOT_NEEDED) == (not found.delete)
    assert found.reason in {*NOT_NEEDED, *CHECK, "reported"}


def test_every_account_has_one_decision_in_its_place() -> None:
    accounts = [Reported(f"a{each}", 90000, bureau_reported=bool(each % 2)) for each in range(9)]
    found = deletions(accounts, date(2026, 11, 24))
    assert [each.account_id for each in found] == [each.account_id for each in accounts]
    assert [each.delete for each in found] == [bool(each % 2) for each in range(9)]
