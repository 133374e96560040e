"""A bill's open settings: read from its file, changed by the caller, put in where `$name` stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cleanbill.financing.taxes.bill import Setting
from cleanbill.financing.taxes.faults import Faults, at, meant

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
