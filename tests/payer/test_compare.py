"""One claim under several plans: equal to settling under each alone, and every cent has its reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleanbill.cli.main import main
from cleanbill.payer import plan, settle, terms
from cleanbill.payer.batch import OUTPUT
from cleanbill.payer.compare import compare, under_each
from cleanbill.payer.reasons import reasons, unexplained
from tests.payer.year_of_care import DAY, as_lines, as_members, by_line, line, member, year_of_care

NAMES = ["employer", "hdhp", "none", "single-payer"]
PLANS = [plan(name, DAY) for name in NAMES]
CLAIMS = (
    "claim_id,line,person_id,service_date,benefit,charge_cents,fee_cents,code,provider_id\n"
    "K1,1,A,2025-03-01,office,30000,10000,G0463,H1\nK1,2,A,2025-03-01,inpatient,900000,500000,G0378,H1\n"
    "K2,1,B,2025-04-01,drugs,5000,4000,J0171,H2\n"
)
MEMBERS = "person_id,family_id\nA,F\nB,F\n"


def test_each_plan_is_settled_as_if_alone(engine: Any) -> None:
    rows, people = year_of_care(3, families=6, lines=120, plan_ids=["employer"])
    lines, members = as_lines(rows), as_members(people)
    plan_terms = ibis.memtable(terms(PLANS, DAY))
    together = settle(lines, under_each(members.drop("plan_id"), NAMES), plan_terms, world="w")
    for name in NAMES:
        alone = settle(lines, members.mutate(plan_id=ibis.literal(name)), plan_terms, world="w")
        assert by_line(engine, together.filter(together.plan_id == name)) == by_line(engine, alone)


def test_every_cent_has_a_reason_and_differences_are_of_the_first_plan(engine: Any) -> None:
    rows, people = year_of_care(4, families=6, lines=120, plan_ids=["employer"])
    members = as_members(people).drop("plan_id")
    plan_terms = ibis.memtable(terms(PLANS, DAY))
    settled = ibis.memtable(
        engine.to_pyarrow(settle(as_lines(rows), under_each(members, NAMES), plan_terms, world="w"))
    )
    found = reasons(settled, plan_terms, DAY)
    assert engine.to_pyarrow(unexplained(settled, found)).to_pylist() == [{"lines": 480, "unexplained": 0}]
    dropped = found.filter(found.rule != "copay")
    assert engine.to_pyarrow(unexplained(settled, dropped)).to_pylist()[0]["unexplained"] > 0
    claims = engine.to_pyarrow(compare(settled, "employer")).to_pylist()
    assert len(claims) == 60 * len(NAMES)
    share = {(row["plan_id"], row["claim_id"]): row["patient_share_cents"] for row in claims}
    for row in claims:
        first = share["employer", row["claim_id"]]
        assert row["patient_share_difference_cents"] == row["patient_share_cents"] - first
    assert {row["patient_share_cents"] for row in claims if row["plan_id"] == "single-payer"} == {0}


def test_reasons_are_the_trades(engine: Any) -> None:
    plan_terms = ibis.memtable(terms(PLANS, DAY))
    members = as_members([member("A")]).drop("plan_id")
    settled = settle(as_lines([line("K", "A")]), under_each(members, ["employer"]), plan_terms, world="w")
    rows = engine.to_pyarrow(reasons(settled, plan_terms, DAY)).to_pylist()
    # 117.67 % of 10,000 = 11,767 allowed of 20,000; a copay of 2,500
    assert {(r["group"], r["carc"], r["cents"], r["rule"], r["source"]) for r in rows} == {
        ("CO", "45", 8_233, "contractual", "payer/plans/employer-2025.yaml"),
        ("PR", "3", 2_500, "copay", "payer/plans/employer-2025.yaml"),
    }
    assert {str(row["since"]) for row in rows} == {"2025-01-01"}


def _run(tmp_path: Path, *more: str, claims: str = CLAIMS, members: str = MEMBERS) -> Path:
    (tmp_path / "claims.csv").write_text(claims)
    (tmp_path / "members.csv").write_text(members)
    files = ["--claims", str(tmp_path / "claims.csv"), "--members", str(tmp_path / "members.csv")]
    main(["settle", *files, "--out", str(tmp_path / "out"), *more])
    return tmp_path / "out"


def test_command_writes_a_row_per_claim_per_plan(tmp_path: Path, capsys: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        _run(tmp_path, "--plan", "employer", "--plan", "single-payer", "--json")
    assert not ended.value.code
    report = json.loads(capsys.readouterr().out)
    assert report["balanced"]
    assert report["plans"]["single-payer"]["patient_share_cents"] == 0
    further = {"priced_line.parquet", "correction.parquet"}  # of --fees and --before
    assert {path.name for path in (tmp_path / "out").glob("[a-z]*")} == set(OUTPUT) - further
    claims = pq.read_table(tmp_path / "out" / "compared_claim.parquet")
    assert claims.select(["plan_id", "claim_id"]).to_pylist() == [
        {"plan_id": plan_id, "claim_id": claim} for plan_id in ("employer", "single-payer") for claim in ("K1", "K2")
    ]
    settled, found = (pq.read_table(tmp_path / "out" / f"{name}.parquet") for name in ("settled_line", "adjustment"))
    assert _sum(settled, "charge_cents") == _sum(settled, "plan_paid_cents") + _sum(found, "cents")


def _sum(table: pa.Table, name: str) -> int:
    return sum(table[name].to_pylist())


BAD = {
    "an unknown plan": ({}, ["--plan", "employr"], "employr"),
    "a plan twice": ({}, ["--plan", "hdhp", "--plan", "hdhp"], "once"),
    "an unknown patient": ({"members": "person_id,family_id\nA,F\n"}, ["--plan", "hdhp"], "person_id"),
    "a bad charge": ({"claims": CLAIMS.replace("900000", "-9")}, ["--plan", "hdhp"], "charge_cents"),
    "two families": ({"members": "person_id,family_id,start,end\nA,F,2025-01-01,2025-02-01\nA,G,2025-02-02,2025-12-31"
                      "\nB,F,2025-01-01,2025-12-31\n"}, ["--plan", "hdhp"], "family_id"),
    "spans that overlap": ({"members": "person_id,family_id,start,end\nA,F,2025-01-01,2025-02-01\nA,F,2025-02-01,"
                            "2025-12-31\nB,F,2025-01-01,2025-12-31\n"}, ["--plan", "hdhp"], "start"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD)
def test_bad_input_is_told_and_nothing_is_written(fault: str, tmp_path: Path, capsys: Any) -> None:
    texts, more, word = BAD[fault]
    with pytest.raises(SystemExit) as ended:
        _run(tmp_path, *more, **texts)
    assert ended.value.code == 2
    assert word in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_money_on_disk_is_whole_cents(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        _run(tmp_path, "--plan", "employer", "--json")
    for name in ("settled_line", "adjustment", "compared_claim"):
        schema = pq.read_schema(tmp_path / "out" / f"{name}.parquet")
        assert {str(schema.field(f).type) for f in schema.names if f.endswith("cents")} == {"int64"}, name


def test_checks_deny_under_every_plan_and_all_claims_are_counted(tmp_path: Path, capsys: Any) -> None:
    twice = CLAIMS + "K3,1,B,2025-04-01,drugs,5000,4000,J0171,H2\n"
    with pytest.raises(SystemExit) as ended:
        _run(tmp_path, "--plan", "employer", "--plan", "single-payer", "--check", "--json", claims=twice)
    assert not ended.value.code
    report = json.loads(capsys.readouterr().out)
    for row in report["plans"].values():
        assert (row["claims"], row["claims_paid"], row["claims_denied"], row["claims_pended"]) == (3, 2, 1, 0)
        assert row["other_cents"] == 5_000
    found = pq.read_table(tmp_path / "out" / "adjustment.parquet").to_pylist()
    assert {(row["group"], row["carc"], row["rule"]) for row in found if row["claim_id"] == "K3"} == {
        ("OA", "18", "duplicate")
    }
