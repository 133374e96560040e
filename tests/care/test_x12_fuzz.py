"""Files broken at random: never an error, never a lost claim, and no claim accepted that does not add up."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.care.claim_tables import ServiceLine
from cleanbill.care.claims_read import Taken, take_in
from tests.care import x12_text as x
from tests.care.taking import check_law, rows, took

GUIDE = "005010X223A2"
PUBLIC = Path(__file__).resolve().parents[3] / "shared" / "data" / "claims-837"
TEXTS = [
    x.two_claims(),
    x.interchange([x.transaction([*x.subscriber(), *x.stay()], 1, GUIDE)], 1, GUIDE),
    x.interchange([x.transaction([*x.subscriber(), *x.claim(f"C{n}")], n) for n in (1, 2, 3)]),
    *(path.read_text("utf-8") for path in sorted(PUBLIC.glob("*")) if PUBLIC.is_dir()),
]
WORDS = st.sampled_from(["", "0", "-1", "1.005", "99999999999999999999", "20250231", "é", "1E9", "A:B:C:D", "HL", "☃"])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["drop", "double", "swap", "element", "rename"]),
        st.integers(0, 10_000),
        st.integers(0, 10_000),
        WORDS,
    ),
    max_size=6,
)


def broken(text: str, steps: list[tuple[str, int, int, str]]) -> str:
    """The text with segments after the ISA dropped, doubled, swapped, renamed, or with an element replaced."""
    isa, *found = text.replace("\n", "").split("~")[:-1]
    for step, first, second, word in steps:
        if not found:
            break
        here, there = first % len(found), second % len(found)
        if step == "drop":
            found.pop(here)
        elif step == "double":
            found.insert(there, found[here])
        elif step == "swap":
            found[here], found[there] = found[there], found[here]
        elif step == "rename":
            found[here] = found[there].split("*")[0] + found[here][found[here].find("*") :]
        else:
            elements = found[here].split("*")
            elements[second % len(elements)] = word
            found[here] = "*".join(elements)
    return "~".join([isa, *found]) + "~"


def check(taken: Taken, text: str) -> None:
    check_law(taken)
    segments = [segment.strip() for segment in text[106:].split("~")]
    assert taken.files[0]["claims"] == sum(segment.split("*")[0] == "CLM" for segment in segments)
    headers = {row["claim_id"]: row for row in rows(taken)}
    assert len(headers) == taken.files[0]["claims"] - taken.files[0]["seen_before"]
    asked: dict[str, int] = {}
    for line in rows(taken, ServiceLine):
        header = headers[line["claim_id"]]
        if header["status"] == "accepted":
            assert None not in (line["charge_cents"], line["service_start"], line["benefit"], line["code"])
            assert line["charge_cents"] >= 0
            asked[line["claim_id"]] = asked.get(line["claim_id"], 0) + line["charge_cents"]
    for claim_id, header in headers.items():
        if header["status"] == "accepted":
            assert asked[claim_id] == header["charge_cents"]
            assert header["person_id"] and header["billing_npi"]
        else:
            assert header["reason"]


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(TEXTS), STEPS)
def test_broken_files_keep_the_law(text: str, steps: list[tuple[str, int, int, str]]) -> None:
    made = broken(text, steps)
    with tempfile.TemporaryDirectory() as folder:
        check(took(Path(folder), made), made)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TEXTS), st.integers(106, 10_000))
def test_a_file_cut_anywhere_keeps_the_law(text: str, length: int) -> None:
    cut = text[: 106 + length % (len(text) - 106)]
    with tempfile.TemporaryDirectory() as folder:
        taken = took(Path(folder), cut)
        check(taken, cut)
        whole = cut.rstrip("\n~") == text.rstrip("\n~")
        assert whole or taken.findings


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(TEXTS), STEPS)
def test_what_was_seen_before_adds_nothing(text: str, steps: list[tuple[str, int, int, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.837"
        path.write_text(broken(text, steps), "utf-8")
        once = take_in([path])
        again = take_in([path], seen=once.seen)
        assert all(table.num_rows == 0 for table in again.tables().values())
        assert again.files[0] | {"seen_before": 0} == once.files[0] | {"seen_before": 0}
        assert again.files[0]["seen_before"] == again.files[0]["claims"]
        assert again.seen == once.seen


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_bytes_of_any_kind_never_raise(noise: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check_law(took(Path(folder), x.ISA.format(number=1).encode() + noise))
        check_law(took(Path(folder), noise))
