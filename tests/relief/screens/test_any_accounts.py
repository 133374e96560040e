"""Whatever is known of accounts: the strictest action counts, whatever their order, against a slow loop."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.relief.screens import ACTIONS, clearance, screen_rules, screened
from tests.relief.screens.offers import accounts

TODAY = date(2026, 6, 1)
FLAGS = {
    "deceased_flag": "deceased", "paid_flag": "paid", "dispute_flag": "disputed", "litigation_flag": "in_litigation",
    "judgment_flag": "judgment", "lien_flag": "lien", "payment_plan_flag": "payment_plan", "minor_flag": "minor",
    "attorney_flag": "no_contact", "cease_flag": "no_contact",
}  # fmt: skip
known = st.fixed_dictionaries({
    **{name: st.sampled_from([None, False, True]) for name in FLAGS},
    "bankruptcy_chapter": st.sampled_from([None, None, 7, 11, 13]),
    "bankruptcy_discharged": st.sampled_from([None, False, True]),
    "date_of_service": st.sampled_from([date(2010, 1, 1), date(2025, 1, 1)]),
})  # fmt: skip


def expected(row: dict[str, Any]) -> tuple[str | None, set[str]]:
    """The strictest action and what was met, by looking at one thing after another."""
    met = {screen for name, screen in FLAGS.items() if row[name]}
    if row["bankruptcy_discharged"]:
        met.add("discharged")
    elif row["bankruptcy_chapter"] == 13:
        met.add("chapter_13")
    elif row["bankruptcy_chapter"]:
        met.add("bankrupt")
    if row["date_of_service"].year == 2010 and not row["judgment_flag"]:
        met.add("time_barred")
    actions = {rule.action for rule in screen_rules(TODAY) if rule.screen in met}
    return next((action for action in ACTIONS if action in actions), None), met


@settings(max_examples=8, deadline=None)
@given(rows=st.lists(known, min_size=1, max_size=30), data=st.data())
def test_the_strictest_action_counts_in_any_order(
    rows: list[dict[str, Any]], data: st.DataObject, duckdb_engine: Any
) -> None:
    held = [{"id": f"A{n}", **row} for n, row in enumerate(rows)]
    shuffled = data.draw(st.permutations(held))
    table = accounts(shuffled)
    screens = screened(table, today=TODAY)
    got = {row["account_id"]: row for row in duckdb_engine.to_pyarrow(clearance(table, screens)).to_pylist()}
    assert len(got) == len(rows)
    for row in held:
        action, met = expected(row)
        found = got[row["id"]]
        assert (found["action"], set(found["screens"].split())) == (action, met)
        assert found["may_buy"] == (action not in ("leave_out", "hold"))
        assert found["most_cents"] == (1 if action == "price_nil" else None)
