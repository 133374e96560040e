"""Accounts of a purchase -> one Recipient for each person, with all of them: whom a letter may reach, and where.

In: rows of `relief.identified` (a dict an account). The address is the newest that is whole and has not sent a
letter back; what any account says of death, bankruptcy, a lawyer, silence or a hidden address holds for the person.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.relief.letters.mailings import (
    LANGUAGES,
    AbolishedAccount,
    Recipient,
    is_code,
    keyed,
    read_code,
    second_answer,
)
from cleanbill.relief.letters.returned import WHY_RETURNED, address_key

# Is this letter real? Answers a code and a birth date, and nothing else.
#
# One keyed hash of code and birth date together is kept and looked up: a wrong
# code and a wrong date are the same miss, by the same steps. Tries are counted
# on the code's first half and on who asks, whether or not a letter has that code.


PREFIX_SIGNS = 8


@dataclass(frozen=True, slots=True)
class Registered:
    """What is kept of a letter that was sent; its code is not among it."""

    proof: str
    sender: str
    month: str
    face_cents: int = field(repr=False)
    expires: date


@dataclass(frozen=True, slots=True)
class Answer:
    """`real`: sent by `sender` in `month`; `not_confirmed`; or `wait`. All fields are always there."""

    result: Literal["real", "not_confirmed", "wait"]
    sender: str = ""
    month: str = ""
    face_cents: int | None = None
    wait_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong answers under one hashed key, and when the next may come."""

    wrong: int = 0
    not_before: datetime | None = None


NOT_CONFIRMED = Answer("not_confirmed")


def register(
    code: str,
    second: date | str,
    *,
    sender: str,
    face_cents: int,
    sent: date,
    key: bytes,
    rules: Mapping[str, Any],
) -> Registered:
    """What to keep of a letter whose code is `code`."""
    expires = sent + timedelta(days=rules["valid_days"])
    return Registered(proof_of(key, code, second), sender, f"{sent:%Y-%m}", face_cents, expires)


def check(
    code: str,
    second: date | str,
    client: str,
    *,
    letters: Mapping[str, Registered],
    tries: Mapping[str, Tries],
    key: bytes,
    now: datetime,
    rules: Mapping[str, Any],
) -> tuple[Answer, dict[str, Tries]]:
    """The answer, and the tries to keep instead of those given (only the keys that changed).

    `letters` by `Registered.proof`, `tries` by hashed key. Read and write the
    tries in one transaction: two askers at once must not share a try.
    """
    watched = try_keys(key, code, client)
    found = letters.get(proof_of(key, code, second))  # also where the answer will be to wait: the same steps
    wait = max(_wait(tries.get(each, Tries()), now) for each in watched)
    if wait:
        return Answer("wait", wait_seconds=wait), {}
    if found is not None and now.date() <= found.expires:
        return Answer("real", found.sender, found.month, found.face_cents), {}
    return NOT_CONFIRMED, {each: _wrong(tries.get(each, Tries()), now, rules) for each in watched}


def try_keys(key: bytes, code: str, client: str) -> tuple[str, str]:
    """The hashed keys under which tries are counted: the code's first half, and who asks."""
    return keyed(key, "prefix", read_code(code)[:PREFIX_SIGNS]), keyed(key, "client", client)


def wait_after(wrong: int, rules: Mapping[str, Any]) -> int:
    """Seconds to wait after the n-th wrong answer: none at first, then doubling up to the longest."""
    beyond = wrong - rules["free_tries"]
    if beyond < 0:
        return 0
    first, longest = int(rules["first_wait_seconds"]), int(rules["longest_wait_seconds"])
    return int(min(longest, first << min(beyond, 40)))


def _wrong(before: Tries, now: datetime, rules: Mapping[str, Any]) -> Tries:
    """Right answers never set the count back: else a real letter would buy endless guesses at another."""
    after = replace(before, wrong=before.wrong + 1)
    return replace(after, not_before=now + timedelta(seconds=wait_after(after.wrong, rules)))


