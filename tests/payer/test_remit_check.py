"""Reading anyone's 835 and telling whether it balances, on public files and on planted faults."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from cleanbill.cli.main import main
from cleanbill.core.errors import Finding
from cleanbill.payer.x835 import BalanceCheck, Remittance, check, remittances
from cleanbill.payer.x835.model import as_amount, whole_cents

PUBLIC = (
    "blue_cross_nc_sample",
    "cob-contractural-adjustment",
    "emedny_sample",
    "managed-care",
    "medicare-part-a",
    "secondary-payment",
    "tertiary-payment",
)
SAMPLE = """ISA*00*          *00*          *ZZ*PAYER          *ZZ*PAYEE          *260101*1200*^*00501*000000001*0*T*:~
GS*HP*PAYER*PAYEE*20260101*1200*1*X*005010X221A1~
ST*835*0001~BPR*I*120*C*CHK************20260105~TRN*1*T1*1999999999~DTM*405*20260104~
N1*PR*PAYER*XV*1~N3*1 STREET~N4*BOSTON*MA*02108~REF*2U*7~N1*PE*PAYEE*XX*1234567893~LX*1~
CLP*A*1*200*80*70*12*K1*11*1~CAS*CO*45*20~NM1*QC*1*DOE*JANE****MI*M1~DTM*232*20260101~
SVC*HC:A0425:QN*150.5*95.5**2~DTM*472*20260101~CAS*PR*1*30**2*20**3*5~AMT*B6*150.5~LQ*HE*N1~
SVC*NU:0450*49.50*4.5*~CAS*PR*3*15~CAS*CO*97*30~
CLP*B*2*60*50**12*K2~CAS*OA*23*10~
PLB*1234567893*20261231*WO:K0*12.25*L6:K1*-2.25~SE*26*0001~GE*1*1~IEA*1*000000001~
""".replace("\n", "")


def read(text: str) -> tuple[list[Remittance], list[Finding]]:
    findings: list[Finding] = []
    return list(remittances(text, file="f", findings=findings)), findings


def checked_file(text: str) -> BalanceCheck:
    return check(text, file="f")


def off(text: str) -> list[tuple[str, int, int, int]]:
    return [(i.level, i.segment, i.expected_cents, i.found_cents) for i in checked_file(text).imbalances]


def test_every_part_is_read() -> None:
    (remittance,), findings = read(SAMPLE)
    assert findings == []
    assert (remittance.paid_cents, remittance.method, remittance.paid_on) == (12000, "CHK", "20260105")
    assert (remittance.trace, remittance.originator, remittance.complete) == ("T1", "1999999999", True)
    assert remittance.payer and remittance.payee
    assert (remittance.payer.name, [s.id for s in remittance.payer.kept]) == ("PAYER", ["N3", "N4", "REF"])
    assert (remittance.payee.id_kind, remittance.payee.id) == ("XX", "1234567893")
    first, second = remittance.claims
    assert (first.control, first.status, first.charge_cents, first.paid_cents) == ("A", "1", 20000, 8000)
    assert (first.patient_cents, first.filing, first.payer_control, first.frequency) == (7000, "12", "K1", "1")
    assert [s.id for s in first.kept] == ["NM1", "DTM"]
    line = first.lines[0]
    assert (line.kind, line.code, line.modifiers, line.units) == ("HC", "A0425", ("QN",), "2")
    assert [(a.group, a.reason, a.cents) for a in line.adjustments] == [
        ("PR", "1", 3000),
        ("PR", "2", 2000),
        ("PR", "3", 500),
    ]
    assert [s.id for s in line.kept] == ["DTM", "AMT", "LQ"]
    assert (second.patient_cents, [(a.group, a.cents) for a in second.adjustments]) == (None, [("OA", 1000)])
    assert [(p.reason, p.reference, p.cents) for p in remittance.provider_adjustments] == [
        ("WO", "K0", 1225),
        ("L6", "K1", -225),
    ]


def test_the_sample_balances_at_three_levels() -> None:
    checked = checked_file(SAMPLE)
    assert (checked.balances, checked.counts) == (True, {"line": 2, "claim": 2, "transaction": 1})
    assert (checked.imbalances, checked.notes, checked.findings) == ((), (), ())


FALSE = {
    "BPR02": ("BPR*I*120*", "BPR*I*120.01*", [("transaction", 4, 12000, 12001)]),
    "PLB": ("*-2.25~", "*-2.26~", [("transaction", 4, 12001, 12000)]),
    "CLP03": ("CLP*A*1*200*", "CLP*A*1*200.01*", [("claim", 13, 8001, 8000)]),
    "CLP04": ("*200*80*", "*200*79.99*", [("claim", 13, 8000, 7999), ("transaction", 4, 11999, 12000)]),
    "claim's CAS": ("CAS*CO*45*20~", "CAS*CO*45*20.01~", [("claim", 13, 7999, 8000)]),
    "SVC02": ("*150.5*9", "*150.51*9", [("line", 17, 9551, 9550)]),
    "SVC03": ("*95.5*", "*95.49*", [("line", 17, 9550, 9549)]),
    "line's CAS": ("**3*5~", "**3*5.01~", [("line", 17, 9549, 9550), ("claim", 13, 7999, 8000)]),
}


@pytest.mark.parametrize("name", FALSE)
def test_one_cent_is_found_where_it_is(name: str) -> None:
    old, new, expected = FALSE[name]
    assert SAMPLE.count(old) == 1
    assert off(SAMPLE.replace(old, new)) == expected


def test_money_at_both_levels_is_named() -> None:
    (found,) = checked_file(SAMPLE.replace("CAS*CO*45*20~", "CAS*CO*45*20**97*30~")).imbalances
    assert (found.level, found.difference_cents) == ("claim", 3000)
    assert found.why == "CO-97 at segment 14 adjusts again what the lines adjust"


def test_patient_share_beside_its_adjustments_is_a_note() -> None:
    checked = checked_file(SAMPLE.replace("*70*12*", "*71*12*"))
    assert (checked.balances, [note.element for note in checked.notes]) == (True, ["CLP05"])
    assert checked.notes[0].says == "says $71.00; the PR adjustments are $70.00"
    reversal = SAMPLE.replace("CLP*A*1*", "CLP*A*22*").replace("*70*12*", "**12*")
    assert checked_file(reversal).notes == ()


UNREADABLE = {
    "no number": ("*150.5*95.5", "*150.5*9S.5", 17),
    "a fraction of a cent": ("*150.5*95.5", "*150.5*95.505", 17),
    "no BPR": ("BPR*I*120*C*CHK************20260105~", "", 3),
    "line of no claim": ("CLP*A*1*200*80*70*12*K1*11*1~", "", 16),
    "no SE": ("SE*26*0001~", "", 3),
    "cut off": (SAMPLE[SAMPLE.index("CLP*B") :], "", 3),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_judged_says_so(name: str) -> None:
    old, new, segment = UNREADABLE[name]
    assert SAMPLE.count(old) >= 1
    checked = checked_file(SAMPLE.replace(old, new))
    assert (checked.readable, checked.balances) == (False, False)
    assert segment in [finding.row for finding in checked.findings]


FOUND = {
    "no 835": (SAMPLE.replace("ST*835", "ST*820"), None, None),
    "another transaction": (SAMPLE.replace("ST*835*0001~", "ST*820*0009~SE*2*0009~ST*835*0001~"), 3, "ST01"),
    "no payer": (SAMPLE.replace("N1*PR", "N1*XX"), 3, "ST"),
    "two TRN": (SAMPLE.replace("DTM*405", "TRN*1*T2~DTM*405"), 6, "TRN"),
    "no reason": (SAMPLE.replace("CAS*CO*97*", "CAS*CO**"), 24, "CAS02"),
    "bad group": (SAMPLE.replace("CAS*CO*97*", "CAS*XX*97*"), 24, "CAS01"),
    "empty CAS": (SAMPLE.replace("CAS*OA*23*10", "CAS*OA"), 26, "CAS02"),
    "seven": (SAMPLE.replace("CAS*OA*23*10", "CAS*OA*23*10" + "*" * 17 + "1*0"), 26, "CAS20"),
    "no payment": (SAMPLE.replace("CLP*B*2*60*50*", "CLP*B*2*60**"), 25, "CLP04"),
    "no control number": (SAMPLE.replace("CLP*B", "CLP*"), 25, "CLP01"),
    "unknown": (SAMPLE.replace("LX*1", "LQX*1"), 12, "LQX"),
    "other mark": (SAMPLE.replace("HC:A0425:QN", "HC>A0425>QN"), 17, "SVC01"),
}


@pytest.mark.parametrize("name", FOUND)
def test_each_fault_is_a_finding_at_its_segment(name: str) -> None:
    text, row, column = FOUND[name]
    assert (row, column) in [(finding.row, finding.column) for finding in checked_file(text).findings]


def test_findings_tell_nothing_of_a_person() -> None:
    for text, _, _ in FOUND.values():
        found = " ".join(str(finding) for finding in checked_file(text).findings)
        assert not any(word in found for word in ("DOE", "JANE", "M1"))


@pytest.mark.parametrize(
    ("text", "read_as"),
    [("12", 1200), ("12.5", 1250), (".05", 5), ("-0.10", -10), ("+3.", 300), ("7.500", 750), ("007", 700)]
    + [(bad, None) for bad in ("", ".", "-", "1,000", "1e3", "0.005", "$4", "1 2", "٣", "1" * 19, "NaN")],
)
def test_money_is_exact(text: str, read_as: int | None) -> None:
    assert whole_cents(text) == read_as if read_as is not None else isinstance(whole_cents(text), str)


def test_amounts_are_written_without_zeros_at_the_end() -> None:
    assert [as_amount(n) for n in (0, 5, 50, 1200, 1250, -1, -100)] == ["0", "0.05", "0.5", "12", "12.5", "-0.01", "-1"]


@pytest.mark.parametrize("name", PUBLIC)
def test_public_files(shared: Path, name: str) -> None:
    checked = check(shared / "remits" / f"{name}.835", file=name)
    assert checked.readable
    assert checked.balances == (name != "tertiary-payment")
    if name == "tertiary-payment":
        (found,) = checked.imbalances
        assert (found.level, found.segment, found.difference_cents) == ("line", 20, 176650 - (2459900 - 157900))


@pytest.mark.parametrize("name", PUBLIC)
def test_broken_public_files_never_raise(shared: Path, name: str) -> None:
    whole = (shared / "remits" / f"{name}.835").read_bytes()
    chance = random.Random(name)
    for _ in range(60):
        raw = bytearray(whole[: chance.randrange(len(whole))] if chance.random() < 0.4 else whole)
        for _ in range(chance.randrange(8)):
            if raw:
                raw[chance.randrange(len(raw))] = chance.randrange(256)
        checked = check(bytes(raw), file=name)
        assert all(str(finding) for finding in checked.findings)
        assert checked.readable or checked.findings
        if not whole.startswith(b"ST") and len(raw) < len(whole) - 2:
            assert checked.findings, "a file that was cut"


def remit_check(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    """Exit code and what is printed; no engine is opened, so no process is needed."""
    with pytest.raises(SystemExit) as ended:
        main(["remit", "check", *map(str, arguments)])
    assert isinstance(ended.value.code, int)
    return ended.value.code, capsys.readouterr().out


def test_the_command_says_where_and_ends_as_it_should(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad, no = tmp_path / "good.835", tmp_path / "bad.835", tmp_path / "no.835"
    good.write_text(SAMPLE)
    bad.write_text(SAMPLE.replace("*95.5*", "*95.4*"))
    no.write_text("To whom it may concern")
    code, said = remit_check(capsys, good, bad)
    assert (code, "good.835 balances" in said) == (1, True)
    assert "line, segment 17 (SVC03): expected $95.50, found $95.40, difference -$0.10" in said
    assert remit_check(capsys, good)[0] == 0
    assert remit_check(capsys, bad, no)[0] == 2
    report = json.loads(remit_check(capsys, "--json", good, bad, no)[1])
    judged = [(file["balances"], file["readable"]) for file in report["files"]]
    assert judged == [(True, True), (False, True), (False, False)]
    assert report["files"][1]["imbalances"][0]["difference_cents"] == -10
    assert remit_check(capsys, tmp_path / "absent.835")[0] == 2


def test_a_thousand_interchanges_in_one_file_balance() -> None:
    checked, one = check(SAMPLE * 1000), check(SAMPLE)
    assert checked.balances
    assert checked.counts == {level: count * 1000 for level, count in one.counts.items()}
