"""A folder of Synthea CSV files: tables, repairs, gaps, and every row accounted for."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cleanbill.care.synthea.read import SyntheaIntake, read_synthea
from cleanbill.care.tables import ClaimLine, Provider
from cleanbill.core.errors import BadInput
from cleanbill.core.tables import ibis_schema
from cleanbill.engine import connect
from cleanbill.people.tables import Cover, Person
from tests.care.synthea_folder import FOLDER, with_row, write_folder


@pytest.fixture(scope="module")
def con() -> Any:
    return connect()


@pytest.fixture(scope="module")
def small(con: Any, tmp_path_factory: pytest.TempPathFactory) -> SyntheaIntake:
    return read_synthea(con, write_folder(tmp_path_factory.mktemp("synthea")))


def rows(table: Any, *order: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.order_by(*order).to_pyarrow().to_pylist()
    return found


def findings(con: Any, folder: Path) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(BadInput) as bad:
        read_synthea(con, folder)
    return [(finding.file, finding.row, finding.column) for finding in bad.value.findings]


def test_tables_have_their_columns_and_types(small: SyntheaIntake) -> None:
    for table, schema in [(small.person, Person), (small.claim_line, ClaimLine), (small.cover, Cover)]:
        assert dict(table.schema().items()) == dict(ibis_schema(schema).items())
    assert small.provider.columns == ibis_schema(Provider).names


def test_lines_by_order_of_charge_with_exact_cents(small: SyntheaIntake) -> None:
    wanted = ["claim_id", "line", "benefit", "place_of_service", "code_system", "charge_cents", "units"]
    assert [tuple(line[name] for name in wanted) for line in rows(small.claim_line, "claim_id", "line")] == [
        ("c1", 1, "emergency", "23", "CVX", 29, 1),
        ("c1", 2, "emergency", "23", "SNOMED", 7749, 1),
        ("c2", 1, "drugs", "01", "RXNORM", 100_000, 2),
        ("c3", 1, "office", "11", "SNOMED", 0, 1),
    ]


def test_people_have_the_assumed_income_and_their_county(small: SyntheaIntake) -> None:
    found = [(row["county_fips"], row["income_cents"]) for row in rows(small.person, "person_id")]
    assert found == [("25025", 8_438_500), (None, 8_438_500)]


def test_an_income_that_is_given_is_used(con: Any, tmp_path: Path) -> None:
    people = [f"{line},{more}" for line, more in zip(FOLDER["patients"], ["INCOME", "54321", ""], strict=True)]
    read = read_synthea(con, write_folder(tmp_path, patients=people))
    assert [row["income_cents"] for row in rows(read.person, "person_id")] == [5_432_100, 8_438_500]
    assert [gap.rows for gap in read.gaps if gap.lacks.startswith("income")] == [1]


def test_cover_by_payers(small: SyntheaIntake) -> None:
    found = [(row["person_id"], row["start"], row["end"], row["plan_id"]) for row in rows(small.cover, "start")]
    assert sorted(found) == [
        ("p1", date(2014, 5, 8), date(2015, 5, 7), "employer"),
        ("p1", date(2015, 5, 8), date(2016, 5, 7), "medicare-masshealth"),
        ("p2", date(2014, 5, 8), date(2015, 5, 7), "none"),
    ]


@pytest.mark.parametrize(
    ("spans", "held"),
    [
        # the later of two holds where they overlap
        (["y3,2014-01-01,2016-01-01", "y2,2015-01-01,2017-01-01"],
         [("2014-01-01", "2014-12-31", "employer"), ("2015-01-01", "2016-12-31", "masshealth")]),
        # a gap stays a gap
        (["y3,2014-01-01,2015-01-01", "y3,2016-01-01,2017-01-01"],
         [("2014-01-01", "2014-12-31", "employer"), ("2016-01-01", "2016-12-31", "employer")]),
        # another insurer is the same plan
        (["y3,2014-01-01,2015-01-01", "y5,2015-01-01,2016-01-01"], [("2014-01-01", "2015-12-31", "employer")]),
        # of two that begin on a day, one holds
        (["y3,2014-01-01,2015-01-01", "y2,2014-01-01,2016-01-01"], [("2014-01-01", "2015-12-31", "masshealth")]),
        # years alone
        (["y1,2014,2016"], [("2014-01-01", "2015-12-31", "medicare")]),
    ],
)  # fmt: skip
def test_spans_are_repaired(con: Any, tmp_path: Path, spans: list[str], held: list[tuple[str, str, str]]) -> None:
    lines = ["PATIENT,PAYER,START_DATE,END_DATE", *(f"p1,{span}" for span in spans)]
    folder = write_folder(tmp_path, payer_transitions=lines, payers=[*FOLDER["payers"], "y5,Cigna"])
    cover = rows(read_synthea(con, folder).cover, "start")
    assert [(str(each["start"]), str(each["end"]), each["plan_id"]) for each in cover] == held


def test_every_row_and_cent_is_accounted_for(small: SyntheaIntake) -> None:
    by_file = {file.file: file for file in small.counts.files}
    transactions = by_file["claims_transactions.csv"]
    assert (transactions.rows, transactions.used) == (6, 4)
    assert [(part.reason.split(":")[0], part.rows, part.charge_cents) for part in transactions.aside] == [
        ("charges", 1, 501),
        ("payments", 1, 0),
    ]
    assert [(part.reason, part.rows) for part in by_file["claims.csv"].aside] == [
        ("claims without a charge that could be used", 1)
    ]
    assert (small.counts.charge_cents, small.counts.accepted_cents, small.counts.aside_cents) == (108_279, 107_778, 501)


def test_gaps_say_what_is_lacking_on_how_many_rows(small: SyntheaIntake) -> None:
    found = {gap.lacks: gap.rows for gap in small.gaps}
    assert found["contractual adjustments, and so the amount that a payer allows"] == 4
    assert found["HCPCS or DRG codes of procedures (they are SNOMED)"] == 2
    assert found["payments that equal the charges of their claim"] == 3  # c1 paid in part, c2 and c9 not at all
    assert found["a county in Massachusetts"] == 1
    assert all(gap.rows > 0 and gap.bridged for gap in small.gaps)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"without": "claims"}, ("claims.csv", None, None)),
        ({"payers": ["Id,NAM", "y1,Medicare"]}, ("payers.csv", None, "NAME")),
        (with_row("claims_transactions", 2, "t2,c1,9,CHARGE,much,,2015-06-01T16:17:47Z,o1,140,1"),
         ("claims_transactions.csv", 2, "AMOUNT")),
        (with_row("claims_transactions", 2, "t2,c1,9,CHARGE,-0.01,,2015-06-01T16:17:47Z,o1,140,1"),
         ("claims_transactions.csv", 2, "AMOUNT")),
        (with_row("claims_transactions", 3, "t3,c1,9,CHARGE,1.00,,soon,o1,140,1"),
         ("claims_transactions.csv", 3, "FROMDATE")),
        (with_row("payer_transitions", 3, "p2,y9,,2014,2015"), ("payer_transitions.csv", 3, "PAYER")),
        (with_row("payer_transitions", 3, "p2,y4,,2014,then"), ("payer_transitions.csv", 3, "END_DATE or END_YEAR")),
        (with_row("patients", 2, "p2,2001-01-01,X,,"), ("patients.csv", 2, "GENDER")),
        (with_row("patients", 2, "p1,2001-01-01,F,,"), ("patients.csv", 2, "Id")),
    ],
)  # fmt: skip
def test_faults(con: Any, tmp_path: Path, change: dict[str, Any], expected: tuple[str, int | None, str | None]) -> None:
    assert findings(con, write_folder(tmp_path, **change)) == [expected]


def test_folders_that_are_none(con: Any, tmp_path: Path) -> None:
    assert findings(con, tmp_path / "nowhere") == [("nowhere", None, None)]
    assert findings(con, tmp_path) == [(tmp_path.name, None, None)]


def test_names_in_capitals_within_a_csv_folder(con: Any, tmp_path: Path) -> None:
    for path in sorted(write_folder(tmp_path / "out" / "CSV").iterdir()):
        path.rename(path.with_name(path.name.upper()))
    assert read_synthea(con, tmp_path / "out").counts.files[0].rows == 2


def test_the_massachusetts_sample(con: Any, shared: Path) -> None:
    read = read_synthea(con, shared / "synthea-ma")
    by_file = {file.file: file for file in read.counts.files}
    assert (by_file["patients.csv"].used, by_file["claims.csv"].used, by_file["claims.csv"].aside) == (27, 1267, ())
    assert (by_file["claims_transactions.csv"].rows, by_file["claims_transactions.csv"].used) == (5228, 1545)
    # The charges of the folder as its README's source counts them: $1,092,402.73.
    assert read.counts.accepted_cents == read.counts.charge_cents == 109_240_273
    lines = read.claim_line.to_pyarrow()
    assert len(set(lines["claim_id"].to_pylist())) == 1267
    assert set(lines["person_id"].to_pylist()) <= set(read.person.person_id.to_pyarrow().to_pylist())
    assert lines["benefit"].to_pylist().count("drugs") == by_file["medications.csv"].rows == 663
    gaps = {gap.lacks: gap.rows for gap in read.gaps}
    assert gaps["payments that equal the charges of their claim"] == 1267 - 1077
    assert gaps["income of patients"] == 27


def test_one_plan_a_day_in_the_massachusetts_sample(con: Any, shared: Path) -> None:
    spans = rows(read_synthea(con, shared / "synthea-ma").cover, "person_id", "start")
    assert all(span["start"] <= span["end"] for span in spans)
    for one, other in pairwise(spans):
        assert one["person_id"] != other["person_id"] or one["end"] < other["start"]
