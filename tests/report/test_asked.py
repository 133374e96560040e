"""What the words say: who was asked is not said to owe, and each number beside its cause."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from hypothesis import given, settings
from rich.console import Console

from cleanbill.cli.commands import COMMANDS
from cleanbill.cli.output import print_view
from cleanbill.cli.remit import statement
from cleanbill.core.money import usd
from cleanbill.door.following import COUNTS, ROWS, worlds_view
from cleanbill.report import page
from cleanbill.report.fund import at_the_price_of_a_year
from cleanbill.report.payer import payer
from tests.report.example import example
from tests.report.reading import Node, cents, text, tree
from tests.report.summaries import summaries

OWE = re.compile(r"\bow(e|es|ed|ing)\b", re.IGNORECASE)
OF_DEBTS = (  # of debts, people do owe
    "the patient owes it to no one",
    "People who were relieved may still owe other debts",
)


def section(summary: dict[str, Any], ident: str) -> str:
    [found] = [one for one in tree(page(summary)).iter("section") if one.get("id") == ident]
    return " ".join(text(found).split())


def test_people_who_were_asked_are_not_said_to_owe() -> None:
    words = text(tree(page(example())))
    for of_debts in OF_DEBTS:
        assert of_debts in words
        words = words.replace(of_debts, "")
    assert not OWE.search(words)


def test_nor_in_the_terminal() -> None:
    assert ("people asked for money", "people_owing") in COUNTS
    assert not [name for name, _ in (*ROWS, *COUNTS) if OWE.search(name)]


def test_nor_in_the_help_of_the_statement() -> None:
    assert not OWE.search(COMMANDS["statement"].says)
    assert not OWE.search(statement.__doc__ or "")


@settings(max_examples=100, deadline=None)
@given(summaries())
def test_prices_and_unpaid_bills_add_up_to_the_difference(summary: dict[str, Any]) -> None:
    told = payer(summary)
    if told.split:
        assert told.split.prices + told.split.unpaid == told.all_more


def test_the_split_is_on_the_page_to_the_cent() -> None:
    summary = example()
    today, single = summary["worlds"]["today"], summary["worlds"]["single-payer"]
    told = payer(summary)
    assert told.split
    assert told.split.prices == single["allowed_cents"] - today["allowed_cents"]
    assert told.split.unpaid == today["patient_share_cents"] - today["paid_cents"]
    parts: list[Node] = [
        one for ul in tree(page(summary)).iter("ul") if ul.get("class") == "split" for one in ul.iter("strong")
    ]
    assert sum(cents(text(one)) for one in parts) == told.all_more
    assert "is not a finding about single payer" in section(summary, "payer")


@pytest.mark.parametrize("world", ["today", "single-payer"])
def test_without_allowed_amounts_there_is_no_split(world: str) -> None:
    summary = example()
    del summary["worlds"][world]["allowed_cents"]
    assert payer(summary).split is None
    summary = example()
    summary["worlds"][world]["allowed_cents"] += 1  # would leave a rest
    assert payer(summary).split is None


def test_the_level_of_spending_is_held_against_published_ones_for_the_sample_alone() -> None:
    summary = example()
    each = summary["worlds"]["today"]["allowed_cents"] / 5000
    words = section(summary, "payer")
    assert f"comes to {usd(round(each), cents_shown=False)} a resident today" in words
    assert "$11,153" in words and "$13,319" in words
    other = copy.deepcopy(summary)
    other["source"]["kind"] = "synthea"
    assert "$11,153" not in section(other, "payer")


def test_what_the_fund_would_abolish_at_the_price_of_debt_a_year_old() -> None:
    assert at_the_price_of_a_year(1_599_98) == 29_090_55  # 1,599.98 / 0.055 = 29,090.545
    words = section(example(), "fund")
    assert "the same money would abolish $29,091, 18% of what is shown here" in words
    assert "10.1093/qje/qjae045" in page(example())
    assert "Old debt sells" not in words


def test_another_price_is_not_called_the_headline_one() -> None:
    words = section(example() | {"price_bp": 250}, "fund")
    assert "That the fund gets them for 2.5 cents on the dollar is an assumption" in words


def test_the_tuned_shares_are_told_of() -> None:
    assert "law/us/bill_payment" in section(example(), "income")


@pytest.mark.parametrize(("in_debt", "said"), [(0, False), (10, True), (11, False)])
def test_the_terminal_says_when_its_table_is_not_for_publishing(
    in_debt: int, said: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = example()
    summary["worlds"]["today"]["people_in_debt"] = in_debt
    print_view(worlds_view(summary), Console(highlight=False))
    assert ("not for publishing" in capsys.readouterr().out) is said
