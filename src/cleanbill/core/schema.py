"""What a person's YAML file may say, declared: keys, kinds of values, units, bounds; read with all faults at once.

A shape is what a value must be; `Keys` is a mapping whose keys are known, each with its shape and what it is for. To
read is to give back the value, with None or a default where a key is not written, and to note every fault:

    TAX = Keys({"rate_bp": Key(BASIS_POINTS, "the rate", needed=True), "words": Key(Words(), "the words relied on")})
    faults = Faults("bill.yaml")
    tax = TAX.read(raw, Position(faults))
    faults.stop_if_any()
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NoReturn, Protocol

from cleanbill.core.errors import BadInput, Finding, near_miss
from cleanbill.core.money import NO_LIMIT_CENTS, WHOLE_BP
from cleanbill.core.tables import Lined

LIKE_A_KEY = 0.65  # so that two letters of three that changed places are seen through
UNREAD = "nothing reads this key, so it would not count"


class Faults:
    """Findings of one file. A reader that meets a fault notes it and goes on with a harmless value."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Finding] = []

    def note(self, where: str | None, problem: str, remedy: str, line: int | None = None) -> None:
        """One more finding; `where` is the key's path, as in taxes.employer.rate_bp."""
        self.found.append(Finding(self.file, None, None, problem, remedy, key=where, line=line))

    def stop(self) -> NoReturn:
        """Raise BadInput with all that was found."""
        raise BadInput(self.found)

    def stop_if_any(self) -> None:
        """Raise BadInput where anything was found."""
        if self.found:
            self.stop()

    def keys(self, where: str | None, raw: Mapping[Any, Any], known: Mapping[str, str], needed: Iterable[str]) -> None:
        """Note keys that nothing reads and those that are missing; `known` says what each is for."""
        for key in raw:
            if key not in known:
                remedy = f"{meant(str(key), known)}Keys: {', '.join(known)}."
                self.note(at(where, key), UNREAD, remedy, line_of(raw, key))
        for key in needed:
            if key not in raw:
                self.note(at(where, key), "is missing", f"Write {known[key]}.")

    def mapping(self, where: str | None, value: Any) -> Mapping[Any, Any]:
        """`value` where it is a mapping, else noted and empty."""
        if isinstance(value, Mapping):
            return value
        self.note(where, "is not a mapping of keys to values", "Write one key and its value a line.")
        return {}

    def items(self, where: str, value: Any) -> Sequence[Any]:
        """`value` where it is a list with something in it, else noted and empty."""
        return ListOf(ANYTHING).read(value, Position(self, where))

    def text(self, where: str, value: Any) -> str:
        """`value` where it is words, on one line, else noted."""
        return Words().read(value, Position(self, where))

    def one_of(self, where: str, value: Any, among: Sequence[str]) -> str:
        """`value` where it is one of `among`, else noted and the first of them."""
        return OneOf(tuple(among)).read(value, Position(self, where))

    def whole(self, where: str, value: Any, most: int, unit: str) -> int:
        """`value` where it is a whole number from 0 to `most`, else noted and 0."""
        return Whole(unit, most).read(value, Position(self, where))


@dataclass(frozen=True, slots=True)
class Position:
    """Where in a file a value stands, and where its faults are noted."""

    faults: Faults
    key: str | None = None
    line: int | None = None

    def below(self, raw: Any, key: object) -> Position:
        """The position of `key` of the mapping `raw` that stands here."""
        return Position(self.faults, at(self.key, key), line_of(raw, key) or self.line)

    def item(self, number: int, value: Any) -> Position:
        """The position of an item of the list that stands here: by its name where it has one, else its number."""
        name = value.get("name") if isinstance(value, Mapping) else None
        key = at(self.key, name) if isinstance(name, str) else f"{self.key}[{number}]"
        first = min(value.lines.values()) if isinstance(value, Lined) and value.lines else self.line
        return Position(self.faults, key, first)

    def note(self, problem: str, remedy: str) -> None:
        """A fault of what stands here."""
        self.faults.note(self.key, problem, remedy, self.line)


