"""A choice is told beside its bound and a greedy one, and never so that few people can be counted."""

from __future__ import annotations

from typing import Any

import pytest

from cleanbill.relief.selection import AIMS
from cleanbill.report import choice_words, page
from cleanbill.report.choice import AIMED_AT
from tests.report.example import example


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (
            {"aim": "face", "worth": 160_000_50, "bound": 160_000_50, "greedy": 159_999_00, "exact": True},
            "By face the choice is worth $160,000.50 abolished, nothing better exists; a greedy choice comes to "
            "$159,999.00.",
        ),
        (
            {"aim": "freed", "worth": 1_206, "bound": 1_210, "greedy": 1_190, "exact": False},
            "By freed the choice is worth 1,206 people freed, at most 1,210 is possible; a greedy choice comes to "
            "1,190.",
        ),
        (
            {"aim": "poorest", "worth": 71, "bound": 71, "greedy": 71, "exact": True},
            "By poorest the choice is worth the first 71 in line freed, nothing better exists; a greedy choice comes "
            "to 71.",
        ),
    ],
)
def test_a_choice_in_words(choice: dict[str, Any], said: str) -> None:
    assert choice_words(choice) == said


def test_every_aim_has_its_words() -> None:
    assert tuple(AIMED_AT) == AIMS
    for aim in AIMS:
        assert f"By {aim} " in choice_words(
            dict.fromkeys(("worth", "bound", "greedy"), 1) | {"aim": aim, "exact": True}
        )


def test_the_page_tells_the_choice() -> None:
    summary = example()
    assert choice_words(summary["choice"]) in page(summary)
    del summary["choice"]
    assert "It aimed at" not in page(summary)


@pytest.mark.parametrize(
    "few",
    [
        {"aim": "freed", "worth": 9, "bound": 30, "greedy": 9, "exact": False},
        {"aim": "harm", "worth": 40, "bound": 40, "greedy": 3, "exact": True},
        {"aim": "freed", "worth": 68, "bound": 68, "greedy": 68, "exact": True},  # 71 are relieved: 3 in part alone
        {"aim": "poorest", "worth": 69, "bound": 69, "greedy": 69, "exact": True},
    ],
)
def test_few_people_are_not_counted_by_what_a_choice_is_worth(few: dict[str, Any]) -> None:
    html = page(example() | {"choice": few})
    assert "How far it came is withheld" in html
    assert f"By {few['aim']} " not in html
    assert ("nothing better exists" in html) == few["exact"]


def test_where_the_dollars_are_withheld_so_is_the_face_that_was_chosen() -> None:
    summary = example() | {"choice": {"aim": "face", "worth": 777_77, "bound": 777_77, "greedy": 777_77, "exact": True}}
    summary["worlds"]["relief"] |= {"people_relieved": 3}
    assert "777.77" not in page(summary)
