"""`cleanbill settle` as a user meets it: each option on a small file, what it writes, and what it will not do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from cleanbill.cli.main import main
from tests.care import x12_text as x

PLAIN = {"claim_id": "K1", "line": 1, "person_id": "A", "service_date": "2025-03-01", "benefit": "office",
         "charge_cents": 20_000, "fee_cents": 10_000, "code_system": "HCPCS", "code": "G0463", "provider_id": "H1",
         "place_of_service": "11"}  # fmt: skip
MEMBERS = "person_id,family_id\nA,F\nB,F\n"
SITES = "provider_id,county_fips\nH1,25025\nH2,25025\n"
FEES = "schedule,code,modifier,amount_cents,start,end,source\nasc,G0463,,12887,2025-01-01,2025-12-31,addendum AA\n"
WEIGHTS = "drg,weight,start,end,source\n470,1.9289,2025-01-01,2025-12-31,table 5\n"
CENTRE = {"form": "institutional", "benefit": "outpatient", "place_of_service": "24"}
STAY = {"benefit": "inpatient", "code_system": "MS-DRG", "code": "470", "charge_cents": 9_000_000}


class Desk:
    """A folder with a user's files, and the command run in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.file("members.csv", MEMBERS)

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def claims(self, *rows: dict[str, Any], name: str = "claims.csv") -> Path:
        """A CSV of lines, each the plain one with what is given instead."""
        full = [PLAIN | row for row in rows]
        names = list(dict.fromkeys(name for row in full for name in row))
        text = "\n".join(",".join(str(row.get(name, "")) for name in names) for row in full)
        return self.file(name, f"{','.join(names)}\n{text}\n")

    def run(self, *more: str | Path, code: int = 0, out: str = "out", claims: str = "claims.csv") -> str:
        """What the command printed; it must end with `code`."""
        files = ["--claims", self.folder / claims, "--members", self.folder / "members.csv"]
        with pytest.raises(SystemExit) as ended:
            main(["settle", *map(str, files), "--out", str(self.folder / out), *map(str, more)])
        told = self.capsys.readouterr()
        assert int(ended.value.code or 0) == code, told.err
        return told.err if code else told.out

    def summary(self, *more: str | Path, **given: Any) -> dict[str, Any]:
        """The summary that the command prints with --json."""
        told: dict[str, Any] = json.loads(self.run(*more, "--json", **given))
        return told

    def table(self, name: str, out: str = "out") -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = pq.read_table(self.folder / out / f"{name}.parquet").to_pylist()
        return rows

    def fees(self) -> tuple[str, str, str, str]:
        """The options --fees and --sites."""
        files = [self.file("fees.csv", FEES), self.file("weights.csv", WEIGHTS)]
        with pytest.raises(SystemExit):
            main(["fees", "load", *map(str, files), "--out", str(self.folder / "fees")])
        self.capsys.readouterr()
        return "--fees", str(self.folder / "fees"), "--sites", str(self.file("sites.csv", SITES))


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_columns_of_which_nothing_is_known_change_nothing(desk: Desk) -> None:
    desk.claims({})
    desk.run("--plan", "employer", out="plain")
    further = ("modifiers", "minutes", "form", "received_date", "authorization", "in_network", "recognised_cents",
               "other_payer_cents", "action", "original_claim_id", "mine")  # fmt: skip
    desk.claims(dict.fromkeys(further, ""))
    desk.run("--plan", "employer", out="wide")
    for path in (desk.folder / "plain").iterdir():
        assert path.read_bytes() == (desk.folder / "wide" / path.name).read_bytes(), path.name


