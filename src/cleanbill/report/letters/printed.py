"""Letters on paper: one for each person, of all their accounts, in their language; PDF by Typst.

In: `Letter`s (who, code) and their `Sender`. Out: PDF bytes, the same for the
same letters; fonts are those of Typst and, for Chinese, fonts/ of this package.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib import resources
from typing import Any

import typst

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.relief.letters import LANGUAGES, Addressed, is_code
from cleanbill.report.letters.approved import Approved, Proposed
from cleanbill.report.letters.wording import filled, told_day, wording

PARTS = ("gift", "tax", "credit", "others")
A_FILE = 50  # letters in one PDF; Typst keeps what it laid out in the last ten, some 0.8 MB a letter


@dataclass(frozen=True, slots=True)
class Sender:
    """Who abolished the debts, when, and where a letter can be checked.

    `words` are the sponsor's own, approved or proposed with the letters, or None for a letter without.
    `charity`: it is a 501(c)(3); the tax words hold for no other.
    """

    name: str
    abolished_on: date
    return_address: tuple[str, ...]
    page: str
    phone: str
    words: Approved | Proposed | None
    charity: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to print: to whom, and its code; None where it can only be checked by phone.

    `reference` stands small under the day: by it a letter that comes back is known.
    """

    addressed: Addressed
    code: str | None = field(repr=False)
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF of letters in one language, with whose they are, in order."""

    language: str
    person_keys: tuple[str, ...]
    pdf: bytes = field(repr=False)


def print_run(
    letters: Sequence[Letter], sender: Sender, day: date, *, a_file: int = A_FILE, at_once: int = 2
) -> Iterator[Printed]:
    """All letters, by language, `a_file` to a PDF; 1 gives each person a PDF of their own. `at_once` are in memory."""
    _must_be_sendable(letters, sender)
    batches: list[list[Letter]] = []
    for language in LANGUAGES:
        ours = [letter for letter in letters if letter.addressed.language == language]
        batches += [ours[start : start + a_file] for start in range(0, len(ours), a_file)]
    with ThreadPoolExecutor(at_once) as pool:  # Typst works without Python's lock
        for start in range(0, len(batches), at_once):
            yield from pool.map(lambda batch: _printed(batch, sender, day), batches[start : start + at_once])


def _printed(batch: Sequence[Letter], sender: Sender, day: date) -> Printed:
    keys = tuple(letter.addressed.to.person_key for letter in batch)
    return Printed(batch[0].addressed.language, keys, letters_pdf(batch, sender, day))


def letters_pdf(letters: Sequence[Letter], sender: Sender, day: date) -> bytes:
    """Letters of one language as one PDF, each beginning a page; the pages of each are counted for themselves."""
    _must_be_sendable(letters, sender)
    languages = {letter.addressed.language for letter in letters}
    if len(languages) != 1:
        raise CleanbillError(f"One PDF holds letters of one language; these are of {len(languages)}. Use print_run.")
    with resources.as_file(resources.files("cleanbill.report.letters")) as home:
        pdf: bytes = typst.compile(
            home / "letters.typ",
            sys_inputs={"letters": json.dumps(shown(letters, sender, day, languages.pop()))},
            font_paths=[home / "fonts"],
            ignore_system_fonts=True,
            timestamp=int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()),
        )
    return pdf


def shown(letters: Sequence[Letter], sender: Sender, day: date, language: str) -> dict[str, Any]:
    """Everything that stands on the letters, ready to print."""
    words = wording(language)
    names = {"sponsor": sender.name, "page": sender.page, "phone": sender.phone}
    parts = [(words[f"{part}_head"], words[part]) for part in PARTS]
    parts = [(head, filled(text, names)) for head, text in parts]
    if sender.words is not None:
        parts.append((filled(words["sponsor_head"], names), sender.words.words(language)))
    return {
        **{name: words[name] for name in ("title", "creditor", "number", "amount", "total", "do_head", "do", "page")},
        **{name: filled(words[name], names) for name in ("check_head", "check_page", "check_phone")},
        "lang": language,
        "sponsor": sender.name,
        "return_address": list(sender.return_address),
        "day": told_day(day, language),
        "parts": [{"head": head, "text": text} for head, text in parts],
        "others": [
            {"lang": each, "text": filled(wording(each)["other_language"], names)}
            for each in LANGUAGES
            if each != language
        ],
        "letters": [_one(letter, sender, language) for letter in letters],
    }


def _one(letter: Letter, sender: Sender, language: str) -> dict[str, Any]:
    to, words, child = letter.addressed.to, wording(language), letter.addressed.to_guarantor
    guarantor = to.guarantor or ""
    total = usd(to.face_cents)
    names = {"name": to.name, "guarantor": guarantor, "total": total, "sponsor": sender.name}
    names["day"] = told_day(sender.abolished_on, language)
    second = "check_zip" if to.birth_date is None else "check_birth_guarantor" if child else "check_birth"
    return {
        "name": guarantor if child else to.name,
        "address": list(to.address),
        "greeting": filled(words["greeting_guarantor" if child else "greeting"], names),
        "lead": filled(words["lead"], names),
        "for_child": filled(words["for_child"], names) if child else None,
        "accounts": [
            {"creditor": each.creditor, "number_end": each.number_end, "face": usd(each.face_cents)}
            for each in to.accounts
        ],
        "total": total,
        "code": letter.code,
        "reference": letter.reference,
        "check_second": words[second],
    }


def _must_be_sendable(letters: Sequence[Letter], sender: Sender) -> None:
    if not letters:
        raise CleanbillError("There is no letter to print.")
    if not sender.charity:
        raise CleanbillError(
            f"{sender.name} is not marked as a 501(c)(3) charity, and the letter says that the gift is no income. "
            "Ask counsel what may be said of taxes before any letter goes out."
        )
    if sender.words is not None and not isinstance(sender.words, Approved | Proposed):
        raise CleanbillError("The sponsor's words are not approved. Use approve(draft, approver, day).")
    for letter in letters:
        if letter.code is not None and not is_code(letter.code):
            raise CleanbillError("A letter's code is no code: its check sign is wrong. Make codes by new_code.")
    keys = [letter.addressed.to.person_key for letter in letters]
    if len(set(keys)) != len(keys):
        raise CleanbillError("A person has two letters in this run. There is one for each person, of all accounts.")
