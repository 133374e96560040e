"""A correction: a new entry that undoes an earlier one. Nothing posted is ever changed."""

from __future__ import annotations

from datetime import date

from cleanbill.ledger.entry import Entry, Posting, entry


def reversal(of: Entry, on: date, why: str) -> Entry:
    """The entry that undoes `of`; its id is made from the other's, so that one is undone once."""
    undone = (Posting(one.account, one.fund_id, -one.cents) for one in of.postings)
    return entry(f"{of.entry_id}-reversed", on, f"Reversal of {of.entry_id}: {why}", *undone)
