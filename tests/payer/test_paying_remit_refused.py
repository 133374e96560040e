"""What is not written: 835s of another version than was paid, or that cannot be said; and what always is the same."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from cleanbill.core.errors import BadInput, BrokenLaw, CleanbillError
from tests.payer.remit_desk import Desk, Row, line, write_settled

START = date(2025, 1, 10)
SECOND = START + timedelta(days=5)
A, B = line("A", 1, 500, 400, ["CO 45 100"]), line("B", 1, 70, 70, [], payee="H2")


def paid_once(folder: Path) -> Desk:
    """H1 was paid 400 for A, H2 70 for B."""
    desk = Desk(folder)
    desk.pay(START, [A, B], {"A": START, "B": START})
    return desk


def test_the_same_run_gives_the_same_bytes_and_one_file_a_payee(tmp_path: Path) -> None:
    desk = paid_once(tmp_path)
    written = desk.remit(START)
    assert [(one.payee_id, one.trace, one.paid_cents) for one in written] == [
        ("H1", "20250110000001", 400), ("H2", "20250110000002", 70),
    ]  # fmt: skip
    first = desk.texts()
    assert all(text.count("ST*835*") == 1 for text in first.values())
    assert "CLP*B" not in first["H1"]
    desk.remit(START)
    assert desk.texts() == first
    (tmp_path / "out" / "theirs.835").write_text("another's")  # is not ours to replace
    with pytest.raises(BadInput, match="is in the way"):
        desk.remit(START)
    assert (tmp_path / "out" / "theirs.835").exists()


def test_a_void_claim_is_a_reversal_alone(tmp_path: Path) -> None:
    desk = paid_once(tmp_path)
    desk.pay(SECOND, [B], {"A": SECOND, "B": START})
    (one,) = desk.remit(SECOND)
    assert (one.payee_id, one.claims, one.reversals) == ("H1", 0, 1)


REFUSED: dict[str, tuple[list[Row], str]] = {
    "another version": ([line("A", 1, 500, 300, ["CO 45 200"]), B], "payment.parquet, row 1, column amount_cents"),
    "no lines": ([A], "payment.parquet, row 2, column amount_cents"),
    "reasons that do not add up": ([line("A", 1, 500, 400, ["CO 45 99"]), B], "adjustment.parquet, column cents"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_was_not_paid_is_not_told(name: str, tmp_path: Path) -> None:
    lines, words = REFUSED[name]
    _refused(paid_once(tmp_path), words, settled=write_settled(tmp_path / "other", lines))


def _refused(desk: Desk, words: str, *, on: date = START, kind: Any = BadInput, **changed: Any) -> None:
    with pytest.raises(kind) as refused:
        desk.remit(on, **changed)
    assert words in str(refused.value)
    assert not (desk.folder / "out").exists()


def test_lines_before_must_be_those_that_were_paid(tmp_path: Path) -> None:
    desk = paid_once(tmp_path)
    desk.pay(SECOND, [line("A", 1, 500, 50, ["CO 45 450"]), B], {"A": SECOND, "B": START})
    _refused(desk, "version before", on=SECOND, before=desk.settled[-1])
    assert desk.remit(SECOND, before=desk.settled[0])[0].reversals == 1


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ("A,1,HCPCS,G0463,1\n", "lacks lines of the run"),
        ("A,1,HCPCS,G0463,1\nB,1,SNOMED,185349003,1\n", "cannot name"),
        ("A,1,HCPCS,G0463,1\nB,1,HCPCS,,1\n", "cannot name"),
    ],
)
def test_a_service_must_have_a_code_that_an_835_can_name(claims: str, words: str, tmp_path: Path) -> None:
    desk = paid_once(tmp_path)
    (tmp_path / "codes.csv").write_text("claim_id,line,code_system,code,units\n" + claims)
    _refused(desk, words, claims=tmp_path / "codes.csv")


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("payees.csv", "H2,", "H9,", "payees.csv, column payee_id: has no row for payees of the run"),
        ("payees.csv", "1234567893", "123456789", "column npi: is not 10 digits"),
        ("payees.csv", "043333333", "04-3333333", "column tax_id: is not 9 digits"),
        ("payer.yaml", "name: TRUST", "name: ''", "payer.yaml, column name: is missing or empty"),
        ("payer.yaml", '"042222222"', "42", "column tax_id: is not 9 digits in quotes"),
        ("payer.yaml", "city: BOSTON", "city: BOS*TON", "column city: holds one of"),
        ("payer.yaml", "\n", "\n]", "line 2 is not YAML"),
    ],
)
def test_who_pays_and_who_is_paid_must_be_known(file: str, old: str, new: str, words: str, tmp_path: Path) -> None:
    desk = paid_once(tmp_path)
    path = tmp_path / file
    path.write_text(path.read_text().replace(old, new))
    _refused(desk, words)


def test_a_claim_number_must_fit(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.pay(START, [line("A" * 39, 1, 5, 5, [])], {"A" * 39: START})
    _refused(desk, "38 characters of CLP01")


def test_a_day_that_was_not_run_and_a_plan_that_was_not_settled(tmp_path: Path) -> None:
    desk = paid_once(tmp_path)
    _refused(desk, "has no run of 2025-01-15", on=SECOND)
    _refused(desk, "trust-plan", kind=CleanbillError, plan="employer")
    _refused(desk, "has no settled_line.parquet", settled=tmp_path)


def test_a_registry_that_does_not_add_up_is_not_told(tmp_path: Path) -> None:
    desk = paid_once(tmp_path)
    path = desk.registry / "remittance.parquet"
    rows = pq.read_table(path)
    more = pc.add(rows["paid_cents"], pa.scalar(1, pa.int64()))
    pq.write_table(rows.set_column(rows.column_names.index("paid_cents"), "paid_cents", more), path)
    _refused(desk, "$4.00, but the registry says $4.01", kind=BrokenLaw)
