"""The folder that claims come into: `cleanbill claims read`, again and again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cleanbill.care.claim_tables import ClaimHeader
from cleanbill.care.claims_read import FILES, read_claims_into, seen_in
from cleanbill.care.tables import SubmittedLine
from cleanbill.cli import main
from cleanbill.core.errors import BadInput
from cleanbill.core.tables import ibis_schema
from tests.care import x12_text as x

BULK = Path(__file__).parent / "cases" / "bulk.ndjson"


def state(out: Path) -> dict[str, str]:
    """File -> what its bytes are."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir())}


def table(out: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(out / f"{name}.parquet").to_pylist()
    return rows


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "a.837").write_text(x.two_claims())
    body = [*x.subscriber("M9"), *x.claim("V1", ["50"], place="11:B:8"), *x.claim("P1", ["60"], place="98:B:1")]
    void = [s + "~REF*F8*ICN1" if s.startswith("CLM*V1") else s for s in body]
    (folder / "b.837").write_text(x.interchange([x.transaction("~".join(void).split("~"), 7)], 2))
    return folder


def test_only_accepted_claims_are_claim_lines_and_a_void_says_so(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "claims"
    read_claims_into(sorted(inbox.iterdir()), out)
    header = {row["claim_id"]: row for row in table(out, "claim_header")}
    assert {row["patient_control_number"]: row["status"] for row in header.values()} == {
        "C1": "accepted",
        "C2": "accepted",
        "V1": "accepted",
        "P1": "pended",
    }
    lines = table(out, "claim_line")
    assert list(lines[0]) == list(ibis_schema(SubmittedLine))
    assert sorted((header[r["claim_id"]]["patient_control_number"], r["charge_cents"], r["action"]) for r in lines) == [
        ("C1", 2050, "original"),
        ("C1", 10_000, "original"),
        ("C2", 700, "original"),
        ("V1", 5_000, "void"),
    ]
    assert {(r["action"], r["original_claim_id"], r["unknown"]) for r in lines} == {
        ("original", None, None),
        ("void", "ICN1", "the claim that it corrects is not in this folder"),
    }
    assert {(r["form"], r["other_payer_first"]) for r in lines} == {("professional", False)}
    # 10,000 x 10,000 / 18,000 = 5,555.5, the rest dropped
    assert {r["fee_cents"] for r in lines if r["charge_cents"] == 10_000} == {5555}
    assert len(table(out, "service_line")) == 5


def test_reading_again_changes_nothing(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "claims"
    read_claims_into([*sorted(inbox.iterdir()), BULK], out)
    before = state(out)
    again = read_claims_into([BULK, *sorted(inbox.iterdir(), reverse=True)], out)
    assert state(out) == before
    assert all(file["seen_before"] == file["claims"] for file in again.files)


def test_files_one_after_another_are_files_together(inbox: Path, tmp_path: Path) -> None:
    for path in sorted(inbox.iterdir()):
        read_claims_into([path], tmp_path / "one")
    read_claims_into([*sorted(inbox.iterdir()), *inbox.iterdir()], tmp_path / "all")
    assert state(tmp_path / "one") == state(tmp_path / "all")


def test_a_copy_of_a_file_adds_no_claim(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "claims"
    read_claims_into([inbox / "a.837"], out)
    seen = seen_in(out)
    (inbox / "copy.837").write_bytes((inbox / "a.837").read_bytes())
    read_claims_into([inbox / "copy.837"], out)
    assert seen_in(out) == seen
    files = {row["file"]: (row["claims"], row["seen_before"]) for row in table(out, "claims_file")}
    assert files == {"a.837": (2, 0), "copy.837": (2, 2)}
    assert len(table(out, "claim_header")) == sum(claims - seen for claims, seen in files.values())


def test_nothing_is_written_where_nothing_is_read(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(BadInput, match="neither X12"):
        read_claims_into([tmp_path / "notes.txt"], tmp_path / "claims")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_folder_of_something_else_is_left_alone(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "mine.txt").write_text("keep")
    with pytest.raises(BadInput, match="in the way"):
        read_claims_into(sorted(inbox.iterdir()), tmp_path / "claims")
    assert (tmp_path / "claims" / "mine.txt").read_text() == "keep"


def command(*arguments: str | Path) -> int:
    """The exit code of `cleanbill claims read`."""
    with pytest.raises(SystemExit) as ended:
        main(["claims", "read", *map(str, arguments)])
    return int(str(ended.value.code or 0))


def test_the_command_tells_and_ends_with_what_was_found(
    inbox: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(inbox / "a.837", "--out", tmp_path / "claims") == 0
    assert "$127.50" in capsys.readouterr().out  # 120.50 + 7
    assert command(inbox, "--out", tmp_path / "claims", "--json") == 2
    report = json.loads(capsys.readouterr().out)
    assert [report[name] for name in ("claims", "accepted", "pended", "rejected", "seen_before")] == [4, 3, 1, 0, 2]
    assert [(f["file"], f["element"]) for f in report["findings"]] == [("b.837", "CLM05")]
    assert len(table(tmp_path / "claims", FILES[ClaimHeader])) == 4


def test_the_result_may_stand_in_the_inbox(inbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert command(inbox, "--out", inbox / "claims", "--json") == 2
        assert len(json.loads(capsys.readouterr().out)["files"]) == 2


def test_the_command_says_what_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(tmp_path / "none.837", "--out", tmp_path / "claims") == 2
    assert "none.837" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("--help") == 0
    assert "Example: cleanbill claims read" in capsys.readouterr().out
