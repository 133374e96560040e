"""Every public 837, with the claims, lines and amounts that a reader counts in it by eye."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cleanbill.care.claim_tables import ClaimCode, OtherPayer, OtherPayerAdjustment, Repricing, ServiceLine
from cleanbill.care.claims_read import Taken, take_in
from tests.care.taking import check_law, faults_of, rows

CASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "cases" / "claims_837.yaml").read_text("utf-8"))
DIAGNOSES = ("principal", "other")


@pytest.fixture
def public(shared: Path) -> Path:
    folder = shared / "claims-837"
    if not folder.is_dir():
        pytest.skip("no ../shared/data/claims-837 beside the project")
    return folder


def test_no_file_is_left_out(public: Path) -> None:
    assert {path.name for path in public.iterdir()} == set(CASES)


def charges(taken: Taken) -> list[int]:
    """What the lines ask, in the order of the file."""
    begins = {row["claim_id"]: row["segment"] for row in rows(taken)}
    lines = sorted(rows(taken, ServiceLine), key=lambda row: (begins[row["claim_id"]], row["line"]))
    return [row["charge_cents"] for row in lines]


@pytest.mark.parametrize("name", CASES)
def test_a_public_file(public: Path, name: str) -> None:
    case = CASES[name]
    taken = take_in([public / name])
    check_law(taken)
    claims = sorted(rows(taken), key=lambda row: row["segment"])
    assert [row["charge_cents"] for row in claims] == case["claims"]
    assert [row["status"] for row in claims] == ["accepted"] * len(case["claims"])
    assert charges(taken) == case["lines"]
    codes = [row["kind"] in DIAGNOSES for row in rows(taken, ClaimCode)]
    assert (sum(codes), len(codes) - sum(codes)) == (case["diagnoses"], case.get("codes", 0))
    assert len(rows(taken, OtherPayer)) == case.get("payers", 0)
    assert len(rows(taken, OtherPayerAdjustment)) == case.get("adjustments", 0)
    assert len(rows(taken, Repricing)) == case.get("repricings", 0)
    assert sum(row["ndc"] is not None for row in rows(taken, ServiceLine)) == case.get("drugs", 0)
    assert [list(place) for place in faults_of(taken)] == case.get("findings", [])


def only(taken: Taken, table: Any = None) -> dict[str, Any]:
    (row,) = rows(taken, table) if table else rows(taken)
    return row


def test_what_another_payer_paid(public: Path) -> None:
    taken = take_in([public / "demo.cob.example3.B.837"])
    paid = [(r["line"], r["payer_id"], r["paid_cents"]) for r in rows(taken, OtherPayer)]
    # 40 + 15 + 21.04 on the lines, less 21.89 + 15 of the claim: 39.15
    assert paid == [(0, "999996666", 3915), (1, "999996666", 4000), (2, "999996666", 1500), (3, "999996666", 2104)]
    taken_off = [
        (r["line"], r["group_code"], r["reason_code"], r["amount_cents"]) for r in rows(taken, OtherPayerAdjustment)
    ]
    assert taken_off == [(0, "PR", "1", 2189), (0, "PR", "2", 1500), (1, "CO", "42", 300)]
    assert rows(taken, OtherPayer)[0]["patient_left_cents"] == 3689


def test_a_repriced_claim(public: Path) -> None:
    taken = take_in([public / "ppo-repriced-claim.837i"])
    priced = [(r["line"], r["method"], r["allowed_cents"], r["savings_cents"]) for r in rows(taken, Repricing)]
    assert priced == [(0, "03", 18288, 5462), (1, "03", 13706, 4094), (2, "03", 4582, 1368)]
    refused = only(take_in([public / "demo.example12.837"]), Repricing)
    assert (refused["method"], refused["allowed_cents"], refused["reject_reason"]) == ("00", 0, "T1")


def test_an_accident_an_ambulance_a_dependent_and_a_drug(public: Path) -> None:
    crash = only(take_in([public / "demo.autoaccident.837"]))
    assert (crash["accident_cause"], crash["accident_state"], str(crash["accident_date"])) == ("AA", "CA", "2005-10-31")
    assert crash["person_id"].startswith("B99977791G-")
    assert (crash["relationship"], crash["sex"], str(crash["birth_date"])) == ("21", "M", "1948-06-01")
    ride = only(take_in([public / "demo.ambulance.example5.837"]))
    assert (ride["ambulance_reason"], ride["ambulance_miles_hundredths"]) == ("A", 2100)
    drug = rows(take_in([public / "demo.drug.example10.1.837"]), ServiceLine)[1]
    assert (drug["ndc"], drug["ndc_quantity_thousandths"], drug["ndc_unit"]) == ("00026063512", 10_000, "ML")


def test_an_institution(public: Path) -> None:
    taken = take_in([public / "institutional-claim.837i"])
    header = only(taken)
    assert (header["form"], header["facility_code"], header["discharge_status"]) == ("837I", "14", "01")
    kinds = [(r["kind"], r["amount_cents"]) for r in rows(taken, ClaimCode) if r["kind"] not in DIAGNOSES]
    assert kinds == [("occurrence", None)] * 4 + [("value", 1531), ("condition", None)]
    assert {r["revenue_code"] for r in rows(taken, ServiceLine)} == {"0305", "0730"}
    assert {r["benefit"] for r in rows(taken, ServiceLine)} == {"outpatient"}


def test_the_same_claim_in_two_files_is_one(public: Path) -> None:
    taken = take_in([public / "demo.cob.2ndary.example4.837", public / "demo.example6.837"])
    assert [file["seen_before"] for file in taken.files] == [0, 1]
    assert len(rows(taken)) == 1
