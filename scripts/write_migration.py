"""Writes the one migration of the records again from their models, with the guards at its end.

    .venv/bin/python -m scripts.write_migration

It is one for as long as nothing is released. After that a change of tables is a migration of its own:
`RemoveGuards()`, what `makemigrations` says, `InstallGuards()`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cleanbill.records.ready import ready

FILE = Path(__file__).parent.parent / "src/cleanbill/records/migrations/0001_initial.py"
DOCSTRING = '"""The tables of the store and its guards; written by `python -m scripts.write_migration`."""\n\n'
ITS_MODULE = "cleanbill.records.guards.guards"


def migration() -> str:
    """The migration as Python, before it is formatted."""
    ready()
    from django.apps import apps  # noqa: PLC0415 (after Django is set up)
    from django.db.migrations.autodetector import MigrationAutodetector  # noqa: PLC0415
    from django.db.migrations.graph import MigrationGraph  # noqa: PLC0415
    from django.db.migrations.questioner import MigrationQuestioner  # noqa: PLC0415
    from django.db.migrations.state import ProjectState  # noqa: PLC0415
    from django.db.migrations.writer import MigrationWriter  # noqa: PLC0415

    from cleanbill.records.guards import InstallGuards  # noqa: PLC0415

    asked = MigrationQuestioner(specified_apps={"records"})  # the first migration of the records, and of no other app
    detector = MigrationAutodetector(ProjectState(), ProjectState.from_apps(apps), asked)
    changes = detector.changes(MigrationGraph(), trim_to_apps={"records"}, convert_apps={"records"})
    (made,) = changes["records"]
    made.operations.append(InstallGuards())
    text = str(MigrationWriter(made, include_header=False).as_string())
    text = text.replace(f"import {ITS_MODULE}\n", "").replace(f"{ITS_MODULE}.", "")
    return DOCSTRING + "from cleanbill.records.guards import InstallGuards\n" + text


def main() -> None:
    """Writes the file, formatted as the house's code is."""
    FILE.write_text(migration(), "utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "check", "--quiet", "--fix", "--select=I", FILE], check=True)
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", FILE], check=True)


if __name__ == "__main__":
    main()
