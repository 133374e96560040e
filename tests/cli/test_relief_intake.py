"""`cleanbill relief intake`: every row of a seller's file counted, identity sealed, faults told, and tried again."""

from __future__ import annotations

import csv
import io
import json
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleanbill.acts import portfolios
from cleanbill.cli.main import main
from cleanbill.relief.intake import take_in
from tests.relief.intake.sale import workbook

SALE = """identifier,first_name,last_name,date_of_birth,address,city,zipcode,state,ssn,creditor,account,\
current_balance,date_of_service
1,Quillon,Featherbottom,1980-02-13,1 Elm St,Boston,02118,MA,219-09-9999,Mercy,00A1,100.00,2024-03-01
2,Zebulon,Marmaduke,1975-11-30,2 Oak St,Boston,02118,MA,457-55-5462,Mercy,00A2,-5.00,2024-03-01
"""


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["relief", "intake", *arguments])
    return int(ended.value.code or 0)


def test_a_file_is_taken_in_and_nobody_s_name_lies_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLEANBILL_MASTER_KEY", raising=False)
    Path("sale.csv").write_text(SALE, "utf-8")
    assert run("sale.csv", "--portfolio", "m1", "--holder", "Mercy", "--propose", "mapping.yaml") == 0
    capsys.readouterr()
    asked = ("sale.csv", "--portfolio", "m1", "--holder", "Mercy", "--mapping", "mapping.yaml", "--today", "2026-11-24")
    assert run(*asked, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    parts = [told[name]["rows"] for name in ("accepted", "quarantined", "rejected")]
    assert sum(parts) == told["total"]["rows"] == 2
    assert (
        sum(told[name]["face_cents"] for name in ("accepted", "quarantined", "rejected")) == told["total"]["face_cents"]
    )
    kept = [path for path in Path("programme").rglob("*") if path.is_file()]
    assert any(path.name == "identity.parquet" for path in kept)
    assert stat.S_IMODE(Path("programme/portfolios").stat().st_mode) == 0o700
    for path in kept:
        raw = path.read_bytes()
        assert not any(word in raw for word in (b"Featherbottom", b"Zebulon", b"219-09-9999", b"219099999")), path.name
    assert run(*asked) == 2, "a portfolio is taken in once"


def test_a_file_that_cannot_be_read_leaves_its_name_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLEANBILL_MASTER_KEY", raising=False)
    Path("mapping.yaml").write_text("columns: []\n", "utf-8")
    Path("sale.csv").write_text(SALE, "utf-8")
    assert run("sale.csv", "--portfolio", "m1", "--holder", "Mercy", "--mapping", "mapping.yaml") == 2
    assert not list(Path("programme").rglob("m1.key")) if Path("programme").exists() else True


KILLED = """
import os, signal
import sys
from cleanbill.acts import portfolios
from cleanbill.cli.main import main
module, name = sys.argv[1].rsplit(".", 1)
setattr(sys.modules[module], name, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
main(["relief", "intake", *sys.argv[2:], "--portfolio", "m1", "--holder", "Mercy", "--today", "2026-11-24"])
"""
SEALING = "cleanbill.relief.intake.intake.sealed"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CLEANBILL_MASTER_KEY", raising=False)
    Path("sale.csv").write_text(SALE, "utf-8")
    return tmp_path


ASKED = ("sale.csv", "--portfolio", "m1", "--holder", "Mercy", "--today", "2026-11-24")


def killed(at: str, *arguments: str) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, at, *arguments], capture_output=True, check=False)
    assert ended.returncode == -9, ended.stderr


def lies_open(folder: Path) -> set[str]:
    """Files in which a name, a birth date, an address or the end of a Social Security number can be read."""
    words = ("Featherbottom", "1980-02-13", "Elm St", "219-09-9999", "9999")
    found = set()
    for path in (each for each in folder.rglob("*") if each.is_file()):
        text = path.read_bytes().replace(b"\0", b"").decode("latin-1")
        with suppress(pa.ArrowInvalid, OSError):  # sealed, or broken off, or none
            text += str(pq.read_table(path).to_pylist())
        if any(word in text for word in words):
            found.add(str(path.relative_to(folder)))
    return found


