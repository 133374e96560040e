"""Random summaries whose worlds keep the laws of the design."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.report.example import BANDS

AMOUNT = st.one_of(st.integers(0, 50), st.integers(0, 10**7), st.integers(0, 10**14))
NO_CHARACTERS = "\ufffe\uffff"  # as XML has it, with which the page is read
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters=NO_CHARACTERS), max_size=30
)


@st.composite
def summaries(draw: st.DrawFn) -> dict[str, Any]:
    """A summary with every part; amounts from nothing to a trillion dollars, groups of any size."""
    people = [draw(st.integers(0, 40) | st.integers(0, 10**6)) for _ in BANDS]
    people[-1] += not sum(people)
    today, by_today = _world(draw, people)
    relief, by_relief = _relieved(draw, today, by_today)
    single, by_single = _world(draw, people)
    named = {"today": by_today, "relief": by_relief, "single-payer": by_single}
    return {
        "schema": "cleanbill.summary/1",
        "people": sum(people),
        "claims": draw(st.integers(0, 10**7)),
        "lines": draw(st.integers(0, 10**7)),
        "balanced": draw(st.booleans()),
        "source": {"says": draw(TEXT), "gaps": [{"lacks": draw(TEXT), "bridged": draw(TEXT), "rows": 3}]},
        "worlds": {"today": today, "relief": relief, "single-payer": single},
        "by_income": [
            {"world": world, "band": band} | row
            for world, rows in named.items()
            for band, row in zip(BANDS, rows, strict=True)
        ],
        "changes": dict(zip(("better", "same", "worse"), people, strict=False)),
        "laws": [{"law": 1, "says": draw(TEXT), "held": draw(st.booleans()), "checked": 1}],
        "assumptions": [{"path": draw(TEXT), "description": draw(TEXT), "value": draw(TEXT), "unit": draw(TEXT)}],
    }


def _world(draw: st.DrawFn, people: list[int]) -> tuple[dict[str, int], list[dict[str, int]]]:
    rows = []
    for group in people:
        owing = draw(st.integers(0, group))
        in_debt = draw(st.integers(0, owing))
        debt = draw(AMOUNT) if in_debt else 0
        rows.append({
            "people": group, "people_owing": owing, "people_in_debt": in_debt, "debt_cents": debt,
            "patient_share_cents": debt + (draw(AMOUNT) if owing else 0),
        })  # fmt: skip
    total = {key: sum(row[key] for row in rows) for key in rows[0] if key != "people"}
    owed = total["patient_share_cents"] - total["debt_cents"]
    assisted = draw(st.integers(0, owed))
    written_off = draw(st.integers(0, owed - assisted))
    world = total | {"assisted_cents": assisted, "written_off_cents": written_off}
    world["paid_cents"] = owed - assisted - written_off
    others = {key: draw(AMOUNT) for key in ("contractual_cents", "plan_paid_cents", "other_payer_cents", "other_cents")}
    world |= others | {"charge_cents": sum(others.values()) + total["patient_share_cents"]}
    world["allowed_cents"] = world["charge_cents"] - others["contractual_cents"] - others["other_cents"]
    return world, rows


def _relieved(draw: st.DrawFn, today: dict[str, int], rows: list[dict[str, int]]) -> tuple[Any, list[Any]]:
    after = []
    for row in rows:
        relieved = draw(st.integers(0, row["people_in_debt"]))
        left = draw(st.integers(0, row["debt_cents"])) if relieved else row["debt_cents"]
        after.append(row | {"people_in_debt": row["people_in_debt"] - relieved, "debt_cents": left})
    total = {key: sum(row[key] for row in after) for key in ("people_in_debt", "debt_cents")}
    bought = {
        "spent_cents": draw(st.integers(0, 10**6)),
        "abolished_cents": today["debt_cents"] - total["debt_cents"],
        "people_relieved": today["people_in_debt"] - total["people_in_debt"],
    }
    return today | total | bought, after
