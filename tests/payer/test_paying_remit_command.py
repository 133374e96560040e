"""`cleanbill pay claims`, `remit` and `refund` as a user meets them, at 80 columns."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cleanbill.cli.main import main
from tests.payer.remit_desk import PAYEES, PAYER, line, write_settled

CLAIMS = "pay claims --fund trust --received 2025-01-10 --settled"
RUN = "pay run --payable payable-out/payable.parquet --registry paid --on"


def typed(words: list[str], capsys: Any) -> tuple[int, str, str]:
    """Exit code, output and errors of a command."""
    with pytest.raises(SystemExit) as ended:
        main(words)
    output = capsys.readouterr()
    return int(ended.value.code or 0), output.out, output.err


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which H1 was paid 400 for A, which is void now, and so owes it."""
    folder = tmp_path_factory.mktemp("paid")
    (folder / "payer.yaml").write_text(PAYER)
    (folder / "payees.csv").write_text(PAYEES)
    (folder / "receipts.csv").write_text("claim_id,received_on\nA,2025-01-20\n")
    write_settled(folder / "settled", [line("A", 1, 500, 400, ["CO 45 100"])])
    write_settled(folder / "none", [line("B", 1, 500, 0, ["CO 45 500"], payee="H2")])
    later = f"{CLAIMS} none --receipts receipts.csv --earlier payable-out/payable.parquet"
    with pytest.MonkeyPatch.context() as here:
        here.chdir(folder)
        for command in (f"{CLAIMS} settled", f"{RUN} 2025-01-15", later, f"{RUN} 2025-01-25"):
            with pytest.raises(SystemExit) as ended:
                main(command.split())
            assert not ended.value.code
    return folder


@pytest.fixture
def desk(paid: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of `paid`, which is the folder one is in."""
    folder = tmp_path / "desk"
    shutil.copytree(paid, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "80")
    return folder


REFUND = "pay refund --registry paid --fund trust --payee H1 --reference 881 --on 2025-01-26 --dollars"


def test_a_refund_counts_once_and_never_for_more_than_is_owed(desk: Path, capsys: Any) -> None:
    code, _, errors = typed(f"{REFUND} 4.01".split(), capsys)
    assert (code, "The payee owes $4.00 to this fund" in errors) == (2, True)
    assert typed(f"{REFUND} 1.50".split(), capsys)[1] == "$1.50 recorded; still owed to this fund: $2.50.\n"
    code, output, _ = typed([*f"{REFUND} 1.50".split(), "--json"], capsys)
    assert (code, json.loads(output)) == (0, {"recorded": False, "owed_cents": 250})
    code, _, errors = typed(f"{REFUND} 1.60".split(), capsys)
    assert (code, "another sum or day" in errors) == (2, True)
    code, _, errors = typed(f"{REFUND} 1".replace("881", "882").replace("-26", "-25").split(), capsys)
    assert (code, "run of 2025-01-25 closed that day" in errors) == (2, True)
    assert typed(f"{REFUND} 0".replace("881", "882").split(), capsys)[0] == 2


REMIT = "pay remit --registry paid --on 2025-01-25 --settled none --payer payer.yaml --payees payees.csv"


def test_a_run_as_remittances_for_machines(desk: Path, capsys: Any) -> None:
    code, output, _ = typed([*REMIT.split(), "--owed-by", "claim", "--json"], capsys)
    files = json.loads(output)["files"]
    assert (code, [(file["payee_id"], file["claims"], file["reversals"]) for file in files]) == (
        0, [("H1", 0, 1), ("H2", 1, 0)],
    )  # fmt: skip
    assert (desk / "remit-out" / "remittances.csv").read_text().count("\n") == 3
    assert "WO:A*-4~" in (desk / "remit-out" / files[0]["file"]).read_text()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (REMIT.replace("2025-01-25", "soon"), "--on soon is not a day"),
        (f"{REMIT} --owed-by nobody", "balance, claim"),
        (REMIT.replace("--registry paid", "--registry none"), "is not a registry of payments"),
        (REMIT.replace("--settled none", "--settled settled"), "payment.parquet, row"),
        (f"{REMIT} --out settled", "is in the way"),
        ("pay claims --settled settled --fund trust", "--received DAY for all, or --receipts FILE"),
        ("pay claims --settled paid --fund trust --received 2025-01-10", "has no settled_line.parquet"),
    ],
)
def test_bad_input_ends_in_2_and_writes_nothing(command: str, words: str, desk: Path, capsys: Any) -> None:
    before = {path: path.read_bytes() for path in desk.rglob("*") if path.is_file()}
    code, _, errors = typed(command.split(), capsys)
    assert (code, words in errors) == (2, True)
    assert {path: path.read_bytes() for path in desk.rglob("*") if path.is_file()} == before


def test_help_fits_a_terminal(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("claims", "run", "remit", "refund"):
        _, output, _ = typed(["pay", name, "--help"], capsys)
        assert max(map(len, output.splitlines())) <= 80
        assert "Example: cleanbill pay" in output
