"""What is known of the harm of going without care, as each study put it; nothing here enters a sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanbill.law import parameter


@dataclass(frozen=True, slots=True)
class Harm:
    """One study: what kind it is, what it found, what it does not show, and where it can be read."""

    study: str
    kind: str
    found: str
    not_shown: str
    link: str


def harm(day: date) -> tuple[Harm, ...]:
    """The studies on record on a day; law/us/harm_of_forgone_care."""
    entries = parameter("us/harm_of_forgone_care").at(day)
    return tuple(Harm(**{name: " ".join(str(text).split()) for name, text in entry.items()}) for entry in entries)
