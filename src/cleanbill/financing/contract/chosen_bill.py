"""The bill of a contract file: one that ships or a file, with rates and exemptions of its own where given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cleanbill.core.errors import BadInput
from cleanbill.financing.contract.amounts import money, percent
from cleanbill.financing.taxes import Bill, Bracket, Tax, bill_names, load_bill
from cleanbill.financing.taxes.faults import Faults, at

DEFAULT = "ma-194"
KEYS = {
    "name": "a bill that ships, or the path of a file",
    "settings": "its open parameters, by name",
    "rates_times": "every rate of the bill as a part of itself, as 110 %",
}
WHERE = "bill"


def chosen_bill(faults: Faults, value: Any, folder: Path, name: str | None) -> tuple[Bill | None, float]:
    """The bill and what its rates are multiplied by; `name` takes the place of the file's. None where it has faults."""
    raw = value if isinstance(value, Mapping) else {"name": value}
    called = name or str(raw.get("name", DEFAULT))
    given = faults.mapping("bill.settings", raw.get("settings", {}))
    path: str | Path = called
    if called not in bill_names() and (folder / called).is_file():
        path = folder / called
    try:
        bill = load_bill(path, settings={str(key): each for key, each in given.items()})
    except BadInput as bad:
        faults.found.extend(bad.findings)
        return None, 1.0
    on_wages = {tax.name: tax for tax in bill.taxes if tax.base.get("wages")}
    changes = {f"{tax}_rate": "the rate, as 8 %" for tax, each in on_wages.items() if len(each.brackets) == 1}
    changes |= {f"{tax}_exemption": "what is free of it, in dollars a year" for tax in on_wages}
    faults.keys(WHERE, raw, KEYS | changes, ())
    times = percent(faults, "bill.rates_times", raw.get("rates_times", "100 %"), 0, 100_000) / 10_000
    return replace(bill, taxes=tuple(_changed(faults, tax, raw) for tax in bill.taxes)), times


def _changed(faults: Faults, tax: Tax, raw: Mapping[Any, Any]) -> Tax:
    rate, exemption = f"{tax.name}_rate", f"{tax.name}_exemption"
    if rate in raw and len(tax.brackets) == 1:
        tax = replace(tax, brackets=(Bracket(0, percent(faults, at(WHERE, rate), raw[rate], 0, 10_000)),))
    if exemption in raw:
        cents = money(faults, at(WHERE, exemption), raw[exemption])
        tax = replace(tax, exemption_cents=(cents,) * len(tax.exemption_cents))
    return tax


def changes(raw: Any, bill: Bill) -> tuple[str, ...]:
    """What a contract file's `bill` changes in it, and open parameters it sets, in words."""
    written = raw if isinstance(raw, Mapping) else {}
    own = tuple(f"{key} {value}" for key, value in written.items() if key not in ("name", "settings"))
    return (*own, *(f"{each.name} {each.value}" for each in bill.settings.values() if each.changed))
