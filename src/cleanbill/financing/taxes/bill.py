"""A bill's taxes as data: what is taxed, above what, at what rate, who pays, and the words relied on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cleanbill.law import Reference, Status

# kinds of income: the fields of `Population` that a tax can stand on
KINDS = (
    "wages",
    "self_employment",
    "partnership",
    "interest",
    "dividends",
    "gains",
    "pensions",
    "social_security",
    "unemployment",
    "benefits",
)
PAYERS = ("employer", "person")
# whose income is added up, and exempt once, and the field of `Population` that says which people those are
GROUPS = {"return": "unit", "family": "family", "household": "house"}
PLACES = ("establishment", "employer")  # whose payroll is added up, and exempt once
UNITS = ("person", *GROUPS, *PLACES)
FILINGS = ("single", "joint", "separate", "head")  # of a return: 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Bracket:
    """What is taxed from `from_cents`, counted from the exemption on, to the next bracket."""

    from_cents: int
    rate_bp: int


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax. `base` is the part of each kind of income that is taxed, in basis points.

    `exemption_cents` is one amount, or four by filing status of a return. A
    tax that comes `after` others stands on top of their base: an exemption
    that theirs has used up is gone, a bracket that theirs has filled is full.
    """

    name: str
    paid_by: str
    base: Mapping[str, int]
    brackets: tuple[Bracket, ...]
    unit: str
    exemption_cents: tuple[int, ...]
    after: tuple[str, ...]
    employees_at_least: int
    employees_counted: str
    words: str
    source: str

    @property
    def of_payroll(self) -> bool:
        """Whether the exemption is an establishment's or an employer's."""
        return self.unit in PLACES


@dataclass(frozen=True, slots=True)
class Setting:
    """What the bill, or what could be read of it, leaves open, and the value it has here."""

    name: str
    description: str
    value: Any
    status: Status
    choices: tuple[str, ...] = ()
    changed: bool = False  # by the caller


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill's taxes as they stand from `since`."""

    name: str
    title: str
    session: str
    bills: tuple[str, ...]
    description: str
    since: date
    taxes: tuple[Tax, ...]
    settings: Mapping[str, Setting]
    reference: Sequence[Reference]

    def tax(self, name: str) -> Tax:
        """The tax of that name; KeyError without one."""
        return {tax.name: tax for tax in self.taxes}[name]

    @property
    def assumed(self) -> tuple[Setting, ...]:
        """Settings that are assumptions: what a result must say it stands on."""
        return tuple(setting for setting in self.settings.values() if setting.status == "assumption")
