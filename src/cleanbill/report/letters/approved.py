"""The sponsor's own words in a letter: written by one person and approved by another, word for word.

They are approved before letters are printed, or with the sealed letters that take them along.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cleanbill.core.errors import CleanbillError


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
