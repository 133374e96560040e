"""`cleanbill remit`: anyone's remittances."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from cleanbill.cli.main import BAD_INPUT, BROKEN_LAW, DONE
from cleanbill.cli.options import AsJson
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.payer.x835 import BalanceCheck, Imbalance, check
from cleanbill.report import statement_pdf
from cleanbill.worlds import statement as state


def check_files(
    files: Annotated[list[Path], typer.Argument(help="X12 835 files.", exists=True, dir_okay=False, readable=True)],
    as_json: AsJson = False,
) -> None:
    """Say of each file whether it balances at line, claim and transaction level, and where not.

    Exit 0: all balance. 1: one does not. 2: one cannot be read. No name or
    number of a person is printed, only where it stands.

    Example: cleanbill remit check march.835 april.835
    """
    checked = [check(path, file=path.name) for path in files]
    if as_json:
        print(json.dumps({"balances": all(one.balances for one in checked), "files": [*map(_facts, checked)]}))
    else:
        for one in checked:
            _tell(one)
    raise typer.Exit(max(map(_exit_code, checked)))


def _exit_code(checked: BalanceCheck) -> int:
    if not checked.readable:
        return BAD_INPUT
    return BROKEN_LAW if checked.imbalances else DONE


def _tell(checked: BalanceCheck) -> None:
    console = Console(highlight=False, soft_wrap=True)
    verdict = "balances" if checked.balances else "does not balance" if checked.readable else "cannot be read"
    console.print(f"{checked.file} {verdict}", style="bold green" if checked.balances else "bold red", markup=False)
    for level, count in checked.counts.items():
        off = sum(found.level == level for found in checked.imbalances)
        console.print(f"  {level}: {count - off:,} of {count:,} balance", markup=False)
    for found in checked.imbalances:
        console.print(f"  {found.level}, {_where(found)}", markup=False)
    for note in checked.notes:
        console.print(f"  note: segment {note.segment} ({note.element}) {note.says}", markup=False)
    for finding in checked.findings:
        console.print(
            f"  finding: {str(finding).removeprefix(f'{checked.file}, ').removeprefix(f'{checked.file}: ')}",
            markup=False,
        )


def _where(found: Imbalance) -> str:
    sums = f"expected {usd(found.expected_cents)}, found {usd(found.found_cents)}"
    why = f" ({found.why})" if found.why else ""
    return f"segment {found.segment} ({found.element}): {sums}, difference {usd(found.difference_cents)}{why}"


def _facts(checked: BalanceCheck) -> dict[str, Any]:
    return {
        "file": checked.file,
        "balances": checked.balances,
        "readable": checked.readable,
        "checked": checked.counts,
        "imbalances": [
            {
                "level": found.level,
                "segment": found.segment,
                "element": found.element,
                "expected_cents": found.expected_cents,
                "found_cents": found.found_cents,
                "difference_cents": found.difference_cents,
                "why": found.why,
            }
            for found in checked.imbalances
        ],
        "notes": [{"segment": note.segment, "element": note.element, "says": note.says} for note in checked.notes],
        "findings": [
            {"segment": found.row, "element": found.column, "problem": found.problem, "remedy": found.remedy}
            for found in checked.findings
        ],
    }


# `cleanbill statement`: what one person was billed, is asked for, and why, as PDF and JSON.


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
