"""What few people under a plan were asked for is not on the page, nor can it be worked out."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cleanbill.core.money import usd
from cleanbill.report import page
from cleanbill.report.payer import cover
from cleanbill.report.privacy import WITHHELD
from tests.report.example import example
from tests.report.reading import table, text, tree

ASKED = {"Allowed", "Patients asked for"}
OWING = st.one_of(st.integers(0, 14), st.integers(0, 400))
PLANS = st.lists(st.tuples(OWING, st.integers(1, 10**7), st.integers(0, 10**7)), min_size=1, max_size=6)


def with_few_asked(plan_id: str, owing: int) -> dict[str, Any]:
    summary = example()
    for row in summary["by_cover"]:
        if row["plan_id"] == plan_id:
            row["people_owing"] = owing
    return summary


def test_few_people_asked_under_a_plan_hide_what_they_were_asked_for() -> None:
    html = page(with_few_asked("masshealth", 10))
    for world in ("today", "relief"):
        shown = table(tree(html), f"cover-{world}")
        hidden = {name: {key for key, cell in row.items() if cell == WITHHELD} for name, row in shown.items()}
        assert hidden["MassHealth"] == ASKED
        assert hidden["No cover"] == ASKED  # the next fewest, else 1,656.00 follows from the world's sum
        assert not any(keys for name, keys in hidden.items() if name not in {"MassHealth", "No cover"})
        assert shown["MassHealth"]["People"] == "803"
    assert usd(1_656_00) not in html
    assert usd(331_295_51) not in html
    assert "cell suppression policy" in text(tree(html))


def test_eleven_people_are_no_few() -> None:
    assert page(with_few_asked("masshealth", 11)) == page(example())


def test_money_asked_under_a_plan_that_has_no_bill_is_of_few() -> None:
    """The one bill of a claim under two plans was counted for the other."""
    shown = table(tree(page(with_few_asked("masshealth", 0))), "cover-today")
    assert shown["MassHealth"]["Patients asked for"] == WITHHELD


@settings(max_examples=300, deadline=None)
@given(PLANS)
def test_what_few_were_asked_for_cannot_be_worked_out(plans: list[tuple[int, int, int]]) -> None:
    summary = example()
    rows = [
        {"plan_id": f"plan {place}", "people": 500, "people_owing": owing, "plan_paid_cents": paid}
        | {"patient_share_cents": share * (owing > 0), "allowed_cents": paid + share * (owing > 0), "charge_cents": 0}
        for place, (owing, share, paid) in enumerate(plans)
    ]
    summary["by_cover"] = [{"world": world} | row for world in ("today", "relief") for row in rows]
    for world in ("today", "relief"):
        summary["worlds"][world]["people_owing"] = sum(row["people_owing"] for row in rows)
    told = cover(summary)
    assert told
    for sheet in told.sheets:
        hidden = {row[0] for row in sheet.rows if row[-1] == WITHHELD}
        assert hidden == {row[0] for row in sheet.rows if row[3] == WITHHELD}
        few = {row["plan_id"] for row in rows if 0 < row["people_owing"] < 11}
        assert few <= hidden
        behind = [row["people_owing"] for row in rows if row["plan_id"] in hidden and row["people_owing"]]
        whole = sum(row["people_owing"] for row in rows)
        if few and whole >= 11:  # else the world's sum is withheld too
            assert len(behind) >= 2 and sum(behind) >= 11