def test_prices_by_schedules_and_what_has_none_waits(desk: Desk) -> None:
    desk.claims(
        CENTRE,
        {"claim_id": "K2", **CENTRE, "code": "G9999"},
        {"claim_id": "K3", **STAY},
        {"claim_id": "K3", "line": 2, **STAY, "code_system": "REV", "code": "0120", "charge_cents": 50_000},
        {"claim_id": "K4", **CENTRE, "fee_cents": "", "provider_id": "H2"},
    )
    told = desk.summary("--plan", "medicare", "--plan", "single-payer", *desk.fees())
    assert told["balanced"]
    priced = {(row["claim_id"], row["line"]): row["price_cents"] for row in desk.table("priced_line")}
    assert (priced["K1", 1], priced["K4", 1], priced["K2", 1], priced["K3", 2]) == (12_887, 12_887, None, None)
    settled = {(r["plan_id"], r["claim_id"], r["line"]): r for r in desk.table("settled_line")}
    assert settled["medicare", "K1", 1]["allowed_cents"] == 12_887  # Medicare's price is Medicare's
    # all payers' average over Medicare's, outpatient: 10,000 / 7,258 = 1.3778; 12,887 x 1.3778 = 17,755.7
    assert settled["single-payer", "K1", 1]["allowed_cents"] == 17_756
    assert {(r["claim_id"], r["status"], r["reason"]) for r in desk.table("unsettled_line")} == {
        ("K2", "pended", "no fee on schedule asc on that day")
    }
    within = [row for row in desk.table("adjustment") if (row["claim_id"], row["line"]) == ("K3", 2)]
    assert [(r["group"], r["carc"], r["cents"], r["rule"]) for r in within] == [("CO", "97", 50_000, "included")] * 2
    for row in told["plans"].values():
        assert (row["claims"], row["claims_paid"], row["claims_pended"]) == (4, 3, 1)
        assert row["pended_cents"] == 20_000


def test_the_real_columns_are_checked(desk: Desk) -> None:
    desk.claims(
        {"received_date": "2025-03-02"},
        {"claim_id": "K2", "service_date": "2025-03-02", "received_date": "2028-01-01"},
        {"claim_id": "K3", "service_date": "2025-03-03", "other_payer_first": "true"},
    )
    desk.run("--plan", "employer", "--check")
    denied = {row["claim_id"]: (row["group"], row["carc"]) for row in desk.table("adjustment") if row["group"] == "CO"}
    assert denied == {"K1": ("CO", "45"), "K2": ("CO", "29"), "K3": ("CO", "22")}


def test_one_months_closing_is_the_next_months_opening(desk: Desk) -> None:
    months = [{"claim_id": f"K{n}", "service_date": f"2025-0{n}-05", "benefit": "inpatient", "fee_cents": 100_000,
               "charge_cents": 300_000, "person_id": "AB"[n % 2]} for n in range(1, 7)]  # fmt: skip
    desk.claims(*months[:3], name="first.csv")
    desk.claims(*months[3:], name="second.csv")
    desk.claims(*months, name="all.csv")
    plans = ("--plan", "employer", "--plan", "hdhp")
    desk.run(*plans, out="whole", claims="all.csv")
    desk.run(*plans, out="one", claims="first.csv")
    desk.run(*plans, "--opening", desk.folder / "one" / "balance.parquet", out="two", claims="second.csv")
    wanted = [row for row in desk.table("settled_line", "whole") if row["claim_id"] >= "K4"]
    assert desk.table("settled_line", "two") == wanted
    assert desk.table("balance", "two") == desk.table("balance", "whole")


def test_corrections_settle_the_families_they_touch_and_come_to_settling_all(desk: Desk) -> None:
    costly = {"benefit": "inpatient", "fee_cents": 100_000, "charge_cents": 300_000}
    none = {"action": "original", "original_claim_id": ""}
    first = [{"claim_id": f"K{n}", "service_date": f"2025-0{n}-05", **costly, **none} for n in (1, 2, 3)]
    other = {"claim_id": "B1", "person_id": "B", **none}
    desk.file("members.csv", "person_id,family_id\nA,F\nB,G\n")
    desk.claims(*first, other)
    desk.run("--plan", "employer", "--plan", "hdhp", out="before")
    void = first[0] | {"claim_id": "V1", "action": "void", "original_claim_id": "K1"}
    lost = first[0] | {"claim_id": "R9", "action": "replacement", "original_claim_id": "K9"}
    desk.claims(*first, other, void, lost)
    told = desk.summary("--plan", "employer", "--plan", "hdhp", "--before", desk.folder / "before")
    assert told["balanced"] and (told["families_settled_again"], told["families"]) == (1, 2)
    row = told["plans"]["employer"]
    assert (row["claims"], row["claims_paid"], row["claims_voided"], row["voided_cents"]) == (6, 4, 2, 600_000)
    assert told["corrections_of_unknown_claims"] == 1
    desk.run("--plan", "employer", "--plan", "hdhp", out="all")
    for name in ("settled_line", "unsettled_line", "adjustment", "compared_claim", "balance"):
        assert desk.table(name) == desk.table(name, "all"), name
    changed = desk.table("correction")
    # K1 is taken back, and R9, of the same day, meets the deductible in its stead; the other family is untouched
    assert {(r["what"], r["claim_id"]) for r in changed} == {("taken back", "K1"), ("corrected", "R9")}
    for name in ("charge_cents", "plan_paid_cents", "patient_share_cents"):
        sign = {"taken back": -1, "corrected": 1}
        was, now = (sum(r[name] for r in desk.table("settled_line", out)) for out in ("before", "out"))
        assert was + sum(sign[r["what"]] * r[name] for r in changed) == now


