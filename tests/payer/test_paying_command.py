"""`cleanbill pay run` as a user meets it: a registry that only grows, and a refusal where the books are off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from cleanbill.cli.main import main

HEAD = "payable_id,version,kind,payee_id,fund_id,received_on,approved_on,clean,amount_cents\n"
CLAIMS = (
    HEAD + "A,1,claim,H1,trust,2025-01-01,2025-01-02,true,100000\nB,1,claim,H2,trust,2025-03-10,2025-03-11,true,5000\n"
)


def pay(folder: Path, capsys: Any, on: str, claims: str = CLAIMS, *more: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a run."""
    (folder / "claims.csv").write_text(claims)
    files = ["--payable", str(folder / "claims.csv"), "--registry", str(folder / "paid")]
    with pytest.raises(SystemExit) as ended:
        main(["pay", "run", *files, "--on", on, *more])
    output = capsys.readouterr()
    return int(ended.value.code or 0), output.out, output.err


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "paid").iterdir())}


def test_a_run_pays_and_a_second_changes_nothing(tmp_path: Path, capsys: Any) -> None:
    code, out, _ = pay(tmp_path, capsys, "2025-03-17", CLAIMS, "--json")
    report = json.loads(out)
    # A is 30 days late: 100,000 x 18 % x 30 / 365 = 1,479; B is in time
    assert (code, report["payees"], report["paid_cents"], report["interest_cents"]) == (0, 2, 106_479, 1_479)
    before = files(tmp_path)
    code, out, _ = pay(tmp_path, capsys, "2025-03-17", CLAIMS, "--json")
    assert (code, json.loads(out)["paid_cents"]) == (0, 0)
    assert files(tmp_path) == before


def test_the_next_run_takes_back_what_a_void_claim_was_paid(tmp_path: Path, capsys: Any) -> None:
    pay(tmp_path, capsys, "2025-03-17")
    void = (
        CLAIMS + "A,2,claim,H1,trust,2025-01-01,2025-03-20,true,0\nC,1,claim,H1,trust,2025-03-20,2025-03-20,true,1479\n"
    )
    code, out, _ = pay(tmp_path, capsys, "2025-03-21", void)
    assert code == 0
    assert "$0.00 to 1 payee (" in out
    assert "$14.79 withheld" in out
    assert "owed by payees" in out
    assert "$1,000.00" in next(line for line in out.split("\n") if "owed by payees" in line)


def test_medicare_pays_interest_from_day_31(tmp_path: Path, capsys: Any) -> None:
    _, out, _ = pay(tmp_path, capsys, "2025-02-10", CLAIMS, "--rule", "medicare", "--json")
    # 40 days after receipt, 10 late: 100,000 x 4.625 % x 10 / 365 = 126.7
    assert json.loads(out)["interest_cents"] == 127


def test_a_rate_that_is_not_on_file_must_be_given(tmp_path: Path, capsys: Any) -> None:
    code, _, err = pay(tmp_path, capsys, "2025-07-01", CLAIMS, "--rule", "medicare")
    assert (code, "2025-07-01 is not on file" in err) == (2, True)
    _, out, _ = pay(tmp_path, capsys, "2025-07-01", CLAIMS, "--rule", "medicare", "--rate", "4", "--json")
    # A: 181 days after receipt, 151 late: 100,000 x 4 % x 151 / 365 = 1,654.8
    # B: 113 days after receipt, 83 late: 5,000 x 4 % x 83 / 365 = 45.5
    assert json.loads(out)["interest_cents"] == 1_655 + 45


def test_a_registry_that_is_off_is_refused_and_left_alone(tmp_path: Path, capsys: Any) -> None:
    pay(tmp_path, capsys, "2025-03-17")
    path = tmp_path / "paid" / "payment.parquet"
    rows = pq.read_table(path)
    more = pc.add(rows["amount_cents"], pa.scalar(1, pa.int64()))
    pq.write_table(rows.set_column(rows.column_names.index("amount_cents"), "amount_cents", more), path)
    before = files(tmp_path)
    code, _, err = pay(tmp_path, capsys, "2025-03-20")
    assert code == 1
    assert "does not reconcile" in err
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    ("claims", "more", "words"),
    [
        (CLAIMS.replace("100000", "-5"), [], "claims.csv, row 1, column amount_cents"),
        (CLAIMS.replace("B,1", "A,1"), [], "claims.csv, row 2, column payable_id"),
        (CLAIMS.replace("claim,", "clam,"), [], "claim"),
        (CLAIMS, ["--rule", "texas"], "massachusetts, medicare"),
        (CLAIMS, ["--rate", "4"], "--rule medicare"),
        (CLAIMS, ["--rule", "medicare", "--rate", "1.23456"], "4.625"),
    ],
)
def test_bad_input_ends_in_2_and_pays_nothing(
    claims: str, more: list[str], words: str, tmp_path: Path, capsys: Any
) -> None:
    code, _, err = pay(tmp_path, capsys, "2025-03-17", claims, *more)
    assert code == 2
    assert words in err
    assert not (tmp_path / "paid").exists()
