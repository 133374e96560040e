"""`load_bill`: a bill that ships, by name, or a user's own file, with every fault of it told at once.

A bill file is a file of law (description, unit, status, values by date,
reference) with a title and a session and, at each date, settings and taxes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path
from typing import Any

from cleanbill.core.money import NO_LIMIT_CENTS, WHOLE_BP
from cleanbill.core.tables import read_yaml
from cleanbill.financing.taxes.bill import (
    FILINGS,
    KINDS,
    PAYERS,
    PLACES,
    STATUS,
    UNITS,
    Bill,
    Bracket,
    Faults,
    Tax,
    at,
    bill_names,
    filled,
    meant,
    settings_of,
    shipped,
)
from cleanbill.law import Reference

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
    found = tuple(_bracket(place, each, faults) for each in faults.items(place, raw["brackets"]))
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
    return tuple(faults.whole(at(where, each), value.get(each, 0), NO_LIMIT_CENTS, CENTS) for each in FILINGS)


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
        faults.note(where, "is no title under reference", f"{meant(value, sources)}List it there with its link.")
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


LOAD_KEYS = {
    "title": "what the bill is called",
    "session": "the legislature and years, as 194th General Court, 2025 to 2026",
    "bills": "a list of the bills' numbers",
    "description": "what was read of it and what was not",
    "unit": "the units of its numbers",
    "status": "fact, or assumption where what is central was not read",
    "values": "the taxes, under the day from which they stand",
    "reference": "a list of sources, each with a title and a link",
}
LOAD_NEEDED = ("title", "values", "reference")
DATED = {"taxes": "a list of taxes", "settings": "open parameters, by name"}
REFERENCE = {
    "title": "what the source is called",
    "link": "where it is, from https:// on",
    "page": "the page",
    "read": "the day on which it was read",
    "words": "the words relied on",
    "status": "fact or assumption",
}
NOTHING: Mapping[str, Any] = {}


def load_bill(name_or_path: str | Path, *, settings: Mapping[str, Any] = NOTHING, day: date | None = None) -> Bill:
    """The bill named (`bill_names`), or that of a YAML file, as it stands on `day` (without one, at its last date).

    `settings` gives open parameters a value in place of the file's. Raises
    BadInput with every fault of the file and of the settings.
    """
    name, faults = str(name_or_path), Faults(str(name_or_path))
    raw = faults.mapping(None, read_yaml(_file(name, faults), "The bills that ship show how one is written."))
    faults.stop_if_any()
    faults.keys(None, raw, LOAD_KEYS, LOAD_NEEDED)
    references = _references(raw.get("reference", []), faults) if "reference" in raw else ()
    since, entry = _on(raw["values"], day, faults) if "values" in raw else (date.min, NOTHING)
    in_force = settings_of(entry.get("settings", {}), settings, faults)
    taxes = filled(faults.items("taxes", entry["taxes"]) if "taxes" in entry else [], in_force, faults)
    bill = Bill(
        name=name if name in bill_names() else Path(name).stem,
        title=faults.text("title", raw["title"]) if "title" in raw else "",
        session=str(raw.get("session", "")),
        bills=tuple(str(each) for each in faults.items("bills", raw["bills"])) if "bills" in raw else (),
        description=" ".join(str(raw.get("description", "")).split()),
        since=since,
        taxes=_taxes(taxes, tuple(each.title for each in references), faults),
        settings=in_force,
        reference=references,
    )
    faults.stop_if_any()
    return bill


def _file(name: str, faults: Faults) -> Traversable:
    if name in shipped():
        return shipped()[name]
    if not Path(name).is_file():
        remedy = f"{meant(name, bill_names())}Bills that ship: {', '.join(bill_names())}; or give the path of a file."
        faults.note(None, "there is no such bill or file", remedy)
        faults.stop()
    return Path(name)


def _references(raw: Any, faults: Faults) -> tuple[Reference, ...]:
    found = []
    for number, each in enumerate(faults.items("reference", raw), 1):
        where = f"reference[{number}]"
        entry = faults.mapping(where, each)
        faults.keys(where, entry, REFERENCE, ("title",))
        status = faults.one_of(at(where, "status"), entry.get("status", "assumption"), STATUS)
        if status == "fact" and not str(entry.get("link", "")).startswith("https://"):
            remedy = "Give a link that begins with https://, or call it an assumption."
            faults.note(at(where, "link"), "what is called a fact has no link", remedy)
        known = {key: value for key, value in entry.items() if key in REFERENCE}
        title = faults.text(at(where, "title"), entry["title"]) if "title" in entry else ""
        found.append(Reference(**{**known, "title": title}))
    return tuple(found)


def _on(raw: Any, day: date | None, faults: Faults) -> tuple[date, Mapping[Any, Any]]:
    """The date from which what is in force on `day` stands, and what stands there."""
    values = faults.mapping("values", raw)
    wrong = [key for key in values if type(key) is not date]
    for key in wrong:
        faults.note(at("values", key), "is not a date", "Write the day from which the taxes stand, as 2025-01-01.")
    starts = sorted(key for key in values if key not in wrong and (day is None or key <= day))
    if not starts:
        if not wrong:
            faults.note("values", "no taxes stand on that day", "Give them a date on or before it.")
        return date.min, NOTHING
    where = f"values.{starts[-1]}"
    entry = faults.mapping(where, values[starts[-1]])
    faults.keys(where, entry, DATED, ("taxes",))
    return starts[-1], entry


def _taxes(raw: Any, sources: tuple[str, ...], faults: Faults) -> tuple[Tax, ...]:
    read: list[Tax] = []
    for number, each in enumerate(raw, 1):
        read.append(read_tax(each, number, sources, read, faults))
    return tuple(read)
