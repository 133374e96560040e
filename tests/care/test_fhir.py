"""FHIR claims: bulk files, a Bundle, a resource, faults of each, and no claim lost."""

from __future__ import annotations

import copy
import json
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.care.claim_tables import ClaimAdjudication, ClaimCode, OtherPayer, ServiceLine
from cleanbill.care.claims_read import Taken, take_in
from cleanbill.care.fhir.claim import money, scaled
from tests.care.taking import check_law, faults_of, rows, statuses, took

BULK = Path(__file__).parent / "cases" / "bulk.ndjson"
RESOURCES = [
    json.loads(line) for line in BULK.read_text("utf-8").split("\n") if line.startswith('{"res') and line[-1] == "}"
]
CLAIM = next(resource for resource in RESOURCES if resource["id"] == "c1")
EOB = next(resource for resource in RESOURCES if resource["id"] == "e1")


@pytest.fixture(scope="module")
def bulk() -> Taken:
    return take_in([BULK])


def test_a_bulk_file(bulk: Taken) -> None:
    check_law(bulk)
    (file,) = bulk.files
    # 120.50 + 7.51 + 3,000
    assert (file["claims"], file["charge_cents"], file["kind"]) == (3, 12_050 + 751 + 300_000, "FHIR R4")
    assert statuses(bulk) == {"c1": "accepted", "c2": "rejected", "e1": "accepted"}
    assert {(aside["what"], aside["count"]) for aside in bulk.aside} == {("Patient", 1), ("Coverage", 2)}
    assert faults_of(bulk) == [(4, "total"), (5, None), (10, None), (11, "resourceType")]


def test_lines_diagnoses_and_the_other_insurance(bulk: Taken) -> None:
    claim = next(row for row in rows(bulk) if row["patient_control_number"] == "c1")
    lines = [row for row in rows(bulk, ServiceLine) if row["claim_id"] == claim["claim_id"]]
    assert [(r["code_system"], r["code"], r["benefit"], r["charge_cents"], r["units_thousandths"]) for r in lines] == [
        ("HCPCS", "G0463", "outpatient", 10_000, 1000),
        ("HCPCS", "A7003", "equipment", 2050, 2000),  # 2 x 10.25, for it states no net
    ]
    assert [str(row["service_end"]) for row in lines] == ["2025-03-01", "2025-03-02"]
    assert lines[0]["diagnosis_pointers"] == "1 2"
    codes = [(r["kind"], r["code"], r["pointer"]) for r in rows(bulk, ClaimCode) if r["claim_id"] == claim["claim_id"]]
    assert codes == [("principal", "J069", 1), ("other", "I10", 2)]
    assert [(row["payer"], row["payer_id"]) for row in rows(bulk, OtherPayer)] == [(1, "other")]
    assert (claim["person_id"], claim["member_id"], claim["billing_npi"]) == ("p1", "m1", "1999999984")


def test_what_was_adjudicated(bulk: Taken) -> None:
    stay = next(row for row in rows(bulk) if row["patient_control_number"] == "e1")
    assert (stay["form"], stay["facility_code"], stay["discharge_status"]) == ("FHIR ExplanationOfBenefit", "11", "01")
    decided = [(r["line"], r["category"], r["amount_cents"]) for r in rows(bulk, ClaimAdjudication)]
    assert decided == [
        (0, "submitted", 300_000),
        (0, "benefit", 200_000),
        (0, "payment", 200_000),
        (1, "submitted", 300_000),
        (1, "eligible", 210_000),
        (1, "deductible", 10_000),
        (1, "copay", 0),
        (1, "benefit", 200_000),
    ]
    (line,) = [row for row in rows(bulk, ServiceLine) if row["claim_id"] == stay["claim_id"]]
    assert (line["code_system"], line["code"], line["benefit"]) == ("REV", "0120", "inpatient")


def bundle(*held: Any) -> str:
    return json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in held]}, indent=1
    )


