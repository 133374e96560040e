"""Service lines: the items of a Claim or ExplanationOfBenefit, what was adjudicated of them, and other insurance."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cleanbill.care.claim_rows import Notes
from cleanbill.care.claim_tables import CLAIM_LEVEL
from cleanbill.care.fhir.claim import (
    CENTS_LIMIT,
    SUBMITTED,
    at,
    code,
    coded,
    day,
    each,
    money,
    payer_order,
    reference,
    scaled,
    text,
)
from cleanbill.care.generator import data_file
from cleanbill.care.intake import benefit, is_emergency_room

# What an ExplanationOfBenefit says was adjudicated, and the other insurance of a claim.


def adjudication_rows(resource: dict[str, Any], place: int, notes: Notes) -> list[dict[str, Any]]:
    """Rows of `claim_adjudication` without claim_id: the items', the claim's, its totals and what was paid."""
    rows = [
        row
        for number, item in enumerate(each(resource, "item"), 1)
        for row in _entries(item, "adjudication", number, place, notes)
    ]
    rows += _entries(resource, "adjudication", CLAIM_LEVEL, place, notes)
    if isinstance(resource.get("total"), list):
        rows += _entries(resource, "total", CLAIM_LEVEL, place, notes)
    if at(resource, "payment", "amount") is not None:
        rows.append({"line": CLAIM_LEVEL, "category": "payment", "amount_cents": money(resource, "payment", "amount")})
    return [row | {"position": position} for position, row in enumerate(rows, 1)]


def other_insurance(resource: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of `other_payer` without claim_id: the insurance that this claim is not sent to."""
    insured = list(each(resource, "insurance"))
    others = [cover for cover in insured if cover.get("focal") is not True]
    if len(others) == len(insured):
        others = others[1:]  # none is called focal: the first is the one that is asked
    return [
        {
            "line": CLAIM_LEVEL,
            "payer": number,
            "payer_id": reference(at(cover, "coverage")),
            "payer_order": payer_order(cover),
        }
        for number, cover in enumerate(others, 1)
    ]


def _entries(item: dict[str, Any], name: str, line: int, place: int, notes: Notes) -> list[dict[str, Any]]:
    rows = []
    for entry in each(item, name):
        amount = money(entry, "amount")
        if entry.get("amount") is not None and amount is None:
            notes.pend(place, name, "an amount is not in whole cents of a dollar")
        rows.append(
            {
                "line": line,
                "category": code(at(entry, "category")) or "other",
                "reason": code(at(entry, "reason")),
                "amount_cents": amount,
                "value_thousandths": scaled(entry.get("value"), 1000),
            }
        )
    return rows


def line_rows(resource: dict[str, Any], header: dict[str, Any], place: int, notes: Notes) -> list[dict[str, Any]]:
    """Rows of `service_line` without claim_id, lines counted in their order."""
    items = list(each(resource, "item"))
    if not items:
        notes.reject(place, "item", "the claim has no service lines")
    emergency = any(is_emergency_room(code(at(item, "revenue")) or "") for item in items)
    rows = []
    for number, item in enumerate(items, 1):
        row = _line(item, number, resource, header) | {"charge_cents": item_cents(item)}
        row |= _kind(resource, header, row, emergency)
        _check(item, row, place, f"item[{number}]", notes)
        rows.append(row)
    return rows


def item_cents(item: dict[str, Any]) -> int | None:
    """What an item asks: its net, else the amount submitted, else unit price x quantity x factor."""
    if item.get("net") is not None:
        return money(item, "net")
    for entry in each(item, "adjudication"):
        if code(at(entry, "category")) == SUBMITTED:
            return money(entry, "amount")
    return _product(item)


def _product(item: dict[str, Any]) -> int | None:
    price, quantity, factor = money(item, "unitPrice"), at(item, "quantity", "value"), item.get("factor", 1)
    if price is None or any(scaled(number, 10**6) is None for number in (factor, 1 if quantity is None else quantity)):
        return None
    exact = Decimal(price) * Decimal(1 if quantity is None else quantity) * Decimal(factor)
    return int(exact) if exact == exact.to_integral_value() and abs(exact) <= CENTS_LIMIT else None


