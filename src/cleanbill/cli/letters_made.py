"""Makes a mailing's letters and seals them: people of a purchase, who of them gets a letter, codes, PDFs, who is held.

What two people have to decide lies beside them in the open and tells of nobody: a specimen in each language.
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
from cleanbill.cli.known_addresses import known_addresses
from cleanbill.cli.portfolio import Opened
from cleanbill.core.errors import CleanbillError
from cleanbill.law import parameter
from cleanbill.records import Mail, Purchase, Store
from cleanbill.relief.letters import Addressed, Mailing, Post, Recipient, address_key, mailing, recipients
from cleanbill.report.letters import Draft, Run, Sender, seal_run, specimen
from cleanbill.vault import write_private


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
