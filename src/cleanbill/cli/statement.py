"""`cleanbill statement`: what one person was billed, is asked for, and why, as PDF and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from cleanbill.cli.options import plain_app
from cleanbill.core.errors import CleanbillError
from cleanbill.report import statement_pdf
from cleanbill.worlds import statement as state

_app = plain_app()


@_app.command()
def statement(
    folder: Annotated[Path, typer.Argument(help="The folder of a run, as demo or follow wrote it.", metavar="FOLDER")],
    person: Annotated[str, typer.Option(help="The person_id of the statement.", metavar="ID")],
    out: Annotated[Path, typer.Option(help="Folder for statement-ID.pdf and .json.")] = Path(),
    as_json: Annotated[bool, typer.Option("--json", help="Print the statement as JSON and write nothing.")] = False,
) -> None:
    """Explain one person's bills: billed, paid, asked of them today and why, and asked under single payer.

    Example: cleanbill statement my-run --person P00000042
    """
    told = state(folder, person, _summary(folder))
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    name = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in person)
    paths = out / f"statement-{name}.pdf", out / f"statement-{name}.json"
    out.mkdir(parents=True, exist_ok=True)
    paths[0].write_bytes(statement_pdf(told))
    paths[1].write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"{paths[0]} and {paths[1].name}: {len(told['claims'])} claims")


def _summary(folder: Path) -> dict[str, str]:
    path = folder / "summary.json"
    if not path.is_file():
        raise CleanbillError(f"{folder} is not the folder of a run: it has no summary.json. Make one: cleanbill demo")
    found: dict[str, str] = json.loads(path.read_text("utf-8"))
    return found


command = typer.main.get_command(_app)
