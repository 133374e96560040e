"""Parts of whole families give the same lines as all at once, in any number of processes, and none is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from cleanbill.core.tables import ibis_schema
from cleanbill.payer import plan, plan_ids, terms
from cleanbill.payer.adjudicate import Rules
from cleanbill.payer.batch import Counted, Part, in_parts
from cleanbill.payer.edits import code_tables
from cleanbill.payer.tables import SettledLine
from cleanbill.proof import corpus

CORPUS = corpus(400, seed=7)


def rules_of(con: Any) -> Rules:
    table = con.create_table("terms_held", terms([plan(name, CORPUS.day) for name in plan_ids()], CORPUS.day))
    return Rules(terms=table, day=CORPUS.day, world="w", checks=code_tables())


def _parts(folder: Path, number: int) -> list[Part]:
    """The corpus in so many parts; strangers, who are in no family, are in the first."""
    folder.mkdir()
    families = pc.unique(CORPUS.members["family_id"])
    of_person = dict(zip(*(CORPUS.members[name].to_pylist() for name in ("person_id", "family_id")), strict=True))
    place = {family: n % number for n, family in enumerate(families.to_pylist())}
    parts = []
    for part in range(number):
        mine = [place.get(of_person.get(who, ""), 0) == part for who in CORPUS.lines["person_id"].to_pylist()]
        theirs = [place[family] == part for family in CORPUS.members["family_id"].to_pylist()]
        lines, members = (folder / f"{name}-{part}.parquet" for name in ("lines", "members"))
        pq.write_table(CORPUS.lines.filter(pa.array(mine)), lines)
        pq.write_table(CORPUS.members.filter(pa.array(theirs)), members)
        parts.append(Part(lines, members))
    return parts


def _rows(out: Path, name: str) -> list[dict[str, Any]]:
    rows = [row for path in sorted((out / name).iterdir()) for row in pq.read_table(path).to_pylist()]
    return sorted(rows, key=lambda row: (row["claim_id"], row["line"]))


@pytest.mark.parametrize(("number", "workers"), [(5, 1), (3, 2)])
def test_parts_are_as_all_at_once(tmp_path: Path, number: int, workers: int) -> None:
    whole = in_parts(_parts(tmp_path / "one", 1), rules_of, tmp_path / "whole", workers=1)
    cut = in_parts(_parts(tmp_path / "many", number), rules_of, tmp_path / "cut", workers=workers)
    assert cut == whole == Counted(CORPUS.lines.num_rows, whole.settled, CORPUS.lines.num_rows - whole.settled)
    assert whole.unsettled > 0
    for name in ("settled_line", "unsettled_line"):
        assert _rows(tmp_path / "cut", name) == _rows(tmp_path / "whole", name)


def test_files_have_their_declared_types(tmp_path: Path) -> None:
    in_parts(_parts(tmp_path / "one", 1), rules_of, tmp_path / "out", workers=1)
    schema = pq.read_schema(tmp_path / "out" / "settled_line" / "part-000.parquet")
    assert {f.name: str(f.type) for f in schema} == {f.name: str(f.type) for f in ibis_schema(SettledLine).to_pyarrow()}
