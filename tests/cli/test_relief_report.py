"""`cleanbill relief report` and `cleanbill fund spend`: from the records to pages with no person in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cleanbill import records
from cleanbill.cli.main import main
from cleanbill.core.tables import columns
from cleanbill.debt import Account
from cleanbill.fund import Fund, Terms, gift
from cleanbill.records import Agreement, By, Chosen, Portfolio
from cleanbill.relief.person_keys import PersonOf
from tests.records.drive import proposed

FUNDS = ("drive", "springfield")
# holder, account, person and county are words that nothing else in a report holds
PERSONAL = {*columns(Account), *columns(PersonOf), "debt_key"} - {"state", "county_fips", "city", "letter"}
HEAD = "holder,account_id,person_id,county_fips,state,letter\n"


def by(user: str, day: int) -> By:
    return By(user, datetime(2026, 11, day, 12, tzinfo=UTC))


def account(number: int) -> Chosen:
    fund = FUNDS[number % 3 == 0]
    name = f"XACCOUNT{number}"
    return Chosen("Xholder", name, f"xdebt|{name}", fund, 10_000 + number, 100, judgment=number % 2 == 0)


@pytest.fixture
def programme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ninety accounts of sixty people bought in two rounds; one is taken back before, one after abolition."""
    monkeypatch.delenv("CLEANBILL_DATABASE", raising=False)
    folder = tmp_path / "programme"
    folder.mkdir()
    store = records.Store.open(folder)
    store.set_roles(by("ann", 2), "ann", {"staff", "books", "prepare"})
    store.set_roles(by("ann", 2), "bob", {"approve"})
    store.post(by("ann", 2), [gift(Fund(name, name), f"g-{name}", by("ann", 2).on, 20_000, "G") for name in FUNDS])
    store.propose_terms(by("ann", 2), [Terms(Fund(name, name), 20_000) for name in FUNDS])
    for name in FUNDS:
        store.approve_terms(by("bob", 2), name, 1)
    for kind in ("BAA", "PSA"):
        store.agree(by("ann", 2), Agreement(kind, kind, "Xholder", by("ann", 2).on, recall_window_days=30))
    for purchase, numbers in (("one", range(50)), ("two", range(50, 90))):
        bought(store, purchase, [account(number) for number in numbers])
    store.close()
    people = "".join(f"Xholder,XACCOUNT{n},XPERSON{n % 60},25025,MA,mailed\n" for n in range(90))
    (tmp_path / "people.csv").write_text(HEAD + people, "utf-8")
    return tmp_path


def bought(store: Any, name: str, chosen: list[Chosen]) -> None:
    file = Portfolio(name, "Xholder", "provider", "ab" * 32, 200, 10_000_000, by("ann", 3).on)
    store.offer(by("ann", 3), name, file)
    store.analyse(by("ann", 4), name, programme="undue", qualified=120, qualified_face_cents=5_000_000)
    store.propose_bid(by("ann", 5), name, chosen)
    store.approve_bid(by("bob", 5), name, proposed(store, name))
    store.own(by("ann", 6), name, agreement_id="PSA", sale_file_sha256="ab" * 32)
    store.recall(by("ann", 7), name, 1, reason="paid")
    store.propose_abolition(by("ann", 8), name)
    store.approve_abolition(by("bob", 8), name)
    store.recall(by("ann", 9), name, 2, reason="dispute", refund_cents=40)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def told(where: Path, *more: str, people: bool = True) -> dict[str, Any]:
    known = ["--people", str(where / "people.csv")] if people else []
    options = ["--store", str(where / "programme"), "--today", "2026-11-24", "--out", str(where / "out"), *known, *more]
    assert run("relief", "report", *options) == 0
    return dict(json.loads((where / "out" / "summary.json").read_text("utf-8")))


