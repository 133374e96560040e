"""Accounts of a purchase -> one Recipient for each person, with all of them: whom a letter may reach, and where.

In: rows of `relief.identified` (a dict an account). The address is the newest that is whole and has not sent a
letter back; what any account says of death, bankruptcy, a lawyer, silence or a hidden address holds for the person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cleanbill.relief.notices.recipient import LANGUAGES, AbolishedAccount, Recipient
from cleanbill.relief.notices.returned import address_key

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
    reached = [one for one in theirs if (key, address_key(hash_key, one)) not in barred.addresses]
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


def language_of(told: str | None) -> str | None:
    """The two letters of a language however it is named ("Spanish", "es-US"); None for one that no letter is in."""
    word = (told or "").casefold().strip()
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
