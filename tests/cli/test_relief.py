"""`cleanbill relief`: programmes on a day, and a plan that spends no fund where it may not."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from cleanbill.cli.main import main

HEAD = (
    "holder,account_id,patient_id,current_balance_cents,date_of_service,county_fips,state,est_income_cents,fpl_bp,"
    "judgment_flag\n"
)
ROWS = (
    "H1,A1,ann,100000,2025-01-02,29019,MO,2000000,10000,true\n"
    "H1,A2,ann,50000,2025-01-02,29019,MO,2000000,10000,false\n"
    "H1,A3,bob,80000,2025-01-02,29510,MO,2000000,10000,false\n"
    "H1,A4,cy,90000,2025-01-02,29510,MO,90000000,90000,false\n"
)
FUNDS = """funds:
  - {id: boone, dollars: "10.00", ladder: [{level: county, codes: ["29019"]}]}
  - {id: state, dollars: "9.00", ladder: [{level: state, codes: [MO]}]}
"""


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["relief", *arguments])
    return int(ended.value.code or 0)


@pytest.fixture
def asked(tmp_path: Path) -> list[str]:
    (tmp_path / "offer.csv").write_text(HEAD + ROWS, "utf-8")
    (tmp_path / "funds.yaml").write_text(FUNDS, "utf-8")
    out = str(tmp_path / "plan")
    return ["plan", "--accounts", str(tmp_path / "offer.csv"), "--funds", str(tmp_path / "funds.yaml"), "--today",
            "2026-06-01", "--out", out]  # fmt: skip


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_plan_buys_within_each_funds_restriction(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # at a cent on the dollar Ann's debts cost 10.00 and 5.00, Bob's 8.00; Cy earns too much
    assert run(*asked, "--aim", "face", "--json") == 0
    made = told(capsys)
    assert made["reasons"] == {"income": 3, "neither": 1}
    assert (made["accounts"], made["face_cents"], made["spent_cents"], made["exact"]) == (2, 180_000, 1_800, True)
    with (tmp_path / "plan" / "plan.csv").open() as opened:
        bought = {row["account_id"]: row["fund_id"] for row in csv.DictReader(opened)}
    assert bought == {"A1": "boone", "A3": "state"}
    assert run(*asked, "--aim", "face") == 0
    assert "Nothing is bought" in capsys.readouterr().out


def test_live_harm_and_whole_sales_are_aims_too(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*asked, "--aim", "harm", "--json") == 0
    assert told(capsys)["worth"] == 1
    assert run(*asked, "--whole", "H1", "--json") == 0
    assert told(capsys)["accounts"] == 0, "all of H1 costs 32.00 and there are 19.00"


def test_a_sale_that_is_whole_is_paid_for_whole_and_worth_what_qualifies_of_it(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Ann's debts, 15.00, in Boone; Bob's, 8.00, and Cy's, 9.00, who earns too much, elsewhere in the State
    funds = FUNDS.replace('"10.00"', '"15.00"')
    for dollars, bought in (("16.99", 0), ("17.00", 4)):
        (tmp_path / "funds.yaml").write_text(funds.replace('"9.00"', f'"{dollars}"'), "utf-8")
        assert run(*asked, "--whole", "H1", "--json") == 0
        made = told(capsys)
        assert made["accounts"] == bought
    assert (made["face_cents"], made["spent_cents"], made["worth"]) == (320_000, 3_200, 230_000)
    assert made["not_qualified"] == {"accounts": 1, "face_cents": 90_000, "spent_cents": 900}
    assert (made["qualified"], made["qualified_cents"], made["people_qualified"]) == (3, 230_000, 2)
    assert run(*asked, "--whole", "H1") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "1 accounts of $900.00 for $9.00 do not qualify" in said
    assert "nobody collects on them" in said
    (tmp_path / "arms.csv").write_text(
        "person_id,stratum,arm,drawn_on,seed\ncy,MO,hold-out,2026-05-01,7\nbob,MO,relief,2026-05-01,7\n"
    )
    assert run(*asked, "--whole", "H1", "--without", str(tmp_path / "arms.csv")) == 2
    assert "1 accounts of --whole portfolios are of people who wait" in " ".join(capsys.readouterr().err.split())


def test_a_sale_that_is_whole_is_not_bought_in_part_though_a_fund_is_bound_to_a_place(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    boone = '[{id: boone, dollars: "900.00", ladder: [{level: county, codes: ["29019"]}]}]'
    (tmp_path / "funds.yaml").write_text(f"funds: {boone}\n", "utf-8")
    assert run(*asked, "--json") == 0
    assert 0 < told(capsys)["accounts"] < 4, "account by account, Ann's are bought"
    assert run(*asked, "--whole", "H1", "--json") == 0
    made = told(capsys)
    assert made["accounts"] == 0, "Bob and Cy live elsewhere"
    assert not any("out_of_area" in name for name in made["screens"])


UNKNOWN = (
    HEAD + "H1,A1,ann,100000,2025-01-02,29510,MO,,,\n"  # likely to qualify where the middle of incomes is 52,403.00
    "H1,A2,bob,100000,2025-01-02,25017,MA,,,\n"  # unlikely, where it is 125,401.00
    "H1,A3,cy,100000,2025-01-02,29510,MO,2000000,10000,\n"
)


def test_incomes_that_are_not_known_are_estimated_where_a_threshold_is_named(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "offer.csv").write_text(UNKNOWN, "utf-8")
    assert run(*asked, "--threshold", "60", "--json") == 0
    assert told(capsys)["reasons"] == {"income": 1, "likely": 1, "unlikely": 1}
    (tmp_path / "places.csv").write_text(
        "place,median_income_cents,spread_bp,as_of\ncounty 25017,2000000,9000,2026-06-01\n"
    )
    own = ["--places", str(tmp_path / "places.csv")]
    assert run(*asked, "--threshold", "60", *own, "--json") == 0
    assert told(capsys)["reasons"] == {"income": 1, "likely": 2}
    assert run(*asked, "--threshold", "60", "--debtors", "10", "--vendor-error", "0.5%", "--json") == 0
    assert told(capsys)["reasons"] == {"likely": 3}


def test_errors_are_told_by_threshold_and_by_group(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "offer.csv").write_text(UNKNOWN, "utf-8")
    asks = ["income", "--accounts", str(tmp_path / "offer.csv"), "--threshold", "60", "--today", "2026-06-01"]
    assert run(*asks, "--json") == 0
    made = told(capsys)
    assert [row["threshold_bp"] for row in made["thresholds"]] == list(range(1_000, 9_001, 1_000))
    wrong = {row["value"]: row["wrongly_in_people_bp"] for row in made["groups"] if row["kind"] == "income_from"}
    assert wrong["given"] == 0
    assert 0 < wrong["county 29510"] < 4_000
    assert wrong["county 25017"] is None, "nobody of there is taken in"
    assert run(*asks, "--out", str(tmp_path / "errors")) == 0
    assert (tmp_path / "errors" / "expected_error.parquet").is_file()
    assert "wrongly out" in " ".join(capsys.readouterr().out.split())
    for more, says in (("0", "above 0 %"), ("sixty", "is not a percentage"), ("60.001", "finer")):
        assert run(*asks, "--threshold", more) == 2
        assert says in " ".join(capsys.readouterr().err.split())


def test_every_fault_of_the_funds_is_told_and_nothing_written(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "funds.yaml").write_text(
        "funds:\n  - {id: a, dolars: 5}\n  - {id: b, dollars: 5, ladder: [{level: town, codes: [x]}]}\n"
        "  - {dollars: 1}\n",
        "utf-8",
    )
    assert run(*asked) == 2
    err = " ".join(capsys.readouterr().err.split())
    assert "Did you mean dollars?" in err
    assert "no level of places" in err
    assert not (tmp_path / "plan").exists()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--aim", "fame"), "aim fame is not known"),
        (("--programme", "undoo"), "undoo: there is no programme of this name"),
        (("--price", "x"), "not an amount"),
    ],
)
def test_what_cannot_be_is_told(
    asked: list[str], more: tuple[str, str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*asked, *more) == 2
    assert says in " ".join(capsys.readouterr().err.split())


def test_programmes_are_those_begun_by_the_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("programmes", "list", "--on", "2023-06-01", "--json") == 0
    assert {row["programme"] for row in told(capsys)} == {"cook_county", "toledo", "undue"}
    assert run("programmes", "list", "--on", "2026-06-01") == 0
    assert "Medicaid" in capsys.readouterr().out
