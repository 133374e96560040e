"""Who gets a letter: worked examples, and people in are letters plus suppressed whoever they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.core.errors import BadInput
from cleanbill.law import parameter
from cleanbill.relief.letters import LANGUAGES, REASONS, AbolishedAccount, Recipient, mailing

CASES = yaml.safe_load((Path(__file__).parent / "mailing.yaml").read_text("utf-8"))
TODAY = date(2026, 11, 24)
ACCOUNT = AbolishedAccount("General Hospital", "4821", 100_00)


def person(**told: Any) -> Recipient:
    plain: dict[str, Any] = {
        "person_key": "p1", "name": "Jo Doe", "address": ("1 Elm Street", "Boston, MA 02118"), "state": "MA",
        "accounts": (ACCOUNT,), "language": "en", "birth_date": None,
    }  # fmt: skip
    return Recipient(**{**plain, **told})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_who_gets_a_letter(case: dict[str, Any]) -> None:
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in case["is"].items()}
    sent = mailing([person(**told)], TODAY)
    if case["gets"] in {"letter", "guarantor"}:
        assert [letter.to_guarantor for letter in sent.letters] == [case["gets"] == "guarantor"]
        assert sent.suppressed == ()
    else:
        assert sent.letters == ()
        assert [held.reason for held in sent.suppressed] == [case["gets"]]


def test_a_letter_of_a_child_goes_to_where_the_guarantor_lives() -> None:
    home = ("2 Oak St", "Boston, MA 02118")
    (sent,) = mailing([person(minor=True, guarantor="Ann Doe", guarantor_address=home)], TODAY).letters
    assert (sent.to.address, sent.to.guarantor, sent.to_guarantor) == (home, "Ann Doe", True)
    (sent,) = mailing([person(minor=True, guarantor="Ann Doe")], TODAY).letters
    assert sent.to.address == ("1 Elm Street", "Boston, MA 02118")
    (sent,) = mailing([person(guarantor="Ann Doe", guarantor_address=home)], TODAY).letters
    assert (sent.to.address, sent.to_guarantor) == (("1 Elm Street", "Boston, MA 02118"), False)


flag = st.booleans()
people = st.lists(
    st.builds(
        person,
        person_key=st.uuids().map(str),
        deceased=flag, confidential_address=flag, bankrupt=flag, represented=flag, minor=flag, address_returned=flag,
        birth_date=st.none() | st.dates(date(1880, 1, 1), date(2030, 1, 1)),
        guarantor=st.none() | st.just("Ann Doe"),
        language=st.sampled_from([*LANGUAGES, "so", "", None]),
        accounts=st.sampled_from([(), (ACCOUNT,), (ACCOUNT, ACCOUNT)]),
    ),
    unique_by=lambda each: each.person_key,
)  # fmt: skip


@given(people)
def test_people_in_are_letters_plus_suppressed(everyone: list[Recipient]) -> None:
    sent = mailing(everyone, TODAY)
    keys = [letter.to.person_key for letter in sent.letters] + [held.person_key for held in sent.suppressed]
    assert sorted(keys) == sorted(each.person_key for each in everyone)
    counts = sent.counts
    assert counts["people"] == len(everyone) == counts["letters"] + sum(counts[reason] for reason in REASONS)
    for letter in sent.letters:
        assert not letter.to.deceased
        assert not letter.to.confidential_address
        assert not letter.to.address_returned
        assert letter.language in LANGUAGES
        assert letter.language_chosen == (letter.to.language in LANGUAGES)
        assert letter.to_guarantor is False or letter.to.guarantor


def test_a_rule_may_send_to_the_bankrupt_and_represented_and_hold_minors() -> None:
    rules = {**parameter("us/letter_rules").at(TODAY), "bankrupt": "send", "represented": "send", "minor": "hold"}
    assert len(mailing([person(bankrupt=True, represented=True)], TODAY, rules).letters) == 1
    child = person(birth_date=date(2015, 1, 1), guarantor="Ann Doe")
    assert [held.reason for held in mailing([child], TODAY, rules).suppressed] == ["minor"]


def test_a_person_who_comes_twice_is_refused_without_a_name() -> None:
    with pytest.raises(BadInput, match="a person comes twice") as refused:
        mailing([person(), person(person_key="p2"), person()], TODAY)
    assert "row 3" in str(refused.value)
    assert "Doe" not in str(refused.value)


def test_nothing_personal_is_in_the_printed_form() -> None:
    shown = repr(mailing([person(birth_date=date(1980, 5, 6))], TODAY))
    for private in ("Doe", "Elm", "1980", "General", "100"):
        assert private not in shown