class Shape(Protocol):
    """What a value must be."""

    def read(self, value: Any, position: Position) -> Any:
        """The value, or a harmless one where a fault was noted."""


@dataclass(frozen=True, slots=True)
class Anything:
    """A value that is looked at elsewhere."""

    def read(self, value: Any, position: Position) -> Any:
        """The value as it is."""
        return value


ANYTHING = Anything()


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number of `unit`, from `least` to `most`."""

    unit: str
    most: int
    least: int = 0

    def read(self, value: Any, position: Position) -> int:
        """The number, or `least`."""
        if isinstance(value, bool) or not isinstance(value, int):
            position.note(f"{_shown(value)} is not a whole number", f"Write {self.unit}.")
        elif value < self.least == 0:
            position.note(f"{value:,} is negative", f"Write {self.unit}, 0 or more.")
        elif value < self.least:
            position.note(f"{value:,} is less than {self.least:,}", f"Write {self.unit}, {self.least:,} or more.")
        elif value > self.most:
            position.note(f"{value:,} is more than {self.most:,}", f"Write {self.unit}, {self.most:,} at most.")
        else:
            return value
        return self.least


CENTS = Whole("whole cents, as 150000 for $1,500", NO_LIMIT_CENTS)
BASIS_POINTS = Whole("whole basis points, as 750 for 7.5 %", WHOLE_BP)
DAYS = Whole("a whole number of days", 100 * 366)


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""

    def read(self, value: Any, position: Position) -> bool:
        """The flag, or False."""
        if not isinstance(value, bool):
            position.note(f"{_shown(value)} is not true or false", "Write true or false.")
        return value is True


@dataclass(frozen=True, slots=True)
class Words:
    """Words, given back on one line."""

    def read(self, value: Any, position: Position) -> str:
        """The words, or none."""
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
        position.note("is not words, or is empty", "Write a sentence or a name.")
        return ""


@dataclass(frozen=True, slots=True)
class Code:
    """Text, all of which is like `pattern`; `says` is how to write it."""

    pattern: str
    says: str

    def read(self, value: Any, position: Position) -> str:
        """The code, or none."""
        if isinstance(value, str) and re.fullmatch(self.pattern, value):
            return value
        position.note(f"{_shown(value)} is not of the form that is known here", f"Write {self.says}.")
        return ""


@dataclass(frozen=True, slots=True)
class Day:
    """A date."""

    def read(self, value: Any, position: Position) -> date:
        """The day, or the first there is."""
        if type(value) is date:
            return value
        position.note(f"{_shown(value)} is not a date", "Write it like 2025-01-01.")
        return date.min


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words."""

    among: tuple[str, ...]

    def read(self, value: Any, position: Position) -> str:
        """The word, or the first of them."""
        if isinstance(value, str) and value in self.among:
            return value
        remedy = f"{meant(str(value), self.among)}Use {', '.join(self.among)}."
        position.note(f"{_shown(value)} is not known here", remedy)
        return self.among[0]


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list, of which each item has the shape; with something in it unless it `may_be_empty`."""

    shape: Shape
    may_be_empty: bool = False

    def read(self, value: Any, position: Position) -> tuple[Any, ...]:
        """The items."""
        if isinstance(value, list | tuple) and (value or self.may_be_empty):
            return tuple(self.shape.read(item, position.item(n, item)) for n, item in enumerate(value, 1))
        position.note("is not a list, or is empty", "Write one item a line, each after a dash.")
        return ()


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping: the shape of its value, and what it is for, as a fault says it."""

    shape: Shape
    says: str
    needed: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True)
