"""Who gets a letter and who does not: people in are letters plus suppressed, each with its reason.

In: one Recipient for each person, today, the rules of law/us/letter_rules.yaml. Out: a Mailing.
A letter never goes to the dead, to an unsafe or returned address, or to a child.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.law import parameter

# The code on a letter: fifteen random signs and a check sign, kept only as a keyed hash.
#
# 29 signs, without those that are read for one another (0 O, 1 I L, 5 S, U V);
# 29 is prime, so the check sign finds every single wrong sign and every two
# signs swapped. Fifteen signs are 29^15, some 2^72.


ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXYZ"
RANDOM_SIGNS = 15
READ_AS = str.maketrans({"S": "5", "U": "V", "-": "", " ": ""})
KEY_BYTES = 16


def new_code(below: Callable[[int], int]) -> str:
    """A code like "7K2M-Q9RT-4VXA-HB3C"; `below(n)` draws from 0 to n-1: secrets.randbelow, but in tests."""
    signs = "".join(ALPHABET[below(len(ALPHABET))] for _ in range(RANDOM_SIGNS))
    signs += check_sign(signs)
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def check_sign(signs: str) -> str:
    """The sign that makes the sum of place times value a multiple of 29, with the check sign at weight one."""
    total = sum((place + 2) * ALPHABET.index(sign) for place, sign in enumerate(signs))
    return ALPHABET[-total % len(ALPHABET)]


def read_code(typed: str) -> str:
    """The signs of a code however it was typed; it may still be no code."""
    return typed.strip().upper().translate(READ_AS)


def is_code(typed: str) -> bool:
    """Whether what was typed can be a code at all: tells a slip of the hand, and nothing about letters."""
    signs = read_code(typed)
    right = len(signs) == RANDOM_SIGNS + 1 and set(signs) <= set(ALPHABET)
    return right and check_sign(signs[:-1]) == signs[-1]


def keyed(key: bytes, purpose: str, *parts: str) -> str:
    """HMAC-SHA256 of the parts, each with its length before it, so that no two lists of parts read alike."""
    if len(key) < KEY_BYTES:
        raise CleanbillError(f"The key of letter codes has {len(key)} bytes; it needs at least {KEY_BYTES}.")
    text = "".join(f"{len(part)}:{part};" for part in (purpose, *parts))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def code_key(key: bytes, code: str) -> str:
    """The hash by which staff finds the letter of a code that came back; the page never looks a code up alone."""
    return keyed(key, "code", read_code(code))


def second_answer(second: date | str) -> str:
    """What is asked besides the code: the birth date, or the ZIP code written to where none is known."""
    return second.isoformat() if isinstance(second, date) else f"zip {second.strip()[:5]}"


# A person to whom a letter may go, with the accounts that were abolished for them.


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


REASONS = {
    "deceased": "has died",
    "confidential_address": "an address that must not be written to",
    "address_returned": "mail to this address came back",
    "no_address": "no address that mail can go to",
    "nothing_abolished": "no account was abolished",
    "impossible_birth_date": "the birth date cannot be true",
    "minor": "under age, and no guarantor is known",
    "bankrupt": "in bankruptcy",
    "represented": "has a lawyer for this debt",
    "silence": "has asked not to be contacted about this debt",
}


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A person who gets no letter, and why: a key of REASONS."""

    person_key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Mailing:
    """Letters to send and letters held."""

    letters: tuple[Addressed, ...]
    suppressed: tuple[Suppressed, ...]

    @property
    def counts(self) -> dict[str, int]:
        """People in, letters, and held by reason; the first is the sum of the rest."""
        counts = Counter(each.reason for each in self.suppressed)
        people = len(self.letters) + len(self.suppressed)
        return {"people": people, "letters": len(self.letters), **{reason: counts[reason] for reason in REASONS}}


def mailing(people: Iterable[Recipient], today: date, rules: Mapping[str, Any] | None = None) -> Mailing:
    """Each person once: a letter, or the first reason that holds it. BadInput where a person comes twice."""
    rules = rules or parameter("us/letter_rules").at(today)
    letters: list[Addressed] = []
    suppressed: list[Suppressed] = []
    for each in _each_once(people):
        under_age = _under_age(each, today, rules)
        person = _at_the_guarantor(each) if under_age else each
        reason = _reason(person, under_age, today, rules)
        if reason:
            suppressed.append(Suppressed(person.person_key, reason))
        else:
            chosen = person.language in LANGUAGES
            language = str(person.language) if chosen else "en"
            letters.append(Addressed(person, language, to_guarantor=under_age, language_chosen=chosen))
    return Mailing(tuple(letters), tuple(suppressed))


def _reason(person: Recipient, under_age: bool, today: date, rules: Mapping[str, Any]) -> str | None:
    values = {
        "deceased": person.deceased,
        "confidential_address": person.confidential_address,
        "address_returned": person.address_returned,
        "no_address": not person.name.strip() or not any(line.strip() for line in person.address),
        "nothing_abolished": not person.accounts,
        "impossible_birth_date": _impossible(person.birth_date, today, rules["oldest_years"]),
        "minor": under_age and (rules["minor"] == "hold" or not (person.guarantor or "").strip()),
        "bankrupt": person.bankrupt and rules["bankrupt"] == "hold",
        "represented": person.represented and rules["represented"] == "hold",
        "silence": person.silence and rules["silence"] == "hold",
    }
    return next((reason for reason, holds in values.items() if holds), None)


def _at_the_guarantor(person: Recipient) -> Recipient:
    """A child, to be reached where their guarantor lives, if that is known."""
    if not (person.guarantor or "").strip() or not person.guarantor_address:
        return person
    return replace(
        person, address=person.guarantor_address, address_returned=person.guarantor_address_returned
    )  # fmt: skip


def _under_age(person: Recipient, today: date, rules: Mapping[str, Any]) -> bool:
    """A birth date tells; where there is none, the file's word. The patient may have grown up since the care."""
    if person.birth_date is None:
        return person.minor
    adult: Mapping[str, int] = rules["adult_years"]
    return age(person.birth_date, today) < adult.get(person.state, adult["others"])


def age(born: date, today: date) -> int:
    """Whole years; who was born on 29 February is a year older on 1 March."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _impossible(born: date | None, today: date, oldest: int) -> bool:
    return born is not None and not 0 <= age(born, today) <= oldest


def _each_once(people: Iterable[Recipient]) -> list[Recipient]:
    everyone = list(people)
    seen: set[str] = set()
    twice = []
    for row, person in enumerate(everyone, 1):
        if person.person_key in seen:
            twice.append(row)
        seen.add(person.person_key)
    if twice:
        problem = "a person comes twice, and would get two letters"
        remedy = "Put all accounts of a person into one Recipient."
        raise BadInput([Finding("recipients", twice[0], "person_key", problem, remedy, count=len(twice))])
    return everyone
