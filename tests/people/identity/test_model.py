"""The shipped weights are of the words there are, and each field's are shares of one whole."""

from __future__ import annotations

import pytest

from cleanbill.people.identity import shipped
from cleanbill.people.identity.compare import FIELDS, LEVELS


def test_every_word_has_its_weights_and_no_other() -> None:
    assert {name: list(words) for name, words in shipped().levels.items()} == {
        name: list(LEVELS[name]) for name in FIELDS
    }


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("kind", ["m", "u"])
def test_what_can_be_said_of_a_field_is_a_whole(name: str, kind: str) -> None:
    assert sum(odds[kind] for odds in shipped().levels[name].values()) == pytest.approx(1, abs=2e-3)


@pytest.mark.parametrize("name", FIELDS)
def test_to_agree_speaks_for_one_person_and_to_differ_against(name: str) -> None:
    first, *_, last = shipped().levels[name].values()
    assert first["m"] > first["u"]
    assert last["m"] <= last["u"]
