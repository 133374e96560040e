"""`cleanbill relief destroy` and `certificate`: a portfolio's data destroyed by two people, and the proof of it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cleanbill import records
from cleanbill.cli.main import BROKEN_LAW
from cleanbill.cli.relief_due import taken_in
from cleanbill.cli.step_command import as_command, said
from cleanbill.cli.store_options import STORE, When, Where, Who, by, opened
from cleanbill.core.errors import CleanbillError
from cleanbill.records import By, Store
from cleanbill.relief import Portfolio, portfolio
from cleanbill.vault import Certificate, Keyring, destroyed, personal_files, remains
from cleanbill.vault import destroy as destroy_in

FOLDER = "certificates"


def destroy(
    name: Annotated[str, typer.Argument(help="The portfolio.", metavar="PORTFOLIO")],
    who: Who,
    approve: Annotated[bool, typer.Option("--approve", help="Destroy what another person asked to destroy.")] = False,
    decline: Annotated[
        bool, typer.Option("--decline", help="Decide against what another person asked to destroy.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why it is declined; it is on record for good, so name nobody.")] = "",
    store: Where = STORE,
    at: When = None,
) -> None:
    """Ask to destroy a portfolio's data; with --approve, destroy it for good. Broken off, run it again.

    With --decline and a --reason nothing is destroyed; it may be asked for anew.

    Example: cleanbill relief destroy mercy-1 --as ann
    """
    if approve and decline:
        raise CleanbillError("Either --approve it or --decline it.")
    if reason and not decline:
        raise CleanbillError("--reason is of what is declined. Give it with --decline.")
    of, acts = portfolio(store, name), by(who, at)
    with opened(store) as held:
        if decline:
            records.decline_destruction(held, acts, of.portfolio_id, reason)
            said(f"Declined: the data of {of.portfolio_id} stays. It may be asked for anew.")
        elif approve:
            _approved(held, acts, of, store)
        else:
            _asked(held, acts, of)


def _asked(held: Store, acts: By, of: Portfolio) -> None:
    records.ask_destruction(held, acts, taken_in(of))
    (one,) = (each for each in records.destructions(held) if each.portfolio_id == of.portfolio_id)
    if one.destroyed_on is not None:
        said(f"The data of {of.portfolio_id} was destroyed on {one.destroyed_on}.")
        return
    said(f"{one.asked_by} asked to destroy the data of {of.portfolio_id}: {len(personal_files(of.folder)):,} files.")
    said(f"Nothing is destroyed yet. Another person approves: `cleanbill relief destroy {of.portfolio_id} --approve`.")


def _approved(held: Store, acts: By, of: Portfolio, store: Path) -> None:
    """Approved on record first, then destroyed, then certified on record: each step can be taken again."""
    ring, to = Keyring(store / "keys"), store / FOLDER / f"{of.portfolio_id}.json"
    if not to.exists():
        ring.key(of.portfolio_id)  # nothing is approved that cannot be done
    to.parent.mkdir(mode=0o700, exist_ok=True)
    records.approve_destruction(held, acts, taken_in(of))
    (one,) = (each for each in records.destructions(held) if each.portfolio_id == of.portfolio_id)
    made = destroy_in(
        ring, of.portfolio_id, of.folder, agreement_id=one.agreement_id, asked_by=one.asked_by,
        approved_by=one.approved_by, at=acts.at, to=to,
    )  # fmt: skip
    on = datetime.fromisoformat(made.destroyed_at).date()
    records.certify_destruction(held, acts, of.portfolio_id, certificate_sha256=made.sha256, on=on)
    gone = len(made.sealed) + len(made.unsealed)
    said(f"The data of {of.portfolio_id} is destroyed: its key and {gone:,} files. {to} certifies it.")
    said("What was printed, exported or backed up unsealed is not reached by this: destroy it too.")


def certificate(
    file: Annotated[Path, typer.Argument(help="A certificate of destruction.", metavar="FILE")],
    store: Where = STORE,
) -> None:
    """Check that a certificate is the one on record, and that nothing is here of what it says is gone; else exit 1.

    Example: cleanbill relief certificate programme/certificates/mercy-1.json
    """
    told = _read(file)
    if not store.is_dir():
        raise CleanbillError(f"There is no folder {store}: whether the data is gone is seen where it was kept.")
    with opened(store) as held:
        wrong = [*_unlike(held, told), *_still_here(store, told)]
    for each in wrong:
        said(f"- {each}")
    if wrong:
        said(f"The certificate of {told.portfolio_id} does not hold.")
        raise typer.Exit(BROKEN_LAW)
    gone = len(told.sealed) + len(told.unsealed)
    said(f"{told.portfolio_id} was destroyed at {told.destroyed_at}: asked by {told.asked_by}, approved by "
         f"{told.approved_by}. Neither its key nor any of its {gone:,} files is here.")  # fmt: skip


def _read(file: Path) -> Certificate:
    try:
        return destroyed(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CleanbillError(f"{file} cannot be read ({type(error).__name__}).") from None


def _unlike(held: Store, told: Certificate) -> list[str]:
    """What the chain of acts says otherwise, or does not say."""
    ours = [one for one in records.acts(held) if one.subject == told.portfolio_id and one.act == records.CERTIFIED]
    if not ours:
        return ["no act of the records certifies this destruction: run `cleanbill relief destroy --approve` again"]
    if json.loads(ours[-1].details)["certificate_sha256"] != told.sha256:
        return ["the records certify another text: this one was changed, or is of another programme"]
    return []


def _still_here(store: Path, told: Certificate) -> list[str]:
    folder = store / "portfolios" / told.portfolio_id
    again = "run `cleanbill relief destroy --approve` again"
    return [f"{name} of {told.portfolio_id} is still here: {again}"
            for name in remains(Keyring(store / "keys"), told, folder)]  # fmt: skip


destroy_command, certificate_command = as_command(destroy), as_command(certificate)
