"""A generated year: determinism, shape, and the rules of the table claim_line."""

from __future__ import annotations

import csv
import itertools
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import yaml

from cleanbill import law
from cleanbill.care import BENEFITS, ClaimLine, blocks, generate, generate_block, generate_blocks, patients, providers
from cleanbill.care.generator.expectation import COVER_CLASSES, PLAN_CLASSES
from cleanbill.care.generator.year import BLOCK, _split
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import share_bp
from cleanbill.core.tables import ibis_schema
from tests.care.stand_in import cover, people

CMS = Path(__file__).parents[2].parent / "shared" / "data" / "cms" / "PPRRVU2025_Oct_HCPCS2.csv"
YEAR = 2025


@cache
def lines(number: int = 3000, seed: int = 1) -> pa.Table:
    person = people(number)
    return generate(person, cover(person), seed=seed, year=YEAR)


def test_table_is_a_claim_line_table() -> None:
    schema = ibis_schema(ClaimLine).to_pyarrow()
    assert lines().cast(schema).schema == schema
    assert set(lines()["benefit"].to_pylist()) == set(BENEFITS)


def test_same_seed_same_lines_other_seed_others() -> None:
    person = people(3000)
    assert generate(person, cover(person), seed=1, year=YEAR).equals(lines())
    assert not generate(person, cover(person), seed=2, year=YEAR).equals(lines())


def test_order_of_people_does_not_matter() -> None:
    person = people(300)
    coverage = cover(person)
    mixed = person.take(pa.array(np.random.default_rng(1).permutation(300)))
    assert generate(mixed, coverage, seed=1, year=YEAR).equals(generate(person, coverage, seed=1, year=YEAR))


def test_a_block_alone_is_the_block_among_others() -> None:
    person = people(BLOCK + 500)
    coverage = cover(person)
    whole = list(generate_blocks(person, coverage, seed=4, year=YEAR))
    cut = blocks(person)
    assert len(whole) == len(cut) == 2
    alone = generate_block(patients(person, coverage, year=YEAR), cut[1], 1, seed=4, year=YEAR)
    assert alone.equals(whole[1])
    assert whole[0]["claim_id"][-1].as_py() < whole[1]["claim_id"][0].as_py()


def test_blocks_are_whole_households_and_every_person_once() -> None:
    person = people(2 * BLOCK + 7)
    cut = blocks(person)
    household = person["household_id"].to_pylist()
    assert cut[0].start == 0
    assert cut[-1].stop == person.num_rows
    for before, after in itertools.pairwise(cut):
        assert before.stop == after.start
        assert before.stop - before.start >= BLOCK
        assert household[before.stop - 1] != household[after.start]


def test_rows_stand_by_claim_and_line_and_a_claim_is_one_visit() -> None:
    rows = lines().to_pylist()
    assert len({(row["claim_id"], row["line"]) for row in rows}) == len(rows)
    for before, row in itertools.pairwise(rows):
        if row["claim_id"] == before["claim_id"]:
            assert row["line"] == before["line"] + 1
            for same in ("person_id", "provider_id", "service_date", "benefit", "place_of_service"):
                assert row[same] == before[same]
        else:
            assert row["claim_id"] > before["claim_id"]
            assert row["line"] == 1
    assert max(len(row["claim_id"]) for row in rows) <= 12


def test_charges_are_never_below_what_a_payer_allows() -> None:
    levels = law.parameter("us/price_relative").at(date(YEAR, 1, 1)).values()
    dearest = {benefit: max(level[benefit] for level in levels) for benefit in BENEFITS}
    for row in lines().slice(0, 20_000).to_pylist():
        assert row["fee_cents"] > 0
        assert row["charge_cents"] >= share_bp(row["fee_cents"], dearest[row["benefit"]])


def test_days_are_of_the_year_and_offices_are_shut_on_sunday() -> None:
    day = lines()["service_date"]
    assert {pc.min(pc.year(day)).as_py(), pc.max(pc.year(day)).as_py()} == {YEAR}
    shut = pc.is_in(lines()["benefit"], pa.array(["office", "dental"]))
    assert 6 not in pc.day_of_week(lines().filter(shut)["service_date"]).to_pylist()
    months = np.bincount(pc.month(day).to_numpy(), minlength=13)[1:] / lines().num_rows
    assert months.min() > 0.07


