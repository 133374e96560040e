"""Reads any X12 835 into `Remittance` values, one transaction at a time.

What cannot be read becomes a finding with its segment's number; nothing
raises but a file that cannot be opened, and no claim is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cleanbill.core.errors import CleanbillError, Finding
from cleanbill.core.x12 import DEFAULT, Segment, fault, segments
from cleanbill.payer.x835.model import (
    CasAdjustment,
    Claim,
    Party,
    ProviderAdjustment,
    Remittance,
    ServicePayment,
    whole_cents,
)

# Reads the elements of an 835's segments, with a finding for each that cannot be read.


GROUPS = frozenset({"CO", "OA", "PI", "PR", "CR"})  # CR only before 5010 (RFI 1147 of x12.org)
TRIPLES = range(2, 20, 3)  # CAS02, CAS05, ... CAS17
PAIRS = range(3, 15, 2)
OTHER_COMPONENT_MARKS = (">", ":", "|", "<")
ASK_PAYER = "Ask the payer for a corrected remittance."


class Elements:
    """The elements of one transaction; what is wrong goes into `findings`, by segment into `unreadable`."""

    def __init__(self, file: str, findings: list[Finding]) -> None:
        self.file, self.findings = file, findings
        self.unreadable: list[int] = []

    def say(self, segment: Segment, position: int | None, problem: str, remedy: str = ASK_PAYER) -> None:
        """Adds a finding at an element of `segment`; its value is not told, for it may be a person's."""
        element = segment.name if position is None else f"{segment.name}{position:02}"
        self.findings.append(fault(self.file, segment.number, element, problem, remedy))

    def cents(self, segment: Segment, position: int) -> int:
        """Money that must be there; 0 and a finding where it is not."""
        read = self.optional_cents(segment, position)
        if read is None:
            self.say(segment, position, "is empty where an amount must stand; 0 is taken")
        return read or 0

    def optional_cents(self, segment: Segment, position: int) -> int | None:
        """Money that may be missing."""
        text = segment.get(position)
        if not text:
            return None
        read = whole_cents(text)
        if isinstance(read, int):
            return read
        self.say(segment, position, read)
        self.unreadable.append(segment.number)
        return 0

    def components(self, segment: Segment, position: int) -> list[str]:
        """The components of an element, split by another mark than ISA16's where only that is in it."""
        parts = segment.parts(position)
        if len(parts) > 1:
            return parts
        for mark in OTHER_COMPONENT_MARKS:
            if mark in parts[0]:
                self.say(segment, position, f"separates components by {mark} and not as ISA16 declares")
                return parts[0].split(mark)
        return parts

    def adjustments(self, segment: Segment) -> list[CasAdjustment]:
        """The triples of a CAS."""
        group = segment.get(1)
        if group not in GROUPS:
            self.say(segment, 1, "is not an adjustment group (CO, OA, PI or PR)")
        if len(segment.elements) > TRIPLES.stop and any(segment.elements[TRIPLES.stop :]):
            self.say(segment, TRIPLES.stop, "is more than the six adjustments that a CAS has room for")
        found = []
        for at in range(TRIPLES.start, min(TRIPLES.stop, len(segment.elements)), TRIPLES.step):
            reason, amount = segment.get(at), segment.get(at + 1)
            if reason or amount:
                if not reason:
                    self.say(segment, at, "is empty where a reason code must stand")
                cents = self.cents(segment, at + 1)
                found.append(CasAdjustment(group, reason, cents, segment.get(at + 2), segment.number))
        if not found:
            self.say(segment, 2, "is empty where a reason code must stand")
        return found

    def provider_adjustments(self, segment: Segment) -> list[ProviderAdjustment]:
        """The pairs of a PLB."""
        found = []
        for at in PAIRS:
            if segment.get(at) or segment.get(at + 1):
                reason, *reference = self.components(segment, at)
                cents, identifier = self.cents(segment, at + 1), ":".join(reference)
                provider, year = segment.get(1), segment.get(2)
                found.append(ProviderAdjustment(provider, year, reason, identifier, cents, segment.number))
        if not found:
            self.say(segment, 3, "is empty where an adjustment must stand")
        return found


# Puts each segment of an 835 transaction where it belongs: payment, party, claim, line or provider.
#
# Takes the segments between ST and SE, gives a draft in which nothing is read
# yet. Source: 5010 X221A1, loops 1000A, 1000B, 2000, 2100, 2110 and the PLB.


PAYMENT = frozenset({"BPR", "TRN", "CUR", "REF", "DTM", "N1", "N3", "N4", "PER", "RDM", "LX", "TS2", "TS3", "PLB"})
CARE = frozenset({"CLP", "CAS", "NM1", "MIA", "MOA", "AMT", "QTY", "SVC", "LQ"})
KNOWN = PAYMENT | CARE
PARTIES = ("PR", "PE")


