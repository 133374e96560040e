"""Returned mail: a new address or closed, and never a second letter to an address that sent one back.

In and out: one Post for each person, a frozen value; each step gives a new
one or CleanbillError. Addresses are kept only as keyed hashes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from cleanbill.core.errors import CleanbillError
from cleanbill.relief.letters.mailings import keyed

WHY_RETURNED = ("moved", "unknown_there", "no_such_address", "unclaimed", "refused", "deceased", "other")
Status = Literal["to_send", "sent", "returned", "closed"]


@dataclass(frozen=True, slots=True)
class Post:
    """A person's mail: where it stands, the address in use, and those that sent mail back, as hashes."""

    person_key: str
    address: str
    status: Status = "to_send"
    letters: int = 0
    bad: frozenset[str] = frozenset()
    since: date | None = None
    why: str | None = None


def address_key(key: bytes, address: tuple[str, ...]) -> str:
    """An address however it is written: case, stops, and spaces do not make it another."""
    return keyed(key, "address", re.sub(r"[^0-9a-z]+", "", "".join(address).casefold()))


def send(post: Post, day: date, most_letters: int) -> Post:
    """The letter goes out."""
    _must_be(post, "to_send", day)
    if post.address in post.bad:
        raise CleanbillError("A letter to this address came back. Find another address or close the case.")
    if post.letters >= most_letters:
        raise CleanbillError(f"{most_letters} letters have been sent to this person; no more may be. Close the case.")
    return replace(post, status="sent", letters=post.letters + 1, since=day, why=None)


def came_back(post: Post, day: date, why: str) -> Post:
    """The letter came back: its address is never written to again. Word of a death closes the case."""
    _must_be(post, "sent", day)
    if why not in WHY_RETURNED:
        raise CleanbillError(f"{why!r} is no reason for a return. Those there are: {', '.join(WHY_RETURNED)}.")
    status: Status = "closed" if why == "deceased" else "returned"
    return replace(post, status=status, bad=post.bad | {post.address}, since=day, why=why)


def moved_to(post: Post, day: date, address: str) -> Post:
    """Another address was found; CleanbillError where mail to it has come back."""
    _must_be(post, "returned", day)
    if address in post.bad:
        raise CleanbillError("Mail to this address has come back before. Find another, or close the case.")
    return replace(post, status="to_send", address=address, since=day, why=None)


def close(post: Post, day: date, why: str) -> Post:
    """No more letters to this person. The debt stays abolished all the same."""
    if post.status == "closed":
        raise CleanbillError("This person's mail is closed already.")
    _not_before(post, day)
    return replace(post, status="closed", since=day, why=why)


def _must_be(post: Post, status: Status, day: date) -> None:
    if post.status != status:
        raise CleanbillError(f"This step is for mail that is {status.replace('_', ' ')}; this is {post.status}.")
    _not_before(post, day)


def _not_before(post: Post, day: date) -> None:
    if post.since is not None and day < post.since:
        raise CleanbillError(f"This step is of {day}, before the last one of {post.since}. Check the date.")
