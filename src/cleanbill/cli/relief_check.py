"""`cleanbill relief check`: is this letter real? It prints real, not confirmed or wait, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from cleanbill import law, records
from cleanbill.cli.step_command import as_command, said
from cleanbill.cli.store_options import STORE, When, Where, by, opened
from cleanbill.core.errors import CleanbillError
from cleanbill.vault import Keyring

SECOND = "Birth date (YYYY-MM-DD), or ZIP code where the letter asks for that"
ZIP_DIGITS = 5
SAYS = {"real": "real", "not_confirmed": "not confirmed", "wait": "wait"}


def check(
    code: Annotated[
        str | None, typer.Option(help="The code on the letter.  [default: it is asked for]", metavar="CODE")
    ] = None,
    birth_date: Annotated[
        str | None, typer.Option(help="Of the person.  [default: it is asked for]", metavar="YYYY-MM-DD")
    ] = None,
    zip_code: Annotated[
        str | None, typer.Option("--zip", help="ZIP code on the letter, where it asks for that.", metavar="ZIP")
    ] = None,
    client: Annotated[str, typer.Option(help="Who asks, such as a caller's line: wrong answers are counted.")] = "desk",
    store: Where = STORE,
    at: When = None,
) -> None:
    """Is this letter real? After some wrong answers one has to wait. Nothing is told of anyone.

    Leave code and birth date out: a shell remembers what is typed after a command, and others see it while it runs.

    Example: cleanbill relief check
    """
    if birth_date is not None and zip_code is not None:
        raise CleanbillError("Give --birth-date, or --zip where the letter asks for the ZIP code.")
    code = typer.prompt("Code") if code is None else code
    second = zip_code if birth_date is None else birth_date
    second = typer.prompt(SECOND) if second is None else second
    now = by("anyone", at).at
    rules, key = law.parameter("us/letter_rules").at(now.date()), Keyring(store / "keys").hashing_key()
    with opened(store) as held:
        answer = records.check_letter(held, code, _read(second), client, key=key, now=now, rules=rules)
    said(SAYS[answer.result])


def _read(text: str) -> date | str:
    """A ZIP code as it is, or a birth date; the error does not say what was typed."""
    if text.isdecimal() and len(text) == ZIP_DIGITS:
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CleanbillError("The birth date is not a day. Write it like 1980-05-06.") from None


check_command = as_command(check)
