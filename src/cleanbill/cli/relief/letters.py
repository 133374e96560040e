"""`cleanbill relief letters` and `print`: letters made, sealed, proposed; taken out for the printer once approved."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cleanbill.acts import ProposedLetters, make_letters, open_office, print_letters
from cleanbill.cli.programme import STORE, Name, When, Where, Who, by, said
from cleanbill.relief.letters import REASONS

Again = Annotated[bool, typer.Option("--again", help="Of the letters to those who have moved.")]


def letters(
    purchase: Name,
    sender: Annotated[Path, typer.Option(help="Who sends them, and the sponsor's words, YAML.", metavar="FILE")],
    who: Who, again: Again = False, store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Make the letters of a purchase, seal them, and propose to mail them. Another person must approve it.

    Example: cleanbill relief letters drive-1 --sender sender.yaml --as ann
    """
    with open_office(store) as office:
        _tell(make_letters(office, by(who, at), purchase, sender, again=again), again=again)


def print_(
    purchase: Name,
    to: Annotated[Path, typer.Option(help="A new folder; give it to the printer, then destroy it.", metavar="FOLDER")],
    who: Who, again: Again = False, store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Take the approved letters out of their seal, as PDF, for the printer. Each time is an act of the chain.

    Example: cleanbill relief print drive-1 --to for-the-printer --as ann
    """
    with open_office(store) as office:
        printed = print_letters(office, by(who, at), purchase, to, again=again)
    said(f"{printed.letters:,} letters in {printed.files:,} PDF files are in {to}, which only you may read.")


def _tell(run: ProposedLetters, *, again: bool) -> None:
    purchase = run.purchase_id
    languages = ", ".join(f"{count:,} {language}" for language, count in run.by_language.items())
    said(f"Proposed: to mail {run.letters:,} letters of {purchase} ({languages}), sealed until another approves.")
    for reason, says in REASONS.items():
        if run.held.get(reason):
            said(f"  {run.held[reason]:,} held: {says}")
    said(f"held-{purchase}{'-again' * again}.csv and a specimen in each language are in the portfolio's folder.")
