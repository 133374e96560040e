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


def proposed(held: Store, one: Purchase, *, again: bool) -> Proposal | None:
    """The mailing (or remailing) that is open, or is approved and has not gone out."""
    kind = "remailing" if again else "mailing"
    ours = [each for each in held.proposals(one.purchase_id) if each.kind == kind]
    if again:
        return next((each for each in ours if not each.decision), held.waiting_remailing(one.purchase_id))
    if one.notified_on is not None:
        raise CleanbillError(f"The letters of {one.purchase_id} have gone out. --again is for those who have moved.")
    return next((each for each in ours if each.decision != "declined"), None)


def approved(held: Store, one: Purchase, *, again: bool) -> Proposal:
    """The last mailing (or remailing) that was approved; CleanbillError where there is none."""
    kind = "remailing" if again else "mailing"
    ours = [each for each in held.proposals(one.purchase_id) if each.kind == kind]
    if not any(each.decision == "approved" for each in ours):
        way = f"`relief approve {one.purchase_id} {kind}`" if ours else "`relief letters`"
        raise CleanbillError(f"No {kind} of {one.purchase_id} is approved. The way there is {way}.")
    return [each for each in ours if each.decision == "approved"][-1]


def _propose(
    held: Store, of: Opened, acts: By, purchase: str, new: Made, draft: Draft | None, *, again: bool
) -> None:  # fmt: skip
    """Names the letters by what is proposed, then proposes: broken off, there is no proposal without letters."""
    run = new.run
    told: dict[str, Any] = {"letters": run.letters, "letters_sha256": run.sha256, "words_sha256": run.words_sha256}
    before = records.proposals(held, purchase)
    named = of.folder / f"letters-{records.mailing_sha256(told)[:32]}.parquet"
    new.path.replace(named)
    try:
        writer = draft.writer if draft else ""
        records.propose_mailing(held, acts, purchase, **told, written_by=writer, again=again)
    except CleanbillError:
        named.unlink()
        raise
    for each in before:
        if each.decision == "declined":
            of.letters(each).unlink(missing_ok=True)


def _told(purchase: str, run: Run, counts: dict[str, int], *, again: bool) -> None:
    languages = ", ".join(f"{count:,} {language}" for language, count in run.by_language.items())
    said(f"Proposed: to mail {run.letters:,} letters of {purchase} ({languages}), sealed until another approves.")
    for reason, says in REASONS.items():
        if run.held.get(reason):
            said(f"  {run.held[reason]:,} held: {says}")
    said(f"held-{purchase}{'-again' * again}.csv and a specimen in each language are in the portfolio's folder.")
