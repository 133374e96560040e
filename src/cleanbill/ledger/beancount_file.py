"""A ledger as a beancount file: the books in a format that others' tools read and check.

Accounts become Assets:Cash:<fund> and so on; amounts are dollars to the cent.
Syntax: https://beancount.github.io/docs/beancount_language_syntax.html
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from cleanbill.core.errors import CleanbillError
from cleanbill.ledger.ledger import Ledger

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
