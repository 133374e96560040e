"""Takes texts in as files, for the tests of claims in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleanbill.care.claim_tables import ClaimHeader
from cleanbill.care.claims_read import Taken, take_in
from cleanbill.core.tables import Table

STATUS = ("accepted", "pended", "rejected")


def took(folder: Path, *texts: str | bytes, ending: str = "837") -> Taken:
    """The texts as files a, b, ..., taken in."""
    paths = []
    for name, text in zip("abcdef", texts, strict=False):
        paths.append(folder / f"{name}.{ending}")
        paths[-1].write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    return take_in(paths)


def rows(taken: Taken, table: type[Table] = ClaimHeader) -> list[dict[str, Any]]:
    """A table's rows in the order of its key."""
    found = taken.tables()[table].to_pylist()
    return sorted(found, key=lambda row: [row[name] for name in table.__key__])


def statuses(taken: Taken) -> dict[str, str]:
    """Patient control number -> status."""
    return {row["patient_control_number"]: row["status"] for row in rows(taken)}


def faults_of(taken: Taken) -> list[tuple[int | None, str | None]]:
    """Where each finding is."""
    return [(finding.row, finding.column) for finding in taken.findings]


def check_law(taken: Taken) -> None:
    """In = accepted + pended + rejected in claims and cents, and every key stands once."""
    for file in taken.files:
        assert file["claims"] == sum(file[status] for status in STATUS)
        assert file["charge_cents"] == sum(file[f"{status}_cents"] for status in STATUS)
    for table, arrow in taken.tables().items():
        keys = list(zip(*(arrow[name].to_pylist() for name in table.__key__), strict=True))
        assert len(set(keys)) == len(keys), table.__name__
