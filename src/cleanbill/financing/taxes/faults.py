"""Collects what is wrong with a bill file, field by field, to be told all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from cleanbill.core.errors import BadInput, Finding, near_miss


class Faults:
    """Findings of one file. A reader that meets a fault notes it and goes on with a harmless value."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Finding] = []

    def note(self, where: str | None, problem: str, remedy: str) -> None:
        """One more finding; `where` is the field, as in taxes.employer.rate_bp."""
        self.found.append(Finding(self.file, None, where, problem, remedy))

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
                self.note(
                    at(where, key), "nothing reads this key", f"{meant(str(key), known)}Keys: {', '.join(known)}."
                )
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
        if isinstance(value, list) and value:
            return value
        self.note(where, "is not a list, or is empty", "Write one item a line, each after a dash.")
        return ()

    def text(self, where: str, value: Any) -> str:
        """`value` where it is words, on one line, else noted."""
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
        self.note(where, "is not words, or is empty", "Write a sentence or a name.")
        return ""

    def one_of(self, where: str, value: Any, among: Sequence[str]) -> str:
        """`value` where it is one of `among`, else noted and the first of them."""
        if isinstance(value, str) and value in among:
            return value
        self.note(
            where, f"{value!r} is none of those that there are", f"{meant(str(value), among)}Use {', '.join(among)}."
        )
        return among[0]

    def whole(self, where: str, value: Any, most: int, unit: str) -> int:
        """`value` where it is a whole number from 0 to `most`, else noted and 0."""
        if isinstance(value, bool) or not isinstance(value, int):
            self.note(where, f"{value!r} is not a whole number", f"Write {unit}.")
        elif value < 0:
            self.note(where, f"{value:,} is negative", f"Write {unit}, 0 or more.")
        elif value > most:
            self.note(where, f"{value:,} is more than {most:,}", f"Write {unit}, {most:,} at most.")
        else:
            return value
        return 0


def at(where: str | None, key: object) -> str:
    """The place of `key` within `where`."""
    return str(key) if where is None else f"{where}.{key}"


def meant(word: str, among: Iterable[str]) -> str:
    """'Did you mean ...? ' or nothing."""
    like = near_miss(word, among)
    return "" if like is None else f"Did you mean {like}? "
