"""Is this letter real? Answers a code and a birth date, and nothing else.

One keyed hash of code and birth date together is kept and looked up: a wrong
code and a wrong date are the same miss, by the same steps. Tries are counted
on the code's first half and on who asks, whether or not a letter has that code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from cleanbill.relief.notices.code import keyed, read_code, second_answer

PREFIX_SIGNS = 8


@dataclass(frozen=True, slots=True)
class Registered:
    """What is kept of a letter that was sent; its code is not among it."""

    proof: str
    sender: str
    month: str
    face_cents: int = field(repr=False)
    expires: date


@dataclass(frozen=True, slots=True)
class Answer:
    """`real`: sent by `sender` in `month`; `not_confirmed`; or `wait`. All fields are always there."""

    result: Literal["real", "not_confirmed", "wait"]
    sender: str = ""
    month: str = ""
    face_cents: int | None = None
    wait_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong answers under one hashed key, and when the next may come."""

    wrong: int = 0
    not_before: datetime | None = None


NOT_CONFIRMED = Answer("not_confirmed")


def register(
    code: str,
    second: date | str,
    *,
    sender: str,
    face_cents: int,
    sent: date,
    key: bytes,
    rules: Mapping[str, Any],
) -> Registered:
    """What to keep of a letter whose code is `code`."""
    expires = sent + timedelta(days=rules["valid_days"])
    return Registered(proof_of(key, code, second), sender, f"{sent:%Y-%m}", face_cents, expires)


def check(
    code: str,
    second: date | str,
    client: str,
    *,
    letters: Mapping[str, Registered],
    tries: Mapping[str, Tries],
    key: bytes,
    now: datetime,
    rules: Mapping[str, Any],
) -> tuple[Answer, dict[str, Tries]]:
    """The answer, and the tries to keep instead of those given (only the keys that changed).

    `letters` by `Registered.proof`, `tries` by hashed key. Read and write the
    tries in one transaction: two askers at once must not share a try.
    """
    watched = try_keys(key, code, client)
    found = letters.get(proof_of(key, code, second))  # also where the answer will be to wait: the same steps
    wait = max(_wait(tries.get(each, Tries()), now) for each in watched)
    if wait:
        return Answer("wait", wait_seconds=wait), {}
    if found is not None and now.date() <= found.expires:
        return Answer("real", found.sender, found.month, found.face_cents), {}
    return NOT_CONFIRMED, {each: _wrong(tries.get(each, Tries()), now, rules) for each in watched}


def try_keys(key: bytes, code: str, client: str) -> tuple[str, str]:
    """The hashed keys under which tries are counted: the code's first half, and who asks."""
    return keyed(key, "prefix", read_code(code)[:PREFIX_SIGNS]), keyed(key, "client", client)


def wait_after(wrong: int, rules: Mapping[str, Any]) -> int:
    """Seconds to wait after the n-th wrong answer: none at first, then doubling up to the longest."""
    beyond = wrong - rules["free_tries"]
    if beyond < 0:
        return 0
    first, longest = int(rules["first_wait_seconds"]), int(rules["longest_wait_seconds"])
    return int(min(longest, first << min(beyond, 40)))


def _wrong(before: Tries, now: datetime, rules: Mapping[str, Any]) -> Tries:
    """Right answers never set the count back: else a real letter would buy endless guesses at another."""
    after = replace(before, wrong=before.wrong + 1)
    return replace(after, not_before=now + timedelta(seconds=wait_after(after.wrong, rules)))


def _wait(tries: Tries, now: datetime) -> int:
    if tries.not_before is None or tries.not_before <= now:
        return 0
    return -int((now - tries.not_before).total_seconds() // 1)


def proof_of(key: bytes, code: str, second: date | str) -> str:
    """The keyed hash of a code and its second answer together."""
    return keyed(key, "letter", read_code(code), second_answer(second))
