"""`load_bill`: a bill that ships, by name, or a user's own file, with all its faults given at once.

A bill file is a file of law (description, unit, status, values by date,
reference) with a title and a session and, at each date, settings and taxes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

from cleanbill.core.errors import BadInput, Finding
from cleanbill.core.money import NO_LIMIT_CENTS, WHOLE_BP
from cleanbill.core.schema import ANYTHING, ByDay, Faults, Key, Keys, ListOf, Position, Words, at, line_of, meant
from cleanbill.core.tables import source_of
from cleanbill.financing.taxes.bill import (
    FILINGS,
    KINDS,
    PAYERS,
    PLACES,
    UNITS,
    Bill,
    Bracket,
    Tax,
    filled,
    settings_of,
    shipped,
)
from cleanbill.law import REFERENCE, Reference

# One tax of a bill file, read field by field.


KEYS = {
    "name": "what it is called, as self_employed",
    "paid_by": f"who pays it over: {' or '.join(PAYERS)}",
    "base": f"a list of kinds of income, or of each kind the part taxed in basis points. Kinds: {', '.join(KINDS)}",
    "rate_bp": "whole basis points, as 750 for 7.5 %",
    "brackets": "a list of from_cents, counted from the exemption on, and rate_bp",
    "exemption_cents": f"whole cents that are free; of a return, also by {', '.join(FILINGS)}",
    "unit": f"whose income, or whose payroll, is one and exempt once: {', '.join(UNITS)}",
    "after": "a list of taxes above whose income this tax's income stands: they use up an exemption first",
    "exempt": "a list of kinds that the bill sets free, which base then may not have",
    "employees_at_least": "how many employees an employer has who pays it",
    "employees_counted": f"where those are counted: {' or '.join(PLACES)}",
    "words": "the words relied on",
    "source": "the title of the source, as under reference",
}
NEEDED = ("name", "paid_by", "base", "unit", "words", "source")
BRACKET = {"from_cents": "where it begins, in whole cents, the first at 0", "rate_bp": "whole basis points"}
RATE = "whole basis points, as 750 for 7.5 %"
PART = "the part that is taxed in whole basis points, 10000 for all of it"
CENTS = "whole cents, as 2000000 for $20,000"


def read_tax(raw: Any, number: int, sources: Sequence[str], before: Sequence[Tax], faults: Faults) -> Tax:
    """The tax that `raw` writes down; `before` are those above it in the file, `sources` the titles it may cite."""
    raw = faults.mapping(f"taxes[{number}]", raw)
    name = raw.get("name")
    where = f"taxes.{name}" if isinstance(name, str) else f"taxes[{number}]"
    faults.keys(where, raw, KEYS, NEEDED)
    tax = Tax(
        name=_name(where, raw.get("name", "unnamed"), before, faults),
        paid_by=faults.one_of(at(where, "paid_by"), raw.get("paid_by", "person"), PAYERS),
        base=_base(at(where, "base"), raw.get("base", ["wages"]), faults),
        brackets=_brackets(where, raw, faults),
        unit=faults.one_of(at(where, "unit"), raw.get("unit", "person"), UNITS),
        exemption_cents=_exemption(at(where, "exemption_cents"), raw.get("exemption_cents", 0), faults),
        after=_after(at(where, "after"), raw.get("after", []), before, faults),
        employees_at_least=faults.whole(
            at(where, "employees_at_least"), raw.get("employees_at_least", 0), 10**7, "a number of employees"
        ),
        employees_counted=faults.one_of(
            at(where, "employees_counted"), raw.get("employees_counted", "establishment"), PLACES
        ),
        words=faults.text(at(where, "words"), raw.get("words", "-")),
        source=_source(at(where, "source"), raw, sources, faults),
    )
    _fits(where, tax, raw.get("exempt", []), before, faults)
    return tax


def _name(where: str, value: Any, before: Sequence[Tax], faults: Faults) -> str:
    name = faults.text(at(where, "name"), value)
    if not name.isidentifier():
        faults.note(
            at(where, "name"), "is not a name of letters, digits and underscores", "Write one, as self_employed."
        )
    if name in [tax.name for tax in before]:
        faults.note(at(where, "name"), "another tax has this name", "Give each tax its own.")
    return name


def _base(where: str, value: Any, faults: Faults) -> dict[str, int]:
    if isinstance(value, Mapping):
        parts = {str(kind): faults.whole(at(where, kind), part, WHOLE_BP, PART) for kind, part in value.items()}
    else:
        parts = {str(kind): WHOLE_BP for kind in faults.items(where, value)}
    for kind in parts:
        if kind not in KINDS:
            faults.one_of(where, kind, KINDS)
    return {kind: part for kind, part in parts.items() if kind in KINDS}


def _brackets(where: str, raw: Mapping[Any, Any], faults: Faults) -> tuple[Bracket, ...]:
    if ("rate_bp" in raw) == ("brackets" in raw):
        faults.note(where, "needs either rate_bp or brackets", "Write one rate, or a list of from_cents and rate_bp.")
    if "brackets" not in raw:
        return (Bracket(0, faults.whole(at(where, "rate_bp"), raw.get("rate_bp", 0), WHOLE_BP, RATE)),)
    place = at(where, "brackets")
    found = tuple(_bracket(place, bracket, faults) for bracket in faults.items(place, raw["brackets"]))
    starts = [bracket.from_cents for bracket in found]
    if starts and (starts[0] != 0 or any(low >= high for low, high in pairwise(starts))):
        faults.note(place, "do not begin at 0 and rise", "Write from_cents of each above the one before, the first 0.")
    return found


def _bracket(where: str, raw: Any, faults: Faults) -> Bracket:
    raw = faults.mapping(where, raw)
    faults.keys(where, raw, BRACKET, BRACKET)
    start = faults.whole(at(where, "from_cents"), raw.get("from_cents", 0), NO_LIMIT_CENTS, CENTS)
    return Bracket(start, faults.whole(at(where, "rate_bp"), raw.get("rate_bp", 0), WHOLE_BP, RATE))


def _exemption(where: str, value: Any, faults: Faults) -> tuple[int, ...]:
    if not isinstance(value, Mapping):
        return (faults.whole(where, value, NO_LIMIT_CENTS, CENTS),)
    faults.keys(where, value, dict.fromkeys(FILINGS, CENTS), FILINGS)
    return tuple(faults.whole(at(where, filing), value.get(filing, 0), NO_LIMIT_CENTS, CENTS) for filing in FILINGS)


def _after(where: str, value: Any, before: Sequence[Tax], faults: Faults) -> tuple[str, ...]:
    if value == []:
        return ()
    names = tuple(str(name) for name in faults.items(where, value))
    there = [tax.name for tax in before]
    for name in names:
        if name not in there:
            problem = f"no tax above this one is named {name!r}"
            faults.note(where, problem, f"{meant(name, there)}Name taxes that stand before it.")
    return tuple(name for name in names if name in there)


def _source(where: str, raw: Mapping[Any, Any], sources: Sequence[str], faults: Faults) -> str:
    if "source" not in raw:
        return ""
    value = faults.text(where, raw["source"])
    if value and value not in sources:
        faults.note(where, "is not a title under reference", f"{meant(value, sources)}List it there with its link.")
    return value


def _fits(where: str, tax: Tax, exempt: Any, before: Sequence[Tax], faults: Faults) -> None:
    """Note what does not go together in one tax."""
    for kind in faults.items(at(where, "exempt"), exempt) if exempt != [] else ():
        known = faults.one_of(at(where, "exempt"), kind, KINDS)
        if known == kind and tax.base.get(known, 0) > 0:
            faults.note(at(where, "exempt"), f"{kind} is both taxed and exempt", "Take it out of base or of exempt.")
    if tax.of_payroll and (set(tax.base) != {"wages"} or len(tax.brackets) > 1 or tax.after or tax.paid_by == "person"):
        remedy = "Write base [wages], one rate_bp, no after and paid_by employer, or another unit."
        faults.note(
            at(where, "unit"), "an exemption of payroll goes with a flat tax of wages on employers alone", remedy
        )
    if len(tax.exemption_cents) > 1 and tax.unit != "return":
        faults.note(at(where, "unit"), "an exemption by filing status is a return's", "Write unit return.")
    for other in before:
        if other.name in tax.after and other.unit != tax.unit:
            remedy = f"Give both the unit {other.unit}, or take {other.name} out of after."
            faults.note(at(where, "unit"), f"is not the unit of {other.name}, which it comes after", remedy)
    if tax.employees_at_least and tax.base.get("wages", 0) == 0:
        faults.note(at(where, "employees_at_least"), "goes with wages alone", "Take it out, or tax wages.")


DATED = Keys({
    "taxes": Key(ListOf(ANYTHING), "a list of taxes", needed=True, default=()),
    "settings": Key(ANYTHING, "open parameters, by name", default={}),
})  # fmt: skip
BILL = Keys({
    "title": Key(Words(), "what the bill is called", needed=True, default=""),
    "session": Key(ANYTHING, "the legislature and years, as 194th General Court, 2025 to 2026", default=""),
    "bills": Key(ListOf(ANYTHING), "a list of the bills' numbers", default=()),
    "description": Key(ANYTHING, "what was read of it and what was not", default=""),
    "unit": Key(ANYTHING, "the units of its numbers"),
    "status": Key(ANYTHING, "fact, or assumption where what is central was not read"),
    "values": Key(ByDay(ANYTHING), "the taxes, under the day from which they stand", needed=True),
    "reference": Key(ListOf(REFERENCE), "a list of sources, each with a title and a link", needed=True, default=()),
})  # fmt: skip
NOTHING: Mapping[str, Any] = {}
BillSource: TypeAlias = str | Path | Mapping[str, Any] | Bill


def load_bill(source: BillSource, *, settings: Mapping[str, Any] = NOTHING, day: date | None = None) -> Bill:
    """The bill of `source`, as it stands on `day` (without one, at its last date).

    `source` is the name of one that ships (`bill_names`), the path of a YAML file, a mapping as such a file holds
    it, or a bill, which is given back. `settings` gives open parameters a value in place of the file's. Raises
    BadInput with every fault of the file and of the settings.
    """
    if isinstance(source, Bill):
        return _as_read(source, settings)
    found = source_of(source, shipped(), "bill")
    faults = Faults(found.name if not found.own else found.file)
    top = Position(faults)
    raw = BILL.read(found.raw, top)
    references = _references(raw["reference"], found.raw, faults)
    since, entry = _on(raw["values"], day, found.raw, top)
    in_force = settings_of(entry["settings"], settings, faults)
    bill = Bill(
        name=found.name or raw["title"],
        title=raw["title"],
        session=str(raw["session"]),
        bills=tuple(str(number) for number in raw["bills"]),
        description=" ".join(str(raw["description"]).split()),
        since=since,
        taxes=_taxes(
            filled(entry["taxes"], in_force, faults), tuple(reference.title for reference in references), faults
        ),
        settings=in_force,
        reference=references,
        file=found.file if found.own else None,
        sha256=found.sha256,
    )
    faults.stop_if_any()
    return bill


def _as_read(bill: Bill, settings: Mapping[str, Any]) -> Bill:
    if settings:
        remedy = "Give settings with the bill's name, path or mapping."
        raise BadInput([Finding(bill.name, None, None, "is read already, so its settings stand", remedy)])
    return bill


def _references(read: tuple[dict[str, Any], ...], raw: Any, faults: Faults) -> tuple[Reference, ...]:
    for number, reference in enumerate(read, 1):
        if reference["status"] == "fact" and not str(reference["link"] or "").startswith("https://"):
            remedy = "Give a link that begins with https://, or call it an assumption."
            line = line_of(raw["reference"][number - 1], "title")
            faults.note(f"reference[{number}].link", "what is called a fact has no link", remedy, line)
    return tuple(Reference(**reference | {"status": reference["status"] or "assumption"}) for reference in read)


def _on(values: Mapping[date, Any] | None, day: date | None, raw: Any, top: Position) -> tuple[date, Mapping[str, Any]]:
    """The date from which what is in force on `day` stands, and what stands there."""
    starts = [key for key in values or () if day is None or key <= day]
    if not starts:
        if values:
            top.below(raw, "values").note("no taxes stand on that day", "Give them a date on or before it.")
        return date.min, {"taxes": (), "settings": {}}
    here = top.below(raw, "values").below(raw["values"], starts[-1])
    return starts[-1], DATED.read((values or {})[starts[-1]], here)


def _taxes(raw: Any, sources: tuple[str, ...], faults: Faults) -> tuple[Tax, ...]:
    read: list[Tax] = []
    for number, tax in enumerate(raw, 1):
        read.append(read_tax(tax, number, sources, read, faults))
    return tuple(read)
