"""`cleanbill relief value`: what is left out, what the rest is worth, and a price shared out."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cleanbill.cli.main import main

# On 2026-06-01: A1 1,000.00 a provider's, a year old (10.00, 55.00, 79.00); A2 the same of someone who has died; A3 of
# an agency, 4 years old (1.27, 6.96, 10.00); A4 barred; A5 in Kansas.
ROWS = (
    "holder,account_id,patient_id,current_balance_cents,date_of_service,state,fpl_bp,est_income_cents,placement_status,"
    "deceased_flag\n"
    "H,A1,ann,100000,2025-06-01,MO,10000,2000000,provider,\n"
    "H,A2,bob,100000,2025-06-01,MO,10000,2000000,provider,true\n"
    "H,A3,cy,100000,2022-06-01,MO,90000,90000000,,\n"
    "H,A4,di,100000,2015-06-01,MO,10000,2000000,provider,\n"
    "H,A5,ed,100000,2025-06-01,KS,10000,2000000,provider,\n"
)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["relief", "value", *arguments])
    return int(ended.value.code or 0)


@pytest.fixture
def asked(tmp_path: Path) -> list[str]:
    (tmp_path / "offer.csv").write_text(ROWS, "utf-8")
    return [
        "--accounts",
        str(tmp_path / "offer.csv"),
        "--today",
        "2026-06-01",
        "--state",
        "MO",
        "--placement",
        "agency",
    ]


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_portfolio_is_screened_valued_and_its_price_shared_out(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(*asked, "--ask", "20.00", "--budget", "5", "--out", str(out), "--json") == 0
    made = told(capsys)
    assert made == json.loads((out / "summary.json").read_text("utf-8"))
    assert (made["offered"], made["qualified"], made["accounts"], made["face_cents"]) == (5, 5, 3, 300_000)
    assert made["actions"] == {"buy": 2, "leave_out": 2, "price_nil": 1}
    assert {row["screen"]: row["accounts"] for row in made["screens"]} == {
        "deceased": 1, "out_of_area": 1, "time_barred": 1,
    }  # fmt: skip
    # 10.00 + 1.27 + .01, 55.00 + 6.96 + .01, 79.00 + 10.00 + .01
    prices = {name: row["price_cents"] for name, row in made["range"].items()}
    assert prices == {"open": 1_128, "expected": 6_197, "walk away": 8_901, "asked": 2_000}
    # 20.00 of 3,000.00 is .67 cents; a dollar of it is 150.00 of face, and 5.00 buy 750.00
    row = made["range"]["asked"]
    assert (row["rate_bp"], row["face_per_dollar_cents"], row["face_for_budget_cents"]) == (67, 15_000, 75_000)
    assert [(row["age"], row["placement"], row["mid_cents"]) for row in made["parts"]] == [
        ("under 3 years", "provider", 5_500), ("3 to 6 years", "agency", 696), ("6 to 15 years", "provider", 1),
    ]  # fmt: skip
    with (out / "price.csv").open() as opened:
        shared = {row["account_id"]: int(row["sale_price_cents"]) for row in csv.DictReader(opened)}
    # 19.97 after a cent each, over 5500 : 696 : 1 = 1772.42, 224.26, .32; the cent to the largest remainder, A1's
    assert shared == {"A1": 1_774, "A3": 225, "A4": 1}
    with (out / "screen.csv").open() as opened:
        assert [(row["account_id"], row["action"]) for row in csv.DictReader(opened)] == [
            ("A2", "leave_out"), ("A4", "price_nil"), ("A5", "leave_out"),
        ]  # fmt: skip
    for name in ("value", "clearance"):
        assert pq.read_table(out / f"{name}.parquet").num_rows == 5


def test_the_part_that_qualifies(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*asked, "--programme", "undue", "--json") == 0
    made = told(capsys)
    assert (made["offered"], made["qualified"], made["accounts"]) == (5, 4, 2)


def test_people_see_dollars_among_published_prices(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*asked, "--budget", "1600") == 0
    text = capsys.readouterr().out
    for words in ("time barred", "at a cent each", "Pendrick, all", "walk away", "$89.01", "Nothing is bought"):
        assert words in text
    lines = text.splitlines()
    places = [
        next(n for n, line in enumerate(lines) if f" {name} " in line)
        for name in ("Undue, rounds", "open", "Kluender, hospital", "FTC, under 3 years")
    ]
    assert places == sorted(places), "the lowest first"


@pytest.mark.parametrize(
    ("more", "says"),
    [(("--ask", "x"), "not an amount"), (("--budget", "-1"), "below nil"), (("--placement", "aunt"), "are provider"),
     (("--county", "29"), "five digits"), (("--programme", "undoo"), "undoo: there is no programme of this name")],
)  # fmt: skip
def test_what_cannot_be_is_told(
    asked: list[str], more: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*asked, *more) == 2
    assert says in " ".join(capsys.readouterr().err.split())
