"""Who gets a letter and who does not: people in are letters plus suppressed, each with its reason.

In: one Recipient for each person, today, the rules of law/us/letter_rules.yaml. Out: a Mailing.
A letter never goes to the dead, to an unsafe or returned address, or to a child.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cleanbill.core.errors import BadInput, Finding
from cleanbill.law import parameter
from cleanbill.relief.notices.recipient import LANGUAGES, Addressed, Recipient

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
        held = Counter(each.reason for each in self.suppressed)
        people = len(self.letters) + len(self.suppressed)
        return {"people": people, "letters": len(self.letters), **{reason: held[reason] for reason in REASONS}}


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
    held = {
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
    return next((reason for reason, holds in held.items() if holds), None)


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
