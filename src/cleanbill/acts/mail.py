"""Letters in the post: that they went out, that they came back, whom never to write to, and whether one is real.

In: the sealed run that was approved, or the printer's list of what came back (`relief.notices.read_returns`). With
the act of mailing each letter's code begins to answer. Law: us/letter_rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from cleanbill.acts.letters import approved_letters
from cleanbill.acts.office import Office
from cleanbill.acts.sealed_people import SealedPeople, sealed_people
from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.law import parameter
from cleanbill.records import By, Posted, Returned
from cleanbill.relief import ids_of
from cleanbill.relief.letters import Answer, ComingBack, address_key, code_key, read_returns
from cleanbill.report.letters import open_run

ZIP_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Mailed:
    """Letters that went out, and how many of the purchase's people get none; codes answer until `expires_on`."""

    purchase_id: str
    letters: int
    held_back: int
    expires_on: date


@dataclass(frozen=True, slots=True)
class ReturnedMail:
    """Letters that came back, those of people who died among them, and people whose new address is known."""

    purchase_id: str
    came_back: int
    deceased: int
    moved: int


def record_mailing(office: Office, by: By, purchase_id: str, *, again: bool = False) -> Mailed:
    """Records that the approved letters went out; `again`, those to people who have moved."""
    purchase = office.store.purchase(purchase_id)
    people, approved = sealed_people(office, purchase.portfolio_id), approved_letters(office, purchase, again=again)
    run = open_run(people.letters(approved), people.key)
    rules = parameter("us/letter_rules").at(by.on)
    expires_on = by.on + timedelta(days=rules["valid_days"])
    posted = [Posted(**letter) for letter in run.posted]
    if again:
        office.store.notify_again(
            by, purchase_id, approved.number, letters=run.letters, letters_sha256=run.sha256,
            words_sha256=run.words_sha256, posted=posted, sender=run.sender, expires_on=expires_on,
            most_letters=rules["most_letters"],
        )  # fmt: skip
    else:
        office.store.notify(
            by, purchase_id, letters=run.letters, letters_sha256=run.sha256,
            words_sha256=run.words_sha256, posted=posted, sender=run.sender, expires_on=expires_on,
            held_back=run.held_back,
        )  # fmt: skip
    return Mailed(purchase_id, run.letters, run.held_back, expires_on)


def record_returned_file(office: Office, by: By, purchase_id: str, file: Path) -> ReturnedMail:
    """Records the letters that came back and the new addresses of a CSV file: letter, code or person_id; date; why."""
    return _returned(office, by, purchase_id, read_returns(file), file.name)


def record_returned_letter(
    office: Office, by: By, purchase_id: str, letter: int, *, why: str, on: date | None = None
) -> ReturnedMail:
    """Records that one letter, by its number, came back on a day: that of `by` where none is given."""
    return _returned(office, by, purchase_id, [ComingBack(on or by.on, why, letter)], "--letter")


def close_mail(office: Office, by: By, purchase_id: str, letter: int, why: str) -> None:
    """Records that nobody writes to the person of a letter again; the debt stays abolished all the same."""
    office.store.close_mail(by, purchase_id, letter, why)


def never_write(office: Office, by: By, person: str) -> tuple[str, ...]:
    """Nobody writes to a person from any purchase, ever; the ids under which they are barred, the one of now first.

    Raises CleanbillError where nobody has or had that id.
    """
    lettered = {
        mail.post.person_key
        for purchase in office.store.purchases()
        for mail in office.store.mail(purchase.purchase_id)
    }
    ids = tuple(ids_of(office.folder, person, lettered))
    for known in ids:
        office.store.never_write(by, known)
    return ids


def check_letter(office: Office, code: str, second: str, client: str, now: datetime) -> Answer:
    """Whether a letter is real, by its code and a birth date (or ZIP code where the letter asks for that).

    After some wrong answers `client` has to wait. The error does not say what was typed.
    """
    rules, key = parameter("us/letter_rules").at(now.date()), office.keys.hashing_key()
    return office.store.check_letter(code, _second(second), client, key=key, now=now, rules=rules)


def _second(text: str) -> date | str:
    if text.isdecimal() and len(text) == ZIP_DIGITS:
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CleanbillError("The birth date is not a day. Write it like 1980-05-06.") from None


def _returned(office: Office, by: By, purchase_id: str, rows: Sequence[ComingBack], file: str) -> ReturnedMail:
    people = sealed_people(office, office.store.purchase(purchase_id).portfolio_id)
    numbers = _numbers(office, people, purchase_id, rows, file)
    persons = {mail.number: mail.post.person_key for mail in office.store.mail(purchase_id)}
    new = [
        {"person_key": persons[number], "address": list(row.address), "state": row.state}
        for number, row in zip(numbers, rows, strict=True)
        if row.address and number in persons
    ]
    if new:  # before the act, which names an address by its hash alone: broken off here, the same file goes on
        people.add_addresses(new)
    hashes = (address_key(people.hash_key, row.address) if row.address else "" for row in rows)
    returns = [
        Returned(number, row.on, row.why, hashed)
        for number, row, hashed in zip(numbers, rows, hashes, strict=True)
    ]  # fmt: skip
    office.store.came_back(by, purchase_id, returns)
    back, dead = sum(bool(row.why) for row in rows), sum(row.why == "deceased" for row in rows)
    return ReturnedMail(purchase_id, back, dead, len(new))


def _numbers(
    office: Office, people: SealedPeople, purchase_id: str, rows: Sequence[ComingBack], file: str
) -> list[int]:  # fmt: skip
    """The letter of each row; BadInput with every row whose letter there is not."""
    codes = {row.code: code_key(people.hash_key, row.code) for row in rows if row.code}
    ids = people.ids_of({row.person_id for row in rows if row.person_id})
    every = (known for of_person in ids.values() for known in of_person)
    found = office.store.numbers_of(purchase_id, code_keys=codes.values(), people=every)
    found |= {
        person: _only([found[known] for known in of_person if known in found])
        for person, of_person in ids.items()
        if person not in found
    }
    numbers = [row.letter or found.get(codes.get(row.code, row.person_id), 0) for row in rows]
    if 0 in numbers:
        lost = [place for place, number in enumerate(numbers, 1) if not number]
        problem, remedy = f"no letter of {purchase_id} is this one", "Was it of another purchase, or sent anew since?"
        raise BadInput([Finding(file, lost[0], None, problem, remedy, len(lost))])
    return numbers


def _only(numbers: list[int]) -> int:
    return numbers[0] if len(set(numbers)) == 1 else 0
