"""A person who was never to be written to is not, though a later file shows that they were counted as two."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.cli.letters_drive import BEFORE, SENDER, given, relief

HEAD = (
    "account_id,account,first_name,last_name,dob,ssn,address,city,state,zip,creditor,current_balance,"
    "date_of_service,income\n"
)
MARRIED = "Quillonia,Marmadukeson,1980-02-13,219-09-9999,9 Oak Street,Boston,MA,02118"
BORN = "Quillonia,Featherbottomley,1980-02-13,{ssn},17 Zephyrwood Lane,Boston,MA,02118"


def taken_in(portfolio: str, who: str) -> None:
    Path("sale.csv").write_text(
        f"{HEAD}{portfolio},{portfolio},{who},Mercy,{100 + len(who)}.00,2025-02-01,900\n", "utf-8"
    )
    relief("intake", "sale.csv", "--portfolio", portfolio, "--holder", portfolio, "--today", "2026-11-20")
    relief("people")


def ids() -> list[str]:
    return [str(one) for one in pq.read_table("programme/registry/people.parquet")["person_id"].to_pylist()]


def test_never_holds_for_who_turns_out_to_be_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("CLEANBILL_DATABASE", "CLEANBILL_MASTER_KEY"):
        monkeypatch.delenv(name, raising=False)
    Path("sender.yaml").write_text(SENDER, "utf-8")
    Path("funds.yaml").write_text('funds: [{id: drive, dollars: "100.00"}]\n', "utf-8")
    Path("gifts.csv").write_text(
        "Receipt ID,Date,Amount,Fee,Donor Email,Recipient\nAB1,2026-11-01,100.00,0.00,ann@example.org,North\n", "utf-8"
    )
    taken_in("p2", MARRIED)
    taken_in("p1", BORN.format(ssn=""))
    listed, other = ids()  # of p1 and of p2
    assert listed != other, "nothing yet shows that the two are one"
    relief(*BEFORE[0])
    relief(*BEFORE[1])
    given()
    relief("never", listed, "--as", "ann")
    taken_in("Mercy", BORN.format(ssn="219-09-9999"))
    assert set(ids()) == {other}, "the id of the one on the list is gone"
    for _ in range(2):
        assert json.loads(Path("programme/registry/former-ids.json").read_text("utf-8")) == {listed: other}
        relief("people")
    for step in (*BEFORE[2:4], *BEFORE[5:]):
        relief(*("Mercy" if step[n - 1] == "--portfolio" else word for n, word in enumerate(step)))
    capsys.readouterr()
    relief("letters", "p1", "--sender", "sender.yaml", "--as", "ann")
    assert "0 letters of p1" in capsys.readouterr().out
