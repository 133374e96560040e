"""`load_bill`: a bill that ships, by name, or a user's own file, with every fault of it told at once.

A bill file is a file of law (description, unit, status, values by date,
reference) with a title and a session and, at each date, settings and taxes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from cleanbill.core.tables import read_yaml
from cleanbill.financing.taxes.bill import Bill, Tax
from cleanbill.financing.taxes.faults import Faults, at, meant
from cleanbill.financing.taxes.read_tax import read_tax
from cleanbill.financing.taxes.settings import STATUS, filled, settings_of
from cleanbill.financing.taxes.shipped import bill_names, shipped
from cleanbill.law import Reference

KEYS = {
    "title": "what the bill is called",
    "session": "the legislature and years, as 194th General Court, 2025 to 2026",
    "bills": "a list of the bills' numbers",
    "description": "what was read of it and what was not",
    "unit": "the units of its numbers",
    "status": "fact, or assumption where what is central was not read",
    "values": "the taxes, under the day from which they stand",
    "reference": "a list of sources, each with a title and a link",
}
NEEDED = ("title", "values", "reference")
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
    faults.keys(None, raw, KEYS, NEEDED)
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
