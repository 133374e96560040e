"""Behind every picture stands a table with the summary's own numbers, to the cent."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from cleanbill.report import page
from cleanbill.report.money import ASKED, BILLED
from cleanbill.report.privacy import WITHHELD, hidden, plan, short_usd
from cleanbill.report.sources import WORLDS
from tests.report.example import PLANS, example
from tests.report.reading import cents, pictures, table, text, tree
from tests.report.summaries import summaries

BEHIND = {
    "billed": "billed", "asked": "asked", "income": "income-today", "fund": "fund",
    "who": "who-paid", "changes": "changes", "cover": "cover-today",
}  # fmt: skip


def test_every_picture_has_words_and_a_table() -> None:
    root = tree(page(example()))
    tables = {str(one.get("id")).removeprefix("table-") for one in root.iter("table")}
    drawn = pictures(root)
    assert len(drawn) == 14
    for name, svg in drawn.items():
        assert svg.get("role") == "img"
        assert text(svg.findall("title")[0]) and text(svg.findall("desc")[0])
        assert BEHIND[name.split("-")[0]] in tables


def test_every_table_has_a_caption_and_scopes() -> None:
    for one in tree(page(example())).iter("table"):
        assert one.get("role") == "table" and text(one.findall("caption")[0])
        assert all(head.get("scope") == "col" for head in one.findall("thead/tr/th"))
        for row in one.findall("tbody/tr"):
            assert row[0].tag == "th" and row[0].get("scope") == "row"
            assert all(cell.get("data-head") for cell in row[1:])


@settings(max_examples=25, deadline=None)
@given(summaries())
def test_the_money_tables_hold_the_numbers_of_the_worlds(summary: dict[str, Any]) -> None:
    root, kept = tree(page(summary)), hidden(summary)
    billed, asked = table(root, "billed"), table(root, "asked")
    for world, name in WORLDS.items():
        numbers = summary["worlds"][world]
        for shown, keys in ((billed, BILLED), (asked, ASKED)):
            for key, row, _ in keys:
                if key in numbers.keys() & kept[world]:
                    assert shown[row][name] == WITHHELD
                elif key in numbers:
                    assert cents(shown[row][name]) == numbers[key]
        if not kept[world] & {"charge_cents", "patient_share_cents"}:
            assert cents(billed["Billed"][name]) == numbers["charge_cents"]
            assert sum(cents(row[name]) for row in list(billed.values())[1:]) == numbers["charge_cents"]


def test_the_income_tables_hold_the_numbers_of_the_bands() -> None:
    summary = example()
    root = tree(page(summary))
    for row in summary["by_income"]:
        shown = table(root, f"income-{row['world']}")[row["band"]]
        assert shown["People"] == f"{row['people']:,}"
        assert shown["Asked for money"] == f"{row['people_owing']:,}"
        assert cents(shown["Asked for"]) == row["patient_share_cents"]
        assert shown["In debt"] == f"{row['people_in_debt']:,}"
        assert cents(shown["Debt"]) == row["debt_cents"]


def test_shares_and_averages_are_those_of_the_numbers() -> None:
    shown = table(tree(page(example())), "income-today")["under 138 %"]
    assert shown["Share asked"] == "50%"  # 512 / 1,020 = 50.2
    assert shown["Average of those asked"] == "$589"  # 301,442.08 / 512 = 588.75
    assert shown["Share in debt"] == "9.4%"  # 96 / 1,020 = 9.41


def test_the_cover_tables_hold_the_numbers_of_the_plans() -> None:
    shown = table(tree(page(example())), "cover-today")
    for plan_id, (people, _, charge, allowed, paid, share) in PLANS.items():
        row = shown[plan(plan_id)]
        assert row.pop("People") == f"{people:,}"
        assert [cents(cell) for cell in row.values()] == [charge, allowed, paid, share]


def test_the_fund_and_payer_tables() -> None:
    summary = example()
    root = tree(page(summary))
    relief, today = summary["worlds"]["relief"], summary["worlds"]["today"]
    fund = table(root, "fund")
    assert cents(fund["All debt today"]["Dollars"]) == today["debt_cents"]
    assert cents(fund["Abolished"]["Dollars"]) == relief["abolished_cents"]
    assert cents(fund["Debt that is left"]["Dollars"]) == today["debt_cents"] - relief["abolished_cents"]
    assert cents(fund["Spent by the fund"]["Dollars"]) == relief["spent_cents"]
    assert fund["Offered"]["Accounts"] == "402"
    paid = table(root, "who-paid")["Paid in all"]
    assert cents(paid["Today"]) == today["plan_paid_cents"] + today["other_payer_cents"] + today["paid_cents"]
    assert cents(paid["Single payer"]) == summary["worlds"]["single-payer"]["plan_paid_cents"]
    more = short_usd(cents(paid["Single payer"]) - cents(paid["Today"]))
    [section] = [one for one in root.iter("section") if one.get("id") == "payer"]
    assert f"it is {more} more." in " ".join(text(section).split())
    assert table(root, "changes")["More than today"]["People"] == "25"