def test_nothing_new_is_nothing_to_correct_and_other_terms_need_every_family(desk: Desk) -> None:
    desk.claims(
        {"benefit": "inpatient", "fee_cents": 100_000, "charge_cents": 300_000}, {"claim_id": "K2", "person_id": "B"}
    )
    desk.run("--plan", "employer", out="before")
    before = ("--before", str(desk.folder / "before"))
    told = desk.summary("--plan", "employer", *before)
    assert (told["families_settled_again"], told["corrections"]) == (0, {"taken back": 0, "corrected": 0})
    assert desk.table("settled_line") == desk.table("settled_line", "before")
    desk.file("members.csv", "person_id,family_id,start,end\nA,F,2025-06-01,2025-12-31\nB,F,2025-01-01,2025-12-31\n")
    assert desk.summary("--plan", "employer", *before)["corrections"] == {"taken back": 0, "corrected": 0}
    told = desk.summary("--plan", "employer", *before, "--resettle")
    assert told["corrections"] == {"taken back": 1, "corrected": 1}
    assert "--plan" in desk.run("--plan", "hdhp", *before, code=2)


def test_a_second_plan_has_columns_of_its_own(desk: Desk) -> None:
    desk.claims({})
    shown = desk.run("--plan", "employer", "--secondary", "masshealth", "--cob", "standard")
    assert "+masshealth" in shown and "other payers" in shown
    told = json.loads((desk.folder / "out" / "summary.json").read_text())
    assert list(told["plans"]) == ["employer", "employer+masshealth"]
    assert told["plans"]["employer+masshealth"]["patient_share_cents"] == 0
    assert {row["plan_id"] for row in desk.table("compared_claim")} == set(told["plans"])


def test_a_day_without_cover_is_told_and_no_free_plan_is_blamed(desk: Desk) -> None:
    desk.file("members.csv", "person_id,family_id,start,end\nA,F,2025-06-01,2025-12-31\n")
    desk.claims({})
    told = desk.summary("--plan", "single-payer", "--plan", "none")
    assert told["balanced"] and [row["claims_denied"] for row in told["plans"].values()] == [1, 1]
    assert {row["rule"] for row in desk.table("adjustment")} == {"before_cover"}


def test_claims_that_came_in_as_x12_are_settled_with_what_they_say(desk: Desk) -> None:
    other = ["SBR*P*18*******CI", "AMT*D*80", "OI***Y***Y", "NM1*IL*1*DOE*ANN****MI*X9", "NM1*PR*2*FIRST*****PI*F1"]
    first = x.claim("C1", ["100.00", "20"])
    place = first.index("LX*1")
    second = [*first[:place], *other, *first[place:]]
    void = [s + "~REF*F8*C1" if s.startswith("CLM*") else s for s in x.claim("C9", ["120"], place="11:B:8")]
    body = [*x.subscriber("M1"), *second, *x.claim("C2", ["60"]), *x.claim("C1", ["120"], place="11:B:7"), *void]
    asked = "CLM*C1*120***11:B:7*Y*A*Y*Y"
    text = "~".join(body).replace("SBR*P*18*******MC", "SBR*S*18*******MC").replace(asked, f"{asked}~REF*F8*C1")
    desk.file("a.837", x.interchange([x.transaction(text.split("~"))]))
    with pytest.raises(SystemExit):
        main(["claims", "read", str(desk.folder / "a.837"), "--out", str(desk.folder / "came")])
    desk.capsys.readouterr()
    lines = desk.table("claim_line", "came")
    told = {
        (r["charge_cents"], r["action"]): (r["other_payer_cents"], r["other_payer_first"], r["unknown"]) for r in lines
    }
    unsaid = "what the payers before paid is not told"
    assert told == {
        (10_000, "original"): (6_666, True, None),  # 80.00 split by charge: 8,000 x 10,000 / 12,000
        (2_000, "original"): (1_334, True, None),
        (6_000, "original"): (None, True, unsaid),
        (12_000, "replacement"): (None, True, unsaid),
        (12_000, "void"): (None, True, unsaid),
    }
    desk.file("members.csv", f"person_id,family_id\n{lines[0]['person_id']},F\n")
    summary = desk.summary("--plan", "masshealth", "--check", claims="came/claim_line.parquet")
    assert (summary["balanced"], summary["corrections_of_unknown_claims"]) == (True, 0)
    assert sorted((r["charge_cents"], r["status"]) for r in desk.table("unsettled_line")) == [
        (2_000, "replaced"), (10_000, "replaced"), (12_000, "voided"), (12_000, "voided"),
    ]  # fmt: skip
    # C2 has a payer before it that has not said what it paid: CO-22
    assert [(r["group"], r["carc"], r["cents"]) for r in desk.table("adjustment")] == [("CO", "22", 6_000)]


