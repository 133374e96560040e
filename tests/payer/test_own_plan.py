"""A plan of one's own settles as one that ships; all that is wrong with it is told; a tenth plan is one file."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from cleanbill.care import BENEFITS
from cleanbill.cli.main import main
from cleanbill.core.errors import BadInput, CleanbillError
from cleanbill.payer import load_plan, plan_ids, plan_text
from cleanbill.payer.batch import Options, side_by_side
from cleanbill.payer.files import Files
from cleanbill.payer.plan_terms import PLANS, _files, _shipped

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "own_plan.yaml").read_text("utf-8"))
PLAIN = {"fee_basis": "commercial", "benefits": {kind: {"coinsurance_bp": 2_000} for kind in BENEFITS}}


def whole(plan: dict[str, Any]) -> dict[str, Any]:
    """A plan of a case, with `each` written out as the terms of every kind of care."""
    made = {key: value for key, value in plan.items() if key not in ("each", "years")}
    if "each" in plan:
        made["benefits"] = dict.fromkeys(BENEFITS, plan["each"])
    if "years" in plan:
        made["years"] = {year: whole(terms) for year, terms in plan["years"].items()}
    return made


def claim(folder: Path, day: object = "2025-03-01") -> Files:
    """A claim of one line of office care, and its patient."""
    names = "claim_id,line,person_id,service_date,benefit,charge_cents,fee_cents,code_system,code"
    (folder / "claims.csv").write_text(f"{names}\nK1,1,A,{day},office,20000,10000,HCPCS,G0463\n", "utf-8")
    (folder / "members.csv").write_text("person_id,family_id\nA,F\n", "utf-8")
    return Files(folder / "claims.csv", folder / "members.csv", None)


def written(folder: Path, plan: Any, name: str = "ours.yaml") -> Path:
    path = folder / name
    path.write_text(plan if isinstance(plan, str) else yaml.safe_dump(plan, sort_keys=False), "utf-8")
    return path


def faults(folder: Path, plan: Any, name: str = "ours.yaml") -> list[str]:
    with pytest.raises(BadInput) as bad:
        load_plan(written(folder, plan, name))
    return [str(finding) for finding in bad.value.findings]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_a_plan_of_ones_own(case: dict[str, Any], tmp_path: Path) -> None:
    path = written(tmp_path, whole(case["plan"]), case["file"])
    report = side_by_side(claim(tmp_path, case["day"]), [path], tmp_path / "out")
    plan_id = case["file"].removesuffix(".yaml").removesuffix("-2025")
    (row,) = pq.read_table(tmp_path / "out" / "settled_line.parquet").to_pylist()
    assert report["balanced"] and row["plan_id"] == plan_id
    assert row["patient_share_cents"] == case["patient_cents"]
    assert report["options"]["own_plans"] == {
        plan_id: {"file": case["file"], "sha256": sha256(path.read_bytes()).hexdigest()}
    }
    assert set(pq.read_table(tmp_path / "out" / "adjustment.parquet")["source"].to_pylist()) == {case["file"]}


@pytest.mark.parametrize("name", plan_ids())
def test_what_show_prints_settles_as_what_ships(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["plans", "show", name])
    path = written(tmp_path, capsys.readouterr().out)
    assert path.read_text("utf-8") == plan_text(name)
    ships, own = load_plan(name).years[2025], load_plan(path).years[0]
    assert (own.benefits, own.accumulators, own.fee_basis) == (ships.benefits, ships.accumulators, ships.fee_basis)
    report = side_by_side(claim(tmp_path), [name, str(path)], tmp_path / "out")
    totals = [{**each, "name": ""} for each in report["plans"].values()]
    assert {key: value for key, value in totals[0].items() if "vs" not in key} == {
        key: value for key, value in totals[1].items() if "vs" not in key
    }


def test_a_plan_may_be_an_object(tmp_path: Path) -> None:
    report = side_by_side(claim(tmp_path), [PLAIN | {"plan_id": "desk"}, "employer"], tmp_path / "out")
    assert list(report["plans"]) == ["desk", "employer"]
    again = side_by_side(claim(tmp_path), [load_plan(PLAIN | {"plan_id": "desk"})], tmp_path / "more")
    assert again["plans"]["desk"] == report["plans"]["desk"]


def test_a_misspelt_plan_is_refused_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, path = claim(tmp_path), written(tmp_path, "coinsurence_bp: 2000\n")
    given = ["--claims", str(files.claims), "--members", str(files.members), "--plan", str(path)]
    with pytest.raises(SystemExit) as ended:
        main(["settle", *given, "--out", str(tmp_path / "out")])
    assert ended.value.code == 2
    assert "ours.yaml, line 1, coinsurence_bp: nothing reads this key" in (said := capsys.readouterr().err)
    assert "Did you mean coinsurance_bp, which stands as benefits.office.coinsurance_bp?" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"accumulators": {"m": {"deductible": {"individual_cents": -1}}}},
         "accumulators.m.deductible.individual_cents: -1 is negative. Write whole cents"),
        ({"benefits": PLAIN["benefits"] | {"office": {"coinsurance_bp": 10_001}}},
         "benefits.office.coinsurance_bp: 10,001 is more than 10,000."),
        ({"benefits": PLAIN["benefits"] | {"dentel": {}}},
         "benefits.dentel: there is no such kind of care. Did you mean dental?"),
        ({"benefits": {"office": {}}}, "benefits: lacks outpatient, emergency"),
        ({"benefits": PLAIN["benefits"] | {"office": {"copay_cents": 12.5}}}, "12.5 is not a whole number"),
        ({"benefits": PLAIN["benefits"] | {"office": {"covered": "maybe"}}}, "covered: 'maybe' is not true or false"),
        ({"benefits": PLAIN["benefits"] | {"office": {"accumulator": "medcal"}}, "accumulators": {"medical": {}}},
         "benefits.office.accumulator: 'medcal' is not defined. Did you mean medical?"),
        ({"fee_basis": "comercial"}, "fee_basis: 'comercial' is not known here. Did you mean commercial?"),
        ({"fee_basis": None}, "fee_basis: is not words, or is empty"),
        ({"preventive": "frei"}, "preventive: 'frei' is not known here. Did you mean free?"),
        ({"years": {}}, "years: holds nothing"),
        ({"years": {"2025": {}}}, "years.2025: is not a year. Write the year from which it stands, as 2025."),
        ({"years": {2025: {"benefitts": {}}}}, "years.2025.benefitts: nothing reads this key"),
        ({"reference": [{"titel": "Ours"}]}, "reference[1].titel: nothing reads this key"),
    ],
)  # fmt: skip
def test_a_fault_of_a_plan(change: dict[str, Any], told: str, tmp_path: Path) -> None:
    assert any(told in each for each in faults(tmp_path, PLAIN | change)), faults(tmp_path, PLAIN | change)


def test_all_faults_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    text = "name: Ours\nfee_basis: comercial\nbenefits:\n  office: {copay_cents: -5}\n  offise: {}\npremium: 3\n"
    found = faults(tmp_path, text)
    assert [each.split(":")[0] for each in found] == [
        "ours.yaml, line 6, premium",
        "ours.yaml, line 4, benefits.office.copay_cents",
        "ours.yaml, line 5, benefits.offise",
        "ours.yaml, line 3, benefits",
        "ours.yaml, line 2, fee_basis",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name: Ours\nname: Theirs\n", "ours.yaml, line 2, name: stands twice in one mapping"),
        ("- a\n", "ours.yaml: is not a mapping of keys to values"),
        ("a: [", "ours.yaml: line 1 is not YAML"),
        ("", "ours.yaml: is not a mapping"),
    ],
)
def test_what_is_not_a_plan_at_all(text: str, told: str, tmp_path: Path) -> None:
    assert faults(tmp_path, text)[0].startswith(told)


def test_a_year_before_the_first_is_missing(tmp_path: Path) -> None:
    path = written(tmp_path, PLAIN | {"years": {2026: {}}})
    with pytest.raises(CleanbillError, match=r"ours\.yaml has no terms for 2025; its first year is 2026\."):
        side_by_side(claim(tmp_path), [path], tmp_path / "out")


def test_each_plan_has_a_name_of_its_own(tmp_path: Path) -> None:
    path = written(tmp_path, PLAIN)
    assert "a plan named hdhp ships already" in faults(tmp_path, PLAIN, "hdhp.yaml")[0]
    assert "a plan named hdhp ships already" in faults(tmp_path, PLAIN, "hdhp-2026.yaml")[0]
    assert "a plan named hdhp ships already" in faults(tmp_path, PLAIN | {"plan_id": "hdhp"})[0]
    with pytest.raises(CleanbillError, match=r"ours is named twice\."):
        side_by_side(claim(tmp_path), [written(tmp_path, PLAIN), str(path)], tmp_path / "out")
    with pytest.raises(CleanbillError, match=r"ours is named twice\."):
        side_by_side(claim(tmp_path), [path], tmp_path / "out", options=Options(secondary=PLAIN | {"plan_id": "ours"}))
    with pytest.raises(CleanbillError, match="is not a name for a plan"):
        load_plan(written(tmp_path, PLAIN, "a+b.yaml"))
    with pytest.raises(BadInput, match=r"employr: there is no plan of this name\. Did you mean employer"):
        load_plan("employr")
    with pytest.raises(BadInput, match=r"gone\.yaml: cannot be read: no such file"):
        load_plan("gone.yaml")


def test_a_result_of_another_file_of_the_same_name_is_not_continued(tmp_path: Path) -> None:
    files, path = claim(tmp_path), written(tmp_path, PLAIN)
    side_by_side(files, [path], tmp_path / "out")
    written(tmp_path, PLAIN | {"fee_basis": "medicare"})
    later = Files(files.claims, files.members, None, before=tmp_path / "out")
    with pytest.raises(CleanbillError, match=r"settled otherwise \(own_plans\)"):
        side_by_side(later, [path], tmp_path / "more")


@pytest.fixture
def a_tenth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The plans that ship, and one file beside them."""
    folder = tmp_path / "plans"
    folder.mkdir()
    for file in PLANS.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "county-2025.yaml").write_text(yaml.safe_dump(PLAIN | {"name": "A county's plan"}), "utf-8")
    monkeypatch.setattr(import_module("cleanbill.payer.plan_terms"), "PLANS", folder)
    _files.cache_clear()
    yield "county"
    monkeypatch.undo()
    _files.cache_clear()
    _shipped.cache_clear()


def test_a_tenth_plan_is_one_file(a_tenth: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert a_tenth in plan_ids()
    report = side_by_side(claim(tmp_path), [a_tenth, "employer"], tmp_path / "out")
    assert report["plans"][a_tenth]["patient_share_cents"] == 2_353  # 11,767 x 20 %
    assert "own_plans" not in report["options"]
    for arguments in (["plans", "list", "--json"], ["plans", "show", a_tenth]):
        with pytest.raises(SystemExit):
            main(arguments)
        assert "A county's plan" in capsys.readouterr().out
