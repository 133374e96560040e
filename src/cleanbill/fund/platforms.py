"""Gifts from the CSV exports of fundraising platforms: every row a gift, a row given back, or a finding."""

from __future__ import annotations

import csv
import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from cleanbill.core.errors import BadInput, CleanbillError, Finding
from cleanbill.core.money import cents
from cleanbill.fund.gifts import Gift

# How a platform's export is laid out: which header holds what, and what its words for a status mean.


FIELDS = ("id", "date", "amount", "fee", "donor", "chapter", "fund", "refund", "status")
NEEDED = ("id", "date", "amount", "donor")


@dataclass(frozen=True, slots=True)
class Layout:
    """Headers by field, tried in order; words of a status in small letters; formats of dates."""

    name: str
    title: str
    headers: Mapping[str, Sequence[str]]
    given: frozenset[str]
    given_back: frozenset[str]
    nothing: frozenset[str]
    dates: tuple[str, ...]

    def columns(self, header: Sequence[str]) -> dict[str, int]:
        """Which column of `header` holds each field; those that it lacks are left out."""
        plain = [_plain(name) for name in header]
        found: dict[str, int] = {}
        for column, names in self.headers.items():
            place = next((plain.index(_plain(name)) for name in names if _plain(name) in plain), None)
            if place is not None:
                found[column] = place
        return found


def layout(name: str) -> Layout:
    """The layout of that name; CleanbillError with those that there are."""
    held = _held()
    if name not in held:
        raise CleanbillError(f"There is no layout {name!r}. There are {', '.join(held)}.")
    return made(name, held[name])


def layout_names() -> tuple[str, ...]:
    """Names of the layouts that ship."""
    return tuple(_held())


def made(name: str, raw: Mapping[str, Any]) -> Layout:
    """A layout from its mapping; CleanbillError where it lacks what every gift has."""
    lacks = [field for field in NEEDED if not raw.get(field)]
    if lacks or not raw.get("dates"):
        raise CleanbillError(f"The layout {name} names no header for {', '.join(lacks or ['dates'])}.")
    words = {kind: frozenset(map(str.casefold, raw.get(kind, ()))) for kind in ("given", "given_back", "nothing")}
    headers = {field: tuple(raw.get(field, ())) for field in FIELDS}
    return Layout(name, raw.get("title", name), headers, dates=tuple(raw["dates"]), **words)


@cache
def _held() -> dict[str, Any]:
    text = resources.files("cleanbill.fund").joinpath("data", "platform_layouts.yaml").read_text("utf-8")
    layouts: dict[str, Any] = yaml.safe_load(text)["layouts"]
    return layouts


def _plain(name: str) -> str:
    """A header without case, blanks, dashes and a byte-order mark."""
    return "".join(letter for letter in name.casefold().lstrip("\ufeff") if letter.isalnum())


# Reads a platform's export: every row becomes a gift, money given back, nothing (with its reason), or a finding.
#
# A gift's id is its platform's transaction, so that a second export with the same
# rows adds nothing. No finding and no gift holds a donor's name or address: the
# donor is a keyed hash of what the platform calls them.


@dataclass(frozen=True, slots=True)
class ReadGifts:
    """What an export held: rows = gifts + already known + nothing given."""

    gifts: tuple[Gift, ...]
    known: int  # rows of gifts that were read before, or stand twice in the file
    nothing: int  # rows of payments that failed or are not made yet
    alike: tuple[tuple[str, str], ...] = field(default=())  # gifts of one donor, day and amount with two ids


def read_gifts(
    path: Path, layout: Layout, *, key: bytes, fund_id: str, chapter: str = "", known: Collection[str] = ()
) -> ReadGifts:
    """The gifts of `path` that are not among the ids `known`. `key` is what donors' keys are made with.

    `fund_id` and `chapter` stand where the file names none. Raises BadInput with every faulty row;
    then nothing of the file is taken.
    """
    rows = _rows(path)
    if not rows:
        raise BadInput([Finding(path.name, None, None, "the file is empty", "Export it again.")])
    columns = layout.columns(rows[0])
    lacks = [name for name in NEEDED if name not in columns]
    if lacks:
        raise BadInput([_no_column(path.name, name, layout) for name in lacks])
    reader = _Reader(path.name, layout, columns, key, fund_id, chapter)
    seen, gifts, repeated, nothing = set(known), [], 0, 0
    for number, row in enumerate(rows[1:], 1):
        told = reader.gift(number, row)
        if told is None:
            nothing += 1
        elif told.gift_id in seen:
            repeated += 1
        else:
            seen.add(told.gift_id)
            gifts.append(told)
    if reader.findings:
        raise BadInput(reader.findings)
    return ReadGifts(tuple(gifts), repeated, nothing, _alike(gifts))


