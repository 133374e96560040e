"""Who is expected to be wrongly in or out: a sum by hand, and counted where the truth was drawn from the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import yaml

from cleanbill.core.tables import ibis_schema
from cleanbill.people import guideline_cents
from cleanbill.relief import Decision
from cleanbill.relief.income import ExpectedError, Terms, by_threshold, errors, judged
from cleanbill.relief.income.chance import household_sizes
from cleanbill.relief.programmes import rule
from cleanbill.relief.qualification import TAKEN_IN, decided
from tests.relief.income.accounts import SCHEMA, TODAY, account, table

CASES = yaml.safe_load((Path(__file__).parent / "errors.yaml").read_text("utf-8"))
MEASURES = ("accounts", "people", "face")


def _told() -> ibis.Table:
    rows = [
        account(row["id"], patient_id=row["person"], current_balance_cents=row["face"], state=row["state"])
        for row in CASES["accounts"]
    ]
    kinds = {"account_id": pa.string(), "reason": pa.string(), "income_from": pa.string(), "chance_bp": pa.int64()}
    decisions = pa.table(
        {
            "holder": ["H"] * len(rows),
            "decided_on": [TODAY] * len(rows),
            "qualifies": [row["reason"] in TAKEN_IN for row in CASES["accounts"]],
            **{
                name: pa.array([row[asked] for row in CASES["accounts"]], kind)
                for (name, kind), asked in zip(kinds.items(), ("id", "reason", "from", "chance"), strict=True)
            },
        }
    )
    return judged(table(rows), ibis.memtable(decisions))


def test_worked_example(engine: Any) -> None:
    made = engine.to_pyarrow(errors(_told(), 5_000)).to_pylist()
    got = {(row["kind"], row["value"]): row for row in made}
    for kind, groups in CASES["expected"].items():
        assert {value for of, value in got if of == kind} == set(groups)
        for value, wanted in groups.items():
            row = got[kind, value]
            assert row["threshold_bp"] == 5_000
            for side in ("in", "out"):
                names = [f"{side}_{name}" for name in ("accounts", "people", "face_cents")]
                assert [row[name] for name in names] == wanted[side], (value, side)
                shares = [row[f"wrongly_{side}_{name}_bp"] for name in MEASURES]
                assert shares == wanted[f"wrongly_{side}"], (value, side)


def test_a_threshold_is_chosen_from_all_of_them(duckdb_engine: Any) -> None:
    made = duckdb_engine.to_pyarrow(by_threshold(_told())).to_pylist()
    assert [row["threshold_bp"] for row in made] == list(range(1_000, 9_001, 1_000))
    assert [row["in_people"] for row in made] == [5, 5, 5, 4, 4, 4, 3, 2, 1]
    assert [row["out_people"] for row in made] == [1, 1, 1, 2, 2, 2, 3, 4, 5]
    assert made[4] == next(row for row in duckdb_engine.to_pyarrow(errors(_told(), 5_000, ("all",))).to_pylist())
    assert duckdb_engine.to_pyarrow(by_threshold(_told())).schema.names == list(ibis_schema(ExpectedError).names)


def _drawn(n: int) -> tuple[pa.Table, np.ndarray]:
    """Accounts of `n` people whose incomes and households were drawn from the model, some told; and who qualifies."""
    rng = np.random.default_rng(7)
    law, incomes, sizes = rule("undue", TODAY), Terms(5_000).incomes(TODAY), household_sizes(TODAY)
    names = np.array(["county 25025", "county 25017", "state MO", "nation"])
    where = rng.integers(0, len(names), n)
    shares = np.array([one.share_bp for one in sizes]) / 10_000
    size = rng.choice(len(sizes), n, p=shares)
    median = np.array([incomes[name].median_income_cents for name in names])[where]
    spread = np.array([incomes[name].spread_bp for name in names])[where] / 10_000
    relative, wide = (
        np.array([getattr(one, name) for one in sizes])[size] / 10_000 for name in ("income_bp", "spread_bp")
    )
    income = np.maximum(np.exp(np.log(median * relative) + spread * wide * rng.standard_normal(n)), 1).astype(np.int64)
    owed = np.exp(rng.normal(11.2, 1.3, n)).astype(np.int64) + 1
    guideline = np.array([guideline_cents(one.people, TODAY) for one in sizes])[size]
    good = (income * 10_000 <= guideline * law.income_up_to_fpl_bp) | (
        owed * 10_000 >= income * law.debt_from_income_bp
    )
    told_size, told_income = rng.random(n) < 0.4, rng.random(n) < 0.3
    columns = {
        "holder": ["H"] * n,
        "account_id": [f"A{k}" for k in range(n)],
        "patient_id": [f"P{k}" for k in range(n)],
        "zip": pa.nulls(n, pa.string()),
        "county_fips": pa.array([name[7:] if name.startswith("county") else None for name in names[where]]),
        "state": pa.array(["MO" if name == "state MO" else None for name in names[where]]),
        "date_of_service": [TODAY] * n,
        "current_balance_cents": owed,
        "est_income_cents": pa.array(income, mask=~told_income),
        "household_size": pa.array(size + 1, mask=~told_size),
        "fpl_bp": pa.nulls(n, pa.int64()),
    }
    return pa.table(columns).cast(SCHEMA), good


def test_expected_errors_are_those_counted_within_sampling_error(duckdb_engine: Any) -> None:
    accounts, good = _drawn(40_000)
    law = rule("undue", TODAY)
    made = duckdb_engine.to_pyarrow(
        decided(ibis.memtable(accounts), law, price_bp=100, today=TODAY, terms=Terms(6_000))
    )
    assert set(made.schema.names) == set(ibis_schema(Decision).names)
    expected = duckdb_engine.to_pyarrow(
        errors(judged(ibis.memtable(accounts), ibis.memtable(made)), 6_000, ("all", "income_from"))
    ).to_pylist()
    order = {name: place for place, name in enumerate(accounts["account_id"].to_pylist())}
    truth = good[[order[name] for name in made["account_id"].to_pylist()]]
    taken = np.array(made["qualifies"].to_pylist())
    source = np.array(made["income_from"].to_pylist())
    assert {row["value"] for row in expected} == {"all", "county 25025", "county 25017", "state MO", "nation", "given"}
    for row in expected:
        here = np.ones(len(truth), bool) if row["value"] == "all" else source == row["value"]
        for side, chosen, wrong in (("in", taken & here, ~truth), ("out", ~taken & here, truth)):
            n, share = chosen.sum(), row[f"wrongly_{side}_accounts_bp"] / 10_000
            assert n == row[f"{side}_accounts"]
            # four standard deviations, were each account as uncertain as all of them together: at least as wide
            assert abs(wrong[chosen].mean() - share) < 4 * (share * (1 - share) / n) ** 0.5 + 0.0001, row["value"]
