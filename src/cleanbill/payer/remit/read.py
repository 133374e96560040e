"""Reads any X12 835 into `Remittance` values, one transaction at a time.

What cannot be read becomes a finding with its segment's number; nothing
raises but a file that cannot be opened, and no claim is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cleanbill.core.errors import Finding
from cleanbill.core.x12 import Segment, fault, segments
from cleanbill.payer.remit.elements import Elements
from cleanbill.payer.remit.group import Draft, Grouping, TransactionDraft
from cleanbill.payer.remit.model import Claim, Party, Remittance, ServiceLine

ENVELOPE = frozenset({"ISA", "GS", "GE", "IEA", "TA1"})
MODIFIERS = slice(2, 6)


def remittances(
    source: str | bytes | Path, *, file: str = "", findings: list[Finding] | None = None
) -> Iterator[Remittance]:
    """Each 835 transaction of `source` (text, bytes or a file's path), in order.

    `findings` gains what is wrong with the file, also where the balance does
    not depend on it; `file` names the source in them. Missing amounts count as
    0; amounts that are no numbers count as 0 and are listed in `unreadable`.
    """
    found: list[Finding] = [] if findings is None else findings
    for draft in _drafts(source, file, found):
        yield _remittance(draft, Elements(file, found))


def _drafts(source: str | bytes | Path, file: str, findings: list[Finding]) -> Iterator[TransactionDraft]:
    """The segments of each 835, put in their places."""
    grouping: Grouping | None = None
    for segment in segments(source, file=file, findings=findings):
        if segment.id == "ST":
            if grouping:
                yield grouping.draft
            grouping = _begun(segment, file, findings)
        elif segment.id == "SE" and grouping:
            grouping.draft.complete = True
            yield grouping.draft
            grouping = None
        elif grouping and segment.id not in ENVELOPE:
            grouping.take(segment)
    if grouping:
        yield grouping.draft


def _begun(start: Segment, file: str, findings: list[Finding]) -> Grouping | None:
    if start.get(1) == "835":
        return Grouping(start, file, findings)
    problem = "begins a transaction that is not an 835"
    findings.append(fault(file, start.number, "ST01", problem, "It is left out."))
    return None


def _remittance(draft: TransactionDraft, read: Elements) -> Remittance:
    payment, trace = _only(draft, "BPR", read), _only(draft, "TRN", read)
    paid_cents = read.cents(payment, 2) if payment else 0
    if payment is None:
        read.unreadable.append(draft.start.number)
    read.unreadable += [stray.number for stray in draft.strays]
    if not draft.complete:
        read.say(draft.start, None, "is not closed by an SE, so claims may be missing", "Fetch the file again.")
    return Remittance(
        paid_cents=paid_cents,
        method=payment.get(4) if payment else "",
        paid_on=payment.get(16) if payment else "",
        trace=trace.get(2) if trace else "",
        originator=trace.get(3) if trace else "",
        payer=_party(draft, "PR", read),
        payee=_party(draft, "PE", read),
        claims=tuple([_claim(claim, read) for claim in draft.claims]),
        provider_adjustments=tuple([found for plb in draft.provider for found in read.provider_adjustments(plb)]),
        kept=tuple([segment for segment in draft.own if segment not in (payment, trace)]),
        unreadable=tuple(sorted(set(read.unreadable))),
        complete=draft.complete,
        segment=draft.start.number,
        paid_segment=payment.number if payment else draft.start.number,
    )


def _only(draft: TransactionDraft, name: str, read: Elements) -> Segment | None:
    """The first segment of that name; findings where there is none or more than one."""
    found = [segment for segment in draft.own if segment.id == name]
    if not found:
        read.say(draft.start, None, f"begins a transaction that has no {name}")
        return None
    for second in found[1:]:
        read.say(second, None, "stands a second time in its transaction; the first one is taken")
    return found[0]


def _party(draft: TransactionDraft, role: str, read: Elements) -> Party | None:
    held = draft.parties.get(role)
    if held is None:
        name = "payer" if role == "PR" else "payee"
        read.say(draft.start, None, f"begins a transaction that names no {name} (N1*{role})")
        return None
    head = held.head
    return Party(head.get(2), head.get(3), head.get(4), tuple(held.own), head.number)


def _claim(draft: Draft, read: Elements) -> Claim:
    head = draft.head
    if not head.get(1):
        read.say(head, 1, "is empty, so the provider cannot find the claim")
    return Claim(
        control=head.get(1),
        status=head.get(2),
        charge_cents=read.cents(head, 3),
        paid_cents=read.cents(head, 4),
        patient_cents=read.optional_cents(head, 5),
        filing=head.get(6),
        payer_control=head.get(7),
        facility=head.get(8),
        frequency=head.get(9),
        drg=head.get(11),
        adjustments=tuple([found for cas in draft.own if cas.id == "CAS" for found in read.adjustments(cas)]),
        lines=tuple([_line(line, read) for line in draft.lines]),
        kept=tuple([segment for segment in draft.own if segment.id != "CAS"]),
        segment=head.number,
    )


def _line(draft: Draft, read: Elements) -> ServiceLine:
    head = draft.head
    coded = read.components(head, 1)
    if len(coded) < 2:
        read.say(head, 1, "holds no code beside its qualifier")
    return ServiceLine(
        kind=coded[0],
        code=coded[1] if len(coded) > 1 else "",
        charge_cents=read.cents(head, 2),
        paid_cents=read.cents(head, 3),
        adjustments=tuple([found for cas in draft.own if cas.id == "CAS" for found in read.adjustments(cas)]),
        modifiers=tuple([modifier for modifier in coded[MODIFIERS] if modifier]),
        revenue_code=head.get(4),
        units=head.get(5),
        kept=tuple([segment for segment in draft.own if segment.id != "CAS"]),
        segment=head.number,
    )
