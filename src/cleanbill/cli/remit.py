"""`cleanbill remit`: anyone's remittances."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from cleanbill.cli.main import BAD_INPUT, BROKEN_LAW, DONE
from cleanbill.cli.options import AsJson
from cleanbill.core.money import usd
from cleanbill.door import BalanceCheck, Imbalance, check_remittances, person_statement


def check_files(
    files: Annotated[list[Path], typer.Argument(help="X12 835 files.", exists=True, dir_okay=False, readable=True)],
    as_json: AsJson = False,
) -> None:
    """Say of each file whether it balances at line, claim and transaction level, and where not.

    Exit 0: all balance. 1: one does not. 2: one cannot be read. No name or
    number of a person is printed, only where it stands.

    Example: cleanbill remit check march.835 april.835
    """
    checked = check_remittances(files)
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
    found = person_statement(folder, person)
    if as_json:
        print(json.dumps(found.summary, ensure_ascii=False))
        return
    page, values = found.write(out)
    print(f"{page} and {values.name}: {len(found.summary['claims'])} claims")
