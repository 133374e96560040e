"""Dollars of 1 to 10 people stand nowhere on the page, nor can they be worked out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings

from cleanbill.core.money import usd
from cleanbill.report import page, sentence
from cleanbill.report.privacy import ACCOUNTS, UNDER, WITHHELD, hidden, short_usd
from tests.report.example import example
from tests.report.reading import table, text, tree
from tests.report.summaries import summaries

LEFT, DEBT, ABOLISHED, SPENT = 201_07, 67_186_56, 66_985_49, 669_86


def few_in_debt() -> dict[str, Any]:
    """Two people left in debt, one of whom the fund relieved."""
    summary = example()
    today, relief = summary["worlds"]["today"], summary["worlds"]["relief"]
    for row in summary["by_income"]:
        if row["world"] != "single-payer":
            row |= {"people_in_debt": 0, "debt_cents": 0}
    summary["by_income"][0] |= {"people_in_debt": 2, "debt_cents": DEBT}
    summary["by_income"][4] |= {"people_in_debt": 1, "debt_cents": LEFT}
    paid = today["patient_share_cents"] - today["assisted_cents"] - today["written_off_cents"] - DEBT
    today |= {"people_in_debt": 2, "debt_cents": DEBT, "paid_cents": paid}
    relief |= {"people_in_debt": 1, "debt_cents": LEFT, "paid_cents": paid, "people_relieved": 1}
    relief |= {"abolished_cents": ABOLISHED, "spent_cents": SPENT}
    relief |= {"accounts_offered_cents": 67_000_11, "accounts_qualified_cents": ABOLISHED}
    return summary


def few_relieved() -> dict[str, Any]:
    summary = example()
    summary["worlds"]["relief"] |= {"people_relieved": 3, "people_in_debt": 346}
    return summary


def few_left_in_debt() -> dict[str, Any]:
    summary = example()
    summary["worlds"]["relief"] |= {"people_relieved": 345, "people_in_debt": 4}
    return summary


def few_accounts() -> dict[str, Any]:
    summary = example()
    summary["worlds"]["relief"] |= {"accounts_relieved": 9}
    return summary


def few_asked() -> dict[str, Any]:
    summary = few_in_debt()
    for world in ("today", "relief"):
        summary["worlds"][world]["people_owing"] = 7
    for place, row in enumerate(summary["by_income"]):
        if row["world"] != "single-payer":
            row["people_owing"] = 7 * (place % 4 == 0)
    return summary


def few_residents() -> dict[str, Any]:
    summary = few_asked()
    for row in summary["by_income"]:
        row["people"] = 7 * (row["band"] == "under 138 %")
    for row in summary["by_cover"]:
        row["people"] = 7 * (row["plan_id"] in {"employer", "single-payer"})
    return summary | {"people": 7, "changes": {"better": 7, "same": 0, "worse": 0}}


EVERY = (few_in_debt, few_relieved, few_left_in_debt, few_accounts, few_asked, few_residents)


def shown(html: str, amount: int) -> bool:
    """True where the page has the amount, exact or short, or as a number for the drawing."""
    forms = {usd(amount), usd(amount, cents_shown=False), short_usd(amount), f'"{amount}"'}
    return any(re.search(rf"(?<![\d,]){re.escape(form)}(?![\d,]|\.\d)", html) for form in forms)


@pytest.mark.parametrize("make", EVERY)
def test_no_dollars_of_a_few_people_are_on_the_page(make: Any) -> None:
    summary = make() | {"fund_cents": 5_000_00}  # of the donor, not of a person
    html, kept = page(summary), hidden(summary)
    assert any(kept.values())
    allowed_to_be_seen = {
        numbers[key]
        for world, numbers in summary["worlds"].items()
        for key in numbers
        if key not in kept[world] and key.endswith("cents")
    }
    for world, keys in kept.items():
        for key in keys & summary["worlds"][world].keys():
            amount = summary["worlds"][world][key]
            if key.endswith("cents") and amount and amount not in allowed_to_be_seen:
                assert not shown(html, amount), (world, key)


def test_few_in_debt_are_told_without_their_dollars() -> None:
    summary = few_in_debt()
    root = tree(page(summary))
    asked, fund = table(root, "asked"), table(root, "fund")
    for row in ("Left as debt", "Patients paid", "Financial assistance", "Written off", "Debt abolished"):
        assert asked[row]["With relief"] == WITHHELD
    assert asked["Left as debt"]["Today"] == WITHHELD
    assert asked["Left as debt"]["Single payer"] == "$0.00"
    assert asked["People in debt"] == {"Today": UNDER, "With relief": UNDER, "Single payer": "0"}
    assert {row["Dollars"] for name, row in fund.items() if name != "In the fund at first"} == {WITHHELD}
    assert table(root, "who-paid")["Paid in all"]["Today"] == WITHHELD
    assert not any(shown(page(summary), amount) for amount in (LEFT, DEBT, ABOLISHED, SPENT, 67_000_11))
    [flow] = [one for one in root.iter("section") if one.get("id") == "flow"]
    assert "cell suppression policy" in text(flow)
    assert "not for publishing" in text(root)


def test_the_sentence_of_few_people() -> None:
    assert sentence(few_in_debt()) == (
        "Of $60.5 million billed for 5,000 people, patients were asked for $3.13 million and under 11 people ended "
        "with debt (how much is withheld); a fund abolished some debt (how much is withheld); under single payer no "
        "one would have been asked for anything."
    )
    assert sentence(few_residents()).startswith(
        "Of a withheld amount billed for under 11 people, patients were asked for a withheld amount and"
    )


def test_few_relieved_leave_the_debt_of_today_in_sight() -> None:
    summary = few_relieved()
    assert hidden(summary)["today"] == frozenset()
    asked = table(tree(page(summary)), "asked")
    assert asked["Left as debt"]["Today"] == usd(summary["worlds"]["today"]["debt_cents"])
    assert asked["Left as debt"]["With relief"] == asked["Debt abolished"]["With relief"] == WITHHELD


def test_all_but_a_few_asked_for_money_are_not_counted() -> None:
    summary = example()
    for world in ("today", "relief"):
        summary["worlds"][world]["people_owing"] = 4_999
    assert table(tree(page(summary)), "asked")["People asked for money"]["Today"] == WITHHELD


def test_a_band_relieved_in_part_is_withheld() -> None:
    summary = example()
    before, after = summary["by_income"][2], summary["by_income"][6]
    after |= {"people_in_debt": before["people_in_debt"], "debt_cents": before["debt_cents"] - 7_03}
    shown_now = table(tree(page(summary)), "income-relief")[before["band"]]
    assert shown_now["Debt"] == WITHHELD


@settings(max_examples=200, deadline=None)
@given(summaries())
def test_each_sum_hides_none_or_two_of_its_parts(summary: dict[str, Any]) -> None:
    kept, worlds = hidden(summary), summary["worlds"]
    sums = [[(world, key) for key in keys] for world in worlds for keys in (
        ("charge_cents", "contractual_cents", "plan_paid_cents", "other_payer_cents", "other_cents",
         "patient_share_cents"),
        ("allowed_cents", "plan_paid_cents", "other_payer_cents", "patient_share_cents"),
        ("patient_share_cents", "paid_cents", "assisted_cents", "written_off_cents", "debt_cents", "abolished_cents"),
    )]  # fmt: skip
    sums.append([("today", "debt_cents"), ("relief", "debt_cents"), ("relief", "abolished_cents")])
    for parts in sums:
        assert sum(key in kept[world] for world, key in parts if key in worlds[world]) != 1


@settings(max_examples=200, deadline=None)
@given(summaries())
def test_a_few_people_in_debt_or_relieved_hide_their_dollars(summary: dict[str, Any]) -> None:
    kept, relief = hidden(summary), summary["worlds"]["relief"]
    for world, numbers in summary["worlds"].items():
        if 0 < numbers["people_in_debt"] < 11:
            assert "debt_cents" in kept[world]
        if 0 < numbers["people_owing"] < 11:
            assert "patient_share_cents" in kept[world]
    if any(0 < relief.get(key, 0) < 11 for key in ("people_relieved", *ACCOUNTS)):
        assert {"abolished_cents", "spent_cents", "debt_cents"} <= kept["relief"]