@pytest.mark.parametrize("text", [json.dumps(CLAIM), json.dumps(CLAIM, indent=2), bundle(CLAIM), json.dumps([CLAIM])])
def test_one_claim_however_it_is_wrapped(text: str, bulk: Taken, tmp_path: Path) -> None:
    taken = took(tmp_path, text, ending="json")
    check_law(taken)
    (row,) = rows(taken)
    same = next(other for other in rows(bulk) if other["patient_control_number"] == "c1")
    assert row | {"file": "", "segment": 1} == same | {"file": "", "segment": 1}


def test_entries_of_a_bundle_are_counted(tmp_path: Path) -> None:
    taken = took(tmp_path, bundle(RESOURCES[0], EOB, CLAIM), ending="json")
    assert {row["patient_control_number"]: row["segment"] for row in rows(taken)} == {"e1": 2, "c1": 3}


def test_a_new_export_of_the_same_claim_is_the_same(bulk: Taken, tmp_path: Path) -> None:
    again = copy.deepcopy(CLAIM) | {"meta": {"lastUpdated": "2025-06-01T00:00:00Z"}}
    path = tmp_path / "again.json"
    path.write_text(json.dumps(again))
    taken = take_in([path], seen=bulk.seen)
    assert (taken.files[0]["seen_before"], rows(taken)) == (1, [])


