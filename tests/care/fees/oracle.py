"""The physician rules once more: exact fractions, one session after another, nothing shared with the package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction as F
from typing import Any

FACILITY = {"02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61"}
FACTORS = (
    (date(2024, 1, 1), F("32.7442")),
    (date(2024, 3, 9), F("33.2875")),
    (date(2025, 1, 1), F("32.3465")),
)
BILATERAL = {"0": F(1), "1": F("1.5"), "2": F(1), "3": F(2)}


def cents(dollars: F) -> int:
    """Whole cents, half up."""
    return int((dollars * 100 + F(1, 2)).__floor__())


def share(amount: int, rate: F) -> int:
    return cents(F(amount, 100) * rate)


def price_one_by_one(
    lines: Sequence[Mapping[str, Any]],
    rvu: Mapping[tuple[str, str], Mapping[str, Any]],
    gpci: Mapping[str, Mapping[str, Any]],
) -> dict[str, int | None]:
    """claim -> price in cents, None where pended. `gpci` is by provider."""
    sessions = defaultdict(list)
    for row in lines:
        sessions[row["provider_id"], row["person_id"], row["service_date"]].append(row)
    return {claim: cents_ for session in sessions.values() for claim, cents_ in _session(session, rvu, gpci).items()}


def _session(session: list[Mapping[str, Any]], rvu: Any, gpci: Any) -> dict[str, int | None]:
    rows = {row["claim_id"]: rvu.get((row["code"], _part(row))) for row in session}
    payable = [row for row in session if rows[row["claim_id"]] and rows[row["claim_id"]]["status"] in "ART"]
    sided = {row["claim_id"]: _sided(row, rows[row["claim_id"]], gpci) for row in payable}
    kind = {row["claim_id"]: rows[row["claim_id"]]["multiple"] for row in payable}
    ranked = sorted(
        (row for row in payable if kind[row["claim_id"]] == "2"),
        key=lambda row: (-(sided[row["claim_id"]] or 0), row["claim_id"]),
    )
    special = sum(row["units"] for row in payable if kind[row["claim_id"]] not in "029")
    scopes = sum(row["units"] for row in payable if kind[row["claim_id"]] == "3")
    prices: dict[str, int | None] = dict.fromkeys(rows)
    before = 0
    for row in ranked:
        claim, units = row["claim_id"], row["units"]
        amount = sided[claim]
        if amount and not scopes and before + units <= 5:
            prices[claim] = sum(amount if before + n == 0 else share(amount, F(1, 2)) for n in range(units))
        before += units
    for row in payable:
        claim = row["claim_id"]
        lone = kind[claim] in "09" or (special == 1 and not (kind[claim] == "3" and ranked))
        bundled = rows[claim]["status"] == "T" and len(payable) > 1
        if kind[claim] != "2" and sided[claim] and lone:
            prices[claim] = sided[claim] * row["units"]
        if bundled:
            prices[claim] = None
    return {claim: _for_role(session, claim, amount, rows) for claim, amount in prices.items()}


def _part(row: Mapping[str, Any]) -> str:
    words = row["modifiers"].split()
    return next((part for part in ("26", "TC", "53") if part in words), "")


def _sided(row: Mapping[str, Any], rvu: Mapping[str, Any], gpci: Any) -> int | None:
    index = gpci[row["provider_id"]]
    factor = max((start, value) for start, value in FACTORS if start <= row["service_date"])[1]
    pe = rvu["facility_pe_e2"] if row["place_of_service"] in FACILITY else rvu["pe_e2"]
    pairs = ((rvu["work_e2"], index["work_e3"]), (pe, index["pe_e3"]), (rvu["mp_e2"], index["mp_e3"]))
    amount = cents(sum((F(value, 100) * F(local, 1000) for value, local in pairs), F(0)) * factor)
    if "50" not in row["modifiers"].split():
        return amount
    rate = BILATERAL.get(rvu["bilateral"])
    return None if rate is None else share(amount, rate)


def _for_role(session: Any, claim: str, amount: int | None, rows: Any) -> int | None:
    row = next(each for each in session if each["claim_id"] == claim)
    words = set(row["modifiers"].split())
    if amount is None or words & {"22", "66"}:
        return None
    two, assists = "62" in words, words & {"80", "81", "82", "AS"}
    if two and assists:
        return None
    if two:
        return (share(amount, F("0.625")) or None) if rows[claim]["co_surgeon"] == "2" else None
    if assists:
        rate = F("0.136") if "AS" in words else F("0.16")
        return (share(amount, rate) or None) if rows[claim]["assistant"] == "2" else None
    return amount or None
