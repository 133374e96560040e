"""Programmes of relief: dated rules on who qualifies, where and for which debts. Law: us/programmes.

A user's own programme is a file of the same form, by path, or a mapping (`load_programme`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from importlib import resources
from importlib.resources.abc import Traversable
from operator import or_
from pathlib import Path
from typing import Any, Literal, TypeAlias

import ibis
import ibis.expr.types as ir

from cleanbill.core.errors import BadInput, CleanbillError
from cleanbill.core.money import WHOLE_BP
from cleanbill.core.schema import DAYS, ByDay, Code, Day, Faults, Flag, Key, Keys, ListOf, OneOf, Position, Whole, Words
from cleanbill.core.tables import shipped_text, ships_already, source_of
from cleanbill.fund import Area, Level
from cleanbill.law import REFERENCES

# Who is known to live in an area: by ZIP code, county or state; the bulk twin of `fund.Area.holds`.


COLUMNS = {"zip": "zip", "county": "county_fips", "state": "state"}


def lives_in(people: ir.Table, areas: Iterable[Area]) -> ir.BooleanValue:
    """Whether each row is known to lie in one of `areas`; without any, and in the nation, all do."""
    areas = tuple(areas)
    if not areas or any(area.level == "nation" for area in areas):
        return ibis.literal(True)
    return reduce(or_, (people[COLUMNS[area.level]].isin(sorted(area.codes)).fill_null(False) for area in areas))


# One programme's rule as it stands on a day.


FOLDER = "us/programmes/"
FLAGS = {
    "payment_plan": "payment_plan_flag",
    "dispute": "dispute_flag",
    "judgment": "judgment_flag",
    "minor": "minor_flag",
}
DEBT_OF = ("person", "hospital")
RESIDENT_AS_OF = ("decision", "service")


@dataclass(frozen=True, slots=True)
class Rule:
    """Income at or below a limit, or debts heavy against income; then the place, the debt's age, what is left out."""

    programme: str
    since: date  # day from which this rule stands
    source: str
    income_up_to_fpl_bp: int
    debt_from_income_bp: int
    income_below: bool = False  # must be below the limit; else at it or below
    debt_must_exceed: bool = False  # must exceed the share; else reach it
    debt_of: Literal["person", "hospital"] = "person"  # whose debts are added up
    minimum_age_days: int = 0  # of the debt, for those without Medicaid
    oldest_service: date | None = None
    medicaid_since: date | None = None  # who is enrolled qualifies for debts of care since then
    states: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    resident_as_of: Literal["decision", "service"] | None = None  # the day on which a person must live there
    address_holds_days: int = 365  # so long before or after the day on which it was known, an address shows residence
    excluded: tuple[str, ...] = ()  # of FLAGS
    excluded_creditors: tuple[str, ...] = ()  # in small letters, without marks


@dataclass(frozen=True, slots=True)
class ProgrammeRules:
    """A programme's rules by the day from which each stands. Of a user's own `file` and `sha256` say which it was."""

    programme: str
    rules: Mapping[date, Rule]
    where: str  # what messages call it
    own: bool = False
    file: str | None = None
    sha256: str | None = None

    def on(self, day: date) -> Rule:
        """The rule in force on `day`; CleanbillError before the first."""
        begun = [since for since in self.rules if since <= day]
        if not begun:
            raise CleanbillError(f"{self.where} has no value on {day}; its first is of {min(self.rules)}.")
        return self.rules[max(begun)]

    @property
    def own_source(self) -> dict[str, Any]:
        """What a result says of a user's own programme; nothing of one that ships."""
        own = {"name": self.programme, "file": self.file, "sha256": self.sha256}
        return {"own_programme": own} if self.own else {}


ProgrammeSource: TypeAlias = str | Path | Mapping[str, Any] | ProgrammeRules


# What the file of a programme may say.


COUNTY = Code("[0-9]{5}", 'its five digits in quotes, as "39095"')
STATE = Code("[A-Z]{2}", "its two letters, as MI")
CREDITOR = Code("[a-z0-9]+( [a-z0-9]+)*", "its name in small letters without marks, as st mary s hospital")
RULE = Keys({
    "income_up_to_fpl_bp": Key(
        Whole("whole basis points of the poverty guideline, as 40000 for four times it", 100 * WHOLE_BP),
        "the income up to which a person qualifies, in basis points of the poverty guideline", needed=True,
    ),
    "debt_from_income_bp": Key(
        Whole("whole basis points of income, as 500 for 5 %", 100 * WHOLE_BP),
        "the debt from which a person qualifies, in basis points of income", needed=True,
    ),
    "income_below": Key(Flag(), "whether income must be below the limit"),
    "debt_must_exceed": Key(Flag(), "whether the debt must exceed its share"),
    "debt_of": Key(OneOf(DEBT_OF), "whose debts are added up"),
    "minimum_age_days": Key(DAYS, "how old a debt must be"),
    "oldest_service": Key(Day(), "the first day of care that counts"),
    "medicaid_since": Key(Day(), "the day of care from which who is enrolled in Medicaid qualifies"),
    "states": Key(ListOf(STATE), "the states whose residents qualify"),
    "counties": Key(ListOf(COUNTY), "the counties whose residents qualify"),
    "resident_as_of": Key(OneOf(RESIDENT_AS_OF), "the day on which a person must live there"),
    "address_holds_days": Key(DAYS, "how long an address shows where a person lives"),
    "excluded": Key(ListOf(OneOf(tuple(FLAGS))), "accounts that are left out"),
    "excluded_creditors": Key(ListOf(CREDITOR), "creditors whose accounts are left out"),
})  # fmt: skip
PROGRAMME = Keys({
    "name": Key(Words(), "what results call it, where not the file's name"),
    "description": Key(Words(), "what it is"),
    "unit": Key(Words(), "the units of its numbers"),
    "status": Key(OneOf(("fact", "assumption")), "fact or assumption"),
    "values": Key(ByDay(RULE), "the rule, under the day from which it stands", needed=True),
    "reference": Key(REFERENCES, "a list of sources, each with a title"),
})  # fmt: skip