def _rows(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            return [row for row in csv.reader(opened) if any(cell.strip() for cell in row)]
    except OSError as error:
        raise CleanbillError(f"{path} cannot be read: {(error.strerror or 'refused').lower()}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise BadInput([Finding(path.name, None, None, "is no CSV in UTF-8", "Export it as CSV.")]) from None


def _no_column(file: str, name: str, layout: Layout) -> Finding:
    headers = ", ".join(layout.headers[name])
    return Finding(file, None, name, f"no column holds the {name} of a gift", f"{layout.title} calls it {headers}.")


@dataclass(slots=True)
class _Reader:
    file: str
    layout: Layout
    columns: Mapping[str, int]
    key: bytes
    fund_id: str
    chapter: str
    findings: list[Finding] = field(default_factory=list)

    def gift(self, number: int, row: Sequence[str]) -> Gift | None:
        """The gift of a row; None where nothing was given, or with a finding added."""
        before = len(self.findings)
        status = self._status(number, row)
        if status == "nothing":
            return None
        on, given, fee = self._date(number, row), self._cents(number, row, "amount"), self._cents(number, row, "fee")
        number_of, donor = self._cell(row, "id"), self._cell(row, "donor").casefold()
        for name, value in (("id", number_of), ("donor", donor)):
            if not value:
                self._fault(number, name, "is empty", "Every gift has one; export the file again.")
        if len(self.findings) > before or on is None or given is None:
            return None
        back = status == "given_back" or given < 0
        if given == 0:
            return None
        fee = min(abs(fee or 0), abs(given))
        return Gift(
            gift_id=f"{self.layout.name}-{number_of}{'-back' if back else ''}",
            fund_id=self._cell(row, "fund") or self.fund_id,
            chapter=self._cell(row, "chapter") or self.chapter,
            donor_key=hmac.digest(self.key, donor.encode(), "sha256").hex()[:32],
            on=on,
            cents=abs(given),
            fee_cents=fee,
            given_back=back,
        )

    def _cell(self, row: Sequence[str], name: str) -> str:
        place = self.columns.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""

    def _status(self, number: int, row: Sequence[str]) -> str:
        if self._cell(row, "refund"):
            return "given_back"
        said = self._cell(row, "status").casefold()
        if not said:
            return "given"
        for kind in ("given", "given_back", "nothing"):
            if said in getattr(self.layout, kind):
                return kind
        known = sorted(self.layout.given | self.layout.given_back | self.layout.nothing)
        self._fault(number, "status", "is not a word that the layout knows", f"Known are {', '.join(known)}.")
        return "given"

    def _date(self, number: int, row: Sequence[str]) -> date | None:
        said = self._cell(row, "date")
        for form in self.layout.dates:
            try:
                return datetime.strptime(said, form).date()
            except ValueError:
                continue
        self._fault(number, "date", "is no date in a form of the layout", f"Forms are {', '.join(self.layout.dates)}.")
        return None

    def _cents(self, number: int, row: Sequence[str], name: str) -> int | None:
        said = self._cell(row, name)
        if not said and name == "fee":
            return 0
        negative = said.startswith("(") and said.endswith(")")
        try:
            amount = cents(said.strip("()").replace("USD", "").strip())
        except CleanbillError:
            self._fault(number, name, "is no amount in dollars", "Write it like 25.00.")
            return None
        return -amount if negative else amount

    def _fault(self, number: int, name: str, problem: str, remedy: str) -> None:
        self.findings.append(Finding(self.file, number, name, problem, remedy))


def _alike(gifts: Sequence[Gift]) -> tuple[tuple[str, str], ...]:
    """Pairs of gifts of one donor, day and amount: perhaps one gift through two pages, for a person to look at."""
    first: dict[tuple[str, date, int, bool], str] = {}
    pairs = []
    for gift in gifts:
        same = (gift.donor_key, gift.on, gift.cents, gift.given_back)
        if same in first:
            pairs.append((first[same], gift.gift_id))
        else:
            first[same] = gift.gift_id
    return tuple(pairs)
