"""Letters in the store: one code a person, none that came back answers, nothing goes to a bad address."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cleanbill.core.errors import BadInput, CleanbillError
from cleanbill.law import parameter
from cleanbill.records import Posted, Returned, Store
from cleanbill.relief.letters import Answer, code_key, new_code, proof_of
from tests.records import drive
from tests.records.drive import PREPARED, by, home, mailed, post_steps, steps

KEY = b"k" * 32
BORN = date(1980, 5, 6)
CODES = [new_code(random.Random(seed).randrange) for seed in range(4)]
RULES = parameter("us/letter_rules").at(date(2026, 11, 24))
LETTER = "UPDATE records_letter SET {set} WHERE number = {number}"


def real(number: int, code: str, address: str = "") -> Posted:
    return Posted(
        number, f"person-{number}", code_key(KEY, code), proof_of(KEY, code, BORN), address or home(number), 7
    )


def until_mailed(store: Store, posted: tuple[Posted, ...] = (real(1, CODES[0]), real(2, CODES[1]))) -> None:
    for step in (*PREPARED, *steps()[:11]):
        step(store)
    store.notify(by("ann", 10), "p1", **drive.LETTERS, held_back=1, **mailed("p1") | {"posted": posted})


def ask(store: Store, code: str, born: date = BORN, day: int = 12, client: str = "c") -> Answer:
    now = datetime(2026, 11, day, 12, tzinfo=UTC)
    return store.check_letter(code, born, client, key=KEY, now=now, rules=RULES)


def test_a_letter_answers_from_the_day_it_is_mailed(store: Store) -> None:
    assert ask(store, CODES[0]).result == "not_confirmed"
    until_mailed(store)
    assert ask(store, CODES[0]) == Answer("real", "Relief Fund", "2026-11", 7)
    assert ask(store, CODES[0], date(1980, 5, 7)) == ask(store, CODES[3]) == Answer("not_confirmed")


def test_guesses_are_kept_and_the_right_answer_waits_too(store: Store) -> None:
    until_mailed(store)
    for number in range(5):
        assert ask(store, CODES[0], date(1990, 1, 1), client=f"c{number}").result == "not_confirmed"
    assert ask(store, CODES[0], client="another") == Answer("wait", wait_seconds=60)
    assert ask(store, CODES[0], day=13, client="another").result == "real"
    assert store.head().number == 9 + 12, "a question is no act"


def test_what_came_back_answers_no_more_and_the_new_letter_does(store: Store) -> None:
    until_mailed(store)
    first, second, *more = post_steps()
    first(store)
    assert [ask(store, code).result for code in CODES[:2]] == ["not_confirmed"] * 2
    for step in (second, *more[:2]):
        step(store)
    again = {**mailed("p1"), "posted": (real(2, CODES[2], home(2, 2)),), "most_letters": 3}
    store.notify_again(by("ann", 11), "p1", 1, **drive.AGAIN, **again)
    assert [ask(store, code).result for code in CODES[1:3]] == ["not_confirmed", "real"]
    mail = {one.number: one.post for one in store.mail("p1")}
    assert (mail[1].status, mail[1].why) == ("closed", "deceased")
    assert (mail[2].status, mail[2].letters, mail[2].bad) == ("sent", 2, {home(2)})
    assert store.barred().addresses == {("person-1", home(1)), ("person-2", home(2))}
    assert store.barred().dead == {"person-1"}


def test_every_step_of_the_post_twice_is_once(store: Store) -> None:
    until_mailed(store)
    for step in post_steps():
        step(store)
    before = drive.state(store)
    for step in post_steps():
        step(store)
    assert drive.state(store) == before


def test_nothing_goes_twice_to_a_bad_address(store: Store) -> None:
    until_mailed(store)
    post_steps()[0](store)
    with pytest.raises(BadInput, match="Mail to this address has come back before"):
        store.came_back(by("ann", 12), "p1", (Returned(2, date(2026, 11, 12), address=home(2)),))


def test_a_list_is_taken_whole_or_not_and_every_fault_told(store: Store) -> None:
    until_mailed(store)
    day = date(2026, 11, 11)
    wrong = (Returned(1, day, "moved"), Returned(9, day, "moved"), Returned(2, day, "bored"), Returned(2, day),
             Returned(2, date(2026, 11, 30), "moved"))  # fmt: skip
    with pytest.raises(BadInput) as told:
        store.came_back(by("ann", 12), "p1", wrong)
    assert [one.row for one in told.value.findings] == [2, 3, 4, 5]
    assert {one.post.status for one in store.mail("p1")} == {"sent"}


def test_a_purchase_with_somebody_waiting_for_a_letter_does_not_close(store: Store) -> None:
    until_mailed(store)
    for step in (*post_steps()[:2], steps()[12]):
        step(store)
    with pytest.raises(CleanbillError, match="1 people of purchase p1 have moved"):
        steps()[13](store)
    store.close_mail(by("ann", 12), "p1", 2, "other")
    steps()[13](store)


def test_letters_and_words_are_approved_by_somebody_who_wrote_neither(store: Store) -> None:
    for step in (*PREPARED, *steps()[:9]):
        step(store)
    with pytest.raises(CleanbillError, match="not of the staff"):
        store.propose_mailing(by("ann", 9), "p1", **drive.LETTERS, written_by="eve")
    store.propose_mailing(by("ann", 9), "p1", **drive.LETTERS, written_by="bob")
    with pytest.raises(CleanbillError, match="wrote the sponsor's words"):
        store.approve_mailing(by("bob", 9), "p1")
    store.set_roles(by("ann", 9), "cy", {"approve"})
    store.approve_mailing(by("cy", 9), "p1")


def test_only_the_letters_approved_are_registered(store: Store) -> None:
    with pytest.raises(CleanbillError, match="2 letters were approved, and 1"):
        until_mailed(store, (real(1, CODES[0]),))
    assert store.mail("p1") == ()


def test_a_remailing_is_of_those_who_wait_and_at_most_three(store: Store) -> None:
    until_mailed(store)
    for step in post_steps()[:4]:
        step(store)
    good: dict[str, Any] = {**mailed("p1"), "posted": (real(2, CODES[2], home(2, 2)),), "most_letters": 3}
    for wrong, why in (
        ({"posted": (real(2, CODES[2], home(2)),)}, "not the one that waits"),
        ({"posted": (real(1, CODES[2]),)}, "for mail that is to send"),
        ({"most_letters": 1}, "no more may be"),
    ):
        with pytest.raises(CleanbillError, match=why):
            store.notify_again(by("ann", 11), "p1", 1, **drive.AGAIN, **good | wrong)
    with pytest.raises(CleanbillError, match="No remailing 2"):
        store.notify_again(by("ann", 11), "p1", 2, **drive.AGAIN, **good)
    with pytest.raises(CleanbillError, match="has not gone out"):
        store.propose_mailing(by("ann", 11), "p1", **drive.LETTERS, again=True)
    store.notify_again(by("ann", 11), "p1", 1, **drive.AGAIN, **good)


def test_a_purchase_tells_what_it_waits_for_and_who_may(store: Store) -> None:
    told = []
    for step in (*PREPARED, *steps()[:12], *post_steps()[:6], steps()[12], steps()[13]):
        step(store)
        for one in store.purchases():
            due = store.next_step(one)
            told.append((due.command.replace(" p1", ""), *due.who) if due else ("end",))
    assert [one for place, one in enumerate(told) if one != told[place - 1]] == [
        ("bid", "ann"), ("approve bid", "bob"), ("own", "ann"), ("abolish", "ann"), ("approve abolition", "bob"),
        ("letters", "ann"), ("approve mailing", "bob"), ("mailed", "ann"), ("satisfaction", "ann"),
        ("letters --again", "ann"), ("approve remailing", "bob"), ("mailed --again", "ann"), ("satisfaction", "ann"),
        ("close", "ann"), ("end",),
    ]  # fmt: skip


def test_nobody_on_the_list_is_sent_a_letter_whoever_writes(store: Store) -> None:
    for step in (*PREPARED, *steps()[:11]):
        step(store)
    store.never_write(by("ann", 10), "person-2")
    with pytest.raises(CleanbillError, match="never written to"):
        steps()[11](store)
    assert "person-2" not in str(store.acts())
