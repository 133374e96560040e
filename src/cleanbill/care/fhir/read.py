"""Reads a FHIR file: every Claim and ExplanationOfBenefit with its status, all else counted and set aside."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from cleanbill.care.claim_notes import Notes
from cleanbill.care.claim_rows import Count, ReadClaim
from cleanbill.care.claim_tables import ClaimAdjudication, ClaimCode, OtherPayer, SubmittedLine
from cleanbill.care.fhir.access import day, each, text
from cleanbill.care.fhir.codes import code_rows
from cleanbill.care.fhir.decided import adjudication_rows, other_insurance
from cleanbill.care.fhir.header import EOB, has_total, header_row, total_cents
from cleanbill.care.fhir.items import item_cents, line_rows
from cleanbill.care.fhir.resources import EntryFinding, resources
from cleanbill.core.errors import Finding

LONGEST = 20  # digits of a number that is written out
SEX = {"male": "M", "female": "F"}
CLAIMS = ("Claim", EOB)


def read_fhir(source: str | bytes | Path, *, file: str, findings: list[Finding], count: Count) -> Iterator[ReadClaim]:
    """Each claim of `source` (text, bytes or a path), in order.

    `findings` receives what is no JSON or no resource; faults of a claim are
    with the claim. `count.aside` counts resources of other types. Raises only
    where the file cannot be opened.
    """
    aside: Counter[str] = Counter()
    for place, resource in resources(source, file=file, findings=findings):
        count.places = max(count.places, place)
        kind = resource.get("resourceType")
        if kind in CLAIMS:
            count.claims += 1
            count.charge_cents += charge_cents(resource) or 0
            yield read_claim(resource, place, Notes(file, EntryFinding))
        elif isinstance(kind, str) and kind.isalpha():
            aside[kind] += 1
            if kind == "Patient" and (who := text(resource, "id")):
                count.people[who] = day(resource, "birthDate"), SEX.get(text(resource, "gender") or "")
        else:
            problem = "is no resource: it has no resourceType"
            findings.append(EntryFinding(file, place, "resourceType", problem, "Have the sender export it again."))
    count.aside.update(aside)


def charge_cents(resource: dict[str, Any]) -> int | None:
    """What a claim asks: its total, or the sum of its items where it states none; None where unreadable."""
    if has_total(resource):
        return total_cents(resource)
    charges = [item_cents(item) for item in each(resource, "item")]
    return None if None in charges else sum(charge for charge in charges if charge is not None)


def read_claim(resource: dict[str, Any], place: int, notes: Notes) -> ReadClaim:
    """The claim with all its rows."""
    header = header_row(resource, place, notes)
    lines = line_rows(resource, header, place, notes)
    charge = charge_cents(resource)
    _check_total(charge, lines, place, notes)
    starts = [row["service_start"] for row in lines if row["service_start"]]
    ends = [row["service_end"] for row in lines if row["service_end"]]
    header |= {
        "charge_cents": charge,
        "lines": len(lines),
        "service_start": header["service_start"] or min(starts, default=None),
        "service_end": header["service_end"] or max(ends, default=None),
    }
    side = {
        SubmittedLine: lines,
        ClaimCode: code_rows(resource),
        OtherPayer: other_insurance(resource),
        ClaimAdjudication: adjudication_rows(resource, place, notes) if resource["resourceType"] == EOB else [],
    }
    return ReadClaim(header, side, _sha256(resource, place, notes), notes)


def _check_total(charge: int | None, lines: list[dict[str, Any]], place: int, notes: Notes) -> None:
    charges = [row["charge_cents"] for row in lines]
    if charge is None or charge < 0:
        notes.reject(place, "total", "the charge is no amount in whole cents of a dollar, or is negative")
    elif lines and None not in charges and sum(charges) != charge:
        notes.reject(place, "total", "the lines' charges do not add up to the claim's")


def _sha256(resource: dict[str, Any], place: int, notes: Notes) -> str:
    """Of the resource as canonical JSON, but for `meta`, which each export writes anew."""
    held = {name: value for name, value in resource.items() if name != "meta"}
    try:
        told = json.dumps(held, sort_keys=True, default=_number, separators=(",", ":"))
    except RecursionError:
        notes.reject(place, "", "is nested too deeply")
        told = str(sorted(held))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _number(number: Decimal) -> int | str:
    """100.00, 100.0 and 100 are one amount."""
    if abs(number.adjusted()) > LONGEST:
        return str(number)
    return int(number) if number == number.to_integral_value() else str(number.normalize())
