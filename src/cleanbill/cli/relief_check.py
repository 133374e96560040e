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

SAYS = {"real": "real", "not_confirmed": "not confirmed", "wait": "wait"}


def check(
    code: Annotated[str, typer.Option(prompt="Code", help="The code on the letter; asked for where it is left out.")],
    birth_date: Annotated[str | None, typer.Option(help="Of the person.", metavar="YYYY-MM-DD")] = None,
    zip_code: Annotated[
        str | None, typer.Option("--zip", help="ZIP code on the letter, where it asks for that.", metavar="ZIP")
    ] = None,
    client: Annotated[str, typer.Option(help="Who asks, such as a caller's line: wrong answers are counted.")] = "desk",
    store: Where = STORE,
    at: When = None,
) -> None:
    """Is this letter real? After some wrong answers one has to wait. Nothing is told of anyone.

    Example: cleanbill relief check --code 7K2M-Q9RT-4VXA-HB3C --birth-date 1980-05-06
    """
    if (birth_date is None) == (zip_code is None):
        raise CleanbillError("Give --birth-date, or --zip where the letter asks for the ZIP code.")
    second = zip_code if birth_date is None else _day(birth_date)
    now = by("anyone", at).at
    rules, key = law.parameter("us/letter_rules").at(now.date()), Keyring(store / "keys").hashing_key()
    with opened(store) as held:
        answer = records.check_letter(held, code, second or "", client, key=key, now=now, rules=rules)
    said(SAYS[answer.result])


def _day(text: str) -> date:
    """The birth date; the error does not say what was typed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CleanbillError("The birth date is not a day. Write it like 1980-05-06.") from None


check_command = as_command(check)
