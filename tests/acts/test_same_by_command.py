"""The same drive by the acts in Python and by the commands gives the same acts, the same facts and the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cleanbill.acts.office import open_office
from tests.acts.drive import (
    BOUGHT,
    DESTROYED,
    ENDED,
    OFFERED,
    PROGRAMME,
    WRITTEN_TO,
    Step,
    begin,
    begun_by_acts,
    begun_by_commands,
    drawn_alike,
)
from tests.cli.letters_drive import relief
from tests.records.drive import state

DRIVE = (*OFFERED, *BOUGHT, *WRITTEN_TO, *ENDED)
SEALED = {"identity.parquet", "addresses.parquet"}  # under a nonce that the library draws
CERTIFICATE = Path("programme/certificates/p1.json")
Begin, Take = Callable[[], None], Callable[[Step], None]


@dataclass(frozen=True)
class Outcome:
    """What a drive left: its acts as they are exported, the facts, every file; and, once destroyed, who did what."""

    acts: list[str]
    facts: dict[str, Any]
    files: dict[str, bytes]
    destroyed: list[tuple[str, str, str]]
    certified: dict[str, Any]


def files(at: Path) -> dict[str, bytes]:
    """Every file below a folder, by name; the database is compared by its acts and facts."""
    every = (path for path in at.rglob("*") if path.is_file() and not path.name.startswith("records."))
    return {str(path.relative_to(at)): b"" if sealed(path) else path.read_bytes() for path in every}


def sealed(path: Path) -> bool:
    return path.name in SEALED or path.name.startswith("letters-")


def act_of(step: Step) -> None:
    with open_office(PROGRAMME) as office:
        step.act(office)


def command_of(step: Step) -> None:
    relief(*step.command)


def driven(at: Path, begun: Begin, take: Take) -> Outcome:
    """The whole drive in folder `at`."""
    with pytest.MonkeyPatch.context() as patch:
        begin(at, patch)
        drawn_alike(patch)
        begun()
        for step in DRIVE:
            take(step)
        with open_office(PROGRAMME) as office:
            office.store.export_acts(Path("acts.jsonl"))
            facts = state(office.store)
        acts, left = Path("acts.jsonl").read_text("utf-8").splitlines(), files(at)
        for step in DESTROYED:
            take(step)
        with open_office(PROGRAMME) as office:
            done = [(one.act, one.who, one.at) for one in office.store.acts()][len(acts) :]
        return Outcome(acts, facts, left, done, certified())


def certified() -> dict[str, Any]:
    """A certificate without the hashes of what was sealed."""
    told: dict[str, Any] = json.loads(CERTIFICATE.read_text("utf-8"))
    return told | {"sealed": sorted(told["sealed"]), "sha256": None}


def test_the_drive_by_acts_is_the_drive_by_commands(tmp_path: Path) -> None:
    acts, commands = (
        driven(tmp_path / "acts", begun_by_acts, act_of), driven(tmp_path / "commands", begun_by_commands, command_of),
    )  # fmt: skip
    assert acts.acts == commands.acts
    assert acts.facts == commands.facts
    assert acts.files.keys() == commands.files.keys()
    assert [name for name, content in acts.files.items() if content != commands.files[name]] == []
    assert acts.destroyed == commands.destroyed
    assert acts.certified == commands.certified
    (closed,) = acts.facts["purchases"]
    assert (closed.state, closed.letters, closed.abolished_cents) == ("closed", 3, closed.face_cents)
    for name in ("programme/p1-bill-of-sale.txt", "programme/p1-bid.csv", "deletions.txt", "report/report.html"):
        assert acts.files[name], name
    assert [act for act, *_ in acts.destroyed] == ["ask destruction", "approve destruction", "certify destruction"]
