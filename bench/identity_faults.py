"""How sellers write a person down: what each leaves out, and how often what kind of fault is made.

The first seller leaves out what bought files do (FTC 2013: SSN, name and address in over 98 %, birth dates in 65 %);
the second, a hospital's file, has few Social Security numbers and most birth dates. All other rates are assumptions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

from bench.identity_names import KINDS

if TYPE_CHECKING:
    from bench.identity_truth import Address, Person

Written = dict[str, Any]
SECOND_SELLER = 0.4
MISSING = (
    {"ssn": 0.02, "born": 0.35, "first": 0.005, "name": 0.005, "address": 0.015},
    {"ssn": 0.85, "born": 0.10, "first": 0.01, "name": 0.005, "address": 0.02},
)
FOUR_ALONE = 0.15  # of numbers the second seller leaves out, those whose last four it gives
FAULT = {
    "first": 0.02, "last": 0.02, "nickname": 0.08, "initial": 0.01, "middle": 0.1, "swapped": 0.004, "day": 0.007,
    "digit": 0.01, "ssn": 0.01, "street": 0.03, "unit": 0.08, "payer": 0.03,
}  # fmt: skip
LETTERS, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
JUNIOR = 0.6  # how often a son of his father's name is told apart so
POSSIBLE = date(1905, 1, 1), date(2026, 11, 24)  # an impossible day is held back at intake


def misspelt(text: str, draw: Random, held: str = LETTERS) -> str:
    """One letter changed, left out, doubled or swapped with the next."""
    if len(text) < 2:
        return text
    at, kind = draw.randrange(len(text) - 1), draw.random()
    if kind < 0.35:
        return text[:at] + draw.choice(held) + text[at + 1 :]
    if held == DIGITS or kind < 0.65:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if kind < 0.85 else text[:at] + text[at] + text[at:]


def written(one: Person, draw: Random, nicknames: Mapping[str, list[str]], worse: float) -> Written:
    """A record of that person, without its id."""

    def fault(kind: str) -> bool:
        return draw.random() < FAULT[kind] * worse

    lacks = MISSING[draw.random() < SECOND_SELLER]
    without = {name for name, rate in lacks.items() if draw.random() < rate}
    first, last = _name(one, draw, nicknames, fault)
    ssn = one.payer if one.payer and fault("payer") else one.ssn
    ssn = misspelt(ssn, draw, DIGITS) if fault("ssn") else ssn
    home = one.before if one.before and draw.random() < 0.5 else one.home
    told: Written = {
        "first_name": None if {"first", "name"} & without else first,
        "last_name": None if "name" in without else last,
        "birth_date": None if "born" in without else _born(one.born, draw, fault),
        "ssn_hash": None if "ssn" in without else hashlib.sha256(b"bench" + ssn.encode()).hexdigest(),
        "ssn_last4": ssn[-4:] if "ssn" not in without or draw.random() < FOUR_ALONE else None,
    }
    return told | ({} if "address" in without else _address(home, draw, fault))


def _name(one: Person, draw: Random, nicknames: Mapping[str, list[str]], fault: Any) -> tuple[str, str]:
    first, last = one.first, one.once if one.once and draw.random() < 0.5 else one.last
    if fault("nickname"):
        first = draw.choice(nicknames.get(first, [first]))
    first = misspelt(first, draw) if fault("first") else first
    last = misspelt(last, draw) if fault("last") else last
    if fault("initial"):
        first = first[0]
    elif fault("middle"):
        first += f" {draw.choice(LETTERS)}"
    if one.suffix and draw.random() < JUNIOR:
        last += f" {one.suffix}"
    if fault("swapped"):
        first, last = last, first
    return (first, last) if draw.random() < 0.5 else (first.title(), last.title())


def _born(born: date, draw: Random, fault: Any) -> date:
    if fault("day") and born.day <= 12:
        return born.replace(month=born.day, day=born.month)
    if fault("digit"):
        text = misspelt(born.strftime("%Y%m%d"), draw, DIGITS)
        try:
            wrong = date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            return born
        return wrong if POSSIBLE[0] <= wrong <= POSSIBLE[1] else born
    return born


def _address(home: Address, draw: Random, fault: Any) -> Written:
    street = misspelt(home.street, draw) if fault("street") else home.street
    line = f"{home.number} {street} {draw.choice(KINDS[home.kind])}"
    if home.unit is not None and not fault("unit"):
        line += draw.choice([f" APT {home.unit}", f" #{home.unit}", f", Unit {home.unit}"])
    zip_code = home.zip if draw.random() < 0.7 else f"{home.zip}-{draw.randrange(1000, 9999)}"
    return {"address": line, "city": home.city, "state": "IL", "zip": zip_code}
