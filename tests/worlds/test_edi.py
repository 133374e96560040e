"""The main job on a folder of 837 or FHIR claims: people and cover come out of the claims."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cleanbill.core.errors import BadInput
from cleanbill.door.main_job import Terms, follow
from cleanbill.worlds.edi import ClaimFiles
from tests.care import x12_text as x

BULK = Path(__file__).parents[1] / "care" / "cases" / "bulk.ndjson"
TERMS = Terms(today=date(2025, 12, 31), seed=1)


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    held: list[dict[str, Any]] = pq.read_table(folder / f"{name}.parquet").to_pylist()
    return held


def lacks(told: dict[str, Any]) -> dict[str, int]:
    return {gap["lacks"]: gap["rows"] for gap in told["source"]["gaps"]}


def test_follow_a_folder_of_837(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    clm, *rest = x.claim("C1", ["90"], place="11:B:7")  # stands in for C1 of the other file
    corrected = [*x.subscriber(), clm, "REF*F8*ICN1", *rest, *x.claim("P1", ["60"], place="98:B:1")]
    (inbox / "a.837").write_text(x.two_claims())
    (inbox / "b.837").write_text(x.interchange([x.transaction(corrected)], 2))
    (inbox / "notes.txt").write_text("hello")
    told = follow(ClaimFiles(inbox, "x12"), tmp_path / "out", TERMS)
    assert told["balanced"] is True
    # in: 100 + 20.50, 7, 90 and 60; C1 is superseded and P1 pended, so 7 + 90 are followed
    assert told["worlds"]["today"]["charge_cents"] == 9700
    assert lacks(told)["claims that are pended"] == 1
    assert lacks(told)["voids, claims that were corrected, and patients without a birth date"] == 2
    assert lacks(told)["files that are not of this kind"] == 1
    people = {row["person_id"]: str(row["birth_date"]) for row in rows(tmp_path / "out", "person")}
    assert sorted(people.values()) == ["1980-01-02", "2015-03-04"]
    cover = rows(tmp_path / "out", "cover")
    assert {(row["plan_id"], row["rule"]) for row in cover} == {("masshealth", "claims (SBR09)")}


def test_follow_a_folder_of_fhir(tmp_path: Path) -> None:
    inbox = tmp_path / "bulk"
    inbox.mkdir()
    (inbox / BULK.name).write_bytes(BULK.read_bytes())
    told = follow(ClaimFiles(inbox, "fhir"), tmp_path / "out", TERMS)
    assert told["balanced"] is True
    assert told["worlds"]["today"]["charge_cents"] == 12_050 + 300_000
    assert [(row["person_id"], row["sex"]) for row in rows(tmp_path / "out", "person")] == [("p1", "F")]


@pytest.mark.parametrize("text", [None, "hello", x.two_claims().replace("ST*837", "ST*835")])
def test_nothing_to_follow_is_bad_input(text: str | None, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    if text is not None:
        inbox.mkdir()
        (inbox / "a.837").write_text(text)
    with pytest.raises(BadInput):
        follow(ClaimFiles(inbox, "x12"), tmp_path / "out", TERMS)
    assert not (tmp_path / "out").exists()