def test_the_public_reads_what_was_abolished_and_what_it_cost(programme: Path) -> None:
    spend = ("--store", str(programme / "programme"), "--as", "ann", "--at", "2026-11-10T12:00:00+00:00")
    assert run("fund", "spend", "--fund", "drive", "--dollars", "60.00", "--for", "printing and postage", *spend) == 0
    found = told(programme, "--kind", "public")
    faces = [10_000 + number for number in range(90) if number not in (0, 50)]  # line 1 of each round went back
    assert found["abolished"]["face_cents"] == sum(faces)
    assert found["abolished"]["price_cents"] == 88 * 100 - 2 * 40  # less what the seller gave back afterwards
    assert found["abolished"]["accounts"] == 88
    assert found["abolished"]["people"] == 59  # of 60 people, person 0 has account 60 too, person 50 no other
    assert found["taken_back"] == {"accounts": "withheld", "people": "under 11", "face_cents": "withheld"}
    money = found["money"]
    assert (money["given_cents"], money["debt_cents"], money["handling_cents"]) == (40_000, 8_720, 6_000)
    assert money["left_cents"] == 40_000 - 8_720 - 6_000
    assert found["limits"]["not_qualified"] == 2 * 80
    assert found["limits"]["not_reached"] == 2 * 120 - 88


@pytest.mark.parametrize(
    "kind",
    [("public",), ("donor", "--fund", "drive"), ("donor", "--fund", "springfield"), ("county", "--county", "25025")],
)
def test_no_person_stands_in_any_output_and_the_same_input_gives_the_same_bytes(
    programme: Path, kind: tuple[str, ...]
) -> None:
    told(programme, "--kind", *kind)
    written = {path.name: path.read_bytes() for path in (programme / "out").iterdir()}
    assert {"summary.json", "report.html", "figures.csv"} <= set(written)
    for name, held in written.items():
        assert b"X" not in held.replace(b"XML", b""), name  # of a holder, an account, a debt or a person
        if not name.endswith(".html"):
            assert not [column for column in PERSONAL if column.encode() in held], name
    told(programme, "--kind", *kind)
    assert {path.name: path.read_bytes() for path in (programme / "out").iterdir()} == written


def test_without_people_they_are_not_counted_and_accounts_do_not_stand_for_them(
    programme: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(programme, "--kind", "donor", "--fund", "drive", people=False)
    assert found["abolished"]["people"] == found["abolished"]["per_person_cents"] == "not counted"
    assert "Do not publish" in capsys.readouterr().out
    page = (programme / "out" / "report.html").read_text("utf-8")
    assert "People were not counted" in page
    assert f"{found['abolished']['accounts']} people" not in page


def test_a_report_is_as_of_its_day(programme: Path) -> None:
    found = told(programme, "--kind", "public", "--today", "2026-11-07")
    assert found["abolished"]["accounts"] == 0
    assert found["still_held"] == {"accounts": 88, "people": 59, "face_cents": found["still_held"]["face_cents"]}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--kind", "donor"), "needs --fund"),
        (("--kind", "public", "--county", "25025"), "--county goes with another kind"),
        (("--kind", "county", "--county", "29019"), "Nothing was bought or given for the county 29019"),
        (("--kind", "press"), "is not a kind of report"),
        (("--kind", "public", "--people", "few.csv"), "90 accounts that were bought"),
    ],
)
def test_what_cannot_be_is_told(
    programme: Path, options: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    monkeypatch.chdir(programme)
    Path("few.csv").write_text(HEAD + "Xholder,XOTHER,XPERSON1,25025,MA,\n", "utf-8")
    assert run("relief", "report", "--people", "people.csv", *options, "--out", "out") == 2
    assert says in " ".join(capsys.readouterr().err.split())
    assert not Path("out").exists()


def test_handling_is_posted_once_and_never_overdraws(programme: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ("--store", str(programme / "programme"), "--as", "ann", "--at", "2026-11-10T12:00:00+00:00")
    spend = ("fund", "spend", "--fund", "drive", "--for", "printing and postage", *store)
    assert run(*spend, "--dollars", "60.00") == 0
    assert "$60.00 of drive spent on handling." in capsys.readouterr().out
    assert run(*spend, "--dollars", "60.00") == 0
    assert "posted already" in capsys.readouterr().out
    assert run(*spend, "--dollars", "500.00") == 2
    assert "overdrawn" in capsys.readouterr().err
    assert run(*spend[:-4], "--as", "bob", "--dollars", "1.00", "--store", str(programme / "programme")) == 2
    assert "role 'books'" in capsys.readouterr().err
    held = records.Store.open(programme / "programme")
    assert held.balances()["expenses:handling", "drive"] == 6_000
    held.close()
