"""A payment run as 835s: worked examples, random runs held against the registry and by others' readers, refusals."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import ibis
import pyarrow.parquet as pq
import pytest
import yaml

from cleanbill.core.tables import ibis_schema
from cleanbill.core.x12 import segments
from cleanbill.payer.payment_run import Cheque, Payment, refund_files
from cleanbill.payer.payment_run.payable import Settled, remitted_lines, with_reasons
from cleanbill.payer.x835 import check, remittances
from cleanbill.payer.x835.model import whole_cents
from tests.payer.remit_desk import PAYER, Desk, Row, line, write_settled

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "remit_run.yaml").read_text())
TOLD = {"BPR", "TRN", "CLP", "CAS", "SVC", "MOA", "LQ", "PLB"}
START = date(2025, 1, 10)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_worked_examples(case: Row, tmp_path: Path) -> None:
    desk = Desk(tmp_path, case.get("owed_by", "FB"), case.get("before", True))
    for run in case["runs"]:
        lines = [line(one["claim"], one["line"], one["charge"], one["paid"], one["reasons"]) for one in run["settled"]]
        desk.pay(run["day"], lines, run["received"])
        desk.remit(run["day"])
        text = desk.texts()["H1"]
        found = [segment for segment in segments(text) if segment.id in TOLD or segment.get(1) == "I"]
        assert ["*".join(one.elements) for one in found] == run["said"]
        assert check(text).balances


def chance_lines(chance: Random, claim: str, payee: str) -> list[Row]:
    """One to three balanced lines of random sums and reasons."""
    found = []
    for number in range(1, chance.randint(1, 3) + 1):
        cents = [chance.choice([0, chance.randint(1, 50_000)]) for _ in range(chance.randint(0, 3))]
        codes = chance.sample(["CO 45", "PR 1", "PR 2", "OA 23", "CO 97", "PR 27"], len(cents))
        reasons = [f"{code} {n}{chance.choice(['', ' N130'])}" for code, n in zip(codes, cents, strict=True)]
        paid = chance.choice([0, chance.randint(1, 90_000)])
        found.append(line(claim, number, paid + sum(cents), paid, reasons, payee=payee))
    return found


def other_money(chance: Random, number: int, on: date) -> list[Row]:
    """Capitation and instalments, of one payee that has no claims too."""
    base = {"version": 1, "fund_id": "trust", "received_on": on, "approved_on": on, "clean": False}
    return [
        base | {"payable_id": f"{kind}:{number}:{payee}", "kind": kind, "payee_id": payee, "amount_cents": cents}
        for kind in ("capitation", "budget")
        for payee in ("H1", "H3")
        if (cents := chance.choice([0, chance.randint(1, 30_000)]))
    ]


def random_runs(desk: Desk, chance: Random, runs: int = 4) -> Any:
    """Runs days of new, corrected, voided and unchanged claims, other money and refunds; gives each day."""
    found: dict[str, list[Row]] = {}
    on = START
    for number in range(runs):
        on += timedelta(days=chance.choice([1, 20, 70]))
        fresh = {f"K{number}{n}" for n in range(1 if number else 6)}
        changed = fresh | {name for name in found if chance.random() < 0.5}
        for name in sorted(changed):
            payee = found[name][0]["payee"] if found.get(name) else chance.choice(["H1", "H1", "H2"])
            found[name] = [] if number and chance.random() < 0.2 else chance_lines(chance, name, payee)
        lines = [one for name in sorted(found) for one in found[name]]
        desk.pay(on, lines, dict.fromkeys(sorted(found), on - timedelta(days=60)), other_money(chance, number, on))
        yield on
        for row in desk.remittances(on):
            if row["closing_cents"] and chance.random() < 0.7:
                sent = Cheque(
                    "trust", row["payee_id"], f"{number}", on + timedelta(days=1), row["closing_cents"] // 2 + 1
                )
                refund_files(desk.con, desk.registry, sent)


@pytest.mark.parametrize("seed", [1, 3, 5])  # without codes; by balance, by claim: all with refunds
def test_random_runs_say_what_the_registry_paid(seed: int, tmp_path: Path) -> None:
    oxedi = pytest.importorskip("oxedi")
    chance = Random(seed)
    desk = Desk(tmp_path, chance.choice(["FB", "WO"]), chance.random() < 0.7, chance.random() < 0.8)
    paid = 0
    for on in random_runs(desk, chance):
        desk.remit(on)
        texts, registry = desk.texts(), {row["payee_id"]: row for row in desk.remittances(on)}
        read = {payee: next(remittances(text)) for payee, text in texts.items()}
        assert {payee: one.paid_cents for payee, one in read.items()} == {
            payee: row["paid_cents"] for payee, row in registry.items() if payee in read
        }
        assert all(row["paid_cents"] == 0 for payee, row in registry.items() if payee not in read)
        for payee, text in texts.items():
            checked = check(text)
            assert (checked.balances, checked.findings, checked.notes) == (True, (), ())
            assert [found.rule for found in oxedi.parse(text.encode()).diagnostics] == []
            assert sum(claim.paid_cents for claim in read[payee].claims) == registry[payee]["claims_cents"]
            assert _interest(read[payee]) == registry[payee]["interest_cents"]
            _line_by_line(desk, read[payee])
        paid += sum(one.paid_cents for one in read.values())
    assert paid == sum(pq.read_table(desk.registry / "remittance.parquet")["paid_cents"].to_pylist())


def _interest(read: Any) -> int:
    """The interest that claims tell of (AMT*I), which their PLB L6 must pay."""
    found = [one.get(2) for claim in read.claims for one in claim.kept if (one.id, one.get(1)) == ("AMT", "I")]
    cents = sum(int(whole_cents(text)) for text in found)
    assert cents == -sum(adjustment.cents for adjustment in read.provider_adjustments if adjustment.reason == "L6")
    return cents


def _line_by_line(desk: Desk, read: Any) -> None:
    """Every settled line of a claim paid now stands in the 835 with its cents."""
    rows = pq.read_table(desk.settled[-1] / "settled_line.parquet").to_pylist()
    for claim in read.claims:
        if claim.status == "22" or not claim.lines:
            continue
        mine = sorted((row["line"], row) for row in rows if row["claim_id"] == claim.control)
        assert [(line.charge_cents, line.paid_cents) for line in claim.lines] == [
            (row["charge_cents"], row["plan_paid_cents"]) for _, row in mine
        ]


def test_a_stay_an_earlier_payer_and_a_transfer(tmp_path: Path) -> None:
    """H3 has a bank; an 835 tells a stay as a whole, with its group and remarks at the claim."""
    desk = Desk(tmp_path)
    stay = [line("S", 1, 900, 700, ["CO 45 200 N130"], payee="H3"), line("S", 2, 50, 50, [], payee="H3")]
    desk.pay(START, [*stay, line("T", 1, 90, 60, ["OA 23 30"], payee="H3")], {"S": START, "T": START})
    (tmp_path / "payer.yaml").write_text(PAYER + 'routing: "011000028"\naccount: "1111"\n')
    (tmp_path / "codes.csv").write_text(
        "claim_id,line,code_system,code,modifiers,member_id,patient_control\n"
        "S,1,MS-DRG,470,,M1,\nS,2,REV,0120,,M1,\nT,1,HCPCS,G0463,25 59,M2,THEIRS\n"
    )
    desk.remit(START, claims=tmp_path / "codes.csv")
    found = [
        "*".join(segment.elements) for segment in segments(desk.texts()["H3"]) if segment.id in TOLD | {"NM1", "MIA"}
    ]
    assert found == [
        "BPR*I*8.1*C*ACH*CCP*01*011000028*DA*1111*1042222222**01*011000015*DA*2222*20250110",
        "TRN*1*20250110000001*1042222222",
        "CLP*S*1*9.5*7.5**ZZ*S****470",
        "CAS*CO*45*2",
        "NM1*QC*1******MI*M1",
        "MIA*0****N130",
        "CLP*THEIRS*2*0.9*0.6**ZZ*T",
        "NM1*QC*1******MI*M2",
        "SVC*HC:G0463:25:59*0.9*0.6",
        "CAS*OA*23*0.3",
    ]


def test_lines_of_a_run_are_the_same_on_each_engine(engine: Any, tmp_path: Path) -> None:
    now = write_settled(tmp_path / "now", [line("A", 2, 9, 4, ["PR 1 3", "CO 45 2"]), line("A", 1, 5, 5, [])])
    before = write_settled(tmp_path / "before", [line("A", 1, 5, 2, ["CO 45 3"])])
    found = [with_reasons(_result(folder), None) for folder in (now, before)]
    base = {"version": 1, "kind": "claim", "payee_id": "H1", "fund_id": "trust", "run_on": START}
    base |= {"interest_cents": 0, "late_days": 0}
    steps = [("A", "payment", 9), ("A", "reversal", -2), ("Z", "reversal", -7)]
    paid = [base | {"payable_id": name, "step": step, "amount_cents": cents} for name, step, cents in steps]
    rows = engine.to_pyarrow(remitted_lines(ibis.memtable(paid, schema=ibis_schema(Payment)), *found)).to_pylist()
    got = [(row["claim_id"], row["step"], row["line"], row["charge_cents"], row["plan_paid_cents"]) for row in rows]
    assert got == [
        ("A", "payment", 1, 5, 5), ("A", "payment", 2, 9, 4), ("A", "reversal", 1, 5, 2), ("Z", "reversal", 0, 7, 7),
    ]  # fmt: skip
    reasons = [sorted((one["carc"], one["cents"]) for one in row["adjustments"] or []) for row in rows]
    assert reasons == [[], [("1", 3), ("45", 2)], [("45", 3)], []]


def _result(folder: Path) -> Settled:
    lines, reasons = (pq.read_table(folder / f"{name}.parquet") for name in ("settled_line", "adjustment"))
    return Settled("trust-plan", ibis.memtable(lines), ibis.memtable(reasons), gone=ibis.memtable(lines).limit(0))


@pytest.mark.parametrize(("with_claims", "carried"), [(True, "FB"), (False, "WO")])
def test_another_reader_finds_nothing_wrong(
    with_claims: bool, carried: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    document, params = pytest.importorskip("pyx12.x12n_document"), pytest.importorskip("pyx12.params")
    desk = Desk(tmp_path, carried, with_claims, with_claims)
    for on in random_runs(desk, Random(11), runs=3):
        desk.remit(on)
    for path in sorted((tmp_path / "out").glob("*.835")):
        with caplog.at_level(logging.ERROR, logger="pyx12"):
            sound = document.x12n_document(params.params(), str(path), None, None, None)
        assert (sound, caplog.messages) == (True, [])