@dataclass(slots=True)
class Draft:
    """A segment that opens a loop, and the segments of the loop."""

    head: Segment
    own: list[Segment] = field(default_factory=list)
    lines: list[Draft] = field(default_factory=list)


@dataclass(slots=True)
class TransactionDraft:
    """The loops of one transaction, from its ST on."""

    start: Segment
    own: list[Segment] = field(default_factory=list)
    parties: dict[str, Draft] = field(default_factory=dict)
    claims: list[Draft] = field(default_factory=list)
    provider: list[Segment] = field(default_factory=list)
    strays: list[Segment] = field(default_factory=list)  # money that belongs to no claim
    complete: bool = False


class Grouping:
    """Takes a transaction's segments one by one into `draft`; what belongs nowhere becomes a finding."""

    def __init__(self, start: Segment, file: str, findings: list[Finding]) -> None:
        self.draft = TransactionDraft(start)
        self._file, self._findings = file, findings
        self._into: list[Segment] = self.draft.own  # the loop that is open
        self._claim: Draft | None = None

    def take(self, segment: Segment) -> None:
        """Takes the next segment."""
        name = segment.id
        if name == "CLP":
            self._claim = Draft(segment)
            self.draft.claims.append(self._claim)
            self._into = self._claim.own
        elif name in ("SVC", "CAS") and self._claim is None:
            self._stray(segment)
        elif self._claim and name == "SVC":
            line = Draft(segment)
            self._claim.lines.append(line)
            self._into = line.own
        elif name == "PLB":
            self.draft.provider.append(segment)
            self._leave_claim()
        elif name == "LX":
            self._leave_claim()
            self._into.append(segment)
        elif name == "N1" and segment.get(1) in PARTIES:
            self._party(segment)
        else:
            if name not in KNOWN:
                self._say(segment, "is not a segment of an 835", "It is kept and not read.")
            self._into.append(segment)

    def _stray(self, segment: Segment) -> None:
        self._say(segment, "belongs to no claim", "It is left out; have the payer send its CLP.")
        self.draft.strays.append(segment)
        self._into = []

    def _party(self, segment: Segment) -> None:
        role = segment.get(1)
        if role in self.draft.parties:
            self._say(segment, f"is a second {role}", "The first one is taken.")
        party = Draft(segment)
        self.draft.parties.setdefault(role, party)
        self._into = party.own

    def _leave_claim(self) -> None:
        self._claim, self._into = None, self.draft.own

    def _say(self, segment: Segment, problem: str, remedy: str) -> None:
        self._findings.append(fault(self._file, segment.number, segment.name, problem, remedy))


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
    party = draft.parties.get(role)
    if party is None:
        name = "payer" if role == "PR" else "payee"
        read.say(draft.start, None, f"begins a transaction that names no {name} (N1*{role})")
        return None
    head = party.head
    return Party(head.get(2), head.get(3), head.get(4), tuple(party.own), head.number)


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


def _line(draft: Draft, read: Elements) -> ServicePayment:
    head = draft.head
    coded = read.components(head, 1)
    if len(coded) < 2:
        read.say(head, 1, "holds no code beside its qualifier")
    return ServicePayment(
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


# Makes segments to be written, and their text.


FORBIDDEN = re.compile(f"[{re.escape(''.join(DEFAULT))}\\n\\r]")
END = DEFAULT.segment + "\n"
Element = str | int | None | tuple[str, ...]


def made(name: str, *elements: Element) -> Segment:
    """A segment that stands in no file yet; a tuple is a composite, what is empty at the end is left out.

    CleanbillError where an element holds a separator: it would be read as two.
    """
    return Segment(0, name, [name, *_texts(name, elements)], DEFAULT)


def written(name: str, *elements: Element) -> str:
    """The text of `made` with its end and a line break."""
    return DEFAULT.element.join((name, *_texts(name, elements))) + END


def text_of(segment: Segment) -> str:
    """The segment as it stands in a file, with its end and a line break."""
    return DEFAULT.element.join(segment.elements) + END


def _texts(name: str, elements: tuple[Element, ...]) -> list[str]:
    texts = [
        # nearly all are plain words, which hold no separator
        element if element.__class__ is str and element.isalnum() else _text(name, at, element)  # type: ignore[union-attr]
        for at, element in enumerate(elements, 1)
    ]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(name: str, at: int, element: Element) -> str:
    if not element:
        return "0" if element == 0 else ""
    if isinstance(element, tuple):
        return DEFAULT.component.join([_text(name, at, part) for part in element]).rstrip(DEFAULT.component)
    text = str(element).strip()
    if FORBIDDEN.search(text):
        separators = " ".join(DEFAULT)
        raise CleanbillError(f"What is to stand in {name}{at:02} holds a separator ({separators}). Write it without.")
    return text
