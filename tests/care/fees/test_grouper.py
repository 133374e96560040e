"""MS-DRGs: each distinct case once, the same in one process or several, and why a stay has no group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from cleanbill.care.fees import Case, Group, MsdrgGrouper, group_stays
from cleanbill.care.fees import hospital as module

DAY = date(2025, 11, 1)
STAYS = pa.schema(
    [
        ("claim_id", pa.string()),
        ("age", pa.int64()),
        ("sex", pa.string()),
        ("discharge_status", pa.int64()),
        ("discharge_date", pa.date32()),
        ("diagnoses", pa.list_(pa.string())),
        ("procedures", pa.list_(pa.string())),
    ]
)


def _stay(claim: str, *diagnoses: str, **given: Any) -> dict[str, Any]:
    base = {"claim_id": claim, "age": 65, "sex": "M", "discharge_status": 1, "discharge_date": DAY}
    return base | {"diagnoses": list(diagnoses), "procedures": []} | given


def _stays(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=STAYS)


class Counting:
    """Groups everything alike and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Case] = []

    def group(self, cases: Sequence[Case]) -> list[Group]:
        self.asked += cases
        return [Group("001", 1, None) for _ in cases]


def test_a_distinct_case_is_grouped_once() -> None:
    counting = Counting()
    rows = [_stay(f"S{n}", "I50.20", "E11.65") for n in range(5)] + [_stay("S5", "I5020"), _stay("S6")]
    grouped = group_stays(_stays(*rows), counting).to_pylist()
    assert len(counting.asked) == 2
    assert [row["drg"] for row in grouped] == ["001"] * 6 + [None]
    assert grouped[-1]["problem"].startswith("no principal diagnosis")


def test_msdrg_groups_by_the_version_of_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("msdrg", reason="msdrg is not installed: pip install 'cleanbill[drg]'")
    knee = {"procedures": ["0SRC0J9"]}
    rows = [_stay("heart", "I50.20", "E11.65"), _stay("knee", "M17.11", **knee), _stay("wrong", "XXXX")]
    rows += [_stay("sepsis", "A41.9", "J96.01"), _stay("long ago", "I5020", discharge_date=date(2015, 1, 1))]
    one = group_stays(_stays(*rows), MsdrgGrouper())
    found = {row["claim_id"]: (row["drg"], row["problem"]) for row in one.to_pylist()}
    assert found["heart"] == ("293", None)
    assert found["knee"][0] == "470"
    assert found["sepsis"][0] == "871"
    assert found["wrong"] == (None, "cannot be grouped: invalid pdx")
    assert found["long ago"][0] is None
    monkeypatch.setattr(module, "WORTH_A_PROCESS", 2)
    assert group_stays(_stays(*rows), MsdrgGrouper(processes=2)) == one
