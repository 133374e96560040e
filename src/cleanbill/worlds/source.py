"""What a run starts from, wherever it came from: people, cover and parts of claims."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import ibis.expr.types as ir

from cleanbill.core.errors import Gap

Progress = Callable[[str, int, int], None]  # what is being done, how much of it, of how much


@dataclass(frozen=True, slots=True)
class Intake:
    """What came in. `part` (person_id, part) says in which file of `claim_parts` a person's lines are.

    A part holds whole families with all their lines, so that parts can be
    settled one by one. `lines_in` and `charge_in_cents` are those of the input
    files, `set_aside_*` what of them is not in the parts.
    """

    kind: str
    says: str
    person: ir.Table
    cover: ir.Table
    part: ir.Table
    claim_parts: tuple[Path, ...]
    lines_in: int
    charge_in_cents: int
    gaps: tuple[Gap, ...] = ()
    lines_set_aside: int = 0
    charge_set_aside_cents: int = 0


class Source(Protocol):
    """Brings an input in: writes person, cover, provider and claim_line below `folder`."""

    @property
    def reads(self) -> tuple[Path, ...]:
        """The user's files and folders that it reads, which no result may replace."""
        ...

    def intake(self, con: Any, folder: Path, *, today: date, seed: int, progress: Progress) -> Intake:
        """The input as tables; BadInput with every fault where it cannot be used."""
        ...