class Keys:
    """A mapping whose keys are known."""

    known: Mapping[str, Key]

    def read(self, value: Any, position: Position) -> dict[str, Any]:
        """Every key of `known` with its value, or its default where it is not written or has a fault."""
        raw = position.faults.mapping(position.key, value)
        for key in raw:
            if key not in self.known:
                position.below(raw, key).note(UNREAD, self._remedy(str(key)))
        return {key: self._value(key, raw, position) for key in self.known}

    def _value(self, name: str, raw: Mapping[Any, Any], position: Position) -> Any:
        key = self.known[name]
        if name in raw:
            return key.shape.read(raw[name], position.below(raw, name))
        if key.needed:
            position.below({}, name).note("is missing", f"Write {key.says}.")
        return key.default

    def _remedy(self, word: str) -> str:
        """The key that was probably meant: of this mapping, or of one within it."""
        there = f"Keys: {', '.join(self.known)}."
        if (like := near_miss(word, self.known, likeness=LIKE_A_KEY)) is not None:
            return f"Did you mean {like}? {there}"
        below = dict(reversed(list(_keys_below(self))))  # of two places the first is named
        like = near_miss(word, below)
        return there if like is None else f"Did you mean {like}, which stands as {below[like]}? {there}"


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping from words, or from one of `among`, to values of one shape; `called` is what such a word is."""

    shape: Shape
    called: str
    among: tuple[str, ...] = ()
    needed: tuple[str, ...] = field(default=())

    def read(self, value: Any, position: Position) -> dict[str, Any]:
        """What stands at each word that is known."""
        raw, found = position.faults.mapping(position.key, value), {}
        for word, item in raw.items():
            here = position.below(raw, word)
            if self.among and word not in self.among:
                remedy = f"{meant(str(word), self.among)}Known: {', '.join(self.among)}."
                here.note(f"there is no such {self.called}", remedy)
            else:
                found[str(word)] = self.shape.read(item, here)
        if missing := [word for word in self.needed if word not in raw]:
            position.note(f"lacks {', '.join(missing)}", f"Name each {self.called} once.")
        return found


@dataclass(frozen=True, slots=True)
class ByDay:
    """A mapping from days, or from whole years, to values of one shape: each holds from then on."""

    shape: Shape
    of: type = date

    def read(self, value: Any, position: Position) -> dict[Any, Any]:
        """What stands at each day, earliest first."""
        raw, found = position.faults.mapping(position.key, value), {}
        example = "2025-01-01" if self.of is date else "2025"
        for start, item in raw.items():
            here = position.below(raw, start)
            if type(start) is not self.of:
                kind = "date" if self.of is date else "year"
                here.note(f"is not a {kind}", f"Write the {kind} from which it stands, as {example}.")
            else:
                found[start] = self.shape.read(item, here)
        if not raw:
            position.note("holds nothing", f"Write what stands from a day on, as {example}.")
        return dict(sorted(found.items()))


def at(where: str | None, key: object) -> str:
    """The place of `key` within `where`."""
    return str(key) if where is None else f"{where}.{key}"


def meant(word: str, among: Iterable[str]) -> str:
    """'Did you mean ...? ' or nothing."""
    like = near_miss(word, among)
    return "" if like is None else f"Did you mean {like}? "


def line_of(raw: Any, key: object) -> int | None:
    """The line of `key` in its file, where `raw` was read from one."""
    return raw.lines.get(key) if isinstance(raw, Lined) else None


def _shown(value: Any) -> str:
    return f"{value:,}" if isinstance(value, float) else repr(value)


def _keys_below(shape: Shape, path: str | None = None) -> Iterator[tuple[str, str]]:
    """Every key of the mappings within a shape, with an example of its path."""
    if isinstance(shape, Keys):
        for name, key in shape.known.items():
            if path is not None:
                yield name, at(path, name)
            yield from _keys_below(key.shape, at(path, name))
    elif isinstance(shape, MapOf):
        yield from _keys_below(shape.shape, at(path, shape.among[0] if shape.among else f"<{shape.called}>"))
    elif isinstance(shape, ByDay | ListOf):
        yield from _keys_below(shape.shape, path)
