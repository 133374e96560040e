"""The office at work: a programme's folder with its records open, its staff and agreements, where purchases stand.

A folder holds the records, the keys (`keys`), the portfolios that were taken in (`portfolios`) and who is who over all
of them (`registry`). Its owner alone may enter it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cleanbill import records
from cleanbill.core.errors import CleanbillError
from cleanbill.records import Agreement, By, NextStep, Purchase, Store, Verdict
from cleanbill.vault import Keyring

AGREEMENTS = ("NDA", "BAA", "PSA")
KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Office:
    """A programme that is open: its folder, and the store of its records."""

    folder: Path
    store: Store

    @property
    def keys(self) -> Keyring:
        """The keys of its portfolios, and of keyed hashes."""
        return keyring(self.folder)


@dataclass(frozen=True, slots=True)
class StaffRoles:
    """What someone of the staff may do from now on, in the order it was said; nothing for who has left."""

    user: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A purchase, its next step (None at its end), and by kind the lines where something must still follow."""

    purchase: Purchase
    next_step: NextStep | None
    to_follow: Mapping[str, tuple[int, ...]]


@contextmanager
def open_office(folder: Path, *, begin: bool = False) -> Iterator[Office]:
    """The programme of a folder. Raises CleanbillError where there is none, unless it is to `begin` there."""
    if begin:
        make_folder(folder)
    elif not records.Store.begun(folder):
        raise CleanbillError(
            f"There is no programme in {folder}. Name its folder with --store, or begin one there: "
            f"`cleanbill relief staff NAME --role staff --role prepare --as NAME --store {folder}`."
        )
    store = records.Store.open(folder)
    try:
        yield Office(folder, store)
    finally:
        store.close()


def make_folder(folder: Path) -> None:
    """The folder of a programme, new or as it is; a new one its owner alone may enter, for debts are told in it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CleanbillError(f"{folder} cannot be made: {(error.strerror or 'refused').lower()}.") from None


def set_roles(office: Office, by: By, user: str, roles: Sequence[str]) -> StaffRoles:
    """`user` has these roles from now on, and no others. The first of the staff adds themself."""
    office.store.set_roles(by, user, roles)
    return StaffRoles(user, tuple(roles))


def record_agreement(office: Office, by: By, agreement: Agreement) -> Agreement:
    """Records an agreement with a holder of debts. Raises CleanbillError where it is of no kind there is."""
    if agreement.kind not in AGREEMENTS:
        raise CleanbillError(f"--kind {agreement.kind} is no agreement. Name one of {', '.join(AGREEMENTS)}.")
    office.store.agree(by, agreement)
    return agreement


def standings(office: Office) -> tuple[Standing, ...]:
    """Every purchase, by the day it was offered: where it stands, and what it waits for."""
    store = office.store
    return tuple(
        Standing(purchase, store.next_step(purchase), store.to_follow(purchase.purchase_id))
        for purchase in store.purchases()
    )


def verify_acts(folder: Path) -> Verdict:
    """Follows the chain of every act of a programme's folder from the first to the last, without opening it."""
    return records.verify(folder / "records.sqlite3")


def keyring(folder: Path) -> Keyring:
    """The keys of a programme's folder, whether its records have begun or not."""
    return Keyring(folder / KEYS)


def write_text(path: Path, text: str) -> Path:
    """The file at `path`, which holds `text` now, its ends of lines as they are."""
    try:
        path.write_text(text, "utf-8", newline="")
    except OSError as error:
        raise CleanbillError(f"{path} cannot be written: {(error.strerror or 'refused').lower()}.") from None
    return path


def file_sha256(path: Path) -> str:
    """The hash of a file."""
    try:
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise CleanbillError(f"{path} cannot be read: {(error.strerror or 'refused').lower()}.") from None
