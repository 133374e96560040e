"""Published prices of a dollar of debt, and the factors on them, as the law file of a day has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cleanbill import law
from cleanbill.core.money import WHOLE_BP

PATH = "us/debt_value"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A published price, basis points of face: lowest and highest, which are one where one was published."""

    name: str
    what: str
    low_bp: int
    high_bp: int


@dataclass(frozen=True, slots=True)
class Age:
    """A span of ages, up to `days` and not on that day; None for the last, without end."""

    name: str
    days: int | None
    factor_bp: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What a value is made of; factors in basis points."""

    since: date
    source: str
    low: Anchor
    mid: Anchor
    high: Anchor
    ages: tuple[Age, ...]
    unknown_age: Age
    placement: Mapping[str, int]
    times: tuple[int, ...]
    kind: Mapping[str, int]
    self_pay_words: tuple[str, ...]
    barred_bp: int


def anchors(today: date) -> dict[str, Anchor]:
    """The published prices that are gone by on `today`, by name; CleanbillError before 2019."""
    held = law.parameter(PATH).at(today)["anchors"]
    return {name: Anchor(name, row["what"], min(row["bp"]), max(row["bp"])) for name, row in held.items()}


def terms(today: date) -> Terms:
    """Anchors and factors in force on `today`."""
    held = law.parameter(PATH)
    row, known = held.at(today), anchors(today)
    ages = _ages(row["age"], known)
    return Terms(
        since=held.since(today),
        source=f"law/{PATH}.yaml",
        **{name: known[row[name]] for name in ("low", "mid", "high")},
        ages=ages,
        unknown_age=ages[2],
        placement=row["placement"],
        times=tuple(row["times"]),
        kind=row["kind"],
        self_pay_words=tuple(row["self_pay_words"]),
        barred_bp=row["barred_bp"],
    )


def _ages(rows: list[dict[str, Any]], known: Mapping[str, Anchor]) -> tuple[Age, ...]:
    """Each age's price against the first's, half up."""
    first = known[rows[0]["anchor"]].high_bp
    prices = [known[row["anchor"]].high_bp for row in rows]
    factors = [(2 * price * WHOLE_BP + first) // (2 * first) for price in prices]
    return tuple(Age(row["name"], row.get("days"), bp) for row, bp in zip(rows, factors, strict=True))
