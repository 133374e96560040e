"""The header of a Claim or ExplanationOfBenefit: who, for whom, since when, how much."""

from __future__ import annotations

from datetime import date
from typing import Any

from cleanbill.care.claim_notes import Notes
from cleanbill.care.fhir.access import at, code, day, each, money, reference, text
from cleanbill.care.meps import data_file

EOB = "ExplanationOfBenefit"
SUBMITTED = "submitted"
RECEIVED = "clmrecvddate"  # CARIN Blue Button's category of the day a payer received the claim
ORDER = {1: "P", 2: "S", 3: "T"}


def header_row(resource: dict[str, Any], place: int, notes: Notes) -> dict[str, Any]:
    """Columns of `claim_header`, but for those that its lines decide."""
    kind, is_eob = resource.get("resourceType"), resource.get("resourceType") == EOB
    insured = list(each(resource, "insurance"))
    focal = next((cover for cover in insured if cover.get("focal") is True), insured[0] if insured else {})
    row = {
        "form": f"FHIR {kind}",
        "segment": place,
        "transaction": text(resource, "id"),
        "patient_control_number": text(resource, "identifier", 0, "value") or text(resource, "id"),
        "person_id": reference(at(resource, "patient")),
        "member_id": reference(at(focal, "coverage")),
        "payer_id": reference(at(resource, "insurer")),
        "billing_npi": reference(at(resource, "provider")),
        "billing_name": text(resource, "provider", "display"),
        "rendering_npi": _rendering(resource),
        "facility_code": (_told(resource, "typeofbill") or "")[-3:][:2] or None,
        "discharge_status": _told(resource, "discharge-status"),
        "accident_date": day(resource, "accident", "date"),
        "accident_state": text(resource, "accident", "locationAddress", "state"),
        "received_date": _received(resource),
        "authorization": text(focal, "preAuthRef", 0),
        "payer_order": payer_order(focal) if len(insured) > 1 else None,
        "patient_paid_cents": money(resource, "patientPaid") if not is_eob else None,
        "service_start": day(resource, "billablePeriod", "start"),
        "service_end": day(resource, "billablePeriod", "end"),
    }
    _check(resource, row, place, notes)
    return row | _action(resource)


def total_cents(resource: dict[str, Any]) -> int | None:
    """What the whole is said to ask: Claim.total, or the submitted total of an ExplanationOfBenefit."""
    if resource.get("resourceType") != EOB:
        return money(resource, "total")
    told = (total for total in each(resource, "total") if code(at(total, "category")) == SUBMITTED)
    return next((money(total, "amount") for total in told), None)


def has_total(resource: dict[str, Any]) -> bool:
    """Whether it states a total, readable or not."""
    if resource.get("resourceType") != EOB:
        return resource.get("total") is not None
    return any(code(at(total, "category")) == SUBMITTED for total in each(resource, "total"))


def _action(resource: dict[str, Any]) -> dict[str, Any]:
    """A cancelled claim is a void; one that is related to a prior claim stands in for it."""
    replaces = data_file("fhir")["replaces"]
    prior = [rel for rel in each(resource, "related") if code(at(rel, "relationship")) in replaces]
    number = reference(at(prior[0], "claim")) or text(prior[0], "reference", "value") if prior else None
    if resource.get("status") == "cancelled":
        return {"action": "void", "original_claim_number": number}
    return {"action": "replacement" if prior else "original", "original_claim_number": number}


def _check(resource: dict[str, Any], row: dict[str, Any], place: int, notes: Notes) -> None:
    refused = data_file("fhir")["not_claims"]
    status, use = resource.get("status"), resource.get("use", "claim")
    if isinstance(status, str) and status in refused:
        notes.reject(place, "status", refused[status])
    elif status not in ("active", "cancelled"):
        notes.pend(place, "status", "is missing or not known")
    if use != "claim":
        notes.reject(place, "use", "is not 'claim': it asks for no money")
    for name, element in (("person_id", "patient"), ("billing_npi", "provider")):
        if row[name] is None:
            notes.reject(place, element, "is missing")
    if row["payer_id"] is None and row["member_id"] is None:
        notes.pend(place, "insurance", "names neither insurer nor coverage")
    for end in ("start", "end"):
        if at(resource, "billablePeriod", end) is not None and row[f"service_{end}"] is None:
            notes.pend(place, f"billablePeriod.{end}", "is no date")


def _rendering(resource: dict[str, Any]) -> str | None:
    members = list(each(resource, "careTeam"))
    wanted = [m for m in members if code(at(m, "role")) in ("primary", "performing", "rendering", "attending")]
    return reference(at((wanted or members or [{}])[0], "provider"))


def _told(resource: dict[str, Any], category: str) -> str | None:
    """The code of a supportingInfo of that category."""
    for info in each(resource, "supportingInfo"):
        if code(at(info, "category")) == category:
            return code(at(info, "code")) or text(info, "valueString")
    return None


def payer_order(cover: dict[str, Any]) -> str | None:
    """P, S or T by the sequence of an insurance; an ExplanationOfBenefit has none."""
    sequence = cover.get("sequence")
    return ORDER.get(sequence) if isinstance(sequence, int) else None


def _received(resource: dict[str, Any]) -> date | None:
    """The day a supportingInfo says the payer received the claim."""
    told = (info for info in each(resource, "supportingInfo") if code(at(info, "category")) == RECEIVED)
    return next((day(info, "timingDate") for info in told), None)
