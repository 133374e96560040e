"""Double entry, by fund: every entry sums to zero within each fund.

Knows nothing of medicine. Amounts are whole cents, debits positive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cleanbill.core.errors import CleanbillError

# An entry: postings that sum to zero within each fund, on one day.


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


# The ledger: entries in the order they were posted; none is ever changed.


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


# A ledger as a beancount file: the books in a format that others' tools read and check.
#
# Accounts become Assets:Cash:<fund> and so on; amounts are dollars to the cent.
# Syntax: https://beancount.github.io/docs/beancount_language_syntax.html


ROOTS = {
    "assets": "Assets",
    "liabilities": "Liabilities",
    "income": "Income",
    "expenses": "Expenses",
    "equity": "Equity",
}


def beancount(ledger: Ledger, *, title: str = "cleanbill") -> str:
    """The text of the file; the same bytes for the same entries. Entries stand by day, then as posted."""
    entries = sorted(ledger.entries, key=lambda one: one.posted_on)
    lines = [f'option "title" "{_text(title)}"', 'option "operating_currency" "USD"', ""]
    if entries:
        accounts = sorted({account_name(p.account, p.fund_id) for one in entries for p in one.postings})
        lines += [f"{entries[0].posted_on} open {name} USD" for name in accounts] + [""]
    for one in entries:
        lines.append(f'{one.posted_on} * "{_text(one.memo)}"')
        lines.append(f'  id: "{_text(one.entry_id)}"')
        lines += [f"  {account_name(p.account, p.fund_id)}  {Decimal(p.cents) / 100:.2f} USD" for p in one.postings]
        lines.append("")
    return "\n".join(lines)


def account_name(account: str, fund_id: str) -> str:
    """ "assets:debt held" of fund "f-1" as Assets:Debt-held:F-1; CleanbillError for a root that beancount lacks."""
    root, *rest = account.split(":")
    if root not in ROOTS:
        raise CleanbillError(f"The account {account!r} begins with none of {', '.join(ROOTS)}.")
    return ":".join([ROOTS[root], *(_part(one) for one in (*rest, fund_id))])


def _part(name: str) -> str:
    """A name as beancount allows it: a capital or digit first, letters, digits and dashes; others as -hex-."""
    plain = "".join(_letters(name))
    first = plain[:1]
    return (
        plain if first.isdigit() or first.isupper() else (first.upper() + plain[1:] if first.isalpha() else f"X{plain}")
    )


def _letters(name: str) -> Iterator[str]:
    for letter in name:
        if letter.isascii() and letter.isalnum():
            yield letter
        else:
            yield "-" if letter in " -" else f"-{ord(letter):x}-"


def _text(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


# A correction: a new entry that undoes an earlier one. Nothing posted is ever changed.


def reversal(of: Entry, on: date, why: str) -> Entry:
    """The entry that undoes `of`; its id is made from the other's, so that one is undone once."""
    undone = (Posting(posting.account, posting.fund_id, -posting.cents) for posting in of.postings)
    return entry(f"{of.entry_id}-reversed", on, f"Reversal of {of.entry_id}: {why}", *undone)
