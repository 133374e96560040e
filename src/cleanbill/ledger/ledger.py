"""The ledger: entries in the order they were posted; none is ever changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cleanbill.core.errors import CleanbillError
from cleanbill.ledger.entry import Entry


@dataclass(frozen=True, slots=True)
class Ledger:
    """Entries so far. `post` gives a new ledger; a correction is a new entry."""

    entries: tuple[Entry, ...] = ()

    def post(self, *entries: Entry) -> Ledger:
        """The ledger with `entries` added; CleanbillError for an id posted before."""
        seen = {entry.entry_id for entry in self.entries}
        for entry in entries:
            if entry.entry_id in seen:
                raise CleanbillError(f"Entry {entry.entry_id} is posted already.")
            seen.add(entry.entry_id)
        return Ledger(self.entries + entries)

    def balance(self, account: str, fund_id: str) -> int:
        """Debits less credits of an account in a fund, in cents."""
        postings = (posting for entry in self.entries for posting in entry.postings)
        return sum(p.cents for p in postings if p.account == account and p.fund_id == fund_id)

    def rows(self) -> Iterator[dict[str, object]]:
        """The postings as rows of the table `posting`: entry_id, line, posted_on, account, fund_id, cents, memo."""
        for entry in self.entries:
            for line, posting in enumerate(entry.postings, 1):
                yield {
                    "entry_id": entry.entry_id,
                    "line": line,
                    "posted_on": entry.posted_on,
                    "account": posting.account,
                    "fund_id": posting.fund_id,
                    "cents": posting.cents,
                    "memo": entry.memo,
                }
