"""Settled lines as an 835: it balances by our reader and by others', and what does not is refused."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.core.x12 import Segment, segments
from cleanbill.payer.x835 import (
    Address,
    Bank,
    Payee,
    Payer,
    Run,
    balance_applied,
    check,
    interest,
    recovery,
    recovery_put_off,
    remittance,
    remittances,
    reversal,
    with_adjustments,
)

oxedi = pytest.importorskip("oxedi")

PAYER = Payer(
    name="TRUST",
    id="12345",
    tax_id="042222222",
    address=Address("1 MAIN STREET", "BOSTON", "MA", "02108"),
    contact="PROVIDERS' LINE",
    phone="6175550100",
    bank=Bank("011000015", "1111"),
)
PAYEES = {
    "P1": Payee("HOSPITAL", "1234567893", "T1", "043333333", PAYER.address, Bank("011000015", "2222")),
    "P2": Payee("PRACTICE", "1245319599", "T2"),
    "P3": Payee("AGENCY", "1679576722", "T3", fiscal_end=date(2026, 6, 30), adjustments=(interest("K", 250),)),
}
RUN = Run(date(2026, 1, 31), 7, "TRUST", "CLEARING", "ZZ")
LINE = {
    "plan_id": "single-payer", "provider_id": "P1", "claim_id": "C1", "line": 1, "person_id": "SECRET",
    "service_date": date(2026, 1, 3), "charge_cents": 10000, "allowed_cents": 8000, "contractual_cents": 2000,
    "plan_paid_cents": 5000, "other_payer_cents": 0, "deductible_cents": 1000, "coinsurance_cents": 1500,
    "copay_cents": 300, "not_covered_cents": 200, "other_cents": 0, "code_system": "HCPCS", "code": "G0463",
    "units": 1, "member_id": "M1", "patient_last": "DOE", "patient_first": "JANE",
}  # fmt: skip


def row(**changed: Any) -> dict[str, Any]:
    return LINE | changed


def written(*rows: dict[str, Any], payees: dict[str, Payee] = PAYEES, run: Run = RUN) -> str:
    return remittance(rows, payees, PAYER, run)


def said(text: str, *names: str) -> list[str]:
    return ["*".join(s.elements) for s in segments(text) if s.id in names]


def test_a_settled_line_in_the_trades_words() -> None:
    text = written(row(modifiers=["25"], revenue_code="0510"))
    assert said(text, "CLP", "SVC", "CAS", "AMT", "NM1", "REF") == [
        "REF*TJ*043333333",
        "CLP*C1*1*100*50*30*ZZ*C1",
        "NM1*QC*1*DOE*JANE****MI*M1",
        "SVC*HC:G0463:25*100*50*0510*1",
        "CAS*CO*45*20",
        "CAS*PR*1*10**2*15**3*3**96*2",
        "REF*6R*1",
        "AMT*B6*80",
    ]
    assert "SECRET" not in text


def test_claims_go_to_their_payees_in_transactions_of_their_own() -> None:
    text = written(row(claim_id="B"), row(provider_id="P2"), row(claim_id="A", line=2), row(claim_id="A"))
    paid = [(r.payee.name if r.payee else "", r.trace, r.paid_cents, r.method) for r in remittances(text)]
    assert paid == [
        ("HOSPITAL", "T1", 15000, "ACH"),
        ("PRACTICE", "T2", 5000, "CHK"),
        ("AGENCY", "T3", 250, "CHK"),
    ]
    assert [claim.control for r in remittances(text) for claim in r.claims] == ["A", "B", "C1"]
    assert said(text, "PLB") == ["PLB*1679576722*20260630*L6:K*-2.5"]


@pytest.mark.parametrize(
    ("system", "code", "named"),
    [
        ("HCPCS", "A0425", "HC:A0425"),
        ("HCPCS", "D1110", "AD:D1110"),
        ("REV", "0450", "NU:0450"),
        ("NDC", "00093721410", "N4:00093721410"),
    ],
)
def test_qualifiers_of_code_systems(system: str, code: str, named: str) -> None:
    assert said(written(row(code_system=system, code=code)), "SVC") == [f"SVC*{named}*100*50**1"]


def test_a_stay_is_a_claim_without_lines() -> None:
    stay = row(code_system="MS-DRG", code="470", place_of_service="11", frequency="1")
    room = row(line=2, code_system="REV", code="0120", service_date=date(2026, 1, 5))
    text = written(stay, room)
    assert said(text, "CLP", "CAS", "SVC", "DTM")[1:6] == [
        "CLP*C1*1*200*100*60*ZZ*C1*11*1**470",
        "CAS*CO*45*40",
        "CAS*PR*1*20**2*30**3*6**96*4",
        "DTM*232*20260103",
        "DTM*233*20260105",
    ]


def test_given_adjustments_stand_in_place_of_the_columns() -> None:
    many = [("CO", str(n), n) for n in range(100, 108)] + [("PI", "16", 5000 - sum(range(100, 108)))]
    given_rows = [
        {"plan_id": "single-payer", "claim_id": "C1", "line": 1, "group": g, "carc": c, "cents": n, "rarc": r}
        for (g, c, n), r in zip(many, ["N1", None, "N1", "N2"] + [None] * 5, strict=True)
    ]
    text = written(*with_adjustments([row()], given_rows))
    assert said(text, "CAS", "LQ") == [
        "CAS*CO*100*1**101*1.01**102*1.02**103*1.03**104*1.04**105*1.05",
        "CAS*CO*106*1.06**107*1.07",
        "CAS*PI*16*41.72",
        "LQ*HE*N1",
        "LQ*HE*N2",
    ]


def test_an_earlier_payer() -> None:
    text = written(row(other_payer_cents=2500, deductible_cents=0, coinsurance_cents=0))
    assert said(text, "CLP", "CAS")[0].startswith("CLP*C1*2*")
    assert "CAS*OA*23*25" in text


def test_reversal_then_correction() -> None:
    paid = [row()]
    corrected = [row(deductible_cents=2000, plan_paid_cents=4000)]
    text = written(*corrected, *reversal(paid))
    assert said(text, "BPR", "CLP", "CAS", "PLB")[:8] == [
        "BPR*H*0*C*NON************20260131",
        "CLP*C1*22*-100*-50**ZZ*C1",
        "CAS*CO*45*-20",
        "CAS*PR*1*-10**2*-15**3*-3**96*-2",
        "CLP*C1*1*100*40*40*ZZ*C1",
        "CAS*CO*45*20",
        "CAS*PR*1*20**2*15**3*3**96*2",
        "PLB*1234567893*20261231*FB:T1*-10",  # nothing is left to take ten dollars from: carried forward
    ]
    assert check(text).notes == ()


def test_a_balance_forward_is_taken_from_the_next_payment() -> None:
    later = {"P1": Payee("HOSPITAL", "1234567893", "T9", adjustments=(balance_applied("T1", 1000),))}
    text = written(row(), payees=later)
    assert said(text, "BPR", "PLB") == ["BPR*I*40*C*CHK************20260131", "PLB*1234567893*20261231*FB:T1*10"]


def test_recovery_now_or_put_off() -> None:
    now = {"P1": Payee("HOSPITAL", "1234567893", "T1", adjustments=(recovery("C0", 700),))}
    put_off = {"P1": Payee("HOSPITAL", "1234567893", "T1", adjustments=(recovery_put_off("C1", 5000),))}
    assert said(written(row(), payees=now), "BPR", "PLB")[1].endswith("WO:C0*7")
    assert next(remittances(written(*reversal([row()]), payees=put_off))).paid_cents == 0


REFUSED = {
    "a cent too much": ([row(plan_paid_cents=5001)], "Row 1: the charge less all adjustments is $50.00"),
    "no reason": ([row(), row(line=2, other_cents=1)], "Row 2: other_cents has no reason"),
    "no qualifier": ([row(code_system="SNOMED", code="185349003")], "Row 1: an 835 cannot name a service by SNOMED"),
    "no code": ([row(code=None)], "Row 1: an 835 cannot name"),
    "no payee": ([row(provider_id="P9")], "has no payee"),
    "a separator": ([row(patient_last="DOE*ROE")], "NM103 holds a separator"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_an_835_cannot_say_is_refused(name: str) -> None:
    rows, why = REFUSED[name]
    with pytest.raises(CleanbillError) as refused:
        written(*rows)
    assert why in str(refused.value)
    assert "ROE" not in str(refused.value)


@pytest.mark.parametrize(
    "run",
    [Run(date(2026, 1, 1), 0, "TRUST", "ME", "12"), Run(date(2026, 1, 1), 1, "T" * 16, "ME", "12"),
     Run(date(2026, 1, 1), 1, "TRUST", "ME", "11"), Run(date(2026, 1, 1), 1, "TRUST", "ME", "12", time="9999")],
)  # fmt: skip
def test_an_envelope_that_does_not_fit_is_refused(run: Run) -> None:
    with pytest.raises(CleanbillError):
        written(row(), run=run)


def test_the_same_rows_in_any_order_give_the_same_text() -> None:
    rows = [row(claim_id=claim, line=line, provider_id=p) for claim in "AB" for line in (1, 2) for p in ("P1", "P2")]
    assert written(*rows) == written(*reversed(rows))


shares = st.integers(0, 10**6) | st.just(0)


@st.composite
def settled_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Random settled claims: balanced lines of several payees, some with adjustments of their own, some reversed."""
    rows = []
    for claim in range(draw(st.integers(1, 4))):
        provider, stay = draw(st.sampled_from(sorted(PAYEES))), draw(st.booleans())
        own = [_settled(draw, provider, claim, line, stay) for line in range(1, draw(st.integers(1, 3)) + 1)]
        rows += reversal(own) if draw(st.booleans()) else []
        rows += own if draw(st.booleans()) else []
    return rows


