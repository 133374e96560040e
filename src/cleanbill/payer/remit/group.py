"""Puts each segment of an 835 transaction where it belongs: payment, party, claim, line or provider.

Takes the segments between ST and SE, gives a draft in which nothing is read
yet. Source: 5010 X221A1, loops 1000A, 1000B, 2000, 2100, 2110 and the PLB.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cleanbill.core.errors import Finding
from cleanbill.core.x12 import Segment, fault

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
