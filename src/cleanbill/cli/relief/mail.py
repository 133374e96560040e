"""The letters of a purchase: made, sealed, proposed, printed, mailed, come back; who must never be written to."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cleanbill.acts import (
    Office,
    ProposedLetters,
    ReturnedMail,
    check_letter,
    close_mail,
    make_letters,
    never_write,
    open_office,
    print_letters,
    record_mailing,
    record_returned_file,
    record_returned_letter,
    write_deletions,
)
from cleanbill.cli.options import AsJson, day
from cleanbill.cli.programme import STORE, Name, When, Where, Who, by, said
from cleanbill.core.errors import CleanbillError
from cleanbill.records import By
from cleanbill.relief import CHECK, NOT_NEEDED, Deletions
from cleanbill.relief.letters import REASONS, WHY_RETURNED

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
        _show_letters(make_letters(office, by(who, at), purchase, sender, again=again), again=again)


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


def _show_letters(run: ProposedLetters, *, again: bool) -> None:
    purchase = run.purchase_id
    languages = ", ".join(f"{count:,} {language}" for language, count in run.by_language.items())
    said(f"Proposed: to mail {run.letters:,} letters of {purchase} ({languages}), sealed until another approves.")
    for reason, says in REASONS.items():
        if run.held.get(reason):
            said(f"  {run.held[reason]:,} held: {says}")
    said(f"held-{purchase}{'-again' * again}.csv and a specimen in each language are in the portfolio's folder.")


# `cleanbill relief bureau`: the file that asks credit bureaus to delete accounts, and why others are not in it.


REPORTED = {"reported": "reported by the holder", **CHECK}
BARRED = {
    "under_one_year": "too young for a report",
    "small_initial_balance": "too small for a report",
    "state": "barred by the state",
    "obsolete": "too old for a report",
}


def bureau(
    purchase: Name,
    out: Annotated[Path, typer.Option(help="The deletion file, for whoever reported the accounts.", metavar="FILE")],
    who: Who,
    furnisher: Annotated[str, typer.Option(help="Number under which the reporter is known to the bureau.")] = "UNKNOWN",
    today: Annotated[
        str | None, typer.Option(help="The day of the rules.  [default: today]", metavar="YYYY-MM-DD")
    ] = None,
    store: Where = STORE, at: When = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Write the file that asks bureaus to delete the abolished accounts. It holds identity: only you may read it.

    Example: cleanbill relief bureau drive-1 --out deletions.txt --today 2026-12-01 --as ann
    """
    on = None if today is None else day(today, "--today")
    with open_office(store) as office:
        made = write_deletions(office, by(who, at), purchase, out, furnisher=furnisher, on=on).deletions
    if as_json:
        counts = asdict(made)
        del counts["text"]
        print(json.dumps(counts))
    else:
        _tell_deletions(made, out)


def _tell_deletions(made: Deletions, out: Path) -> None:
    said(f"{out} asks to delete {made.lines:,} accounts:")
    for reason, count in made.deleted.items():
        said(f"  {count:,} {REPORTED[reason]}")
    for rule, count in made.barred.items():
        said(f"  {count:,} of them {BARRED[rule]} in any case")
    for reason, count in made.not_needed.items():
        said(f"{count:,} not asked: {NOT_NEEDED[reason]}")
    for column, count in made.unwritable.items():
        said(f"{count:,} not asked: without {column} no bureau finds them; ask the holder")


# `cleanbill relief check`: is this letter real? It prints real, not confirmed or wait, and nothing else.


SECOND = "Birth date (YYYY-MM-DD), or ZIP code where the letter asks for that"
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
    with open_office(store) as office:
        answer = check_letter(office, code, second, client, by("anyone", at).at)
    said(SAYS[answer.result])


def mailed(purchase: Name, who: Who, again: Again = False, store: Where = STORE, at: When = None) -> None:
    """Record that the approved letters went out; from now on their codes answer.

    Example: cleanbill relief mailed drive-1 --as ann
    """
    with open_office(store) as office:
        sent = record_mailing(office, by(who, at), purchase, again=again)
    said(f"{sent.letters:,} letters of {purchase} were mailed{' again' * again}. Their codes answer from now on.")


def returned(
    purchase: Name, who: Who,
    file: Annotated[
        Path | None, typer.Option(help="CSV: letter, code or person_id; date; why; a new address.", metavar="FILE")
    ] = None,
    letter: Annotated[int | None, typer.Option(help="One letter, by its number.", metavar="N")] = None,
    why: Annotated[str | None, typer.Option(help=f"Why it came back: {', '.join(WHY_RETURNED)}.")] = None,
    on: Annotated[str | None, typer.Option(help="The day.  [default: today]", metavar="YYYY-MM-DD")] = None,
    no_more: Annotated[
        str | None, typer.Option(help="Write to this person no more, for this reason.", metavar="WHY")
    ] = None,
    store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Record letters that came back, and new addresses. Nothing is sent again to an address that sent one back.

    Example: cleanbill relief returned drive-1 --file returns.csv --as ann
    """
    acts = by(who, at)
    with open_office(store) as office:
        if no_more is not None and letter is not None:
            close_mail(office, acts, purchase, letter, no_more)
            said(f"Nobody writes to the person of letter {letter} again.")
            return
        _tell_returned(_came_back(office, acts, purchase, file, letter, why, on))


def _came_back(
    office: Office, acts: By, purchase: str, file: Path | None, letter: int | None, why: str | None, on: str | None
) -> ReturnedMail:  # fmt: skip
    if (file is None) == (letter is None) or (letter is not None and why is None):
        raise CleanbillError("Give --file, or --letter with --why (or with --no-more).")
    when = None if on is None else day(on, "--on")
    if file is not None:
        return record_returned_file(office, acts, purchase, file)
    return record_returned_letter(office, acts, purchase, letter or 0, why=why or "", on=when)


def _tell_returned(back: ReturnedMail) -> None:
    said(
        f"{back.came_back:,} letters of {back.purchase_id} came back, {back.deceased:,} of them from people who died; "
        f"{back.moved:,} have moved."
    )
    if back.moved:
        said(f"Make their letters with `cleanbill relief letters {back.purchase_id} --again`.")


def never(
    person: Annotated[str, typer.Argument(help="The person's id.", metavar="PERSON")],
    who: Who, store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Never write to a person, from any purchase: their address may be read by who must not. It cannot be undone.

    Example: cleanbill relief never P-4821 --as ann
    """
    with open_office(store) as office:
        never_write(office, by(who, at), person)
    said("No letter goes to this person.")
