"""`cleanbill relief letters` and `print`: letters made, sealed, proposed; taken out for the printer once approved."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cleanbill import records
from cleanbill.cli.letters_made import Made, made
from cleanbill.cli.portfolio import Opened, portfolio_of
from cleanbill.cli.step_command import as_command, said
from cleanbill.cli.store_options import STORE, Name, When, Where, Who, by, opened
from cleanbill.core.errors import CleanbillError
from cleanbill.records import By, Proposal, Purchase, Store
from cleanbill.relief.letters import REASONS
from cleanbill.report.letters import Draft, Run, open_run, read_sender, take_out

Again = Annotated[bool, typer.Option("--again", help="Of the letters to those who have moved.")]


def letters(
    purchase: Name,
    sender: Annotated[Path, typer.Option(help="Who sends them, and the sponsor's words, YAML.", metavar="FILE")],
    who: Who, again: Again = False, store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Make the letters of a purchase, seal them, and propose to mail them. Another person must approve it.

    Example: cleanbill relief letters drive-1 --sender sender.yaml --as ann
    """
    acts = by(who, at)
    with opened(store) as held:
        one = records.purchase(held, purchase)
        of = portfolio_of(store, one)
        stands = proposed(held, one, again=again)
        if stands is not None:
            _told(purchase, open_run(of.letters(stands), of.key), {}, again=again)
            return
        if one.abolished_on is None:
            raise CleanbillError(f"Purchase {purchase} is {one.state}: letters are of debts that were abolished.")
        from_whom, draft = read_sender(sender, one.abolished_on)
        run = made(held, of, one, from_whom, draft, acts.on, again=again)
        _propose(held, of, acts, purchase, run, draft, again=again)
        _told(purchase, run.run, run.counts, again=again)


def print_(
    purchase: Name,
    to: Annotated[Path, typer.Option(help="A new folder; give it to the printer, then destroy it.", metavar="FOLDER")],
    who: Who, again: Again = False, store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Take the approved letters out of their seal, as PDF, for the printer. Each time is an act of the chain.

    Example: cleanbill relief print drive-1 --to for-the-printer --as ann
    """
    with opened(store) as held:
        one = records.purchase(held, purchase)
        of, stands = portfolio_of(store, one), approved(held, one, again=again)
        run = open_run(of.letters(stands), of.key)
        if to.exists():
            raise CleanbillError(f"{to} is there already. Name a folder that is not.")
        records.take_out(held, by(who, at), purchase, "letters", count=run.letters, sha256=run.sha256)
        count = take_out(of.letters(stands), of.key, to)
    said(f"{run.letters:,} letters in {count:,} PDF files are in {to}, which only you may read.")


def proposed(held: Store, one: Purchase, *, again: bool) -> Proposal | None:
    """The mailing (or remailing) that is open, or is approved and has not gone out."""
    kind = "remailing" if again else "mailing"
    ours = [each for each in records.proposals(held, one.purchase_id) if each.kind == kind]
    if again:
        return next((each for each in ours if not each.decision), records.waiting_remailing(held, one.purchase_id))
    if one.notified_on is not None:
        raise CleanbillError(f"The letters of {one.purchase_id} have gone out. --again is for those who have moved.")
    return next((each for each in ours if each.decision != "declined"), None)


def approved(held: Store, one: Purchase, *, again: bool) -> Proposal:
    """The last mailing (or remailing) that was approved; CleanbillError where there is none."""
    kind = "remailing" if again else "mailing"
    ours = [each for each in records.proposals(held, one.purchase_id) if each.kind == kind]
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
        if counts.get(reason):
            said(f"  {counts[reason]:,} held: {says}")
    said(f"held-{purchase}{'-again' * again}.csv and a specimen in each language are in the portfolio's folder.")


letters_command, print_command = as_command(letters), as_command(print_)
