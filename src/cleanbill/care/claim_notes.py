"""What is wrong with one claim: reasons that reject it, reasons that pend it, and findings for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cleanbill.core.errors import Finding
from cleanbill.core.x12 import fault

REJECTED = "Ask the provider for the claim anew; it cannot be settled."
PENDED = "A person must decide, or ask the provider."
NOTED = "Nothing need be done; the sender should mend it."


@dataclass(slots=True)
class Notes:
    """Collects while a claim is read. `reject` outweighs `pend`; `note` leaves the status alone.

    A place is a segment's number (X12) or a line's (FHIR), from 1.
    """

    file: str
    found: Callable[[str, int, str, str, str], Finding] = fault  # file, place, element, problem, remedy
    rejected: list[str] = field(default_factory=list)
    pended: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def reject(self, place: int, element: str, problem: str) -> None:
        """The claim cannot be settled as it stands."""
        self.rejected.append(problem)
        self.findings.append(self.found(self.file, place, element, problem, REJECTED))

    def pend(self, place: int, element: str, problem: str) -> None:
        """The claim can be read, but somebody must look at it."""
        self.pended.append(problem)
        self.findings.append(self.found(self.file, place, element, problem, PENDED))

    def note(self, place: int, element: str, problem: str) -> None:
        """Worth telling, and no reason to wait."""
        self.findings.append(self.found(self.file, place, element, problem, NOTED))

    def verdict(self) -> tuple[str, str]:
        """Status and reason."""
        if self.rejected:
            return "rejected", "; ".join(dict.fromkeys(self.rejected))
        if self.pended:
            return "pended", "; ".join(dict.fromkeys(self.pended))
        return "accepted", ""
