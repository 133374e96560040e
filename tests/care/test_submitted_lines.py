"""The lines that a payer is sent: other payers' money to the cent, and which claim is corrected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleanbill.care.claim_rows import arrow, corrected_claims
from cleanbill.care.claim_tables import ClaimHeader, OtherPayer, OtherPayerAdjustment, ServiceLine
from cleanbill.care.submitted import MOST, other_payments, submitted_lines
from cleanbill.care.tables import SubmittedLine
from cleanbill.core.tables import Table, ibis_schema

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "other_payments.yaml").read_text())


def table(kind: type[Table], rows: list[dict[str, Any]]) -> Any:
    return ibis.memtable(arrow(kind, rows) if rows else ibis_schema(kind).to_pyarrow().empty_table())


def header(claim_id: str, **given: Any) -> dict[str, Any]:
    base = {"status": "accepted", "action": "original", "person_id": "A", "billing_npi": "N", "segment": 1, "lines": 1}
    return base | {"claim_id": claim_id, "interchange": "1", "form": "837P", "payer_order": "P"} | given


def line(claim_id: str, number: int, charge: int, **given: Any) -> dict[str, Any]:
    return {"claim_id": claim_id, "line": number, "charge_cents": charge, "benefit": "office"} | given


def _tables(case: dict[str, Any]) -> tuple[Any, ...]:
    lines = [line("K", number, charge) for number, charge in enumerate(case["charges"], 1)]
    others, reasons = [], []
    for payer, found in enumerate(case["payers"], 1):
        amounts = [found.get("claim"), *found.get("lines", [])]
        others += [
            {"claim_id": "K", "line": at, "payer": payer, "paid_cents": paid, "payer_order": found["order"]}
            for at, paid in enumerate(amounts)
        ]
        reasons += [
            {"claim_id": "K", "line": at, "payer": payer, "position": place, "group_code": group,
             "reason_code": "1", "amount_cents": cents}
            for place, (group, at, cents) in enumerate(found.get("reasons", []), 10 * payer)
        ]  # fmt: skip
    return (
        table(ClaimHeader, [header("K", payer_order=case["order"])]),
        table(ServiceLine, lines),
        table(OtherPayer, others),
        table(OtherPayerAdjustment, reasons),
    )


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_payers_before_paid(case: dict[str, Any], engine: Any) -> None:
    rows = engine.to_pyarrow(other_payments(*_tables(case)).order_by("line")).to_pylist()
    assert [row["other_payer_first"] for row in rows] == [case["first"]] * len(rows)
    assert [row["other_payer_cents"] for row in rows] == case["paid"]
    assert [row["other_payer_left_cents"] for row in rows] == case["left"]
    for row in rows:
        assert (row["payments_unknown"] is not None) == (case["first"] is True and row["other_payer_cents"] is None)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    charges=st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(lambda c: 0 < sum(c) <= MOST),
    data=st.data(),
)
def test_a_claims_payment_is_split_to_the_cent(charges: list[int], data: Any, duckdb_engine: Any) -> None:
    paid = data.draw(st.integers(0, sum(charges)))
    case = {"order": "S", "charges": charges, "payers": [{"order": "P", "claim": paid}]}
    rows = duckdb_engine.to_pyarrow(other_payments(*_tables(case)).order_by("line")).to_pylist()
    parts = [row["other_payer_cents"] for row in rows]
    up_to = [sum(charges[: place + 1]) * paid // sum(charges) for place in range(len(charges))]
    assert parts == [one - before for one, before in zip(up_to, [0, *up_to], strict=False)]
    assert sum(parts) == paid


def _corrected(con: Any, *rows: dict[str, Any]) -> dict[str, tuple[str | None, bool]]:
    found = con.to_pyarrow(corrected_claims(table(ClaimHeader, list(rows)))).to_pylist()
    return {row["claim_id"]: (row["original_claim_id"], row["original_unknown"] is None) for row in found}


def test_corrections_follow_each_other(engine: Any) -> None:
    same = {"patient_control_number": "C1"}
    found = _corrected(
        engine,
        header("O", **same),
        header("R1", action="replacement", segment=20, original_claim_number="ICN1", **same),
        header("R2", action="replacement", segment=40, original_claim_number="ICN1", **same),
        header("V", action="void", interchange="2", original_claim_number="ICN1", **same),
        header("X", patient_control_number="C1", billing_npi="M"),
    )
    assert found == {"R1": ("O", True), "R2": ("R1", True), "V": ("R2", True)}


def test_a_claim_is_found_by_its_id_its_control_number_or_not_at_all(engine: Any) -> None:
    found = _corrected(
        engine,
        header("O", patient_control_number="C1"),
        header("P", patient_control_number="C2", transaction="res-7"),
        header("Q", patient_control_number="C1", person_id="B"),
        header("V1", action="void", original_claim_number="O"),
        header("V2", action="void", original_claim_number="res-7", patient_control_number="C9"),
        header("V3", action="void", original_claim_number="elsewhere", segment=5),
        header("V4", action="void", original_claim_number="elsewhere", segment=6),
        header("V5", action="void", original_claim_number=None),
        header("V6", action="void", original_claim_number="C1", person_id="B"),
        header("V7", action="void", original_claim_number="O", person_id="C"),
    )
    assert found == {
        "V1": ("O", True),
        "V2": ("P", True),
        "V3": ("elsewhere", False),
        "V4": ("V3", True),  # the second of two corrections of one claim follows the first
        "V5": (None, False),
        "V6": ("Q", True),
        "V7": (None, False),  # another patient's claim is not corrected
    }


def test_minutes_form_and_numbers_of_authorisation(engine: Any) -> None:
    rows = [
        line("K", 1, 100, unit_kind="MJ", units_thousandths=61_000),
        line("K", 2, 100, unit_kind="UN", units_thousandths=2_500, authorization="L"),
        line("F", 1, 100, revenue_code="0450"),
        line("G", 1, 100),
    ]
    headers = [
        header("K", authorization="G1"),
        header("F", form="FHIR Claim", payer_order=None),
        header("G", form="FHIR Claim", payer_order=None),
    ]
    got = engine.to_pyarrow(
        submitted_lines(table(ClaimHeader, headers), table(ServiceLine, rows), table(OtherPayer, []),
                   table(OtherPayerAdjustment, []))
    )  # fmt: skip
    assert got.schema.names == list(ibis_schema(SubmittedLine))
    found = {
        (r["claim_id"], r["line"]): (r["units"], r["minutes"], r["form"], r["authorization"]) for r in got.to_pylist()
    }
    assert found == {
        ("K", 1): (1, 61, "professional", "G1"),
        ("K", 2): (3, None, "professional", "L"),
        ("F", 1): (1, None, "institutional", None),
        ("G", 1): (1, None, None, None),
    }
