"""Payment runs with dictionaries, one claim after another: slow and obvious."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

Row = dict[str, Any]


def cents(exact: Fraction) -> int:
    return int((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass
class Office:
    """What a payer's office knows: what stands paid, what is closed, what each payee owes and has had."""

    timely: int
    year: int
    stands: dict[str, Row] = field(default_factory=dict)
    paid_versions: set[tuple[str, int]] = field(default_factory=set)
    owed: dict[tuple[str, str], int] = field(default_factory=dict)
    last_run: date = date.min
    last_refund: date = date.min
    remittances: list[Row] = field(default_factory=list)

    def run(self, payables: list[Row], on: date) -> None:
        if on <= self.last_run or on < self.last_refund:
            return
        gross: dict[tuple[str, str], int] = {}
        back: dict[tuple[str, str], int] = {}
        for name in sorted({row["payable_id"] for row in payables}):
            versions = [r for r in payables if r["payable_id"] == name and r["approved_on"] <= on]
            if not versions:
                continue
            new, old = max(versions, key=lambda r: r["version"]), self.stands.get(name)
            if old is not None and old["version"] >= new["version"]:
                continue
            if old is not None:
                place = (old["fund_id"], old["payee_id"])
                back[place] = back.get(place, 0) + old["amount_cents"] + old["interest"]
                del self.stands[name]
            if new["payee_id"] is None or (name, new["version"]) in self.paid_versions:
                continue
            place = (new["fund_id"], new["payee_id"])
            interest = self._interest(new, old if old and old["payee_id"] == new["payee_id"] else None, on)
            gross[place] = gross.get(place, 0) + new["amount_cents"] + interest
            self.stands[name] = new | {"interest": interest}
            self.paid_versions.add((name, new["version"]))
        for place in sorted(gross.keys() | back.keys()):
            owing = self.owed.get(place, 0) + back.get(place, 0)
            kept = min(owing, gross.get(place, 0))
            self.owed[place] = owing - kept
            self.remittances.append(
                {"place": place, "on": on, "paid": gross.get(place, 0) - kept, "owed": owing - kept}
            )
            self.last_run = on

    def refund(self, place: tuple[str, str], cents: int, on: date) -> None:
        self.owed[place] -= cents
        self.last_refund = on

    def _interest(self, new: Row, old: Row | None, on: date) -> int:
        before = old["amount_cents"] if old else 0
        days = max((on - new["received_on"]).days - self.timely, 0) if new["clean"] else 0
        more = cents(Fraction(max(new["amount_cents"] - before, 0) * days * self.year, 365 * 100_000))
        kept = cents(Fraction(old["interest"] * min(before, new["amount_cents"]), before)) if old and before else 0
        return more + kept