def test_providers_are_in_the_table_and_of_the_right_kind() -> None:
    kind = dict(zip(providers()["provider_id"].to_pylist(), providers()["kind"].to_pylist(), strict=True))
    pairs = {(row["benefit"], kind[row["provider_id"]]) for row in lines().to_pylist()}
    assert ("inpatient", "hospital") in pairs
    assert len(pairs) == len(BENEFITS)


def test_codes_are_of_their_systems_and_none_is_cpt() -> None:
    found: dict[str, set[str]] = {}
    for row in lines().to_pylist():
        found.setdefault(row["code_system"], set()).add(row["code"])
    assert set(found) == {"HCPCS", "MS-DRG", "REV", "NDC", "DENTAL"}
    assert all(code[0] in "AGJPQV" and code[1:].isdigit() and len(code) == 5 for code in found["HCPCS"])
    assert all(len(code) == 4 and code.startswith("0") for code in found["REV"] - {"0000"})
    assert all("D0000" < code < "D0100" for code in found["DENTAL"])
    assert all(len(code) == 11 and code.startswith("00000") for code in found["NDC"])
    assert "0000" not in found["REV"]


def test_hcpcs_codes_are_real() -> None:
    if not CMS.exists():
        pytest.skip("../shared/data/cms/PPRRVU2025_Oct_HCPCS2.csv is not here")
    with CMS.open(encoding="utf-8", errors="replace") as file:
        known = {row[0] for row in csv.reader(file) if row}
    rows = lines().filter(pc.equal(lines()["code_system"], "HCPCS"))
    assert set(rows["code"].to_pylist()) <= known


def test_a_stay_begins_with_its_group() -> None:
    stays = lines().filter(pc.equal(lines()["benefit"], "inpatient"))
    system = stays["code_system"].to_pylist()
    for line, found in zip(stays["line"].to_pylist(), system, strict=True):
        assert (found == "MS-DRG") == (line == 1)


def test_money_is_split_to_the_cent() -> None:
    total, size = np.array([100, 12_345, 1, 999_999_999]), np.array([1, 9, 1, 3])
    claim = np.repeat(np.arange(4), size)
    parts = _split(total, size, claim, np.random.default_rng(1))
    assert np.bincount(claim, parts).astype(np.int64).tolist() == total.tolist()
    assert parts.min() > 0


def test_no_people_no_lines() -> None:
    person = people(3).slice(0, 0)
    table = generate(person, cover(people(3)).slice(0, 0), seed=1, year=YEAR)
    assert table.num_rows == 0
    assert table.column_names == lines().column_names


def test_a_person_without_cover_is_drawn_as_uninsured() -> None:
    person = people(50)
    cells = patients(person, cover(person).slice(0, 0), year=YEAR).cell % len(COVER_CLASSES)
    assert set(cells.tolist()) == {COVER_CLASSES.index("uninsured")}


def test_a_plan_of_ones_own_is_taken_as_private() -> None:
    person = people(50)
    coverage = cover(person)
    own = coverage.set_column(3, "plan_id", pa.array(["acme"] * 50))
    employer = coverage.set_column(3, "plan_id", pa.array(["employer"] * 50))
    assert generate(person, own, seed=1, year=YEAR).equals(generate(person, employer, seed=1, year=YEAR))


def test_a_year_without_a_trend_is_refused() -> None:
    person = people(3)
    with pytest.raises(CleanbillError, match="no value on 2017"):
        generate(person, cover(person).set_column(1, "start", pa.array([date(2000, 1, 1)] * 3)), seed=1, year=2017)


def test_plans_fee_bases_are_those_of_their_files() -> None:
    plans = Path(law.__file__).parents[1] / "payer" / "plans"
    for path in sorted(plans.glob("*.yaml")):
        plan_id = path.stem.rsplit("-", 1)[0]
        if plan_id in PLAN_CLASSES:
            basis = yaml.safe_load(path.read_text("utf-8"))["fee_basis"]
            assert PLAN_CLASSES[plan_id].fee_basis == basis, plan_id
