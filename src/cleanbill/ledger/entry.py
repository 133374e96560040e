"""An entry: postings that sum to zero within each fund, on one day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from cleanbill.core.errors import CleanbillError


@dataclass(frozen=True, slots=True)
class Posting:
    """A signed amount in one account of one fund; debits are positive."""

    account: str
    fund_id: str
    cents: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the books. Made with `entry`, which refuses what does not balance."""

    entry_id: str
    posted_on: date
    memo: str
    postings: tuple[Posting, ...]


def entry(entry_id: str, posted_on: date, memo: str, *postings: Posting) -> Entry:
    """An entry of `postings`; CleanbillError where they do not sum to zero in each fund."""
    sums: dict[str, int] = defaultdict(int)
    for posting in postings:
        sums[posting.fund_id] += posting.cents
    off = {fund: cents for fund, cents in sums.items() if cents}
    if off or not postings:
        raise CleanbillError(f"Entry {entry_id} does not balance: {off or 'it has no postings'}.")
    return Entry(entry_id, posted_on, memo, postings)
