"""Malformed 837 files: a finding with its segment, a reason, and never a lost claim."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cleanbill.care.claim_tables import ClaimCode, ServiceLine
from tests.care import x12_text as x
from tests.care.taking import check_law, faults_of, rows, statuses, took

GOOD = x.two_claims()
SEGMENTS = GOOD.split("~")[:-1]


def number(begins: str, which: int = 0) -> int:
    """The number of a segment, from 1."""
    return [n for n, segment in enumerate(SEGMENTS, 1) if segment.startswith(begins)][which]


def without(begins: str, which: int = 0) -> str:
    """The file without one segment, its SE counting on as if nothing were missing."""
    at = number(begins, which) - 1
    return "~".join([*SEGMENTS[:at], *SEGMENTS[at + 1 :]]) + "~"


def recount(text: str) -> str:
    """The file with SE01 put right."""
    segments = text.split("~")[:-1]
    found = [n for n, segment in enumerate(segments) if segment[:3] in ("ST*", "SE*")]
    control = segments[found[1]].split("*")[2]
    segments[found[1]] = f"SE*{found[1] - found[0] + 1}*{control}"
    return "~".join(segments) + "~"


def test_a_good_file_has_no_finding(tmp_path: Path) -> None:
    taken = took(tmp_path, GOOD)
    check_law(taken)
    assert statuses(taken) == {"C1": "accepted", "C2": "accepted"}
    assert faults_of(taken) == []
    mine, child = rows(taken, ServiceLine)[:2], {row["patient_control_number"]: row for row in rows(taken)}["C2"]
    assert {row["benefit"] for row in mine} == {"office"}
    assert child["person_id"].startswith("M2-")
    assert (child["sex"], child["relationship"], child["filing_code"]) == ("M", "19", "MC")


ACCEPTED, PENDED, REJECTED = "accepted", "pended", "rejected"
# fault: the file, what becomes of the two claims, a place that a finding names
FAULTS: dict[str, tuple[str, tuple[str, str], tuple[int | None, str | None]]] = {
    "no billing provider": (
        recount(without("NM1*85")),
        (REJECTED, REJECTED),
        (number("CLM") - 1, "NM1"),
    ),
    "no subscriber loop": (recount(without("HL*2")), (REJECTED, PENDED), (number("CLM") - 1, "HL")),
    "no member number": (recount(without("NM1*IL")), (REJECTED, ACCEPTED), (number("CLM") - 1, "NM109")),
    "no patient loop": (recount(without("HL*4")), (ACCEPTED, REJECTED), (number("CLM", 1) - 1, "HL")),
    "the next subscriber's HL is missing": (
        recount(without("HL*3")),
        (PENDED, REJECTED),
        (number("SBR", 1) - 1, "SBR"),
    ),
    "a wrong count of segments": (without("N3*"), (PENDED, PENDED), (number("SE*") - 1, "SE01")),
    "another number in SE": (GOOD.replace("*0001~GE", "*0009~GE"), (PENDED, PENDED), (number("SE*"), "SE02")),
    "no SE": (without("SE*"), (PENDED, PENDED), (number("SE*"), "SE")),
    "no ST": (without("ST*"), (PENDED, PENDED), (number("ST*"), "BHT")),
    "no principal diagnosis": (GOOD.replace("HI*ABK:J069*", "HI*", 1), (REJECTED, ACCEPTED), (number("CLM"), "HI")),
    "lines that do not add up": (GOOD.replace("*20.5*", "*20.4*"), (REJECTED, ACCEPTED), (number("CLM"), "CLM02")),
    "a charge that is none": (GOOD.replace("*20.5*", "*2O.5*"), (REJECTED, ACCEPTED), (number("SV1", 1), "SV102")),
    "a fraction of a cent": (GOOD.replace("*20.5*", "*20.505*"), (REJECTED, ACCEPTED), (number("SV1", 1), "SV102")),
    "a claim's charge is none": (GOOD.replace("*120.5*", "**"), (REJECTED, ACCEPTED), (number("CLM"), "CLM02")),
    "a negative charge": (GOOD.replace("*7*", "*-7*"), (ACCEPTED, REJECTED), (number("CLM", 1), "CLM02")),
    "units that are none": (GOOD.replace("*UN*1*", "*UN*one*", 1), (REJECTED, ACCEPTED), (number("SV1"), "SV104")),
    "no service lines": (recount(without("LX*1", 1)), (ACCEPTED, REJECTED), (number("CLM", 1), "LX")),
    "a line too many": (GOOD.replace("LX*2", "LX*3"), (PENDED, ACCEPTED), (number("LX*2"), "LX01")),
    "a line without a service": (recount(without("SV1")), (REJECTED, ACCEPTED), (number("LX"), "SV1")),
    "a line without a date": (recount(without("DTP")), (REJECTED, ACCEPTED), (number("LX"), "DTP")),
    "a day that is none": (GOOD.replace("20250301", "20250231", 1), (REJECTED, ACCEPTED), (number("DTP"), "DTP03")),
    "an unknown place": (GOOD.replace("11:B:1", "98:B:1", 1), (PENDED, ACCEPTED), (number("LX"), "CLM05")),
    "an unknown frequency": (GOOD.replace("11:B:1", "11:B:X", 1), (PENDED, ACCEPTED), (number("CLM"), "CLM05")),
    "a replacement of nothing": (GOOD.replace("11:B:1", "11:B:7", 1), (PENDED, ACCEPTED), (number("CLM"), "REF")),
    "no date of birth": (recount(without("DMG")), (PENDED, ACCEPTED), (number("CLM") - 1, "DMG")),
    "a code of unknown kind": (GOOD.replace("*ABF:", "*XXX:", 1), (PENDED, ACCEPTED), (number("HI"), "HI")),
    "an older version": (GOOD.replace("005010X222A1", "004010X098A1"), (PENDED, PENDED), (number("CLM"), "GS08")),
    "no 837": (GOOD.replace("ST*837", "ST*835"), (PENDED, PENDED), (number("ST*"), "ST01")),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_and_no_claim_is_lost(fault: str, tmp_path: Path) -> None:
    text, (first, second), place = FAULTS[fault]
    taken = took(tmp_path, text)
    check_law(taken)
    assert statuses(taken) == {"C1": first, "C2": second}
    assert place in faults_of(taken)
    for row in rows(taken):
        assert bool(row["reason"]) == (row["status"] != "accepted")


CUTS = {
    "in the first claim": "LX*2",
    "in the second claim": "HI*ABK:J069*ABF:I10~LX*1~SV1*HC:G0463*7",
    "at the end": "SE*",
}


@pytest.mark.parametrize("where", CUTS)
def test_a_file_cut_off_pends_or_rejects_what_it_holds(where: str, tmp_path: Path) -> None:
    cut = GOOD[: GOOD.index(CUTS[where]) + 4]
    taken = took(tmp_path, cut)
    check_law(taken)
    assert set(statuses(taken).values()) <= {"pended", "rejected"}
    assert taken.files[0]["claims"] == cut.count("~CLM*")
    assert any("cut off" in finding.problem for finding in taken.findings)


SEPARATED: dict[str, Callable[[str], str]] = {
    "lines": lambda text: text.replace("~", "~\r\n"),
    "line ends alone": lambda text: text.replace("~", "\n"),
    "bars": lambda text: text.replace("*", "|"),
    "other components": lambda text: text.replace(":", "<"),
    "a byte order mark": lambda text: "\ufeff" + text,
}


@pytest.mark.parametrize("kind", SEPARATED)
def test_separators_are_those_of_the_isa(kind: str, tmp_path: Path) -> None:
    taken = took(tmp_path, SEPARATED[kind](GOOD))
    check_law(taken)
    assert (statuses(taken), faults_of(taken)) == ({"C1": "accepted", "C2": "accepted"}, [])


def test_components_that_the_isa_does_not_declare(tmp_path: Path) -> None:
    odd = GOOD[:106] + GOOD[106:].replace(":", ">")
    taken = took(tmp_path, odd)
    assert statuses(taken) == {"C1": "accepted", "C2": "accepted"}
    assert faults_of(taken) == [(number("CLM"), "CLM05"), (number("CLM", 1), "CLM05")]
    assert {row["code"] for row in rows(taken, ServiceLine)} == {"G0463"}
    assert {row["qualifier"] for row in rows(taken, ClaimCode)} == {"ABK", "ABF"}


def test_several_interchanges_groups_and_transactions(tmp_path: Path) -> None:
    one = [x.transaction([*x.subscriber(), *x.claim(f"C{n}")], n) for n in (1, 2)]
    stay = x.interchange([x.transaction([*x.subscriber(), *x.stay()], 3, "005010X223A2")], 2, "005010X223A2")
    taken = took(tmp_path, x.interchange(one) + stay)
    check_law(taken)
    assert statuses(taken) == {"C1": "accepted", "C2": "accepted", "S1": "accepted"}
    assert [
        (row["interchange"], row["transaction"], row["form"]) for row in sorted(rows(taken), key=lambda r: r["segment"])
    ] == [
        ("000000001", "0001", "837P"),
        ("000000001", "0002", "837P"),
        ("000000002", "0003", "837I"),
    ]


def test_a_broken_transaction_leaves_the_others_alone(tmp_path: Path) -> None:
    broken = [s.replace("SE*", "SE*9") for s in x.transaction([*x.subscriber(), *x.claim("C1")], 1)]
    whole = x.transaction([*x.subscriber(), *x.claim("C2")], 2)
    taken = took(tmp_path, x.interchange([broken, whole]))
    assert statuses(taken) == {"C1": "pended", "C2": "accepted"}


def test_a_stay(tmp_path: Path) -> None:
    guide = "005010X223A2"
    taken = took(tmp_path, x.interchange([x.transaction([*x.subscriber(), *x.stay()], 1, guide)], 1, guide))
    (header,) = rows(taken)
    assert (header["status"], header["form"], header["charge_cents"]) == ("accepted", "837I", 300_000)
    assert [str(header[name]) for name in ("service_start", "service_end", "admission_date")] == [
        "2025-03-01",
        "2025-03-04",
        "2025-03-01",
    ]
    room, drugs, emergency = rows(taken, ServiceLine)
    assert (room["code_system"], room["code"], room["benefit"], room["units_thousandths"]) == (
        "REV",
        "0120",
        "inpatient",
        3000,
    )
    assert str(drugs["service_start"]) == "2025-03-01"
    assert (emergency["revenue_code"], emergency["code"], emergency["benefit"]) == ("0450", "G0390", "inpatient")
    codes = [(row["kind"], row["code"], row["amount_cents"]) for row in rows(taken, ClaimCode)]
    assert codes == [
        ("principal", "J189", None),
        ("occurrence", "11", None),
        ("occurrence", "A1", None),
        ("value", "80", 300),
        ("condition", "09", None),
    ]
    assert rows(taken, ClaimCode)[0]["present_on_admission"] == "Y"


def test_an_emergency_room_makes_an_outpatient_claim_an_emergency(tmp_path: Path) -> None:
    guide = "005010X223A2"
    body = [segment.replace("11:A:1", "13:A:1") for segment in x.stay()]
    taken = took(tmp_path, x.interchange([x.transaction([*x.subscriber(), *body], 1, guide)], 1, guide))
    assert {row["benefit"] for row in rows(taken, ServiceLine)} == {"emergency"}


def test_replacement_and_void(tmp_path: Path) -> None:
    body = [*x.subscriber()]
    for name, frequency in (("C1", "7"), ("C2", "8")):
        clm, *rest = x.claim(name, place=f"11:B:{frequency}")
        body += [clm, "REF*F8*ICN1", *rest]
    taken = took(tmp_path, x.interchange([x.transaction(body)]))
    told_of = {r["patient_control_number"]: (r["action"], r["original_claim_number"]) for r in rows(taken)}
    assert told_of == {"C1": ("replacement", "ICN1"), "C2": ("void", "ICN1")}
    assert set(statuses(taken).values()) == {"accepted"}


def other_payer(paid: str, line_paid: str, off: str) -> str:
    clm, codes, *lines = x.claim("C1", ["100"])
    second = [
        "SBR*S*18*******CI",
        f"AMT*D*{paid}",
        "OI***Y***Y",
        "NM1*IL*1*DOE*ANN****MI*X1",
        "NM1*PR*2*FIRST*****PI*P9",
    ]
    decided = [f"SVD*P9*{line_paid}*HC:G0463**1", f"CAS*PR*1*{off}", "DTP*573*D8*20250320"]
    body = [*x.subscriber(), clm, codes, *second, *lines, *decided]
    return x.interchange([x.transaction(body)])


@pytest.mark.parametrize(
    ("amounts", "status"),
    [(("80", "80", "20"), "accepted"), (("70", "80", "20"), "pended"), (("80", "80", "10"), "pended")],
)
def test_another_payer_must_add_up(amounts: tuple[str, str, str], status: str, tmp_path: Path) -> None:
    assert statuses(took(tmp_path, other_payer(*amounts))) == {"C1": status}


@pytest.mark.parametrize("text", ["", "hello", "PK\x03\x04", "ISA", "ISA*", GOOD[:50], GOOD[:105], "ISA*00*\n{"])
def test_what_is_no_837_is_a_finding(text: str, tmp_path: Path) -> None:
    taken = took(tmp_path, text)
    assert rows(taken) == []
    assert taken.findings


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    from cleanbill.care.claims_read import take_in  # noqa: PLC0415

    taken = take_in([tmp_path / "none.837"])
    assert [finding.file for finding in taken.findings] == ["none.837"]
