"""A link of the chain of acts: who did what, when, to what, and the hash of the link before.

The hash is SHA-256 over the link as canonical JSON. Nothing in a link tells of a debtor or a donor.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

START = "0" * 64  # what stands before the first link


@dataclass(frozen=True, slots=True)
class Head:
    """The last link: note it elsewhere, and a lost tail is seen too."""

    number: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Link:
    """One act. `details` is canonical JSON; `step_key` names the step, which is taken once."""

    number: int
    step_key: str
    who: str
    at: str  # ISO 8601
    act: str
    subject: str
    details: str
    inputs_sha256: str
    previous_sha256: str
    sha256: str = ""

    def computed(self) -> str:
        """What the hash must be."""
        held = {name: value for name, value in asdict(self).items() if name != "sha256"}
        return hashlib.sha256(canonical(held).encode()).hexdigest()

    def line(self) -> str:
        """The link as one line of an export."""
        return canonical(asdict(self)) + "\n"


def linked(link: Link) -> Link:
    """The link with its hash."""
    return replace(link, sha256=link.computed())


def canonical(value: Mapping[str, Any]) -> str:
    """The one JSON text of a value: sorted names, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
