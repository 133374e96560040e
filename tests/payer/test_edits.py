"""Each check on lines made for it; in = paid + denied + pended; denied lines take no part in limits."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import ibis
import pytest

from cleanbill.core.errors import BadInput
from cleanbill.payer import plan, settle, settled_faults, terms
from cleanbill.payer.edits import code_tables, denied, edit
from cleanbill.payer.edits.codes import read_pairs, read_unit_limits
from cleanbill.payer.reasons import reasons, unexplained
from cleanbill.payer.settlement import assign_plan
from tests.payer.year_of_care import DAY, as_lines, as_members, by_line, in_one_piece, line, member

MEMBERS = [
    member("A", birth_date=date(1980, 6, 1), sex="M", start=date(2025, 2, 1), end=date(2025, 3, 31)),
    member("A", birth_date=date(1980, 6, 1), sex="M", start=date(2025, 5, 1), end=date(2025, 10, 31)),
    member("B", birth_date=date(1959, 5, 2), sex="F"),
    member("N", plan_id="none", birth_date=date(1990, 1, 1), sex="F"),
]
MAY = date(2025, 5, 1)
NAMED = ("claim_id", "person_id", "family_id")
# name of the case -> lines, each with the rule and codes that must stand on it (None: paid)
CASES: dict[str, list[tuple[dict[str, Any], str | None]]] = {
    "cover": [
        (line("C1", "A", service_date=date(2025, 1, 31)), "PR-26 before_cover"),
        (line("C2", "A", service_date=date(2025, 4, 15)), "PR-200 lapse_in_cover"),
        (line("C3", "A", service_date=date(2025, 11, 1)), "PR-27 after_cover"),
        (line("C4", "A", service_date=date(2025, 10, 31)), None),
        (line("C5", "Z"), "PR-31 unknown_patient"),
        (line("C6", "N"), None),
    ],
    "missing": [
        (line("C1", "B", code=None), "CO-16-M51 missing_code"),
        (line("C2", "B", provider_id=None, service_date=date(2025, 6, 1)), "CO-16-N290 missing_provider"),
        (line("C3", "B", units=0, service_date=date(2025, 6, 2)), "CO-16-M53 missing_units"),
        (line("C4", "B", place_of_service=None, service_date=date(2025, 6, 3)), "CO-16-M77 missing_place"),
    ],
    "duplicate": [
        (line("C2", "B", code="G0444"), "OA-18 duplicate"),
        (line("C1", "B", code="G0444"), None),
        (line("C3", "B", code="G0444", modifiers="76"), None),
        (line("C4", "B", code="G0444", charge_cents=1), None),
    ],
    "late": [
        (line("C1", "B", received_date=date(2026, 5, 1)), None),
        (line("C2", "B", received_date=date(2026, 5, 2), charge_cents=1, code="G0444"), "CO-29 late"),
    ],
    "age and sex": [
        (line("C1", "B", code="G0402", service_date=date(2025, 5, 1)), None),  # 65, 66 tomorrow
        (line("C2", "A", code="G0402"), "CO-6 age"),
        (line("C3", "A", code="G0101"), "CO-7 sex"),
        (line("C4", "B", code="G0103"), "CO-7 sex"),
        (line("C5", "A", code="G0103"), "CO-6 age"),  # 44 years old and a man
    ],
    "bundled": [
        (line("C1", "B", code="G0439"), None),
        (line("C2", "B", code="G0438"), "CO-97-M80 bundled"),
        (line("C3", "B", code="G0463", provider_id="H2"), None),
        (line("C3", "B", line=2, code="G0447", provider_id="H2"), "CO-97-M80 bundled"),
        (line("C4", "B", code="G0463", provider_id="H3"), None),
        (line("C4", "B", line=2, code="G0447", provider_id="H3", modifiers="GY 59"), None),
        (line("C5", "B", code="G0447", provider_id="H4"), None),
        (line("C6", "B", code="G0444", provider_id="H3"), None),  # indicator 9
    ],
    "a duplicate of column 1 bundles nothing by itself, a modifier does not lift indicator 0": [
        (line("C1", "B", code="G0121", modifiers="59"), None),
        (line("C2", "B", code="G0105", modifiers="59"), "CO-97-M80 bundled"),
    ],
    "units": [
        (line("C1", "B", code="J0171", units=6), "CO-151-N362 units_of_line"),
        (line("C2", "B", code="J0171", units=5), None),
        (line("C3", "B", code="J0171", units=4), None),
        (line("C4", "B", code="G0447", units=2), "CO-151-N362 units_of_day"),
        (line("C5", "B", code="G0447", units=1), "CO-151-N362 units_of_day"),
    ],
    "other payer, authorisation and price": [
        (line("C1", "B", other_payer_first=True), "CO-22 other_payer_first"),
        (line("C2", "B", other_payer_first=True, other_payer_cents=0, code="G0444"), None),
        (line("C3", "B", code="E1390"), "CO-197 no_authorization"),
        (line("C4", "B", code="E1390", authorization="X1", units=2), None),
        (line("C5", "B", code="K0823", benefit="emergency"), None),
        (line("C6", "B", code="G0283", fee_cents=None), "pended no_price"),
    ],
    "the first rule in order stands": [
        (line("C1", "A", service_date=date(2025, 1, 1), code=None), "PR-26 before_cover"),
        (line("C2", "A", code="E1390", other_payer_first=True), "CO-22 other_payer_first"),
    ],
}


def _edited(rows: list[dict[str, Any]], of: list[dict[str, Any]] | None = None) -> Any:
    members = as_members(of or MEMBERS)
    return edit(assign_plan(as_lines(rows), members), members, code_tables(), DAY)


def _told(row: dict[str, Any]) -> str | None:
    if row["status"] == "paid":
        return None
    codes = "-".join(row[name] for name in ("group", "carc", "rarc") if row[name])
    return f"{codes or row['status']} {row['rule']}"


def _apart(number: int, row: dict[str, Any]) -> dict[str, Any]:
    """The row as one of a case's own people and claims, so that no case sees another."""
    return row | {name: f"{number}-{row[name]}" for name in NAMED if row.get(name)}


