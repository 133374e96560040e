"""The letters of a purchase: made and sealed, proposed to be mailed, and taken out for the printer once approved.

Who of its people gets a letter is `relief.notices`; the PDFs are `report.letters`. What two people have to decide lies
beside the sealed letters in the open and tells of nobody: a specimen in each language, and who is held, by id alone.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cleanbill import records
from cleanbill.acts.office import Office
from cleanbill.acts.sealed_people import SealedPeople, sealed_people
from cleanbill.core.errors import CleanbillError
from cleanbill.law import parameter
from cleanbill.records import By, Mail, Proposal, Purchase
from cleanbill.relief.letters import Addressed, Mailing, Post, Recipient, address_key, mailing, recipients
from cleanbill.report.letters import Draft, Run, Sender, open_run, read_sender, seal_run, specimen, take_out
from cleanbill.vault import write_private


@dataclass(frozen=True, slots=True)
class ProposedLetters:
    """Letters that are sealed and proposed: how many in each language, and why others were held, by reason.

    `held` is empty where they were proposed before: the file of who is held, beside them, stands.
    """

    purchase_id: str
    letters: int
    by_language: Mapping[str, int]
    held: Mapping[str, int]
    sha256: str


@dataclass(frozen=True, slots=True)
class PrintedLetters:
    """Letters that were taken out of their seal: into how many PDF files of which folder."""

    purchase_id: str
    letters: int
    files: int
    folder: Path


@dataclass(frozen=True, slots=True)
class _Addressed:
    """The letters of a day by number, and the mailing that says who gets one and who is held."""

    day: date
    mailing: Mailing
    numbered: list[tuple[int, Addressed]]


@dataclass(frozen=True, slots=True)
class _Unproposed:
    """A sealed run that is not proposed yet, who answers for the words in it, and whether it goes out `again`."""

    path: Path
    run: Run
    written_by: str
    again: bool


def make_letters(office: Office, by: By, purchase_id: str, sender: Path, *, again: bool = False) -> ProposedLetters:
    """Makes and seals a purchase's letters, and proposes to mail them; `again`, those of people who have moved.

    `sender` is the YAML file of who sends them, and of the sponsor's words. Where letters are proposed already, it
    gives those. Raises CleanbillError where nothing is abolished, or the letters have gone out.
    """
    purchase = office.store.purchase(purchase_id)
    people = sealed_people(office, purchase.portfolio_id)
    stands = _proposed(office, purchase, again=again)
    if stands is not None:
        return _of_run(purchase_id, open_run(people.letters(stands), people.key), {})
    if purchase.abolished_on is None:
        raise CleanbillError(f"Purchase {purchase_id} is {purchase.state}: letters are of debts that were abolished.")
    from_whom, draft = read_sender(sender, purchase.abolished_on)
    addressed = _addressed(office, people, purchase_id, by.on, again=again)
    path, run = _sealed(people, purchase_id, addressed, from_whom, draft)
    _lay_open(people.folder, f"{purchase_id}{'-again' * again}", addressed.mailing, run, from_whom)
    _propose(office, by, people, purchase, _Unproposed(path, run, draft.writer if draft else "", again))
    return _of_run(purchase_id, run, addressed.mailing.counts)


def print_letters(office: Office, by: By, purchase_id: str, to: Path, *, again: bool = False) -> PrintedLetters:
    """Takes the approved letters out of their seal, as PDF, into a new folder. Each time is an act of the chain.

    Raises CleanbillError where none are approved, the folder is there, or the portfolio's key was destroyed.
    """
    purchase = office.store.purchase(purchase_id)
    people, stands = sealed_people(office, purchase.portfolio_id), approved_letters(office, purchase, again=again)
    run = open_run(people.letters(stands), people.key)
    if to.exists():
        raise CleanbillError(f"{to} is there already. Name a folder that is not.")
    office.store.take_out(by, purchase_id, "letters", count=run.letters, sha256=run.sha256)
    return PrintedLetters(purchase_id, run.letters, take_out(people.letters(stands), people.key, to), to)


def approved_letters(office: Office, purchase: Purchase, *, again: bool) -> Proposal:
    """The last mailing (or remailing) that was approved; CleanbillError where there is none."""
    kind = "remailing" if again else "mailing"
    proposals = [proposal for proposal in office.store.proposals(purchase.purchase_id) if proposal.kind == kind]
    approved = [proposal for proposal in proposals if proposal.decision == "approved"]
    if not approved:
        way = f"`relief approve {purchase.purchase_id} {kind}`" if proposals else "`relief letters`"
        raise CleanbillError(f"No {kind} of {purchase.purchase_id} is approved. The way there is {way}.")
    return approved[-1]


def _of_run(purchase_id: str, run: Run, withheld: Mapping[str, int]) -> ProposedLetters:
    return ProposedLetters(purchase_id, run.letters, run.by_language, withheld, run.sha256)


def _proposed(office: Office, purchase: Purchase, *, again: bool) -> Proposal | None:
    """The mailing (or remailing) that is open, or is approved and has not gone out."""
    kind = "remailing" if again else "mailing"
    proposals = [proposal for proposal in office.store.proposals(purchase.purchase_id) if proposal.kind == kind]
    if again:
        waiting = office.store.waiting_remailing(purchase.purchase_id)
        return next((proposal for proposal in proposals if not proposal.decision), waiting)
    if purchase.notified_on is not None:
        raise CleanbillError(
            f"The letters of {purchase.purchase_id} have gone out. --again is for those who have moved."
        )
    return next((proposal for proposal in proposals if proposal.decision != "declined"), None)


def _propose(office: Office, by: By, people: SealedPeople, purchase: Purchase, new: _Unproposed) -> None:
    """Names the letters by what is proposed, then proposes: broken off, there is no proposal without letters."""
    hashes = {"letters_sha256": new.run.sha256, "words_sha256": new.run.words_sha256}
    before = office.store.proposals(purchase.purchase_id)
    named = people.letters_named(records.mailing_sha256({"letters": new.run.letters, **hashes}))
    new.path.replace(named)
    try:
        office.store.propose_mailing(
            by, purchase.purchase_id, letters=new.run.letters, **hashes, written_by=new.written_by,
            again=new.again,
        )  # fmt: skip
    except CleanbillError:
        named.unlink()
        raise
    for proposal in before:
        if proposal.decision == "declined":
            people.letters(proposal).unlink(missing_ok=True)


def _addressed(office: Office, people: SealedPeople, purchase_id: str, day: date, *, again: bool) -> _Addressed:
    """Who of a purchase's people gets a letter, each with its number, and who is held and why."""
    rules = parameter("us/letter_rules").at(day)
    barred = office.store.barred().under(people.former_ids)
    to = recipients(people.abolished(office, purchase_id), barred, people.hash_key)
    before = office.store.mail(purchase_id) if again else ()
    if again:
        to = _moved(to, _waiting(before, people.former_ids, rules["most_letters"]), people)
    sent = mailing(to, day, rules)
    numbered = _numbered(sent.letters, {mail.post.person_key: mail.number for mail in before})
    if again and not numbered:
        raise CleanbillError("Nobody who has moved waits for a letter that may be sent. Record new addresses first.")
    return _Addressed(day, sent, numbered)


