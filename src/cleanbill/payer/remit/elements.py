"""Reads the elements of an 835's segments, with a finding for each that cannot be read."""

from __future__ import annotations

from cleanbill.core.errors import Finding
from cleanbill.core.x12 import Segment, fault
from cleanbill.payer.remit.amounts import whole_cents
from cleanbill.payer.remit.model import Adjustment, ProviderAdjustment

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

    def adjustments(self, segment: Segment) -> list[Adjustment]:
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
                found.append(Adjustment(group, reason, cents, segment.get(at + 2), segment.number))
        if not found:
            self.say(segment, 2, "is empty where a reason code must stand")
        return found

    def provider_adjustments(self, segment: Segment) -> list[ProviderAdjustment]:
        """The pairs of a PLB."""
        found = []
        for at in PAIRS:
            if segment.get(at) or segment.get(at + 1):
                reason, *reference = self.components(segment, at)
                cents, told = self.cents(segment, at + 1), ":".join(reference)
                provider, year = segment.get(1), segment.get(2)
                found.append(ProviderAdjustment(provider, year, reason, told, cents, segment.number))
        if not found:
            self.say(segment, 3, "is empty where an adjustment must stand")
        return found
