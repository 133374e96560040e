"""Options of commands that act on the records of a programme: where they are, who acts, and when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cleanbill import records
from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.records import By, Store

# A step of a purchase as a command of its own, and the sentence that it ends with.


def said(text: str) -> None:
    """Prints a sentence as it is."""
    Console(highlight=False).print(text, soft_wrap=True, markup=False)


def told(held: records.Store, purchase: str) -> None:
    """Prints where a purchase stands."""
    one = records.purchase(held, purchase)
    face, price, gone = (usd(each) for each in (one.face_cents, one.price_cents, one.abolished_cents))
    said(f"{purchase} is {one.state}: {face} for {price}, {gone} abolished.")


Where = Annotated[Path, typer.Option("--store", help="Folder of the programme's records.", metavar="FOLDER")]
Who = Annotated[str, typer.Option("--as", help="User name of who acts.", metavar="USER")]
When = Annotated[str | None, typer.Option("--at", help="The moment, ISO 8601 with its zone.  [default: now]")]
Name = Annotated[str, typer.Argument(help="The purchase.", metavar="PURCHASE")]
STORE = Path("programme")


def made(where: Path) -> None:
    """The folder of a programme, new or as it is; a new one its owner alone may enter, for debts are told in it."""
    try:
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CleanbillError(f"{where} cannot be made: {(error.strerror or 'refused').lower()}.") from None


@contextmanager
def opened(where: Path, *, begin: bool = False) -> Iterator[Store]:
    """The records in a folder. Raises CleanbillError where there are none, unless they are to `begin` there."""
    if begin:
        made(where)
    elif not records.begun(where):
        raise CleanbillError(
            f"There is no programme in {where}. Name its folder with --store, or begin one there: "
            f"`cleanbill relief staff NAME --role staff --role prepare --as NAME --store {where}`."
        )
    store = records.open_store(where)
    try:
        yield store
    finally:
        store.close()


def by(user: str, at: str | None) -> By:
    """Who acts, and when."""
    if at is None:
        return By(user, datetime.now(UTC).replace(microsecond=0))
    try:
        return By(user, datetime.fromisoformat(at))
    except ValueError:
        raise CleanbillError(f"--at {at} is no moment. Write it like 2026-11-24T12:00:00+00:00.") from None


def wrote(path: Path, text: str) -> Path:
    """The file at `path`, which holds `text` now."""
    try:
        path.write_text(text, "utf-8", newline="")
    except OSError as error:
        raise CleanbillError(f"{path} cannot be written: {(error.strerror or 'refused').lower()}.") from None
    return path


def sha256(path: Path) -> str:
    """The hash of a file."""
    try:
        with path.open("rb") as held:
            return hashlib.file_digest(held, "sha256").hexdigest()
    except OSError as error:
        raise CleanbillError(f"{path} cannot be read: {(error.strerror or 'refused').lower()}.") from None