def _wait(tries: Tries, now: datetime) -> int:
    if tries.not_before is None or tries.not_before <= now:
        return 0
    return -int((now - tries.not_before).total_seconds() // 1)


def proof_of(key: bytes, code: str, second: date | str) -> str:
    """The keyed hash of a code and its second answer together."""
    return keyed(key, "letter", read_code(code), second_answer(second))


Row = dict[str, Any]
# how sellers name the languages that letters are in, besides their two letters
NAMED = {
    "eng": "en", "english": "en", "spa": "es", "spanish": "es", "español": "es", "por": "pt", "portuguese": "pt",
    "hat": "ht", "haitian": "ht", "haitian creole": "ht", "zho": "zh", "chi": "zh", "chinese": "zh", "mandarin": "zh",
    "cantonese": "zh", "vie": "vi", "vietnamese": "vi",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Barred:
    """By person: who is never written to, who is known to have died, and (person, address) that sent mail back."""

    never: frozenset[str] = frozenset()
    dead: frozenset[str] = frozenset()
    addresses: frozenset[tuple[str, str]] = frozenset()

    def under(self, became: Mapping[str, str]) -> Barred:
        """The same of people whose id became another."""
        return Barred(
            frozenset(became.get(one, one) for one in self.never),
            frozenset(became.get(one, one) for one in self.dead),
            frozenset((became.get(one, one), address) for one, address in self.addresses),
        )


def recipients(rows: Iterable[Row], barred: Barred, hash_key: bytes) -> list[Recipient]:
    """One for each person, by key; `hash_key` is that of `address_key`."""
    people: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        people[row["person_key"]].append(row)
    return [_recipient(key, sorted(people[key], key=_age), barred, hash_key) for key in sorted(people)]


def _recipient(key: str, rows: Sequence[Row], barred: Barred, hash_key: bytes) -> Recipient:
    """`rows` are the person's, the newest first."""
    known = [row for row in rows if address_of(row)]
    good = [row for row in known if (key, address_key(hash_key, address_of(row))) not in barred.addresses]
    home = next(iter(good or known), rows[0])
    guarantor = next(filter(None, map(guarantor_of, rows)), None)
    theirs = [guarantor_home(row) for row in rows if guarantor_of(row) == guarantor and guarantor_home(row)]
    reached = [their for their in theirs if (key, address_key(hash_key, their)) not in barred.addresses]
    return Recipient(
        person_key=key,
        name=next(filter(None, map(name_of, rows)), ""),
        address=address_of(home),
        state=home["state"] or "",
        accounts=tuple(_account(row) for row in sorted(rows, key=lambda row: int(row["source_row"]))),
        language=language_of(next((row["language"] for row in rows if row["language"]), None)),
        birth_date=next((row["birth_date"] for row in rows if row["birth_date"]), None),
        minor=_any(rows, "minor_flag"),
        guarantor=guarantor,
        guarantor_address=next(iter(reached or theirs), ()),
        guarantor_address_returned=bool(theirs) and not reached,
        deceased=_any(rows, "deceased_date") or key in barred.dead,
        confidential_address=_any(rows, "confidential_flag") or key in barred.never,
        bankrupt=_any(rows, "bankruptcy_chapter"),
        represented=_any(rows, "attorney_flag"),
        silence=_any(rows, "cease_flag"),
        address_returned=bool(known) and not good,
    )


def name_of(row: Row) -> str:
    """First and last name, as the seller gave them."""
    return " ".join(filter(None, ((row[part] or "").strip() for part in ("first_name", "last_name"))))


def guarantor_of(row: Row) -> str | None:
    """The name of who answers for a child, in one column or two; portfolios of before have none."""
    parts = (row.get(f"guarantor_{part}") for part in ("first_name", "last_name"))
    return (row.get("guarantor_name") or "").strip() or " ".join((part or "").strip() for part in parts).strip() or None


def guarantor_home(row: Row) -> tuple[str, ...]:
    """Their address, as `address_of`."""
    return address_of({part: row.get(f"guarantor_{part}") for part in ("address", "city", "state", "zip")})


def address_of(row: Row) -> tuple[str, ...]:
    """Street, then city, state and ZIP; empty where a part is missing, for no mail reaches it."""
    street, city, state, code = ((row[part] or "").strip() for part in ("address", "city", "state", "zip"))
    return (street, f"{city}, {state} {code}") if street and city and state and code else ()


def language_of(stated: str | None) -> str | None:
    """The two letters of a language however it is named ("Spanish", "es-US"); None for one that no letter is in."""
    word = (stated or "").casefold().strip()
    word = NAMED.get(word, word.replace("_", "-").partition("-")[0])
    return word if word in LANGUAGES else None


def _age(row: Row) -> tuple[int, int]:
    """Sorts the newest first: by the last day on which the account moved, then by its row in the file."""
    days = [row[name] for name in ("date_of_service", "last_payment_date") if row[name]]
    return -max(days, default=date.min).toordinal(), -int(row["source_row"])


def _account(row: Row) -> AbolishedAccount:
    number = str(row["orig_account"] or row["account_id"])
    return AbolishedAccount(row["orig_creditor"] or row["holder"], number[-4:], int(row["current_balance_cents"]))


def _any(rows: Sequence[Row], name: str) -> bool:
    return any(row[name] for row in rows)


# The file of letters that came back: CSV in, one `ComingBack` a row out, or every fault of it, without a value.
#
# Columns: one of letter (its number), code, person_id; date; why; and, where a new address is known, address, city,
# state and zip. A row with a new address and no reason is of a letter that had come back before.


NAMED_BY = ("letter", "code", "person_id")
ADDRESS = ("address", "city", "state", "zip")
COLUMNS = (*NAMED_BY, "date", "why", *ADDRESS)


@dataclass(frozen=True, slots=True)
class ComingBack:
    """A letter that came back, named by its number, code or person, and the new address where there is one."""

    on: date
    why: str
    letter: int | None = None
    code: str = field(default="", repr=False)
    person_id: str = field(default="", repr=False)
    address: tuple[str, ...] = field(default=(), repr=False)
    state: str = field(default="", repr=False)


def read_returns(path: Path) -> list[ComingBack]:
    """The rows of the file, in order. Raises BadInput with every fault."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            read = csv.DictReader(opened)
            header, rows = list(read.fieldnames or ()), list(read)
    except OSError as error:
        raise CleanbillError(f"{path} cannot be read: {(error.strerror or 'refused').lower()}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise BadInput([Finding(path.name, None, None, "this is no CSV in UTF-8", "Save it as CSV.")]) from None
    found = [{name: (row.get(name) or "").strip() for name in COLUMNS} for row in rows]
    findings = [*_header(header, path.name)]
    findings += [fault for number, row in enumerate(found, 1) for fault in _faults(row, path.name, number)]
    if findings:
        raise BadInput(findings)
    return [_row(row) for row in found]


def _header(header: list[str], file: str) -> Iterator[Finding]:
    if not set(NAMED_BY) & set(header):
        yield Finding(file, None, None, "no column says which letter it is", f"Give one of {', '.join(NAMED_BY)}.")
    if "date" not in header:
        yield Finding(file, None, "date", "the column is missing", "Give the day on which each letter came back.")
    for name in header:
        if name not in COLUMNS:
            yield Finding(file, None, None, "a column is none that is read", f"Columns: {', '.join(COLUMNS)}.")


def _faults(row: Mapping[str, str], file: str, number: int) -> Iterator[Finding]:
    named = [name for name in NAMED_BY if row[name]]
    if len(named) != 1:
        yield Finding(file, number, None, "the letter is named by none or by several columns", "Name it by one.")
    if row["letter"] and not re.fullmatch("[0-9]{1,9}", row["letter"]):
        yield Finding(file, number, "letter", "this is no number", "Write the number after the purchase's name.")
    if row["code"] and not is_code(row["code"]):
        yield Finding(file, number, "code", "its check sign is wrong", "Read the code from the letter again.")
    if _day(row["date"]) is None:
        yield Finding(file, number, "date", "this is not a day", "Write it like 2026-12-31.")
    if row["why"] and row["why"] not in WHY_RETURNED:
        yield Finding(file, number, "why", "this is no reason for a return", f"Write {', '.join(WHY_RETURNED)}.")
    given = any(row[name] for name in ADDRESS)
    if given and (not address_of(dict(row)) or not re.fullmatch(r"[0-9]{5}(-[0-9]{4})?", row["zip"])):
        yield Finding(file, number, "address", "the new address is not whole", f"Give all of {', '.join(ADDRESS)}.")
    if not given and not row["why"]:
        yield Finding(file, number, "why", "neither a reason nor a new address is given", "Give one of the two.")


def _row(row: Mapping[str, str]) -> ComingBack:
    return ComingBack(
        on=date.fromisoformat(row["date"]),
        why=row["why"],
        letter=int(row["letter"]) if row["letter"] else None,
        code=row["code"],
        person_id=row["person_id"],
        address=address_of({**row, "zip": row["zip"][:5]}),
        state=row["state"],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