@pytest.mark.parametrize("at", ["cleanbill.engine.csv.header", SEALING, "cleanbill.relief.intake.intake.registered"])
@pytest.mark.parametrize("kind", ["utf-16", "cp1252", "xlsx"])
def test_where_an_intake_is_killed_nothing_clear_is_left(
    here: Path, kind: str, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale = Path(f"sale.{'xlsx' if kind == 'xlsx' else 'csv'}")
    Path("sale.csv").unlink()
    rows = SALE.replace("Quillon", "Quillón")
    if kind == "xlsx":
        sale.write_bytes(workbook(list(csv.DictReader(io.StringIO(rows)))))
    else:
        sale.write_text(rows, kind)
    assert lies_open(here) >= ({"sale.csv"} if kind != "xlsx" else set())
    run(str(sale), "--portfolio", "m1", "--holder", "Mercy", "--propose", "mapping.yaml")
    assert "date_of_birth" in Path("mapping.yaml").read_text("utf-8")
    Path("tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(here / "tmp"))
    killed(at, str(sale), "--mapping", "mapping.yaml")
    assert lies_open(here) - {sale.name} == set()
    killed(at, str(sale), "--propose", "again.yaml") if at.endswith("header") else None
    assert lies_open(here) - {sale.name} == set()
    assert run(str(sale), "--mapping", "mapping.yaml", *ASKED[1:]) == 0
    assert json.loads(Path("programme/portfolios/m1/quality.json").read_text("utf-8"))["accepted"]["rows"] == 1


def test_an_intake_that_was_killed_can_be_run_again_and_leaves_nothing_open(here: Path) -> None:
    killed(SEALING, "sale.csv")
    assert list(Path("programme/portfolios").glob(".m1-*")), "it was killed while it wrote"
    assert run(*ASKED) == 0
    assert [path.name for path in Path("programme/portfolios").iterdir()] == ["m1"]


def test_a_name_that_is_taken_says_what_to_do_and_no_key_is_lost(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*ASKED) == 0
    assert run(*ASKED) == 2
    assert "Give this file a name of its own" in " ".join(capsys.readouterr().err.split())
    Path("programme/portfolios/m1").rename("elsewhere")
    assert run(*ASKED) == 2
    assert "If the folder was moved, put it back" in " ".join(capsys.readouterr().err.split())
    assert Path("programme/keys/m1.key").exists()


def test_what_an_intake_spills_is_encrypted_and_its_folder_is_the_owners(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[object, ...]] = []

    def looked(con: Any, *given: Any, **more: Any) -> Any:
        told.append(con.raw_sql("select current_setting('temp_file_encryption')").fetchone())
        return take_in(con, *given, **more)

    monkeypatch.setattr(portfolios, "take_in", looked)
    assert run(*ASKED) == 0
    assert told == [(True,)]
    for folder in ("programme", "programme/keys", "programme/portfolios"):
        assert Path(folder).stat().st_mode & 0o077 == 0


def test_a_county_comes_from_a_file_of_zips_where_one_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("zips.txt").write_text(
        "GEOID_ZCTA5_20|AREALAND_ZCTA5_20|GEOID_COUNTY_20|AREALAND_PART\n02118|100|25025|96\n02118|100|25021|4\n"
    )
    assert run(*ASKED, "--county-share", "90") == 2
    assert "--zip-counties" in capsys.readouterr().err
    assert run(*ASKED, "--zip-counties", "zips.txt", "--county-share", "97", "--json") == 0
    assert [one["reason"] for one in json.loads(capsys.readouterr().out)["problems"]][-1] == "county_open"
    asked = ("sale.csv", "--portfolio", "m2", "--holder", "Mercy", "--today", "2026-11-24")
    assert run(*asked, "--zip-counties", "zips.txt") == 0
    assert "no county is given and that of the ZIP is taken (noted)" in " ".join(capsys.readouterr().out.split())
    assert pq.read_table("programme/portfolios/m2/accepted.parquet")["county_fips"].to_pylist() == ["25025"]