def _sealed(
    people: SealedPeople, purchase_id: str, to: _Addressed, sender: Sender, draft: Draft | None
) -> tuple[Path, Run]:  # fmt: skip
    """The letters, printed and sealed in a file of a name of its own."""
    path = people.folder / f"letters-unproposed-{secrets.token_hex(16)}.parquet"
    run = seal_run(
        path, to.numbered, sender, to.day, name=purchase_id, key=people.key, hash_key=people.hash_key,
        held_back=len(to.mailing.suppressed), words_sha256=draft.digest if draft else "", below=secrets.randbelow,
    )  # fmt: skip
    return path, run


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


def _moved(to: Iterable[Recipient], may: Mapping[str, Post], people: SealedPeople) -> list[Recipient]:
    """Those who wait for a letter, each at the address that was found, under the id that their letter bears."""
    homes = {
        (home["person_key"], address_key(people.hash_key, tuple(home["address"]))): home
        for home in people.addresses()
    }  # fmt: skip
    found = []
    for person in to:
        post = may.get(person.person_key)
        home = homes.get((post.person_key, post.address)) if post else None
        if post and home:
            moved = replace(
                person, person_key=post.person_key, address=tuple(home["address"]), state=home["state"],
                address_returned=False, guarantor_address=(),
            )  # fmt: skip
            found.append(moved)
    return found


def _numbered(letters: Iterable[Addressed], numbers: Mapping[str, int]) -> list[tuple[int, Addressed]]:
    """Letters by number: a person's own where they had one, else from 1."""
    return [(numbers.get(letter.to.person_key, place), letter) for place, letter in enumerate(letters, 1)]


def _lay_open(folder: Path, name: str, sent: Mailing, run: Run, sender: Sender) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("person_id", "reason"))
    writer.writerows((held.person_key, held.reason) for held in sent.suppressed)
    write_private(folder / f"held-{name}.csv", text.getvalue().encode())
    for language in run.by_language:
        write_private(folder / f"specimen-{name}-{language}.pdf", specimen(language, sender, run.day))