USD = {"value": 1, "currency": "USD"}
# fault: where, what stands there instead (None: nothing), what becomes of the claim
FAULTS: dict[str, tuple[list[str | int], Any, str]] = {
    "a total that is none": (["total", "value"], "120.50", "rejected"),
    "another currency": (["total", "currency"], "EUR", "rejected"),
    "a fraction of a cent": (["total", "value"], 120.505, "rejected"),
    "a total of other lines": (["total", "value"], 120.51, "rejected"),
    "no lines": (["item"], [], "rejected"),
    "lines of the wrong shape": (["item"], {"net": USD}, "rejected"),
    "no patient": (["patient"], None, "rejected"),
    "no provider": (["provider"], None, "rejected"),
    "no payer at all": (["insurer"], None, "accepted"),  # its coverage says who is asked
    "no date": (["item", 0, "servicedDate"], "soon", "rejected"),
    "a day that is none": (["item", 0, "servicedDate"], "2025-02-30", "rejected"),
    "a span turned round": (["item", 1, "servicedPeriod"], {"start": "2025-03-02", "end": "2025-03-01"}, "rejected"),
    "no code": (["item", 0, "productOrService"], {"text": "a visit"}, "rejected"),
    "units below zero": (["item", 0, "quantity", "value"], -1, "rejected"),
    "a price that does not fit": (["item", 0, "unitPrice", "value"], 99, "pended"),
    "a draft": (["status"], "draft", "rejected"),
    "an unknown status": (["status"], ["active"], "pended"),
    "a preauthorisation": (["use"], "preauthorization", "rejected"),
    "a hospital without a type of bill": (["type", "coding", 0, "code"], "institutional", "pended"),
    "no total": (["total"], None, "accepted"),
    "half a character": (["id"], "\ud800", "accepted"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_and_no_claim_is_lost(fault: str, tmp_path: Path) -> None:
    path, value, status = FAULTS[fault]
    changed = copy.deepcopy(CLAIM)
    found: Any = changed
    for step in path[:-1]:
        found = found[step]
    found[path[-1]] = value
    taken = took(tmp_path, json.dumps(changed), ending="json")
    check_law(taken)
    (row,) = rows(taken)
    assert row["status"] == status, row["reason"]
    assert bool(taken.findings) == (status != "accepted")


def test_replacement_and_void(tmp_path: Path) -> None:
    related = [{"claim": {"reference": "Claim/c0"}, "relationship": {"coding": [{"code": "prior"}]}}]
    taken = took(tmp_path, json.dumps(CLAIM | {"related": related}), json.dumps(CLAIM | {"status": "cancelled"}))
    told_of = sorted((row["action"], row["original_claim_number"]) for row in rows(taken))
    assert told_of == [("replacement", "c0"), ("void", None)]


@pytest.mark.parametrize(
    ("number", "by", "scaled_to"),
    [
        (Decimal("120.50"), 100, 12_050),
        (Decimal("0E+99"), 100, 0),
        (Decimal("1E+999999"), 100, None),
        (Decimal("1E-999999"), 100, None),
        (Decimal("0.001"), 100, None),
        (10**40, 100, None),
        (True, 100, None),
        ("1", 100, None),
        (None, 100, None),
    ],
)
def test_numbers_are_exact_or_none(number: Any, by: int, scaled_to: int | None) -> None:
    assert scaled(number, by) == scaled_to


def test_money_is_never_a_float() -> None:
    assert money({"value": 0.1, "currency": "USD"}) is None


@pytest.mark.parametrize(
    "text", ["{", "[" * 100_000, '{"resourceType": "Claim"', "{}", "[1, 2]", '{"a": NaN}', bundle(None)]
)
def test_what_is_no_claim_is_a_finding(text: str, tmp_path: Path) -> None:
    taken = took(tmp_path, text, ending="json")
    assert rows(taken) == []
    assert taken.findings


@pytest.mark.parametrize("number", ["1E+99999999", "-1E-99999999", "1E400", "0E999999", "9" * 4000])
def test_numbers_out_of_all_measure(number: str, tmp_path: Path) -> None:
    text = json.dumps(CLAIM).replace("120.5", number)
    taken = took(tmp_path, text, ending="json")
    check_law(taken)
    assert [row["status"] for row in rows(taken)] == ["rejected"]


def test_a_claim_nested_deeply(tmp_path: Path) -> None:
    text = json.dumps(CLAIM)[:-1] + ', "extension": ' + "[" * 900 + "]" * 900 + "}"
    taken = took(tmp_path, text, ending="json")
    check_law(taken)
    assert rows(taken) or taken.findings


def test_bundles_in_bundles_end(tmp_path: Path) -> None:
    found: Any = CLAIM
    for _ in range(8):
        found = json.loads(bundle(found))
    taken = took(tmp_path, json.dumps(found), ending="json")
    assert "Bundles in Bundles" in taken.findings[0].problem


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["coding", "value", "code"]), inner),
    max_leaves=6,
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every path below a value."""
    found = [path] if path else []
    if isinstance(value, dict):
        found += [p for name, below in value.items() for p in places(below, (*path, name))]
    elif isinstance(value, list):
        found += [p for n, below in enumerate(value) for p in places(below, (*path, n))]
    return found


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([CLAIM, EOB]), st.lists(st.tuples(st.integers(0, 10_000), JSON), min_size=1, max_size=3))
def test_claims_of_any_shape_keep_the_law(resource: dict[str, Any], changes: list[tuple[int, Any]]) -> None:
    changed = copy.deepcopy(resource)
    for where, value in changes:
        every = [path for path in places(changed) if path != ("resourceType",)]
        *path, last = every[where % len(every)]
        found: Any = changed
        for step in path:
            found = found[step]
        found[last] = value
    with tempfile.TemporaryDirectory() as folder:
        taken = took(Path(folder), json.dumps(changed), ending="ndjson")
        check_law(taken)
        (row,) = rows(taken)
        lines = rows(taken, ServiceLine)
        if row["status"] == "accepted":
            assert sum(line["charge_cents"] for line in lines) == row["charge_cents"]
            assert all(line["service_start"] and line["benefit"] for line in lines)
        else:
            assert row["reason"] and taken.findings


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 6000))
def test_a_bulk_file_cut_anywhere_keeps_the_law(length: int) -> None:
    text = BULK.read_bytes()[:length]
    with tempfile.TemporaryDirectory() as folder:
        taken = took(Path(folder), text, ending="ndjson")
        check_law(taken)
        assert taken.files[0]["claims"] <= 3