def rule(programme: ProgrammeSource, today: date) -> Rule:
    """The rule of a programme in force on a day; see `load_programme`."""
    return load_programme(programme).on(today)


def load_programme(source: ProgrammeSource) -> ProgrammeRules:
    """A programme by the name of one that ships, by the path of a YAML file, as a mapping, or as read already.

    BadInput with every fault of the file, and with a near miss for a name that does not ship. A user's own programme
    is called as its file, or by its `name`, and not as one that ships.
    """
    if isinstance(source, ProgrammeRules):
        return source
    return _shipped(source) if isinstance(source, str) and source in _files() else _own(source)


@cache
def _shipped(programme: str) -> ProgrammeRules:
    where = f"law/{FOLDER}{programme}.yaml"
    return ProgrammeRules(programme, _rules(programme, source_of(programme, _files(), "programme").raw, where), where)


def _own(given: str | Path | Mapping[str, Any]) -> ProgrammeRules:
    source = source_of(given, _files(), "programme")
    written = source.raw.get("name") if isinstance(source.raw, Mapping) else None
    name = str(written or source.name or "programme")
    rules = _rules(name, source.raw, source.file)
    if name in _files():
        raise BadInput([ships_already(name, source.file, "programme")])
    if not re.fullmatch(r"[\w.-]+", name):
        raise CleanbillError(
            f"{source.file}: {name!r} is not a name for a programme. Write name: with letters, digits, - and _."
        )
    return ProgrammeRules(name, rules, source.file, True, source.file if source.name else None, source.sha256)


def _rules(programme: str, raw: Any, where: str) -> dict[date, Rule]:
    """The rules of a file by day; BadInput with every fault."""
    values = PROGRAMME.read(raw, Position(faults := Faults(where)))["values"] or {}
    faults.stop_if_any()
    return {since: _made(programme, since, each, where) for since, each in values.items()}


def made(programme: str, since: date, value: Mapping[str, Any]) -> Rule:
    """A rule of its mapping alone; BadInput with every fault."""
    return _rules(programme, {"values": {since: value}}, f"law/{FOLDER}{programme}.yaml")[since]


def _made(programme: str, since: date, values: Mapping[str, Any], source: str) -> Rule:
    return Rule(programme, since, source, **{key: value for key, value in values.items() if value is not None})


def programme_names() -> tuple[str, ...]:
    """The programmes that ship."""
    return tuple(_files())


def programme_text(programme: str) -> str:
    """The YAML of a programme that ships; BadInput with a near miss for another name."""
    return shipped_text(programme, _files(), "programme")


@cache
def _files() -> dict[str, Traversable]:
    folder = resources.files("cleanbill.law").joinpath(FOLDER)
    files = {file.name.removesuffix(".yaml"): file for file in folder.iterdir() if file.name.endswith(".yaml")}
    return dict(sorted(files.items()))


# Where a person lives by the rule, and whether the address is shown to hold on the day that the rule names.


def lives_there(known: ir.Table, law: Rule) -> ir.BooleanValue:
    """In the programme's counties or states; a person of unknown place is not known to live there."""
    found: tuple[tuple[Level, tuple[str, ...]], ...] = (("county", law.counties), ("state", law.states))
    return lives_in(known, [Area(level, frozenset(codes)) for level, codes in found if codes])


def residence(known: ir.Table, law: Rule, today: date) -> ir.StringValue:
    """`shown`, `undated` or `of another day`; null where the rule names no day.

    It decides nothing: sellers seldom say when an address was known to hold, and the letter that comes back will tell.
    """
    if law.resident_as_of is None:
        return ibis.null("string")
    asked = ibis.literal(today) if law.resident_as_of == "decision" else known.date_of_service
    days = asked.delta(known.address_as_of, unit="day").abs()
    return ibis.cases((days.isnull(), "undated"), (days <= law.address_holds_days, "shown"), else_="of another day")