def _settled(draw: st.DrawFn, provider: str, claim: int, line: int, stay: bool) -> dict[str, Any]:
    names = ("contractual_cents", "deductible_cents", "coinsurance_cents", "copay_cents", "not_covered_cents")
    parts = {name: draw(shares) for name in (*names, "other_payer_cents")}
    paid = draw(shares)
    charge = paid + sum(parts.values())
    code = ("MS-DRG", "470") if stay else draw(st.sampled_from([("HCPCS", "G0463"), ("REV", "0450")]))
    made = row(
        claim_id=f"C{claim}", provider_id=provider, line=line, plan_paid_cents=paid, charge_cents=charge, **parts
    )
    made |= {"code_system": code[0], "code": code[1], "allowed_cents": charge - parts["contractual_cents"]}
    if draw(st.booleans()):
        groups = st.tuples(st.sampled_from(["CO", "PR", "OA", "PI"]), st.sampled_from(["45", "16", "97", "B7"]))
        given = [(*draw(groups), draw(st.integers(0, 500))) for _ in range(draw(st.integers(0, 9)))]
        made["adjustments"] = [{"group": g, "carc": c, "cents": n, "rarc": None} for g, c, n in given]
        made["plan_paid_cents"] = charge - sum(n for _, _, n in given)
    return made


