"""Collects what is wrong with a file, one finding for each column and kind of fault."""

from __future__ import annotations

import re
from dataclasses import replace

from cleanbill.core.errors import BadInput, Finding

NUMBER = re.compile(r"-?\d+(\.\d+)?")
LARGEST = 10_000_000  # an amount in dollars above it is a slip


class Faults:
    """Findings of one file as its rows are read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: dict[tuple[str | None, str], Finding] = {}

    def add(self, row: int | None, column: str | None, problem: str, remedy: str) -> None:
        """Note a fault; the first row is kept and the others are counted."""
        seen = self._found.get((column, problem))
        self._found[column, problem] = (
            replace(seen, count=seen.count + 1) if seen else Finding(self.file, row, column, problem, remedy)
        )

    def check(self) -> None:
        """Raise BadInput with everything noted."""
        if self._found:
            raise BadInput(list(self._found.values()))

    def scaled(self, text: str, places: int, row: int, column: str, *, at_most: int = LARGEST) -> int:
        """A decimal number as a whole number of 10^-places; 0 and a fault where it is not one, or above `at_most`."""
        plain = text.strip().replace("$", "").replace(",", "")
        if not NUMBER.fullmatch(plain):
            self.add(row, column, "is not a number", "Download the file again from CMS.")
            return 0
        whole, _, decimals = plain.partition(".")
        if plain.startswith("-") or int(whole) > at_most:
            self.add(row, column, "is below zero or far too large", "Download the file again from CMS.")
            return 0
        decimals = decimals.rstrip("0")
        if len(decimals) > places:
            self.add(row, column, f"has more than {places} decimals", "Use the file as CMS publishes it.")
            return 0
        return int(whole + decimals.ljust(places, "0"))

    def matching(self, text: str, pattern: str, what: str, row: int, column: str) -> str:
        """The text without blanks around it, and a fault where it is not of the pattern."""
        plain = text.strip()
        if not re.fullmatch(pattern, plain):
            self.add(row, column, f"is not {what}", "Download the file again from CMS.")
        return plain

    def unique(self, keys: list[tuple[object, ...]], column: str) -> None:
        """A fault for each row whose key stood before."""
        seen: set[tuple[object, ...]] = set()
        for row, key in enumerate(keys, start=1):
            if key in seen:
                self.add(row, column, "repeats the key of an earlier row", "Keep one row for each key.")
            seen.add(key)
