"""Which debts on offer were seen before: a worked example, and any debts against a loop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.tables import ibis_schema
from cleanbill.engine import connect
from cleanbill.relief.seen import Debt, debt_keys, seen

KEY = b"a key of the tests"
EXAMPLE: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("seen.yaml").read_text("utf-8"))["debts"]
CON = connect(threads=1)


def keys_of(number: str | None) -> tuple[str | None, str | None]:
    (own,), (alike,) = debt_keys(pa.array(["Mercy"]), pa.array([number], pa.string()), KEY)
    return own, alike


def told(rows: list[dict[str, Any]], bought: list[str], portfolios: list[str]) -> dict[str, tuple[str, str | None]]:
    debts, people = [], []
    for row in rows:
        keys = keys_of(row["number"])
        at = {"portfolio_id": row["portfolio"], "source_row": row["row"]}
        named = {"holder": row["holder"], "account_id": row["account"], "visit_key": row["visit"]}
        debts.append(at | named | {"debt_key": keys[0], "alike_key": keys[1]})
        people.append(at | {"person_id": row["person"]})
    owned = [keys_of(number)[0] for number in bought]
    found = seen(
        ibis.memtable(pa.Table.from_pylist(debts, ibis_schema(Debt).to_pyarrow())),
        portfolios,
        ibis.memtable(pa.table({"debt_key": pa.array(owned, pa.string())})),
        ibis.memtable(pa.Table.from_pylist(people)),
    )
    listed = CON.to_pyarrow(found).to_pylist()
    assert len({(one["holder"], one["account_id"]) for one in listed}) == len(listed)
    return {one["account_id"]: (one["status"], one["other_portfolio"]) for one in listed}


def test_each_debt_of_the_example_is_told_as_written_out() -> None:
    wanted = {row["account"]: (row["status"], row["other"]) for row in EXAMPLE if "status" in row}
    assert told(EXAMPLE, ["100"], ["m2", "c1"]) == wanted


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["m1", "m2", "c1"]),
        st.sampled_from(["7", "8", "07", "7A", "9B", None]),
        st.sampled_from(["p", "q"]),
        st.sampled_from(["v", "w", None]),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=25, deadline=None)
@given(ROWS, st.lists(st.sampled_from(["7", "8", "9B"]), max_size=2), st.randoms())
def test_any_debts_are_told_as_a_loop_tells_them(drawn: list[Any], bought: list[str], chance: Any) -> None:
    rows = [
        {"portfolio": portfolio, "row": n, "holder": portfolio[0], "account": f"A{n}", "number": number,
         "person": person, "visit": visit}
        for n, (portfolio, number, person, visit) in enumerate(drawn)
    ]  # fmt: skip
    owned = {number.lstrip("0") for number in bought}
    wanted = {
        row["account"]: status for row in rows if row["portfolio"] != "m1" and (status := by_hand(row, rows, owned))
    }
    chance.shuffle(rows)
    assert {name: status for name, (status, _) in told(rows, bought, ["m2", "c1"]).items()} == wanted


def by_hand(row: dict[str, Any], rows: list[dict[str, Any]], owned: set[str]) -> str | None:
    """The status of one row, one other row after another."""
    number, others = plain(row), [other for other in rows if other is not row]
    same = [other for other in others if number and plain(other) == number]
    if number in owned:
        return "bought"
    if any(other["holder"] != row["holder"] for other in same):
        return "two holders"
    if any(other["portfolio"] != "m1" and at(other) < at(row) for other in same):
        return "twice"
    rivals = [other for other in others if plain(other) in owned or other["holder"] != row["holder"]]
    rivals = [other for other in rivals if not (number and plain(other) == number)]
    loose = [other for other in rivals if number and plain(other) and plain(other).rstrip("AB") == number.rstrip("AB")]
    visit = [
        other for other in rivals if row["visit"] and (other["visit"], other["person"]) == (row["visit"], row["person"])
    ]
    return "alike" if loose or visit else None


def plain(row: dict[str, Any]) -> str:
    return (row["number"] or "").lstrip("0")


def at(row: dict[str, Any]) -> tuple[str, int]:
    return row["portfolio"], row["row"]
