"""A bill's taxes as data: what is taxed, above what, at what rate, who pays, and the words relied on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from cleanbill.core.schema import Faults, at, meant
from cleanbill.core.tables import Lined, shipped_text
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
    """A bill's taxes as they stand from `since`; of a user's own file, its name and SHA-256 too."""

    name: str
    title: str
    session: str
    bills: tuple[str, ...]
    description: str
    since: date
    taxes: tuple[Tax, ...]
    settings: Mapping[str, Setting]
    reference: Sequence[Reference]
    file: str | None = None
    sha256: str | None = None

    def tax(self, name: str) -> Tax:
        """The tax of that name; KeyError without one."""
        return {tax.name: tax for tax in self.taxes}[name]

    @property
    def own_source(self) -> dict[str, Any]:
        """What a result says of a user's own bill; nothing of one that ships."""
        return {} if self.file is None else {"file": self.file, "sha256": self.sha256}

    @property
    def assumed(self) -> tuple[Setting, ...]:
        """Settings that are assumptions: what a result must say it stands on."""
        return tuple(setting for setting in self.settings.values() if setting.status == "assumption")


# A bill's open settings: read from its file, changed by the caller, put in where `$name` stands.


STATUS = ("fact", "assumption")
KEYS = {
    "description": "what it leaves open",
    "value": "the value that holds where nobody gives another",
    "status": "fact or assumption",
    "choices": "a list of the words it may be, where it is a word",
}
NEEDED = ("description", "value", "status")
SIGN = "$"


def settings_of(raw: Any, given: Mapping[str, Any], faults: Faults) -> dict[str, Setting]:
    """The settings in force: the file's, with the caller's values where given."""
    raw_settings = {
        str(name): faults.mapping(f"settings.{name}", setting)
        for name, setting in faults.mapping("settings", raw).items()
    }
    for name in given:
        if name not in raw_settings:
            there = ", ".join(raw_settings) or "none"
            faults.note(
                at("settings", name), "the bill has no such setting", f"{meant(name, raw_settings)}Settings: {there}."
            )
    return {name: _setting(name, setting, given, faults) for name, setting in raw_settings.items()}


def _setting(name: str, raw: Mapping[Any, Any], given: Mapping[str, Any], faults: Faults) -> Setting:
    where = at("settings", name)
    faults.keys(where, raw, KEYS, NEEDED)
    written = faults.items(at(where, "choices"), raw["choices"]) if "choices" in raw else ()
    choices = tuple(faults.text(at(where, "choices"), choice) for choice in written)
    value = given.get(name, raw.get("value"))
    if choices:
        value = faults.one_of(where, value, choices)
    return Setting(
        name=name,
        description=faults.text(at(where, "description"), raw["description"]) if "description" in raw else "",
        value=value,
        status=faults.one_of(at(where, "status"), raw["status"], STATUS) if "status" in raw else "assumption",  # type: ignore[arg-type]
        choices=choices,
        changed=name in given,
    )


def filled(raw: Any, settings: Mapping[str, Setting], faults: Faults, where: str = "taxes") -> Any:
    """`raw` with the value of a setting in the place of every `$name`."""
    if isinstance(raw, Mapping):
        made = Lined((key, filled(value, settings, faults, at(where, key))) for key, value in raw.items())
        made.lines = raw.lines if isinstance(raw, Lined) else {}
        return made
    if isinstance(raw, list | tuple):
        return [filled(value, settings, faults, _named(where, value)) for value in raw]
    if isinstance(raw, str) and raw.startswith(SIGN):
        name = raw.removeprefix(SIGN)
        if name in settings:
            return settings[name].value
        faults.note(where, f"there is no setting {name!r}", f"{meant(name, settings)}Write it under settings.")
    return raw


def _named(where: str, item: Any) -> str:
    return at(where, item["name"]) if isinstance(item, Mapping) and "name" in item else where


# The bills that ship with the package, by short name: `ma-194` is law/states/ma/financing_bills/194.yaml.


FOLDER = "financing_bills"


@cache
def shipped() -> dict[str, Traversable]:
    """Every bill that ships, by name, in order of name."""
    law = resources.files("cleanbill.law")
    homes = [law / "us", *sorted((law / "states").iterdir(), key=lambda home: home.name)]
    found = {f"{home.name}-{_short(file)}": file for home in homes for file in _files(home)}
    return dict(sorted(found.items()))


def bill_names() -> tuple[str, ...]:
    """The names that `load_bill` knows."""
    return tuple(shipped())


def bill_text(name: str) -> str:
    """The YAML of a bill that ships; BadInput with a near miss for another name."""
    return shipped_text(name, shipped(), "bill")


def _files(home: Traversable) -> list[Traversable]:
    folder = home / FOLDER
    return [file for file in folder.iterdir() if file.name.endswith(".yaml")] if folder.is_dir() else []


def _short(file: Traversable) -> str:
    return file.name.removesuffix(".yaml").replace("_", "-")
