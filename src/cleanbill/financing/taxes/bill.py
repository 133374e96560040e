"""A bill's taxes as data: what is taxed, above what, at what rate, who pays, and the words relied on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, NoReturn

from cleanbill.core.errors import BadInput, Finding, near_miss
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


# Collects what is wrong with a bill file, field by field, to be told all at once.


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
    own = {
        str(name): faults.mapping(f"settings.{name}", each) for name, each in faults.mapping("settings", raw).items()
    }
    for name in given:
        if name not in own:
            there = ", ".join(own) or "none"
            faults.note(at("settings", name), "the bill has no such setting", f"{meant(name, own)}Settings: {there}.")
    return {name: _setting(name, each, given, faults) for name, each in own.items()}


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
        return {key: filled(value, settings, faults, at(where, key)) for key, value in raw.items()}
    if isinstance(raw, list):
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


def _files(home: Traversable) -> list[Traversable]:
    folder = home / FOLDER
    return [file for file in folder.iterdir() if file.name.endswith(".yaml")] if folder.is_dir() else []


def _short(file: Traversable) -> str:
    return file.name.removesuffix(".yaml").replace("_", "-")
