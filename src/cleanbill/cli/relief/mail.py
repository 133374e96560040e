"""`cleanbill relief mailed`, `returned` and `never`: letters went out, came back, or must never be written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from cleanbill import law, records
from cleanbill.cli.options import AsJson, day
from cleanbill.cli.programme import STORE, Name, When, Where, Who, by, opened, said
from cleanbill.cli.relief.letters import Again, Opened, add_addresses, approved, portfolio_of
from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.records import By, Posted, Returned, Store
from cleanbill.relief import CHECK, NOT_NEEDED, Deletions, deletions_of, ids_of
from cleanbill.relief.letters import WHY_RETURNED, ComingBack, address_key, code_key, read_returns
from cleanbill.report.letters import Run, open_run
from cleanbill.vault import Keyring, write_private

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
    acts = by(who, at)
    on = acts.on if today is None else day(today, "--today")
    with opened(store) as held:
        rows = portfolio_of(store, records.purchase(held, purchase)).abolished(held, purchase)
        made = deletions_of(rows, furnisher, on)
        content = made.text.encode()
        digest = hashlib.sha256(content).hexdigest()
        records.take_out(held, acts, purchase, "deletion file", count=made.lines, sha256=digest)
    write_private(out, content)
    if as_json:
        counts = asdict(made)
        del counts["text"]
        print(json.dumps(counts))
    else:
        _tell(made, out)


def _tell(made: Deletions, out: Path) -> None:
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


def mailed(purchase: Name, who: Who, again: Again = False, store: Where = STORE, at: When = None) -> None:
    """Record that the approved letters went out; from now on their codes answer.

    Example: cleanbill relief mailed drive-1 --as ann
    """
    acts = by(who, at)
    with opened(store) as held:
        one = records.purchase(held, purchase)
        of, stands = portfolio_of(store, one), approved(held, one, again=again)
        run = open_run(of.letters(stands), of.key)
        told = _registered(run, acts)
        if again:
            most = law.parameter("us/letter_rules").at(acts.on)["most_letters"]
            records.notify_again(held, acts, purchase, stands.number, **told, most_letters=most)
        else:
            records.notify(held, acts, purchase, **told, held_back=run.held_back)
    said(f"{run.letters:,} letters of {purchase} were mailed{' again' * again}. Their codes answer from now on.")


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
    with opened(store) as held:
        one = records.purchase(held, purchase)
        if no_more is not None and letter is not None:
            records.close_mail(held, acts, purchase, letter, no_more)
            said(f"Nobody writes to the person of letter {letter} again.")
            return
        if (file is None) == (letter is None) or (letter is not None and why is None):
            raise CleanbillError("Give --file, or --letter with --why (or with --no-more).")
        when = acts.on if on is None else day(on, "--on")
        rows = [ComingBack(when, why or "", letter)] if file is None else read_returns(file)
        _came_back(held, portfolio_of(store, one), acts, purchase, rows, file.name if file else "--letter")


def never(
    person: Annotated[str, typer.Argument(help="The person's id.", metavar="PERSON")],
    who: Who, store: Where = STORE, at: When = None,
) -> None:  # fmt: skip
    """Never write to a person, from any purchase: their address may be read by who must not. It cannot be undone.

    Example: cleanbill relief never P-4821 --as ann
    """
    with opened(store) as held:
        lettered = {
            mail.post.person_key for one in records.purchases(held) for mail in records.mail(held, one.purchase_id)
        }
        for each in ids_of(store, person, lettered):
            records.never_write(held, by(who, at), each)
    said("No letter goes to this person.")


def _registered(run: Run, acts: By) -> dict[str, Any]:
    valid = law.parameter("us/letter_rules").at(acts.on)["valid_days"]
    return {
        "letters": run.letters, "letters_sha256": run.sha256, "words_sha256": run.words_sha256,
        "posted": [Posted(**one) for one in run.posted], "sender": run.sender,
        "expires_on": acts.on + timedelta(days=valid),
    }  # fmt: skip


def _came_back(held: Store, of: Opened, acts: By, purchase: str, rows: Sequence[ComingBack], file: str) -> None:
    numbers = _numbers(held, of, purchase, rows, file)
    people = {mail.number: mail.post.person_key for mail in records.mail(held, purchase)}
    new = [
        {"person_key": people[number], "address": list(row.address), "state": row.state}
        for number, row in zip(numbers, rows, strict=True)
        if row.address and number in people
    ]
    if new:  # before the act, which names an address by its hash alone: broken off here, the same file goes on
        add_addresses(of.folder, of.key, new)
    hashes = (address_key(of.hash_key, row.address) if row.address else "" for row in rows)
    told = [
        Returned(number, row.on, row.why, hashed)
        for number, row, hashed in zip(numbers, rows, hashes, strict=True)
    ]  # fmt: skip
    records.came_back(held, acts, purchase, told)
    back, dead = sum(bool(row.why) for row in rows), sum(row.why == "deceased" for row in rows)
    said(f"{back:,} letters of {purchase} came back, {dead:,} of them from people who died; {len(new):,} have moved.")
    if new:
        said(f"Make their letters with `cleanbill relief letters {purchase} --again`.")


def _numbers(held: Store, of: Opened, purchase: str, rows: Sequence[ComingBack], file: str) -> list[int]:
    """The letter of each row; BadInput with every row whose letter there is not."""
    codes = {row.code: code_key(of.hash_key, row.code) for row in rows if row.code}
    same = _same_person(of, {row.person_id for row in rows if row.person_id})
    people = (one for ids in same.values() for one in ids)
    known = records.numbers_of(held, purchase, code_keys=codes.values(), people=people)
    known |= {
        person: _only([known[one] for one in ids if one in known])
        for person, ids in same.items()
        if person not in known
    }
    found = [row.letter or known.get(codes.get(row.code, row.person_id), 0) for row in rows]
    if 0 in found:
        lost = [place for place, number in enumerate(found, 1) if not number]
        problem, remedy = f"no letter of {purchase} is this one", "Was it of another purchase, or sent anew since?"
        raise BadInput([Finding(file, lost[0], None, problem, remedy, len(lost))])
    return found


def _only(numbers: list[int]) -> int:
    return numbers[0] if len(set(numbers)) == 1 else 0


def _same_person(of: Opened, people: Iterable[str]) -> dict[str, list[str]]:
    """Each id with all that its person had: a letter bears the id that was theirs when it was made."""
    all_of: dict[str, list[str]] = {}
    for old, new in sorted(of.former_ids.items()):
        all_of.setdefault(new, []).append(old)
    now = {one: of.former_ids.get(one, one) for one in people}
    return {one: [now[one], *all_of.get(now[one], [])] for one in now}
