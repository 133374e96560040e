"""Reading X12: separators, the envelope, streaming, and that nothing raises."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core import x12 as x12_text
from cleanbill.core.errors import Finding
from cleanbill.core.x12 import Segment, Separators, segments

ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260101*1200*^*00501*000000007*0*T*:~"
BODY = "GS*HP*A*B*20260101*1200*7*X*005010X221A1~ST*835*0001~BPR*I*1*C~TRN*1*9~SE*4*0001~GE*1*7~"
WHOLE = ISA + BODY + "IEA*1*000000007~"


def read(source: str | bytes | Path) -> tuple[list[Segment], list[Finding]]:
    findings: list[Finding] = []
    return list(segments(source, file="f", findings=findings)), findings


def test_segments_are_numbered_and_elements_counted_as_the_guides_do() -> None:
    read_in, findings = read(WHOLE)
    assert findings == []
    assert [(s.number, s.id) for s in read_in[:4]] == [(1, "ISA"), (2, "GS"), (3, "ST"), (4, "BPR")]
    bpr = read_in[3]
    assert (bpr.get(1), bpr.get(2), bpr.get(9)) == ("I", "1", "")
    assert bpr.separators == Separators("*", ":", "^", "~")


def test_components_and_repetitions_follow_the_isa() -> None:
    odd = WHOLE.replace("*", "|").replace(":~", ">~").replace("|^|", "|{|").replace("TRN|1|9", "TRN|HC>1>2|a{b")
    read_in, findings = read(odd)
    trn = next(s for s in read_in if s.id == "TRN")
    assert (trn.parts(1), trn.repeats(2), trn.parts(8), findings) == (["HC", "1", "2"], ["a", "b"], [""], [])


@pytest.mark.parametrize("end", ["~\n", "~\r\n", "\n", "\r\n", "'"])
def test_any_end_of_segment(end: str) -> None:
    read_in, findings = read(WHOLE.replace("~", end))
    assert ([s.id for s in read_in], findings) == ([s.id for s in read(WHOLE)[0]], [])


def test_interchanges_with_other_separators_follow_each_other() -> None:
    other = WHOLE.replace("*", "|").replace("~", "!")
    read_in, findings = read("\ufeff\n" + WHOLE + "\r\n" + other + "\x1a")
    assert (len(read_in), findings) == (16, [])
    assert read_in[8][:2] == (9, "ISA")
    assert read_in[15].elements == ["IEA", "1", "000000007"]


FAULTS = {
    "count of segments": (WHOLE.replace("SE*4", "SE*5"), 6, "SE01"),
    "count is not a number": (WHOLE.replace("SE*4", "SE*x"), 6, "SE01"),
    "transaction's number": (WHOLE.replace("SE*4*0001", "SE*4*0002"), 6, "SE02"),
    "count of transactions": (WHOLE.replace("GE*1", "GE*2"), 7, "GE01"),
    "group's number": (WHOLE.replace("GE*1*7", "GE*1*8"), 7, "GE02"),
    "count of groups": (WHOLE.replace("IEA*1", "IEA*0"), 8, "IEA01"),
    "interchange's number": (WHOLE.replace("IEA*1*000000007", "IEA*1*7"), 8, "IEA02"),
    "no SE": (WHOLE.replace("SE*4*0001~", ""), 6, "SE"),
    "no GE": (WHOLE.replace("GE*1*7~", ""), 7, "GE"),
    "no IEA": (WHOLE.replace("IEA*1*000000007~", ""), 7, "IEA"),
    "next ST before SE": (WHOLE.replace("SE*4*0001~", "ST*835*0002~BPR~SE*2*0002~"), 6, "SE"),
    "no ISA": (BODY, 1, "GS"),
    "no ST": (WHOLE.replace("ST*835*0001~", ""), 3, "BPR"),
    "outside": (WHOLE.replace("GE*", "NTE*x~GE*"), 7, "NTE"),
    "no name": (WHOLE.replace("TRN*1", "!?*1"), 5, None),
    "narrow ISA": (WHOLE.replace("SENDER         ", "SENDER"), 1, "ISA"),
    "cut off": (WHOLE[:-1], 8, "IEA"),
    "cut in a segment": (WHOLE.partition("*9~")[0], 5, "TRN"),
    "something before": ("To whom it may concern: " + WHOLE, 1, "ISA"),
    "empty": ("", None, None),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found_at_its_segment(name: str) -> None:
    text, row, column = FAULTS[name]
    findings = read(text)[1]
    assert (row, column) in [(finding.row, finding.column) for finding in findings], list(map(str, findings))
    assert len(findings) <= 4


def test_a_finding_reads_as_a_sentence() -> None:
    assert str(read(WHOLE.replace("SE*4", "SE*5"))[1][0]) == (
        "f, segment 6 (SE01): does not give the number of segments, 4. Have the sender make the file again."
    )


def test_a_narrow_isa_is_read_all_the_same() -> None:
    read_in, _ = read(WHOLE.replace("SENDER         ", "SENDER"))
    assert [s.id for s in read_in] == ["ISA", "GS", "ST", "BPR", "TRN", "SE", "GE", "IEA"]


def test_text_bytes_file_and_size_of_pieces_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "f").write_text(WHOLE * 3, "utf-8")
    expected = read(WHOLE * 3)
    assert expected[1] == []
    for piece in (1, 3, 107, 1 << 20):
        monkeypatch.setattr(x12_text, "PIECE", piece)
        assert read((WHOLE * 3).encode()) == read(tmp_path / "f") == read(WHOLE * 3) == expected


def test_only_a_piece_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []

    def texts(_: object) -> object:
        for _ in range(1000):
            taken.append(1)
            yield WHOLE

    monkeypatch.setattr("cleanbill.core.x12.pieces", texts)
    stream = segments("")
    for _ in range(8):
        next(stream)
    assert len(taken) <= 8


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_changed_bytes_never_raise(data: st.DataObject) -> None:
    raw = bytearray((WHOLE * 2).encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8))
    findings: list[Finding] = []
    read_in = list(segments(bytes(raw), findings=findings))
    assert [s.number for s in read_in] == list(range(1, len(read_in) + 1))
    assert all(str(finding) for finding in findings)


@given(st.text(max_size=300) | st.binary(max_size=300))
def test_what_is_not_x12_gets_a_finding(text: str | bytes) -> None:
    assert read(text)[1]
