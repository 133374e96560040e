"""Fee files: known by content, loaded whole or not at all, and every fault told with its row and column."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cleanbill.care.fees import Period, load_fees, open_schedules, read_fees
from cleanbill.care.fees.tables import SCHEDULES
from cleanbill.cli.commands import FEES
from cleanbill.core.errors import BadInput, CleanbillError

GPCI = (
    "ADDENDUM E. FINAL CY 2025 GPCIs,,,,,,\n"
    "MAC,State,Locality Number,Locality Name,2025 PW GPCI,2025 PE GPCI,2025 MP GPCI\n"
)
BOSTON = "14212,MA,01,METROPOLITAN BOSTON,1.042,1.197,0.894\n"
RVU_HEADER = (
    "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,"
    "SURG,SURG,SURG,SURG,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT\n"
)
RVU_ROW = "Z0001,,,A,,{work},0.00,,0.00,,0.00,0,0,0,XXX,0,0,0,0,0,0,0,0,,{factor},09,0,99,0.00,0.00,0.00\n"
NO_SCHEDULE = f"is not one of {', '.join(SCHEDULES)}"
FEE_HEADER = "schedule,code,modifier,amount_cents,start,end,source\n"
ADDENDUM_B = (
    "\tAddendum B.-- OPPS Payment by HCPCS Code for CY 2025\t\t\t\t\t\n"
    "HCPCS Code\tShort Descriptor\t CI\t SI\t APC \tRelative Weight\tPayment Rate\n"
    'Z0001\tx\t\tJ1\t5414\t35.6\t"$3,179.53"\nZ0002\tx\t\tN\t\t\t\n'
)
ASP = (
    'Payment Limits\n"Effective October 1, 2025 through December 31, 2025",,,\n'
    "HCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit\nJ0001,x,1 MG,0.024\n"
)
CLFS = "2025 Clinical\nYEAR,HCPCS,MOD,EFF_DATE,INDICATOR,RATE,SHORTDESC\n2025,Z0001,QW,20250101,N,12.34,x\n"
ASC = "CY 2025 ASC\nHCPCS Code,Short Descriptor,Payment Indicator,Payment Rate\nZ0001,x,G2,$100.50\n"


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "cp1252")
    return path


def _findings(path: Path) -> list[tuple[int | None, str | None, str]]:
    with pytest.raises(BadInput) as bad:
        read_fees(path)
    assert {finding.file for finding in bad.value.findings} == {path.name}
    return [(finding.row, finding.column, finding.problem) for finding in bad.value.findings]


@pytest.mark.parametrize(
    ("text", "kind", "amount"),
    [(ADDENDUM_B, "opps", 31_795_300), (ASP, "asp", 240), (CLFS, "clfs", 123_400), (ASC, "asc", 1_005_000)],
)
def test_a_fee_file_is_known_by_its_header(tmp_path: Path, text: str, kind: str, amount: int) -> None:
    (row,) = read_fees(_file(tmp_path, "any.name", text)).table.to_pylist()
    assert (row["schedule"], row["amount_e4"]) == (kind, amount)
    assert row["end"] == date(2025, 12, 31)
    assert row["start"] == (date(2025, 10, 1) if kind == "asp" else date(2025, 1, 1))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("hello,world\n1,2\n", (None, None, "nothing in it says which fee file it is")),
        ("", (None, None, "the file is empty (0 bytes)")),
        (GPCI, (None, None, "it has no row of a locality")),
        (GPCI + BOSTON + BOSTON, (2, "Locality", "repeats the key of an earlier row")),
        (GPCI + BOSTON.replace("1.197", "x"), (1, "PE GPCI", "is not a number")),
        (GPCI + BOSTON.replace("1.197", "11.97"), (1, "PE GPCI", "is below zero or far too large")),
        (GPCI + BOSTON.replace("1.197", "1.1975"), (1, "PE GPCI", "has more than 3 decimals")),
        (GPCI + BOSTON + "14212,MA,99\n", (2, None, "has not 7 fields")),
        (RVU_HEADER.replace("GLOB", "").replace("DAYS,", ""), (None, None, "its columns are not those of PPRRVU")),
        (RVU_HEADER + RVU_ROW.format(work="1.00", factor="32.3465") + "Z0002,,\n", (2, None, "has not 31 fields")),
        (RVU_HEADER + RVU_ROW.format(work="-1", factor="32.3465"), (1, "WORK RVU", "is below zero or far too large")),
        (
            RVU_HEADER + RVU_ROW.format(work="1", factor="99.0000"),
            (None, "CONV FACTOR", "is not one of law/us/physician_conversion_factor.yaml"),
        ),
        ('"2025","14212","01","Z0001","  ","1.00","1.00"\n', (None, None, "its last lines (TRL-) are missing")),
        ("MA010011421299 Z9   0 A" + " " * 52 + "20254\nMA0100\n", (2, None, "is not a line of 80 columns")),
        (FEE_HEADER + "dental,D1,,10,2025-01-01,2024-01-01,x\n", (1, "end", "is before the row's start")),
        (FEE_HEADER + "dentist,D1,,10,2025-01-01,2025-12-31,x\n", (1, "schedule", NO_SCHEDULE)),
        (FEE_HEADER + "dental,D1,,10.5,2025-01-01,2025-12-31,x\n", (1, "amount_cents", "has more than 0 decimals")),
        (FEE_HEADER + "dental,D1,,10,2025-01-01,2025-12-31,\n", (1, "source", "is empty")),
        (
            FEE_HEADER + "dental,D1,,10,2025-01-01,2025-12-31,x\ndental,D1,,11,2025-06-01,2025-12-31,x\n",
            (2, "start", "falls within the days of another row of the same code"),
        ),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(tmp_path: Path, text: str, wanted: tuple[int | None, str | None, str]) -> None:
    assert wanted in _findings(_file(tmp_path, "some2025.csv", text))


def test_what_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rvu25d.zip"
    path.write_bytes(b"PK\x03\x04rest")
    assert "zip" in _findings(path)[0][2]
    assert _findings(tmp_path / "absent.csv")[0][2] == "there is no such file"


def test_nothing_is_half_written_and_twice_is_once(tmp_path: Path) -> None:
    out = tmp_path / "fees"
    good, bad = _file(tmp_path, "g.csv", GPCI + BOSTON), _file(tmp_path, "b2025.csv", GPCI)
    with pytest.raises(BadInput):
        load_fees([good, bad], out)
    assert not out.exists()
    load_fees([good], out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    load_fees([good], out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    load_fees([_file(tmp_path, "f.csv", CLFS)], out)
    assert sorted(path.name for path in out.glob("*.parquet")) == [
        "fee-clfs-2025-01-01.parquet",
        "gpci-2025-01-01.parquet",
    ]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("mine")
    with pytest.raises(BadInput, match="in the way"):
        load_fees([_file(tmp_path, "g.csv", GPCI + BOSTON)], tmp_path)
    assert (tmp_path / "own.txt").read_text() == "mine"


def test_two_files_of_one_kind_and_day_cannot_both_stand(tmp_path: Path) -> None:
    files = [_file(tmp_path, name, GPCI + BOSTON) for name in ("a.csv", "b.csv")]
    with pytest.raises(BadInput, match="of the same kind and first day"):
        load_fees(files, tmp_path / "fees")


def test_rvu_files_of_2024_hold_while_their_factor_does(tmp_path: Path) -> None:
    spans = {}
    for factor in ("32.7442", "33.2875"):
        loaded = read_fees(_file(tmp_path, "r.csv", RVU_HEADER + RVU_ROW.format(work="1", factor=factor)))
        spans[factor] = (loaded.start, loaded.end)
    assert spans["32.7442"] == (date(2024, 1, 1), date(2024, 3, 8))
    assert spans["33.2875"] == (date(2024, 3, 9), date(2024, 12, 31))


def test_columns_of_a_row_of_pprrvu(tmp_path: Path) -> None:
    """A row as CMS writes an arthroscopy of a family: global 090, parts .10, .69 and .21, MULT PROC 3, base Z0002."""
    row = (
        "Z0001,,,A,,15.14,14.09,NA,13.09,,2.99,32.22,32.22,0,090,0.10,0.69,0.21,3,1,2,0,0,Z0002 ,32.3465,09,0,99,"
        "1.00,2.00,0.03\n"
    )
    (read,) = read_fees(_file(tmp_path, "r.csv", RVU_HEADER + row)).table.to_pylist()
    del read["source"], read["start"], read["end"]
    assert read == {
        "code": "Z0001", "component": "", "status": "A", "work_e2": 1514, "pe_e2": 1409, "facility_pe_e2": 1309,
        "mp_e2": 299, "pctc": "0", "multiple": "3", "bilateral": "1", "assistant": "2", "co_surgeon": "0",
        "endo_base": "Z0002", "global_days": "090", "pre_op_bp": 1000, "intra_op_bp": 6900, "post_op_bp": 2100,
        "cap_pe_e2": 100, "cap_facility_pe_e2": 200, "cap_mp_e2": 3,
    }  # fmt: skip


def test_a_folder_loaded_with_fewer_columns_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "fees"
    load_fees([_file(tmp_path, "r.csv", RVU_HEADER + RVU_ROW.format(work="1", factor="32.3465"))], out)
    path = out / "rvu-2025-01-01.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["pctc", "endo_base"]), path)
    with pytest.raises(CleanbillError, match=r"lacks pctc, endo_base\. Load the file .* again: cleanbill fees load"):
        open_schedules(out)


def test_a_later_file_cuts_the_earlier_short(tmp_path: Path) -> None:
    out, later = tmp_path / "fees", Period(date(2025, 7, 1), date(2025, 12, 31))
    load_fees([_file(tmp_path, "g.csv", GPCI + BOSTON)], out)
    load_fees([_file(tmp_path, "g.csv", GPCI + BOSTON.replace("1.042", "1.050"))], out, stated=later)
    rows = open_schedules(out).gpci.order_by("start").to_pyarrow().to_pylist()
    assert [(row["work_e3"], row["start"], row["end"]) for row in rows] == [
        (1042, date(2025, 1, 1), date(2025, 6, 30)),
        (1050, date(2025, 7, 1), date(2025, 12, 31)),
    ]


def test_an_empty_folder_says_how_to_fill_it(tmp_path: Path) -> None:
    with pytest.raises(CleanbillError, match="cleanbill fees load"):
        open_schedules(tmp_path)


def test_every_file_as_downloaded_is_loaded(shared: Path, tmp_path: Path) -> None:
    loaded = load_fees(sorted((shared / "cms").iterdir()), tmp_path / "fees")
    rows = {one.kind: one.rows for one in loaded}
    wanted = {"rvu": 5183, "gpci": 109, "anesthesia-factor": 109, "published": 109, "zip": 752}
    assert rows.items() >= wanted.items()
    counties = pq.read_table(tmp_path / "fees" / "county-2025-01-01.parquet").to_pylist()
    ours = {(row["county"], row["locality"]) for row in counties if row["state"] == "MASSACHUSETTS"}
    assert ours == {("MIDDLESEX", "01"), ("NORFOLK", "01"), ("SUFFOLK", "01"), ("*", "99")}


def test_the_command_loads_and_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "fees")
    file = str(_file(tmp_path, "g.csv", GPCI + BOSTON))
    FEES["load"].load().main([file, "--out", out, "--json"], standalone_mode=False)
    (report,) = json.loads(capsys.readouterr().out)
    assert report == {"file": "g.csv", "kind": "gpci", "start": "2025-01-01", "end": "2025-12-31", "rows": 1}
    FEES["check"].load().main([out, "--json"], standalone_mode=False)
    assert json.loads(capsys.readouterr().out) == {"published": 0, "priced": 0, "equal": 0}
