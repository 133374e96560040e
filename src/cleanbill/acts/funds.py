"""Given money: gifts in, what binds a fund proposed and decided by two people, handling paid, the books out.

In: a platform's export, a file of funds. Only by terms in force is a fund spent, and none is ever overdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cleanbill.acts.office import Office, write_text
from cleanbill.fund import CASH, Aged, ReadGifts, aged, entry_of, handling, layout, read_gifts
from cleanbill.ledger import Ledger, beancount
from cleanbill.records import By, FundTerms
from cleanbill.relief.round import read_funds

GIFT = "gift-"


@dataclass(frozen=True, slots=True)
class Spending:
    """What handling cost a fund; not `new` where it was posted before."""

    fund_id: str
    cents: int
    new: bool


@dataclass(frozen=True, slots=True)
class ProposedTerms:
    """The funds of which new terms were proposed just now, and those versions that wait for another person."""

    funds: tuple[str, ...]
    waiting: tuple[FundTerms, ...]


@dataclass(frozen=True, slots=True)
class FundStanding:
    """A fund on a day: its money by how long it lies, the terms in force, and those that wait to be approved."""

    money: Aged
    in_force: FundTerms | None
    proposed: FundTerms | None

    @property
    def fund_id(self) -> str:
        """The fund."""
        return self.money.fund_id


def import_gifts(
    office: Office, by: By, export: Path, *, platform: str, fund_id: str, chapter: str = ""
) -> ReadGifts:  # fmt: skip
    """Takes gifts in from a platform's export; the same gift is never counted twice.

    `fund_id` and `chapter` are for rows that name none. BadInput with every row that cannot be read.
    """
    posted = (entry.entry_id for entry in office.store.entries().entries)
    known = [name.removeprefix(GIFT) for name in posted if name.startswith(GIFT)]
    key = office.keys.hashing_key()
    read = read_gifts(export, layout(platform), key=key, fund_id=fund_id, chapter=chapter, known=known)
    office.store.post(by, [entry_of(gift) for gift in read.gifts])
    return read


def spend_on_handling(office: Office, by: By, fund_id: str, cents: int, what: str) -> Spending:
    """Posts what handling cost. A fund is never overdrawn; the same spending told twice is posted once."""
    new = office.store.post(by, [handling(fund_id, by.on, cents, what)])
    return Spending(fund_id, cents, bool(new))


def propose_terms(office: Office, by: By, file: Path) -> ProposedTerms:
    """Proposes the terms of a file of funds (YAML); what stands already stays as it is."""
    new = office.store.propose_terms(by, read_funds(file))
    waiting = (
        fund_term for fund_term in office.store.fund_terms() if fund_term.fund_id in new and not fund_term.decision
    )
    return ProposedTerms(new, tuple(waiting))


def approve_terms(office: Office, by: By, fund_id: str, version: int) -> FundTerms:
    """Approves the version of a fund's terms that was looked at, which another proposed; gives what is in force."""
    office.store.approve_terms(by, fund_id, version)
    return office.store.in_force()[fund_id]


def decline_terms(office: Office, by: By, fund_id: str, version: int) -> None:
    """Declines the version of a fund's terms that was looked at."""
    office.store.decline_terms(by, fund_id, version)


def fund_standings(office: Office, on: date) -> tuple[FundStanding, ...]:
    """What each fund has on a day, how long it has lain unspent, and what it is bound by; by name."""
    ledger, terms = office.store.entries(), office.store.fund_terms()
    names = sorted({*funds_of(ledger), *(term.fund_id for term in terms)})
    return tuple(FundStanding(aged(ledger, name, on), *_bound(terms, name)) for name in names)


def export_books(office: Office, to: Path) -> Path:
    """Writes the books as a beancount file."""
    return write_text(to, beancount(office.store.entries()))


def funds_of(ledger: Ledger, on: date | None = None) -> list[str]:
    """The funds that had money, by a day where one is given."""
    entries = (entry for entry in ledger.entries if on is None or entry.posted_on <= on)
    return sorted({line.fund_id for entry in entries for line in entry.postings if line.account == CASH})


def _bound(terms: tuple[FundTerms, ...], fund_id: str) -> tuple[FundTerms | None, FundTerms | None]:
    """The terms in force, and those that wait to be approved."""
    ours = [term for term in terms if term.fund_id == fund_id]
    approved, waiting = ([our for our in ours if our.decision == how] for how in ("approved", ""))
    return (approved[-1] if approved else None, waiting[-1] if waiting else None)
