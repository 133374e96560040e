"""The page that tells whether a letter is real: it leaks nothing and cannot be guessed at."""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cleanbill.law import parameter
from cleanbill.relief.letters import Answer, Registered, Tries, check, new_code, register
from cleanbill.relief.letters.addressees import NOT_CONFIRMED, wait_after

KEY = b"a key of a test, 32 bytes long.."
RULES = parameter("us/letter_rules").at(date(2026, 11, 24))
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
BORN = date(1980, 5, 6)
CODE, OTHER = (new_code(random.Random(seed).randrange) for seed in (1, 2))
KEPT = register(
    CODE, BORN, sender="Relief Fund", face_cents=1_234_56, sent=date(2026, 11, 24), key=KEY, rules=RULES
)  # fmt: skip
LETTERS = {KEPT.proof: KEPT}


def ask(code: str, second: Any, tries: dict[str, Tries], *, now: datetime = NOW, client: str = "c1") -> Answer:
    answer, changed = check(
        code, second, client, letters=LETTERS, tries=tries, key=KEY, now=now, rules=RULES
    )  # fmt: skip
    tries.update(changed)
    return answer


def test_a_real_letter_is_confirmed_with_sender_month_and_amount_and_no_name() -> None:
    assert ask(CODE.lower(), BORN, {}) == Answer("real", "Relief Fund", "2026-11", 1_234_56)


def test_a_letter_to_somebody_without_a_birth_date_is_checked_by_zip() -> None:
    kept = register(OTHER, "02118-1234", sender="F", face_cents=1, sent=date(2026, 11, 24), key=KEY, rules=RULES)
    found, _ = check(OTHER, "02118", "c", letters={kept.proof: kept}, tries={}, key=KEY, now=NOW, rules=RULES)
    assert found.result == "real"


@given(st.text() | st.just(CODE) | st.just(OTHER), st.dates() | st.text())
def test_a_wrong_code_and_a_wrong_date_have_the_same_answer(code: str, second: Any) -> None:
    tries: dict[str, Tries] = {}
    if (code, second) != (CODE, BORN):
        assert ask(code, second, tries) == NOT_CONFIRMED
        assert len(tries) == 2
        assert set(tries.values()) == {Tries(1, NOW)}


def test_an_expired_code_answers_as_a_wrong_one() -> None:
    last = datetime(2026, 11, 24, tzinfo=UTC) + timedelta(days=730)
    assert ask(CODE, BORN, {}, now=last).result == "real"
    assert ask(CODE, BORN, {}, now=last + timedelta(days=1)) == NOT_CONFIRMED


def test_what_is_kept_holds_neither_code_nor_date_nor_name() -> None:
    assert {each.name for each in fields(Registered)} == {"proof", "sender", "month", "face_cents", "expires"}
    told = str([getattr(KEPT, each.name) for each in fields(Registered)])
    assert CODE not in told
    assert CODE.replace("-", "") not in told
    assert "1980" not in told
    assert "123456" not in repr(KEPT)


def test_waits_double_from_the_fifth_wrong_answer_up_to_a_week() -> None:
    assert [wait_after(wrong, RULES) for wrong in (1, 4, 5, 6, 7, 18, 19, 500)] == [
        0, 0, 60, 120, 240, 60 * 2**13, 604800, 604800,
    ]  # fmt: skip


def test_while_locked_the_right_answer_is_not_told_either() -> None:
    tries: dict[str, Tries] = {}
    for _ in range(5):
        assert ask(CODE, date(1990, 1, 1), tries).result == "not_confirmed"
    held = ask(CODE, BORN, tries, client="another")
    assert (held.result, held.wait_seconds, held.sender, held.face_cents) == ("wait", 60, "", None)
    assert ask(CODE, BORN, tries, client="another", now=NOW + timedelta(seconds=60)).result == "real"


def test_a_lock_looks_the_same_where_no_letter_has_the_code() -> None:
    for_real: dict[str, Tries] = {}
    for_none: dict[str, Tries] = {}
    for each in range(9):
        when = NOW + timedelta(seconds=90 * each)
        wrong = date(1990, 1, 1)
        assert ask(CODE, wrong, for_real, now=when) == ask(OTHER, wrong, for_none, now=when)


def test_a_real_letter_does_not_buy_guesses_at_another() -> None:
    tries: dict[str, Tries] = {}
    for _ in range(4):
        ask(OTHER, BORN, tries)
    assert ask(CODE, BORN, tries).result == "real"
    ask(OTHER, BORN, tries)
    assert ask(OTHER, BORN, tries).result == "wait"


def guesses(rules: dict[str, Any], seconds: int) -> int:
    """Slow oracle: how many answers a patient guesser gets, from any number of clients, on one code."""
    tries: dict[str, Tries] = {}
    now, end, given_answers = NOW, NOW + timedelta(seconds=seconds), 0
    while now <= end:
        answer, changed = check(
            CODE, date(1900, 1, 1), f"client {given_answers}", letters={}, tries=tries, key=KEY, now=now, rules=rules
        )  # fmt: skip
        tries.update(changed)
        given_answers += answer.result == "not_confirmed"
        now += timedelta(seconds=answer.wait_seconds)
    return given_answers


def test_who_found_a_letter_cannot_try_one_birth_date_in_two_hundred_before_it_expires() -> None:
    tried = guesses(dict(RULES), RULES["valid_days"] * 86400)
    assert tried == 5 + 14 + 102  # five free, fourteen doubling waits (11.4 days in all), then one a week: 718.6 / 7
    assert tried * 200 < 365 * 80


@given(st.integers(1, 8), st.integers(1, 600), st.integers(600, 10**6), st.integers(0, 10**7))
def test_guesses_are_bounded_by_the_rules(free: int, first: int, longest: int, seconds: int) -> None:
    rules = {**RULES, "free_tries": free, "first_wait_seconds": first, "longest_wait_seconds": max(longest, first)}
    if seconds // rules["longest_wait_seconds"] < 200:
        doublings = (rules["longest_wait_seconds"] // first).bit_length() + 1
        assert guesses(rules, seconds) <= free + doublings + seconds // rules["longest_wait_seconds"] + 1
