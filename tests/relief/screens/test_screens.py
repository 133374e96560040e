"""A worked account for each screen, debts seen before, and a price that the least price bounds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pytest
import yaml

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import Area
from cleanbill.law import parameter
from cleanbill.relief.screens import ACTIONS, SCREENS, clearance, cleared, made, screen_rules, screened
from tests.relief.screens.offers import accounts, seen

CASES = yaml.safe_load((Path(__file__).parent / "screens.yaml").read_text())
TODAY = CASES["today"]
AREAS = [Area(row["level"], frozenset(row["codes"])) for row in CASES["areas"]]


def told(con: Any, held: ir.Table, screens: ir.Table) -> dict[str, dict[str, Any]]:
    return {row["account_id"]: row for row in con.to_pyarrow(clearance(held, screens)).to_pylist()}


def test_worked_examples(engine: Any) -> None:
    held = accounts(CASES["accounts"])
    got = told(engine, held, screened(held, today=TODAY, areas=AREAS))
    assert len(got) == len(CASES["accounts"]), "every account is told of once"
    for case in CASES["accounts"]:
        row = got[case["id"]]
        assert (row["screens"], row["action"], row["may_buy"], row["most_cents"]) == (
            case["met"], case["action"], case["buy"], case.get("most"),
        ), case  # fmt: skip
        if case["buy"]:
            assert row["follows"] == case.get("follows", ""), case


def test_each_screen_is_met_by_a_worked_account() -> None:
    met = {name for case in CASES["accounts"] for name in case["met"].split()}
    met |= {name for names in CASES["after_seen"].values() for name in names.split()}
    assert met == set(SCREENS)


def test_a_row_says_where_its_rule_is_written(duckdb_engine: Any) -> None:
    held = accounts([{"id": "A", "judgment_flag": True}])
    (row,) = duckdb_engine.to_pyarrow(screened(held, today=TODAY)).to_pylist()
    assert (row["screened_on"], row["rule_since"], row["source"]) == (TODAY, date(2019, 1, 1), "law/us/screens.yaml")


def test_debts_seen_before(engine: Any) -> None:
    held = accounts([case for case in CASES["accounts"] if case["id"] in CASES["after_seen"]])
    got = told(engine, held, screened(held, today=TODAY, seen=seen(CASES["seen"])))
    assert {name: row["screens"] for name, row in got.items()} == CASES["after_seen"]
    assert got["clean"]["action"] == "leave_out"
    assert got["minor"]["action"] == "hold"


def test_what_may_be_had_at_the_least_price_is_left_where_its_holder_asks_more(engine: Any) -> None:
    old = date(2010, 1, 1)
    held = accounts([
        {"id": "fresh", "sale_price_cents": 700},
        {"id": "old", "date_of_service": old},
        {"id": "old and asked a cent", "date_of_service": old, "sale_price_cents": 1},
        {"id": "old and asked more", "date_of_service": old, "sale_price_cents": 2},
        {"id": "dead", "deceased_flag": True},
    ])  # fmt: skip
    kept = engine.to_pyarrow(cleared(held, screened(held, today=TODAY))).to_pylist()
    prices = {row["account_id"]: row["sale_price_cents"] for row in kept}
    assert prices == {"fresh": 700, "old and asked a cent": 1}
    assert tuple(kept[0]) == tuple(held.columns)


def test_columns_that_a_table_lacks_are_not_known(duckdb_engine: Any) -> None:
    held = accounts([{"id": "A", "lien_flag": True, "state": None}]).select("holder", "account_id", "lien_flag")
    rows = duckdb_engine.to_pyarrow(screened(held, today=TODAY)).to_pylist()
    assert [row["screen"] for row in rows] == ["lien"]


def test_a_file_of_screens_that_is_wrong_is_told() -> None:
    since = date(2019, 1, 1)
    right = parameter("us/screens").values[since]
    with pytest.raises(CleanbillError, match="lack"):
        made(since, {name: row for name, row in right.items() if name != "paid"})
    with pytest.raises(CleanbillError, match="paid needs an action"):
        made(since, {**right, "paid": {"action": "sell"}})
    assert [rule.screen for rule in screen_rules(TODAY)] == list(SCREENS)
    assert {rule.action for rule in screen_rules(TODAY)} == set(ACTIONS)
