"""Letters on paper: one for each person, of all their accounts, in their language; PDF by Typst.

In: `Letter`s (who, code) and their `Sender`. Out: PDF bytes, the same for the
same letters; fonts are those of Typst and, for Chinese, fonts/ of this package.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.core.money import usd
from cleanbill.core.optional import needs
from cleanbill.relief.letters import LANGUAGES, Addressed, is_code

# The sponsor's own words in a letter: written by one person and approved by another, word for word.
#
# They are approved before letters are printed, or with the sealed letters that take them along.


@dataclass(frozen=True, slots=True)
class Draft:
    """The sponsor's words by language, as somebody wrote them; no letter takes a draft."""

    words: Mapping[str, str]
    writer: str

    @property
    def digest(self) -> str:
        """SHA-256 of the words; what an approval is of."""
        return hashlib.sha256(json.dumps(dict(self.words), sort_keys=True).encode()).hexdigest()

    def in_language(self, language: str) -> str:
        """The words in a language; CleanbillError where they are missing."""
        if not self.words.get(language, "").strip():
            have = ", ".join(sorted(self.words)) or "none"
            raise CleanbillError(f"The sponsor's words are not there in {language!r}. Those there are: {have}.")
        return self.words[language]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A draft in letters that are sealed until another person has approved both; its digest is in their proposal."""

    draft: Draft

    def words(self, language: str) -> str:
        """The words in a language; CleanbillError where they are missing."""
        return self.draft.in_language(language)


@dataclass(frozen=True, slots=True)
class Approved:
    """A draft with who approved it, when, and the digest of what they read. Refuses what was not approved."""

    draft: Draft
    approver: str
    on: date
    digest: str = field(repr=False)

    def __post_init__(self) -> None:
        writer, approver = (_plain(name) for name in (self.draft.writer, self.approver))
        if not writer or not approver:
            raise CleanbillError("The sponsor's words need a writer and an approver, each by name.")
        if writer == approver:
            raise CleanbillError("Who wrote the sponsor's words cannot approve them. Ask somebody else to.")
        self.must_be_whole()

    def must_be_whole(self) -> None:
        """CleanbillError where the words are not those that were approved."""
        if self.draft.digest != self.digest:
            raise CleanbillError("The sponsor's words were changed after they were approved. Have them approved again.")

    def words(self, language: str) -> str:
        """The words in a language; CleanbillError where they are missing or changed."""
        self.must_be_whole()
        return self.draft.in_language(language)


def approve(draft: Draft, approver: str, on: date) -> Approved:
    """The draft approved as it stands, by somebody who did not write it."""
    return Approved(draft, approver, on, draft.digest)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


# A letter's words in six languages, from words/<language>.yaml, with names, days and dollars put in.


@cache
def wording(language: str) -> Mapping[str, Any]:
    """All texts of a language, by name. CleanbillError for one that is not there."""
    if language not in LANGUAGES:
        raise CleanbillError(f"There is no letter in {language!r}. Languages: {', '.join(LANGUAGES)}.")
    file = resources.files("cleanbill.report.letters").joinpath("words", f"{language}.yaml")
    words: Mapping[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return words


def filled(text: str, names: Mapping[str, str]) -> str:
    """The text with each {name} replaced once; braces in what is put in stay as they are."""
    parts = text.split("{")
    return parts[0] + "".join(names[name] + rest for name, rest in (part.split("}", 1) for part in parts[1:]))


def told_day(day: date, language: str) -> str:
    """A day as the language writes it."""
    words = wording(language)
    return filled(words["date"], {"day": str(day.day), "month": words["months"][day.month - 1], "year": str(day.year)})


def unreviewed() -> list[str]:
    """Languages whose words no native speaker has signed for yet."""
    return [language for language in LANGUAGES if not wording(language)["reviewed_by"]]


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
        in_language = [letter for letter in letters if letter.addressed.language == language]
        batches += [in_language[start : start + a_file] for start in range(0, len(in_language), a_file)]
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
    with needs("typst", "A letter on paper"):
        import typst  # noqa: PLC0415 (optional)
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
            {"lang": other, "text": filled(wording(other)["other_language"], names)}
            for other in LANGUAGES
            if other != language
        ],
        "letters": [_one(letter, sender, language) for letter in letters],
    }


def _one(letter: Letter, sender: Sender, language: str) -> dict[str, Any]:
    to, words, child = letter.addressed.to, wording(language), letter.addressed.to_guarantor
    guarantor = to.guarantor or ""
    total = usd(to.face_cents)
    names = {"name": to.name, "guarantor": guarantor, "total": total, "sponsor": sender.name}
    names["day"] = told_day(sender.abolished_on, language)
    check_key = "check_zip" if to.birth_date is None else "check_birth_guarantor" if child else "check_birth"
    return {
        "name": guarantor if child else to.name,
        "address": list(to.address),
        "greeting": filled(words["greeting_guarantor" if child else "greeting"], names),
        "lead": filled(words["lead"], names),
        "for_child": filled(words["for_child"], names) if child else None,
        "accounts": [
            {"creditor": account.creditor, "number_end": account.number_end, "face": usd(account.face_cents)}
            for account in to.accounts
        ],
        "total": total,
        "code": letter.code,
        "reference": letter.reference,
        "check_second": words[check_key],
    }


def _must_be_sendable(letters: Sequence[Letter], sender: Sender) -> None:
    if not letters:
        raise CleanbillError("There is no letter to print.")
    if not sender.charity:
        raise CleanbillError(
            f"{sender.name} is not marked as a 501(c)(3) charity, and the letter says that the gift is not income. "
            "Ask counsel what may be said of taxes before any letter goes out."
        )
    if sender.words is not None and not isinstance(sender.words, Approved | Proposed):
        raise CleanbillError("The sponsor's words are not approved. Use approve(draft, approver, day).")
    for letter in letters:
        if letter.code is not None and not is_code(letter.code):
            raise CleanbillError("A letter's code is not valid: its check sign is wrong. Make codes by new_code.")
    keys = [letter.addressed.to.person_key for letter in letters]
    if len(set(keys)) != len(keys):
        raise CleanbillError("A person has two letters in this run. There is one for each person, of all accounts.")


# sender.yaml: who sends the letters, where one can be checked, and the sponsor's own words with who wrote them.


KINDS: Mapping[str, type] = {"name": str, "return_address": list, "page": str, "phone": str, "charity": bool}
OWN = {"words": dict, "writer": str}  # given together, or neither


def read_sender(path: Path, abolished_on: date) -> tuple[Sender, Draft | None]:
    """The sender in a file, and the draft of its words. Raises BadInput with everything that is wrong with it."""
    try:
        raw = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise CleanbillError(f"{path} cannot be read: {(error.strerror or 'refused').lower()}.") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raw = None
    findings = list(_faults(raw if isinstance(raw, dict) else {}, path.name))
    if findings:
        raise BadInput(findings)
    draft = Draft(raw["words"], raw["writer"]) if raw.get("words") else None
    words = None if draft is None else Proposed(draft)
    address = tuple(map(str, raw["return_address"]))
    sender = Sender(raw["name"], abolished_on, address, raw["page"], raw["phone"], words, raw["charity"])
    return sender, draft


def _faults(raw: Mapping[str, Any], file: str) -> Any:
    for name, kind in KINDS.items():
        if not isinstance(raw.get(name), kind) or raw[name] in ("", []):
            yield Finding(file, None, name, "it is missing or of another kind", _REMEDY[kind])
    for name, kind in OWN.items():
        if (raw.get("words") or raw.get("writer")) and not isinstance(raw.get(name), kind):
            yield Finding(file, None, name, "the sponsor's words need both `words` and `writer`", _REMEDY[kind])
    for name in raw:
        if name not in {*KINDS, *OWN}:
            yield Finding(
                file, None, str(name), "nothing of this name is read", f"Names: {', '.join({**KINDS, **OWN})}."
            )
    words = raw.get("words")
    for language, text in words.items() if isinstance(words, dict) else ():
        if language not in LANGUAGES or not isinstance(text, str):
            yield Finding(
                file, None, "words", "no text in a language of letters", f"Languages: {', '.join(LANGUAGES)}."
            )


_REMEDY = {
    str: "Write it as text.",
    list: "Write it as a list of lines.",
    bool: "Write true for a 501(c)(3) charity, false for any other.",
    dict: "Write a text for each language.",
}