@cache
def _checked(con: Any) -> Any:
    """All cases checked at once."""
    rows = [_apart(number, row) for number, case in enumerate(CASES.values()) for row, _ in case]
    members = [_apart(number, row) for number in range(len(CASES)) for row in MEMBERS]
    got = by_line(con, _edited(rows, members))
    assert len(got) == len(rows)
    return got


@pytest.mark.parametrize(("number", "case"), enumerate(CASES), ids=list(CASES))
def test_check(number: int, case: str, engine: Any) -> None:
    got = _checked(engine)
    for row, wanted in CASES[case]:
        said = got[f"{number}-{row['claim_id']}", row["line"]]
        assert _told(said) == wanted, row
        assert (said["since"] is None) == (said["source"] is None) == (wanted is None)


def _many() -> list[dict[str, Any]]:
    rows = [row for case in CASES.values() for row, _ in case]
    return [row | {"claim_id": f"{number:03d}"} for number, row in enumerate(rows)]


def test_nothing_is_lost_and_every_cent_has_its_reason(engine: Any) -> None:
    decided = in_one_piece(engine, _edited(_many()))
    counts = Counter(row["status"] for row in by_line(engine, decided).values())
    assert counts.total() == len(_many()) and set(counts) == {"paid", "denied", "pended"}
    plan_terms = ibis.memtable(terms([plan(name, DAY) for name in ("employer", "none")], DAY))
    paid = settle(decided.filter(decided.status == "paid"), as_members(MEMBERS), plan_terms, world="w")
    settled = in_one_piece(engine, paid.union(denied(decided, world="w")))
    assert len(by_line(engine, settled)) == counts["paid"] + counts["denied"]
    faults = engine.to_pyarrow(settled_faults(settled, free_plans=["x"])).to_pylist()[0]
    assert faults["unbalanced"] == 0
    found = reasons(settled, plan_terms, DAY, decided=decided)
    assert engine.to_pyarrow(unexplained(settled, found)).to_pylist()[0]["unexplained"] == 0


def test_a_denied_line_takes_no_part_in_limits(engine: Any) -> None:
    rows = [
        line("C1", "B", benefit="inpatient", fee_cents=500_000, charge_cents=600_000, service_date=date(2025, 3, 1))
    ]
    late = line("C0", "B", benefit="inpatient", fee_cents=500_000, charge_cents=600_000, service_date=date(2025, 2, 1))
    with_denied = [*rows, late | {"received_date": date(2027, 1, 1)}]
    plan_terms = ibis.memtable(terms([plan("employer", DAY)], DAY))
    shares = []
    for given in (rows, with_denied):
        decided = in_one_piece(engine, _edited(given))
        paid = settle(decided.filter(decided.status == "paid"), as_members(MEMBERS), plan_terms, world="w")
        shares.append(by_line(engine, paid)["C1", 1])
    assert shares[0] == shares[1]
    assert shares[0]["deductible_cents"] == 150_000


def test_cms_files_are_read_as_downloaded(tmp_path: Path, duckdb_engine: Any) -> None:
    pairs, units = tmp_path / "ptp.txt", tmp_path / "mue.csv"
    pairs.write_text("Column1/Column2 Edits\nColumn 1\tColumn 2\t\tEffective\tDeletion\tModifier\n"
                     "G0439\tG0438\t\t20110101\t*\t0\nG0463\tG0447\t\t20120101\t20131231\t1\n")  # fmt: skip
    units.write_text('"CPT codes ... AMA"\nHCPCS,MUE Values,MAI,Rationale\nJ0171,5,1 Line Edit,"CMS, policy"\n')
    rows = duckdb_engine.to_pyarrow(read_pairs(pairs)).to_pylist()
    assert [(row["column_1"], row["indicator"], row["pair_until"].year) for row in rows] == [
        ("G0439", "0", 2200),
        ("G0463", "1", 2013),
    ]
    limits = duckdb_engine.to_pyarrow(read_unit_limits(units, date(2025, 1, 1))).to_pylist()
    assert [(row["unit_code"], row["most"], row["mai"]) for row in limits] == [("J0171", 5, "1")]
    with pytest.raises(BadInput):
        read_pairs(units)