@settings(max_examples=60, deadline=None)
@given(settled_rows(), st.data())
def test_whatever_is_settled_balances_and_a_cent_is_missed_anywhere(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    text = written(*rows)
    checked = check(text)
    assert (checked.balances, checked.findings, checked.notes) == (True, (), ())
    assert [found.rule for found in oxedi.parse(text.encode()).diagnostics] == []
    assert sum(r["plan_paid_cents"] for r in rows) == sum(c.paid_cents for r in remittances(text) for c in r.claims)
    changed = _changed(text, data.draw(st.sampled_from(sorted(_money(text)))), data.draw(st.sampled_from([-1, 1])))
    assert not check(changed).balances
    assert any(found.kind == "BalanceMismatch" for found in oxedi.parse(changed.encode()).diagnostics)


MONEY_AT = {"BPR": (2,), "CLP": (3, 4), "SVC": (2, 3), "CAS": range(3, 19, 3), "PLB": range(4, 15, 2)}


def _money(text: str) -> Iterator[tuple[int, int]]:
    """(segment, element) of every amount that the balance rests on."""
    for segment in segments(text):
        for at in MONEY_AT.get(segment.id, ()):
            if segment.get(at):
                yield segment.number, at


def _changed(text: str, where: tuple[int, int], cents: int) -> str:
    """The text with one amount higher by some cents."""
    number, at = where
    found: list[Segment] = list(segments(text))
    elements = found[number - 1].elements
    elements[at] = f"{float(elements[at]) + cents / 100:.2f}"
    return "".join("*".join(segment.elements) + "~" for segment in found)


def test_another_reader_finds_nothing_wrong(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """pyx12 walks the guide's own map of the 835: segments, their order, their elements and codes."""
    document, params = pytest.importorskip("pyx12.x12n_document"), pytest.importorskip("pyx12.params")
    stay = row(claim_id="C2", code_system="MS-DRG", code="470", place_of_service="11", frequency="1")
    stay["adjustments"] = [{"group": "CO", "carc": "45", "cents": 5000, "rarc": "N123"}]
    unknown = row(claim_id="C3", patient_last=None, patient_first=None, member_id=None, received_on=date(2026, 1, 9))
    dental = row(claim_id="C4", code="D1110", provider_id="P2", modifiers=None)
    rows = [row(), row(line=2, code_system="REV", code="0450"), stay, unknown, dental, *reversal([dental])]
    path = tmp_path / "written.835"
    path.write_text(written(*rows))
    with caplog.at_level(logging.ERROR, logger="pyx12"):
        sound = document.x12n_document(params.params(), str(path), None, None, None)
    assert (sound, caplog.messages) == (True, [])
    assert oxedi.parse(path.read_bytes()).diagnostics == []
