"""A person to whom a letter may go, with the accounts that were abolished for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

LANGUAGES = ("en", "es", "pt", "ht", "zh", "vi")


@dataclass(frozen=True, slots=True)
class AbolishedAccount:
    """One account as its letter tells it: whose bill it was, the end of its number, and the face."""

    creditor: str
    number_end: str
    face_cents: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person; `address` is the lines below the name, the last with city, state and ZIP code.

    `guarantor` is who answers for a minor, at `guarantor_address` where one is known. Text fields are personal: they
    are kept out of `repr`, and so out of logs.
    """

    person_key: str
    name: str = field(repr=False)
    address: tuple[str, ...] = field(repr=False)
    state: str = field(repr=False)
    accounts: tuple[AbolishedAccount, ...] = field(repr=False)
    language: str | None = None
    birth_date: date | None = field(default=None, repr=False)
    minor: bool = False
    guarantor: str | None = field(default=None, repr=False)
    deceased: bool = False
    confidential_address: bool = False
    bankrupt: bool = False
    represented: bool = False
    silence: bool = False  # asked not to be contacted
    address_returned: bool = False
    guarantor_address: tuple[str, ...] = field(default=(), repr=False)
    guarantor_address_returned: bool = False

    @property
    def face_cents(self) -> int:
        """What was abolished for this person, in all."""
        return sum(account.face_cents for account in self.accounts)


@dataclass(frozen=True, slots=True)
class Addressed:
    """A letter that will be sent: to whom, in which language, to the guarantor or not."""

    to: Recipient
    language: str
    to_guarantor: bool = False
    language_chosen: bool = True  # False: the file named none of the six, and English stands in