def _line(item: dict[str, Any], number: int, resource: dict[str, Any], header: dict[str, Any]) -> dict[str, Any]:
    service = coded(at(item, "productOrService"))
    revenue = code(at(item, "revenue"))
    start = day(item, "servicedDate") or day(item, "servicedPeriod", "start")
    end = day(item, "servicedDate") or day(item, "servicedPeriod", "end") or start
    given = item.get("servicedDate") is not None or item.get("servicedPeriod") is not None
    system, what = service or (("REV", revenue) if revenue else (None, None))
    return {
        "line": number,
        "service_start": start if given else header["service_start"],
        "service_end": end if given else header["service_end"],
        "place_of_service": code(at(item, "locationCodeableConcept")),
        "revenue_code": revenue,
        "code_system": system,
        "code": what,
        "modifiers": " ".join(filter(None, (code(modifier) for modifier in each(item, "modifier")))) or None,
        "units_thousandths": scaled(at(item, "quantity", "value"), 1000) if "quantity" in item else 1000,
        "unit_kind": text(item, "quantity", "code") or text(item, "quantity", "unit"),
        "diagnosis_pointers": _pointers(item),
        "rendering_npi": _who(item, resource),
        "ndc": what if system == "NDC" else None,
    }


def _pointers(item: dict[str, Any]) -> str | None:
    sequence = item.get("diagnosisSequence")
    return " ".join(str(n) for n in sequence if isinstance(n, int)) or None if isinstance(sequence, list) else None


def _who(item: dict[str, Any], resource: dict[str, Any]) -> str | None:
    wanted = at(item, "careTeamSequence", 0)
    if wanted is None:
        return None
    return next((reference(at(m, "provider")) for m in each(resource, "careTeam") if m.get("sequence") == wanted), None)


def _kind(
    resource: dict[str, Any], header: dict[str, Any], row: dict[str, Any], emergency_room: bool
) -> dict[str, Any]:
    """Benefit and rule: by the claim's type, the place or type of bill, then by what data/fhir.yaml assumes."""
    words = data_file("fhir")
    claim_type, sub_type = code(resource.get("type")) or "", code(resource.get("subType")) or ""
    if claim_type in words["type_benefit"]:
        return {"benefit": words["type_benefit"][claim_type], "benefit_rule": f"type {claim_type}"}
    institution = claim_type == "institutional"
    place = header["facility_code"] if institution else row["place_of_service"]
    service = row["code"] or "" if row["code_system"] == "HCPCS" else ""
    found = benefit(institution, place or "", service, emergency_room)
    if found is None and place is None:
        if sub_type in words["sub_type_benefit"]:
            found = words["sub_type_benefit"][sub_type], f"subType {sub_type}"
        elif claim_type in words["no_place_benefit"]:
            found = words["no_place_benefit"][claim_type], f"type {claim_type}"
    return {} if found is None else {"benefit": found[0], "benefit_rule": found[1]}


def _check(item: dict[str, Any], row: dict[str, Any], place: int, where: str, notes: Notes) -> None:
    charge, units = row["charge_cents"], row["units_thousandths"]
    if charge is None or charge < 0:
        notes.reject(place, f"{where}.net", "is not an amount in whole cents of a dollar, or is negative")
    elif item.get("net") is not None and item.get("unitPrice") is not None and _product(item) not in (None, charge):
        notes.pend(place, f"{where}.net", "is not unit price x quantity x factor")
    if units is None or units < 0:
        notes.reject(place, f"{where}.quantity", "is not a number, or below zero")
    if row["code"] is None:
        notes.reject(place, f"{where}.productOrService", "does not say what was done")
    if row["service_start"] is None:
        notes.reject(place, f"{where}.serviced", "there is not a date of service")
    elif row["service_end"] is not None and row["service_end"] < row["service_start"]:
        notes.reject(place, f"{where}.serviced", "ends before it begins")
    if "benefit" not in row:
        notes.pend(place, f"{where}.locationCodeableConcept", "the kind of care cannot be told from type and place")
