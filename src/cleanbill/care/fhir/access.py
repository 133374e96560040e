"""Values out of JSON of any shape: what is absent or of another type is None or empty, never an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from cleanbill.care.meps import data_file

CENTS_LIMIT = 10**15  # above it an amount is a slip of the pen
ABSENT = "data-absent-reason"  # a code that says there is none
SMALLEST = 20  # digits before or after the point
FIRST_YEAR = 1850  # a year before it is a slip of the pen
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(T.*)?", re.ASCII | re.DOTALL)


def at(value: Any, *path: str | int) -> Any:
    """What stands at `path` below `value`, or None."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def each(value: Any, name: str) -> Iterator[dict[str, Any]]:
    """The objects of the list `name`."""
    held = at(value, name)
    yield from (entry for entry in held if isinstance(entry, dict)) if isinstance(held, list) else ()


def text(value: Any, *path: str | int) -> str | None:
    """A text that is not empty; a whole number is read as text."""
    held = at(value, *path)
    if isinstance(held, int) and not isinstance(held, bool):
        return str(held)
    if not isinstance(held, str):
        return None
    return held.encode("utf-8", "replace").decode("utf-8").strip() or None  # half a character cannot be stored


def money(value: Any, *path: str | int) -> int | None:
    """A Money's value in whole cents; None where absent, not dollars, or with a fraction of a cent."""
    amount = at(value, *path)
    if at(amount, "currency") not in (None, "USD"):
        return None
    return scaled(at(amount, "value"), 100)


def scaled(number: Any, by: int) -> int | None:
    """A JSON number times `by`, where that is whole."""
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        return None
    exact = Decimal(number)
    if not exact or not -SMALLEST < exact.adjusted() < SMALLEST:
        return None if exact else 0
    exact *= by
    return int(exact) if exact == exact.to_integral_value() and abs(exact) <= CENTS_LIMIT else None


def day(value: Any, *path: str | int) -> date | None:
    """The day of a date or dateTime that states one."""
    told = text(value, *path)
    match = DAY.fullmatch(told) if told else None
    if match is None:
        return None
    try:
        read = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return read if read.year >= FIRST_YEAR else None


def code(concept: Any) -> str | None:
    """The first code of a CodeableConcept."""
    return text(concept, "coding", 0, "code")


def coded(concept: Any) -> tuple[str, str] | None:
    """(system in our words, code) of the first coding of a CodeableConcept that has a code."""
    for coding in each(concept, "coding"):
        told, address = text(coding, "code"), text(coding, "system") or ""
        if told is not None and ABSENT not in address:
            return system(address), told
    return None


@lru_cache(1 << 12)
def system(address: str) -> str:
    """A code system's address in our words (data/fhir.yaml); "other" where it is not known."""
    known: list[tuple[str, str]] = data_file("fhir")["system"]
    return next((ours for part, ours in known if part in address), "other")


def reference(value: Any) -> str | None:
    """Whom a Reference names: its identifier, or the last part of its address."""
    told = text(value, "identifier", "value")
    if told is not None:
        return told
    address = text(value, "reference")
    return address.rsplit("/", 1)[-1].removeprefix("urn:uuid:") or None if address else None
