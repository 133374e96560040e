"""The physician rules once more: exact fractions, one unit after another, nothing shared with the package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction as F
from typing import Any

from tests.care.fees.oracle_sessions import session_prices

FACILITY = {"02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61"}
FACTORS = (
    (date(2024, 1, 1), F("32.7442")),
    (date(2024, 3, 9), F("33.2875")),
    (date(2025, 1, 1), F("32.3465")),
)
BILATERAL = {"0": F(1), "1": F("1.5"), "2": F(1), "3": F(2)}
EQUIPMENT = {"FX": F("0.8"), "FY": F("0.9"), "CT": F("0.85")}
PENDED = {"22", "52", "56", "66", "CQ"}


def cents(dollars: F) -> int:
    """Whole cents, half up."""
    return int((dollars * 100 + F(1, 2)).__floor__())


def share(amount: int, rate: F) -> int:
    return cents(F(amount, 100) * rate)


@dataclass
class Service:
    """A line of which a unit has a price: whole cents, None where something is not known."""

    row: Mapping[str, Any]
    rvu: Mapping[str, Any]
    words: set[str]
    amount: int  # before cap and equipment
    unit: int | None  # after them
    sided: int | None  # after modifier 50
    technical: int | None
    technical_cap: int | None
    expense: F  # practice expense, adjusted
    less_expense: int  # the amount with half of it
    base: int | None
    portion: F | None

    @property
    def claim(self) -> str:
        return str(self.row["claim_id"])

    @property
    def both_sides(self) -> bool:
        return self.sided is not None and self.unit is not None and self.sided != self.unit

    def kept(self, technical: int) -> int:
        """What equipment leaves of a technical part."""
        for modifier, rate in EQUIPMENT.items():
            if modifier in self.words:
                technical = share(technical, rate)
        return technical

    def capped(self, technical: int) -> int:
        return technical if self.technical_cap is None else min(technical, self.technical_cap)


def price_one_by_one(
    lines: Sequence[Mapping[str, Any]],
    rvu: Mapping[tuple[str, str], Mapping[str, Any]],
    gpci: Mapping[str, Mapping[str, Any]],
) -> dict[str, int | None]:
    """claim -> price in cents, None where pended. `gpci` is by provider."""
    sessions = defaultdict(list)
    prices: dict[str, int | None] = {row["claim_id"]: None for row in lines}
    for row in lines:
        got = rvu.get((row["code"], _part(row)))
        if got and got["status"] in "ART":
            sessions[row["provider_id"], row["person_id"], row["service_date"]].append(_service(row, got, rvu, gpci))
    for session in sessions.values():
        found = session_prices(session)
        for service in session:
            bundled = service.rvu["status"] == "T" and len(session) > 1
            prices[service.claim] = None if bundled else _last_steps(service, found[service.claim])
    return prices


def _part(row: Mapping[str, Any]) -> str:
    words = row["modifiers"].split()
    return next((part for part in ("26", "TC", "53") if part in words), "")


def _service(row: Mapping[str, Any], held: Mapping[str, Any], rvu: Any, gpci: Any) -> Service:
    index = gpci[row["provider_id"]]
    factor = max((start, value) for start, value in FACTORS if start <= row["service_date"])[1]
    pe = "facility_pe_e2" if row["place_of_service"] in FACILITY else "pe_e2"

    def amount(of: Mapping[str, Any], cap: str = "", expense: F = F(1)) -> int:
        parts = ((of["work_e2"], "work_e3"), (of[cap + pe] * expense, "pe_e3"), (of[f"{cap}mp_e2"], "mp_e3"))
        return cents(sum((F(value) / 100 * F(index[name], 1000) for value, name in parts), F(0)) * factor)

    def cap(of: Mapping[str, Any]) -> int | None:
        return amount(of, "cap_") if of[f"cap_{pe}"] or of["cap_mp_e2"] else None

    whole = amount(held)
    own = _technical_row(held, rvu)
    technical = 0 if own == "none" else None if own is None else amount(own)
    technical_cap = cap(own) if isinstance(own, Mapping) else None
    base = rvu.get((held["endo_base"], ""))
    service = Service(
        row, held, set(row["modifiers"].split()), whole, None, None, technical, technical_cap,
        F(held[pe]) * index["pe_e3"], amount(held, expense=F(1, 2)), amount(base) if base else None, None,
    )  # fmt: skip
    service.unit = _unit(service, cap(held))
    service.sided = _sided(service)
    service.portion = _portion(service)
    return service


def _technical_row(held: Mapping[str, Any], rvu: Any) -> Any:
    """The row that is the technical part: the line's own, that of TC, "none", or None where nothing says."""
    if held["component"] == "TC":
        return held
    if held["component"] == "26":
        return "none"
    if held["component"] == "53":
        return None
    if (held["code"], "TC") in rvu:
        return rvu[held["code"], "TC"]
    return {"3": held, "2": "none"}.get(held["pctc"])


def _unit(service: Service, cap: int | None) -> int | None:
    paid = service.amount if cap is None else min(service.amount, cap)
    if not service.words & set(EQUIPMENT):
        return paid
    if service.technical is None:
        return None
    technical = service.capped(service.technical)
    return paid - technical + service.kept(technical)


def _sided(service: Service) -> int | None:
    if "50" not in service.words or service.unit is None:
        return service.unit
    rate = BILATERAL.get(service.rvu["bilateral"])
    return None if rate is None else share(service.unit, rate)


def _portion(service: Service) -> F | None:
    found = service.words & {"54", "55", "78"}
    if not found:
        return F(1)
    if len(found) > 1:
        return None
    pre, intra, post = (F(service.rvu[f"{name}_op_bp"], 10_000) for name in ("pre", "intra", "post"))
    if found == {"78"} and service.rvu["global_days"] == "000":
        return F(1)
    return {"54": pre + intra, "55": post, "78": intra}[found.pop()] or None


def _last_steps(service: Service, amount: int | None) -> int | None:
    if amount is None or service.unit is None or service.sided is None or service.portion is None:
        return None
    if service.words & PENDED or service.amount == 0:
        return None
    two, assists = "62" in service.words, service.words & {"80", "81", "82", "AS"}
    rate: F | None = F(1)
    if two and assists:
        rate = None
    elif two:
        rate = F("0.625") if service.rvu["co_surgeon"] == "2" else None
    elif assists:
        paid = F("0.136") if "AS" in service.words else F("0.16")
        rate = paid if service.rvu["assistant"] == "2" else None
    return None if rate is None else share(share(amount, service.portion), rate) or None
