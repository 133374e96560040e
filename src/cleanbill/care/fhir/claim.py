"""The resources of a FHIR file one by one, and the header of a Claim or ExplanationOfBenefit.

Who, for whom, since when, how much, out of JSON of any shape: what is absent or of another type is None or empty,
never an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleanbill.care.claim_rows import Notes
from cleanbill.care.generator import data_file
from cleanbill.core.errors import Finding

# Values out of JSON of any shape: what is absent or of another type is None or empty, never an error.


CENTS_LIMIT = 10**15  # above it an amount is a slip of the pen
ABSENT = "data-absent-reason"  # a code that says there is none
SMALLEST = 20  # digits before or after the point
FIRST_YEAR = 1850  # a year before it is a slip of the pen
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(T.*)?", re.ASCII | re.DOTALL)


def at(value: Any, *path: str | int) -> Any:
    """What stands at `path` below `value`, or None."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def each(value: Any, name: str) -> Iterator[dict[str, Any]]:
    """The objects of the list `name`."""
    entries = at(value, name)
    yield from (entry for entry in entries if isinstance(entry, dict)) if isinstance(entries, list) else ()


def text(value: Any, *path: str | int) -> str | None:
    """A text that is not empty; a whole number is read as text."""
    found = at(value, *path)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    if not isinstance(found, str):
        return None
    return found.encode("utf-8", "replace").decode("utf-8").strip() or None  # half a character cannot be stored


def money(value: Any, *path: str | int) -> int | None:
    """A Money's value in whole cents; None where absent, not dollars, or with a fraction of a cent."""
    amount = at(value, *path)
    if at(amount, "currency") not in (None, "USD"):
        return None
    return scaled(at(amount, "value"), 100)


def scaled(number: Any, by: int) -> int | None:
    """A JSON number times `by`, where that is whole."""
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        return None
    exact = Decimal(number)
    if not exact or not -SMALLEST < exact.adjusted() < SMALLEST:
        return None if exact else 0
    exact *= by
    return int(exact) if exact == exact.to_integral_value() and abs(exact) <= CENTS_LIMIT else None


def day(value: Any, *path: str | int) -> date | None:
    """The day of a date or dateTime that states one."""
    written = text(value, *path)
    match = DAY.fullmatch(written) if written else None
    if match is None:
        return None
    try:
        read = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return read if read.year >= FIRST_YEAR else None


def code(concept: Any) -> str | None:
    """The first code of a CodeableConcept."""
    return text(concept, "coding", 0, "code")


def coded(concept: Any) -> tuple[str, str] | None:
    """(system in our words, code) of the first coding of a CodeableConcept that has a code."""
    for coding in each(concept, "coding"):
        word, address = text(coding, "code"), text(coding, "system") or ""
        if word is not None and ABSENT not in address:
            return system(address), word
    return None


@lru_cache(1 << 12)
def system(address: str) -> str:
    """A code system's address in our words (data/fhir.yaml); "other" where it is not known."""
    known: list[tuple[str, str]] = data_file("fhir")["system"]
    return next((name for part, name in known if part in address), "other")


def reference(value: Any) -> str | None:
    """Whom a Reference names: its identifier, or the last part of its address."""
    identifier = text(value, "identifier", "value")
    if identifier is not None:
        return identifier
    address = text(value, "reference")
    return address.rsplit("/", 1)[-1].removeprefix("urn:uuid:") or None if address else None


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
    submitted = (total for total in each(resource, "total") if code(at(total, "category")) == SUBMITTED)
    return next((money(total, "amount") for total in submitted), None)


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
            notes.pend(place, f"billablePeriod.{end}", "is not a date")


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
    received = (info for info in each(resource, "supportingInfo") if code(at(info, "category")) == RECEIVED)
    return next((day(info, "timingDate") for info in received), None)


# The resources of a FHIR file one by one: a resource, the entries of a Bundle, or a line of NDJSON each.


BOM = "\ufeff"
Placed = tuple[int, Any]  # line or entry, and what stands there
DEEPEST = 3  # Bundles within Bundles
EXPORT = "Have the sender export it again."


@dataclass(frozen=True, slots=True)
class EntryFinding(Finding):
    """A finding whose `row` is a line of NDJSON, or an entry of a Bundle, from 1, and whose `column` is an element."""

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}, line or entry {self.row}"
        place += f" ({self.column})" if self.column else ""
        more = f" ({self.count} times)" if self.count > 1 else ""
        return f"{place}: {self.problem}{more}. {self.remedy}"


def resources(
    source: str | bytes | Path, *, file: str, findings: list[Finding]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line or entry from 1, resource). NDJSON streams; other JSON is held whole."""
    first = next((line for _, line in _lines(source)), None)
    if first is None:
        findings.append(EntryFinding(file, None, None, "is empty", EXPORT))
        return
    if _parsed(first) is None and (whole := _parsed(_whole(source))) is not None:
        yield from _unbundled([(1, whole)], file, findings)
        return
    yield from _unbundled(_ndjson(source, file, findings), file, findings)


def _ndjson(source: str | bytes | Path, file: str, findings: list[Finding]) -> Iterator[Placed]:
    for number, line in _lines(source):
        parsed = _parsed(line)
        if parsed is None:
            findings.append(EntryFinding(file, number, None, "is not JSON, or is cut off", EXPORT))
        else:
            yield number, parsed


def _unbundled(values: Iterable[Placed], file: str, findings: list[Finding], depth: int = 0) -> Iterator[Placed]:
    """Resources, with Bundles and lists opened. Entries of a Bundle that is the whole file are counted from 1."""
    for number, value in values:
        bundle = at(value, "resourceType") == "Bundle"
        if bundle or isinstance(value, list):
            entries = at(value, "entry") if bundle else value
            inner = [at(entry, "resource") or entry for entry in entries] if isinstance(entries, list) else []
            if depth == DEEPEST:
                findings.append(EntryFinding(file, number, None, "holds Bundles in Bundles in Bundles", EXPORT))
                continue
            alone = isinstance(values, list) and not depth
            placed = [(entry if alone else number, resource) for entry, resource in enumerate(inner, 1)]
            yield from _unbundled(placed, file, findings, depth + 1)
        elif isinstance(value, dict):
            yield number, value
        else:
            findings.append(EntryFinding(file, number, None, "is JSON, but not a resource", EXPORT))


def _lines(source: str | bytes | Path) -> Iterator[tuple[int, str]]:
    """Lines that are not blank, numbered from 1."""
    if isinstance(source, Path):
        with source.open("rb") as raw:
            yield from _decoded(iter(raw))
        return
    raw_bytes = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    yield from _decoded(iter(raw_bytes.split(b"\n")))


def _decoded(raw: Iterator[bytes]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(raw, 1):
        decoded = line.decode("utf-8", "backslashreplace").strip().removeprefix(BOM)
        if decoded:
            yield number, decoded


def _whole(source: str | bytes | Path) -> str:
    if isinstance(source, str):
        return source.removeprefix(BOM)
    raw_bytes = source.read_bytes() if isinstance(source, Path) else source
    return raw_bytes.decode("utf-8", "backslashreplace").removeprefix(BOM)


def _parsed(written: str) -> Any:
    """JSON with exact numbers; None where it is not JSON, or `null`."""
    try:
        return json.loads(written, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError, InvalidOperation):
        return None


def _no_number(word: str) -> Any:
    raise ValueError(word)
