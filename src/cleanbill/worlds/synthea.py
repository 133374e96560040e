"""A folder of Synthea CSV files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cleanbill.care import Provider, read_synthea
from cleanbill.engine import write_parquet
from cleanbill.people import Cover, Person
from cleanbill.worlds.parts import cut, face, write_parts
from cleanbill.worlds.source import Intake, Progress


@dataclass(frozen=True, slots=True)
class Synthea:
    """A folder as Synthea's CSV exporter writes it."""

    folder: Path

    @property
    def reads(self) -> tuple[Path, ...]:
        """See `Source.reads`."""
        return (self.folder,)

    def intake(self, con: Any, folder: Path, *, today: date, seed: int, progress: Progress) -> Intake:
        """See `Source.intake`. `today` and `seed` are not used: everything is in the files."""
        progress("reading", 0, 1)
        came = read_synthea(con, self.folder)
        progress("reading", 1, 1)
        write_parquet(con, came.person, folder / "person.parquet", schema=Person)
        write_parquet(con, came.cover, folder / "cover.parquet", schema=Cover)
        write_parquet(con, came.provider, folder / "provider.parquet", schema=Provider)
        part = cut(con, came.person)
        lines, _ = face(came.claim_line)
        aside = lines_aside(came)
        return Intake(
            kind="synthea",
            says=f"Synthetic patients of a Synthea folder, {lines:,} charges.",
            person=con.read_parquet(folder / "person.parquet"),
            cover=con.read_parquet(folder / "cover.parquet"),
            part=part,
            claim_parts=write_parts(con, came.claim_line, part, folder, progress),
            lines_in=lines + aside,
            charge_in_cents=came.counts.charge_cents,
            gaps=came.gaps,
            lines_set_aside=aside,
            charge_set_aside_cents=came.counts.aside_cents,
        )


def lines_aside(came: Any) -> int:
    """Charge lines that were not used, over all reasons."""
    transactions = next(file for file in came.counts.files if file.file == "claims_transactions.csv")
    return sum(part.rows for part in transactions.aside if part.reason.startswith("charges:"))