CORRECTS = {"action": "replacement", "original_claim_id": "K1"}
BAD: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "an unknown action": ([{"action": "replace"}], ["row 1", "action", "replacement"]),
    "a negative amount": ([{"other_payer_cents": -1}], ["row 1", "other_payer_cents"]),
    "paid above the charge": ([{"other_payer_cents": 20_001}], ["row 1", "other_payer_cents", "more than the charge"]),
    "another patient's claim": (
        [{"action": "original"}, {"claim_id": "K2", "person_id": "B", **CORRECTS}],
        ["row 2", "original_claim_id", "another patient"],
    ),
    "two corrections of one claim": (
        [{"action": "original"}, {"claim_id": "K2", **CORRECTS}, {"claim_id": "K3", **CORRECTS}],
        ["row 3", "original_claim_id", "by another claim too"],
    ),
    "a claim that corrects itself": ([{**CORRECTS}], ["row 1", "the claim itself"]),
    "lines of two actions": (
        [{"action": "original"}, {"line": 2, "action": "void"}],
        ["action", "not the same on all lines"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD)
def test_bad_columns_are_told(fault: str, desk: Desk) -> None:
    rows, words = BAD[fault]
    desk.claims(*rows)
    told = desk.run("--plan", "employer", code=2)
    assert "Traceback" not in told
    for word in words:
        assert word in told, told
    assert not (desk.folder / "out").exists()


BALANCE = "plan_id,year,accumulator,family_id,person_id,deductible_cents,limit_cents\n"


@pytest.mark.parametrize(
    ("files", "more", "words"),
    [
        ({}, ["--fees", "fees"], "--sites FILE"),
        ({}, ["--sites", "s.csv"], "--fees FOLDER"),
        ({"s.csv": SITES}, ["--sites", "s.csv", "--fees", "none"], "cleanbill fees load"),
        ({"s.csv": "provider_id,zip\nH1,\n"}, ["--sites", "s.csv", "--fees", "fees"], "county_fips"),
        ({"b.csv": BALANCE + "employer,2025,medicinal,F,A,1,1\n"}, ["--opening", "b.csv"], "accumulator"),
        ({"b.csv": BALANCE + "employer,2025,medical,G,A,1,1\n"}, ["--opening", "b.csv"], "family_id"),
        ({}, ["--before", "."], "holds no settled_line.parquet"),
        ({}, ["--secondary", "employer"], "Name each plan once"),
        ({}, ["--secondary", "medicair"], "medicair"),
        ({}, ["--cob", "double"], "non-duplication"),
    ],
)
def test_what_cannot_be_done_names_the_remedy(
    files: dict[str, str], more: list[str], words: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.claims({})
    desk.fees()
    for name, text in files.items():
        desk.file(name, text)
    monkeypatch.chdir(desk.folder)
    told = desk.run("--plan", "employer", *more, code=2)
    assert words in told, told
    assert "Traceback" not in told


def test_help_has_examples_and_every_option(desk: Desk) -> None:
    with pytest.raises(SystemExit):
        main(["settle", "--help"])
    shown = desk.capsys.readouterr().out
    assert "Example: cleanbill settle" in shown
    for option in ("--fees", "--sites", "--secondary", "--cob", "--opening", "--before"):
        assert option in shown
