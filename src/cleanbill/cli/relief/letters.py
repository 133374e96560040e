"""`cleanbill relief letters` and `print`: letters made, sealed, proposed; taken out for the printer once approved."""

from __future__ import annotations

import csv
import io
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from cleanbill import records
from cleanbill.cli.programme import STORE, Name, When, Where, Who, by, opened, said
from cleanbill.core.errors import CleanbillError
from cleanbill.engine import sealed_connection
from cleanbill.law import parameter
from cleanbill.records import By, Mail, Proposal, Purchase, Store
from cleanbill.relief import PEOPLE, former_ids, identified, portfolio, registry
from cleanbill.relief.letters import REASONS, Addressed, Mailing, Post, Recipient, address_key, mailing, recipients
from cleanbill.report.letters import Draft, Run, Sender, open_run, read_sender, seal_run, specimen, take_out
from cleanbill.vault import Keyring, read_bundle, write_bundle, write_private

# New addresses of people whose letters came back, sealed in their portfolio's folder: none is told to anyone else.


FILE, NAME = "addresses.parquet", "addresses.json"


def known_addresses(folder: Path, key: bytes) -> list[dict[str, Any]]:
    """Each with person_key, address (its lines) and state."""
    path = folder / FILE
    if not path.is_file():
        return []
    ((_, content),) = read_bundle(path, key)
    told: list[dict[str, Any]] = json.loads(content)
    return told


def add_addresses(folder: Path, key: bytes, new: list[dict[str, Any]]) -> None:
    """Adds to them; the same again adds nothing."""
    held = known_addresses(folder, key)
    held += [each for each in new if each not in held]
    write_bundle([(NAME, json.dumps(held).encode())], folder / FILE, key)


# The folder of the portfolio that a purchase is of, with its keys: where identity and letters lie sealed.


@dataclass(frozen=True, slots=True)
class Opened:
    """A portfolio's folder, its key, the workspace's key of hashes, where the people of all portfolios stand.

    `former_ids`: a person's id in an earlier round -> theirs now.
    """

    folder: Path
    people: Path
    former_ids: Mapping[str, str]
    key: bytes = field(repr=False)
    hash_key: bytes = field(repr=False)

    def abolished(self, store: Store, purchase_id: str) -> list[dict[str, Any]]:
        """The abolished accounts of a purchase with who owes them."""
        of = [one for one in records.accounts(store, purchase_id) if one.status == "abolished"]
        if not of:
            raise CleanbillError(f"Purchase {purchase_id} has abolished no account: there is nobody to write to.")
        with sealed_connection() as con:
            people = con.read_parquet(self.people).to_pyarrow() if self.people.is_file() else None
            return identified(con, self.folder, [(one.holder, one.account_id) for one in of], self.key, people)

    def letters(self, proposal: Proposal) -> Path:
        """Where the letters of a proposed mailing lie: a file named by what was proposed."""
        return self.folder / f"letters-{proposal.contents_sha256[:32]}.parquet"


def portfolio_of(store: Path, purchase: Purchase) -> Opened:
    """The portfolio of a purchase; CleanbillError where it was not taken in, or its key was destroyed."""
    ring, held = Keyring(store / "keys"), portfolio(store, purchase.portfolio_id)
    people = registry(store) / PEOPLE
    return Opened(held.folder, people, former_ids(store), ring.key(held.portfolio_id), ring.hashing_key())


# Makes a mailing's letters and seals them: people of a purchase, who of them gets a letter, codes, PDFs, who is held.
#
# What two people have to decide lies beside them in the open and tells of nobody: a specimen in each language.


@dataclass(frozen=True, slots=True)
class Made:
    """A run that was sealed under a name of its own at `path`, and the counts of who gets a letter and who does not."""

    path: Path
    run: Run
    counts: dict[str, int]


def made(
    store: Store, of: Opened, one: Purchase, sender: Sender, draft: Draft | None, day: date, *, again: bool
) -> Made:  # fmt: skip
    """The letters of a purchase, sealed; or, `again`, of those who have moved since theirs came back."""
    rules = parameter("us/letter_rules").at(day)
    barred = records.barred(store).under(of.former_ids)
    people = recipients(of.abolished(store, one.purchase_id), barred, of.hash_key)
    before = records.mail(store, one.purchase_id) if again else ()
    numbers = {mail.post.person_key: mail.number for mail in before}
    if again:
        people = _moved(people, _waiting(before, of.former_ids, rules["most_letters"]), of)
    sent = mailing(people, day, rules)
    numbered = _numbered(sent.letters, numbers)
    if again and not numbered:
        raise CleanbillError("Nobody who has moved waits for a letter that may be sent. Record new addresses first.")
    path = of.folder / f"letters-unproposed-{secrets.token_hex(16)}.parquet"
    run = seal_run(
        path, numbered, sender, day, name=one.purchase_id, key=of.key, hash_key=of.hash_key,
        held_back=len(sent.suppressed), words_sha256=draft.digest if draft else "", below=secrets.randbelow,
    )  # fmt: skip
    _lay_open(of.folder, f"{one.purchase_id}{'-again' * again}", sent, run, sender)
    return Made(path, run, sent.counts)


def _waiting(before: Iterable[Mail], became: Mapping[str, str], most: int) -> dict[str, Post]:
    """Person now -> the mail that waits to be sent, of those to whom one may be.

    Two who each had a letter may have turned out to be one. Where one of the letters was not sent back, or was closed,
    none goes out again; letters are counted, and addresses that sent one back heeded, of both.
    """
    theirs: dict[str, list[Post]] = {}
    for mail in before:
        theirs.setdefault(became.get(mail.post.person_key, mail.post.person_key), []).append(mail.post)
    found = {}
    for person, posts in theirs.items():
        bad = frozenset().union(*(post.bad for post in posts))
        waits = [post for post in posts if post.status == "to_send" and post.address not in bad]
        ended = any(post.status in {"sent", "closed"} for post in posts)
        if waits and not ended and sum(post.letters for post in posts) < most:
            found[person] = max(waits, key=lambda post: (post.since or date.min, post.person_key))
    return found


def _moved(people: Iterable[Recipient], may: Mapping[str, Post], of: Opened) -> list[Recipient]:
    """Those who wait for a letter, each at the address that was found, under the id that their letter bears."""
    known = {
        (each["person_key"], address_key(of.hash_key, tuple(each["address"]))): each
        for each in known_addresses(of.folder, of.key)
    }
    found = []
    for person in people:
        post = may.get(person.person_key)
        home = known.get((post.person_key, post.address)) if post else None
        if post and home:
            address, state = tuple(home["address"]), home["state"]
            found.append(
                replace(
                    person,
                    person_key=post.person_key,
                    address=address,
                    state=state,
                    address_returned=False,
                    guarantor_address=(),
                )
            )
    return found


def _numbered(letters: Iterable[Addressed], numbers: dict[str, int]) -> list[tuple[int, Addressed]]:
    """Letters by number: a person's own where they had one, else from 1."""
    return [(numbers.get(one.to.person_key, place), one) for place, one in enumerate(letters, 1)]


def _lay_open(folder: Path, name: str, sent: Mailing, run: Run, sender: Sender) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("person_id", "reason"))
    writer.writerows((one.person_key, one.reason) for one in sent.suppressed)
    write_private(folder / f"held-{name}.csv", text.getvalue().encode())
    for language in run.by_language:
        write_private(folder / f"specimen-{name}-{language}.pdf", specimen(language, sender, run.day))


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
