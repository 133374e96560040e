"""Bills: worked examples of how they end, who is asked, and that nothing is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanbill.bills import assistance, bill_faults, bills, draws, payment

CASES = yaml.safe_load((Path(__file__).parent / "payment.yaml").read_text())
TODAY = date(2025, 12, 31)
ENDS = ("assisted", "paid", "written_off", "debt")


def _asked(rows: list[dict[str, Any]]) -> Any:
    names = {"share": "patient_share_cents", "fpl": "fpl_bp", "pays": "pays_ppm", "applies": "applies_ppm"}
    kept = [{names.get(k, k): v for k, v in row.items() if k not in ENDS} | {"n": n} for n, row in enumerate(rows)]
    return ibis.memtable(pa.Table.from_pylist(kept))


def test_worked_examples(engine: Any) -> None:
    ended = payment(assistance(_asked(CASES["bills"]), CASES["help"]), CASES["rule"])
    got = engine.to_pyarrow(ended.order_by("n")).to_pylist()
    for row, wanted in zip(got, CASES["bills"], strict=True):
        assert {end: row[f"{end}_cents"] for end in ENDS} == {end: wanted[end] for end in ENDS}, wanted


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "benefit": st.sampled_from(["office", "inpatient", "drugs"]),
                "share": st.integers(1, 10**9),
                "fpl": st.integers(0, 10**6),
                "pays": st.integers(0, 999_999),
                "applies": st.integers(0, 999_999),
            }
        ),
        min_size=1,
        max_size=40,
    )
)
def test_every_bill_ends_to_the_cent(rows: list[dict[str, Any]], duckdb_engine: Any) -> None:
    ended = payment(assistance(_asked(rows), CASES["help"]), CASES["rule"])
    for row in duckdb_engine.to_pyarrow(ended).to_pylist():
        ends = [row[f"{end}_cents"] for end in ENDS]
        assert sum(ends) == row["patient_share_cents"]
        assert min(ends) >= 0


def _settled(claim: str, person: str, share: int, line: int = 1) -> dict[str, Any]:
    return {
        "world": "today", "claim_id": claim, "line": line, "person_id": person, "provider_id": "H1",
        "plan_id": "none", "service_date": date(2025, 3, 1), "benefit": "office", "patient_share_cents": share,
    }  # fmt: skip


def _payer(person: str, born: date, pays: int) -> dict[str, Any]:
    return {
        "person_id": person, "birth_date": born, "family_id": "F1", "head_id": "MUM", "fpl_bp": 20_000,
        "pays_ppm": pays, "applies_ppm": 0, "head_pays_ppm": 999_999, "head_applies_ppm": 0,
    }  # fmt: skip


def test_a_childs_bill_goes_to_the_head_of_the_family(engine: Any) -> None:
    lines = [_settled("K1", "KID", 3_000), _settled("K1", "KID", 2_000, line=2), _settled("K2", "MUM", 0)]
    lines += [_settled("K3", "TEEN", 700)]
    payers = [
        _payer("KID", date(2015, 1, 1), 0),
        _payer("MUM", date(1980, 1, 1), 999_999),
        _payer("TEEN", date(2007, 3, 1), 0),  # 18 on the day of service
    ]
    made = bills(ibis.memtable(pa.Table.from_pylist(lines)), ibis.memtable(pa.Table.from_pylist(payers)), today=TODAY)
    got = {row["claim_id"]: row for row in engine.to_pyarrow(made).to_pylist()}
    assert set(got) == {"K1", "K3"}, "no share, no bill"
    assert got["K1"]["guarantor_id"] == "MUM"
    assert got["K1"]["patient_share_cents"] == 5_000
    assert got["K1"]["debt_cents"] == 0, "the mother's lot decides, not the child's"
    assert got["K1"]["billed_on"] == date(2025, 3, 31)
    assert got["K3"]["guarantor_id"] == "TEEN"


def test_a_bill_that_does_not_add_up_is_seen(duckdb_engine: Any) -> None:
    good = {"assisted_cents": 1, "paid_cents": 2, "written_off_cents": 3, "debt_cents": 4, "patient_share_cents": 10}
    table = ibis.memtable(pa.Table.from_pylist([good, good | {"paid_cents": 1}]))
    found = duckdb_engine.to_pyarrow(bill_faults(table)).to_pylist()
    assert found == [{"bills": 2, "unbalanced": 1, "patient_share_cents": 20}]


def test_lots_are_of_the_person_and_the_seed_alone() -> None:
    one, two = draws(["A", "B", "C"], seed=5).to_pylist(), draws(["C", "A"], seed=5).to_pylist()
    assert one[2] == two[0]
    assert one[0] == two[1]
    assert draws(["A"], seed=6).to_pylist()[0] != two[1]


def test_lots_are_even() -> None:
    drawn = draws([f"P{n}" for n in range(20_000)], seed=1)
    for name in ("pays_ppm", "applies_ppm"):
        values = drawn[name].to_numpy()
        assert values.min() >= 0
        assert values.max() < 1_000_000
        assert values.mean() == pytest.approx(500_000, rel=0.02)
    assert len(set(drawn["patient_hash"].to_pylist())) == 20_000
