"""Returned mail: whatever happens, no letter goes twice to an address that sent one back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanbill.core.errors import CleanbillError
from cleanbill.relief.letters import Post, address_key, came_back, close, moved_to, send

DAY = date(2026, 11, 24)


def test_a_letter_comes_back_and_goes_to_the_new_address() -> None:
    post = came_back(send(Post("p", "old"), DAY, 3), DAY + timedelta(20), "moved")
    assert (post.status, post.why, post.bad) == ("returned", "moved", {"old"})
    again = send(moved_to(post, DAY + timedelta(30), "new"), DAY + timedelta(31), 3)
    assert (again.status, again.address, again.letters) == ("sent", "new", 2)


def test_the_same_address_however_written_is_refused() -> None:
    key = bytes(16)
    old = address_key(key, ("1 Elm St.", "Boston, MA 02118"))
    assert old == address_key(key, ("1  ELM ST", "Boston MA  02118"))
    assert old != address_key(key, ("2 Elm St.", "Boston, MA 02118"))
    post = came_back(send(Post("p", old), DAY, 3), DAY, "unknown_there")
    with pytest.raises(CleanbillError, match="come back before"):
        moved_to(post, DAY, address_key(key, ("1 elm st", "BOSTON MA 02118")))


def test_word_of_a_death_closes_the_case() -> None:
    assert came_back(send(Post("p", "a"), DAY, 3), DAY, "deceased").status == "closed"


def test_steps_out_of_order_are_refused() -> None:
    sent = send(Post("p", "a"), DAY, 3)
    for step in (
        lambda: send(sent, DAY, 3),
        lambda: moved_to(sent, DAY, "b"),
        lambda: came_back(sent, DAY - timedelta(1), "moved"),
        lambda: came_back(sent, DAY, "bored"),
        lambda: close(close(sent, DAY, "done"), DAY, "done"),
        lambda: came_back(Post("p", "a"), DAY, "moved"),
    ):
        with pytest.raises(CleanbillError):
            step()


steps = st.lists(st.tuples(st.sampled_from(["send", "back", "move", "close"]), st.sampled_from("abc")), max_size=30)


@given(steps)
def test_no_second_letter_to_a_bad_address_and_never_more_than_three(taken: list[tuple[str, str]]) -> None:
    post, bad, letters = Post("p", "a"), set(), 0
    for step, address in taken:
        try:
            if step == "send":
                post = send(post, DAY, 3)
                assert post.address not in bad
                letters += 1
            elif step == "back":
                post = came_back(post, DAY, "moved")
                bad.add(post.address)
            elif step == "move":
                post = moved_to(post, DAY, address)
            else:
                post = close(post, DAY, "no address found")
        except CleanbillError:
            continue
    assert letters == post.letters <= 3
    assert post.bad == bad
