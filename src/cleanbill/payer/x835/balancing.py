"""Whether an 835 balances, of anyone's (`check`) and of ours before it is written (`remittance`).

Line: SVC02 less its CAS is SVC03. Claim: CLP03 less all CAS, its own and its lines', is CLP04. Transaction:
the CLP04 less the PLB are BPR02. Source: 5010 X221A1 section 1.10.2.1; RFI 2348 and 2601 of x12.org.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from pathlib import Path
from typing import Literal

from cleanbill.core.errors import CleanbillError, Finding
from cleanbill.core.money import usd
from cleanbill.core.x12 import fault
from cleanbill.payer.x835.model import PATIENT, REVERSAL, CasAdjustment, Claim, Remittance, ServicePayment
from cleanbill.payer.x835.parties import FILINGS, Payee, Payer, Run, balance_forward
from cleanbill.payer.x835.read import remittances
from cleanbill.payer.x835.write import Row, claim_segments, claims, envelope, transaction

Level = Literal["line", "claim", "transaction"]
LEVELS: tuple[Level, ...] = ("line", "claim", "transaction")


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Where an 835 does not balance: the amount found at `element` of `segment`, and what the rest of it gives."""

    level: Level
    segment: int
    element: str
    expected_cents: int
    found_cents: int
    why: str = ""

    @property
    def difference_cents(self) -> int:
        """Found less expected."""
        return self.found_cents - self.expected_cents


@dataclass(frozen=True, slots=True)
class Note:
    """Something that is odd and leaves the balance as it is."""

    segment: int
    element: str
    says: str


@dataclass(frozen=True, slots=True)
class BalanceCheck:
    """What the check of one file found; `counts` are how many of each level were looked at."""

    file: str
    counts: dict[Level, int]
    imbalances: tuple[Imbalance, ...]
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...]
    readable: bool

    @property
    def balances(self) -> bool:
        """Whether all of it could be read and nothing is out of balance."""
        return self.readable and not self.imbalances


def check(source: str | bytes | Path, *, file: str = "") -> BalanceCheck:
    """Checks every 835 of `source` (text, bytes or a file's path), in bounded memory a transaction at a time.

    It is not readable where it holds no 835, an amount is not a number, or a
    transaction was never closed: then no balance can be told.
    """
    findings: list[Finding] = []
    counts: Counter[Level] = Counter()
    imbalances: list[Imbalance] = []
    notes: list[Note] = []
    readable = True
    for remittance in remittances(source, file=file, findings=findings):
        counts.update(_counted(remittance))
        imbalances += imbalances_of(remittance)
        notes += notes_of(remittance)
        readable = readable and remittance.complete and not remittance.unreadable
    if not counts["transaction"]:
        findings.append(fault(file, None, None, "holds no 835 (no ST*835)", "Give a remittance in X12 835, 5010."))
        readable = False
    found = {level: counts[level] for level in LEVELS}
    return BalanceCheck(file, found, tuple(imbalances), tuple(notes), tuple(findings), readable)


def imbalances_of(remittance: Remittance) -> Iterator[Imbalance]:
    """Where one transaction does not balance; lines first, then their claim, then the whole."""
    for claim in remittance.claims:
        yield from imbalances_of_claim(claim)
    claims = sum(claim.paid_cents for claim in remittance.claims)
    expected = claims - sum(adjustment.cents for adjustment in remittance.provider_adjustments)
    if expected != remittance.paid_cents:
        yield Imbalance("transaction", remittance.paid_segment, "BPR02", expected, remittance.paid_cents)


def imbalances_of_claim(claim: Claim) -> Iterator[Imbalance]:
    """Where one claim does not balance; its lines first."""
    yield from _of_lines(claim.lines)
    expected = claim.charge_cents - _sum(claim.adjustments) - sum([_sum(line.adjustments) for line in claim.lines])
    if expected != claim.paid_cents:
        yield Imbalance("claim", claim.segment, "CLP04", expected, claim.paid_cents, _twice(claim))


def notes_of(remittance: Remittance) -> Iterator[Note]:
    """What is odd in one transaction, and outside of its balance."""
    for claim in remittance.claims:
        yield from notes_of_claim(claim)


def notes_of_claim(claim: Claim) -> Iterator[Note]:
    """What is odd in one claim, and outside of its balance."""
    asked = _asked(claim)
    if claim.status != REVERSAL and (claim.patient_cents or 0) != asked:
        # RFI 2548 of x12.org: they must be equal, but for reversals, which have no CLP05
        says = f"says {usd(claim.patient_cents or 0)}; the PR adjustments are {usd(asked)}"
        yield Note(claim.segment, "CLP05", says)
    charged = sum([line.charge_cents for line in claim.lines])
    if claim.lines and charged != claim.charge_cents:
        yield Note(claim.segment, "CLP03", f"says {usd(claim.charge_cents)}; the lines' SVC02 are {usd(charged)}")


def _of_lines(lines: Iterable[ServicePayment]) -> Iterator[Imbalance]:
    for line in lines:
        expected = line.charge_cents - _sum(line.adjustments)
        if expected != line.paid_cents:
            yield Imbalance("line", line.segment, "SVC03", expected, line.paid_cents)


def _twice(claim: Claim) -> str:
    """Tells of money adjusted at the claim and again at its lines (never both: RFI 358 and 689 of x12.org)."""
    at_lines: Counter[tuple[str, str]] = Counter()
    for line in claim.lines:
        for found in line.adjustments:
            at_lines[found.group, found.reason] += found.cents
    both = [own for own in claim.adjustments if own.cents and at_lines[own.group, own.reason] == own.cents]
    doubled = ", ".join(f"{own.group}-{own.reason} at segment {own.segment}" for own in both)
    return f"{doubled} adjusts again what the lines adjust" if doubled else ""


def _asked(claim: Claim) -> int:
    own = sum(found.cents for found in claim.adjustments if found.group == PATIENT)
    return own + sum(found.cents for line in claim.lines for found in line.adjustments if found.group == PATIENT)


def _sum(adjustments: Iterable[CasAdjustment]) -> int:
    return sum([adjustment.cents for adjustment in adjustments])


def _counted(remittance: Remittance) -> dict[Level, int]:
    lines = sum(len(claim.lines) for claim in remittance.claims)
    return {"line": lines, "claim": len(remittance.claims), "transaction": 1}


# Writes settled lines as an X12 835 that balances, or refuses.
#
# One transaction (ST) for each payee: its claims, what is added or taken at the
# provider, and the payment. What is written is checked before it is given.


MOST_CONTROL, ID_WIDTH = 999_999_999, 15


def remittance(rows: Iterable[Row], payees: Mapping[str, Payee], payer: Payer, run: Run) -> str:
    """The 835 that pays `rows` (see `rows.py` for their columns), each to `payees[row["provider_id"]]`.

    Payees come in the order of their ids, also those with adjustments alone; a
    payment that would be below zero is 0, and the rest a balance carried
    forward under its trace number. Of a person it holds what the rows give and
    no more, and that is health data: keep the text where such data may be.
    The same arguments give the same text. CleanbillError where a row does not
    balance, has no payee, or cannot be said in an 835; nothing is given then.
    """
    _fits(run)
    by_payee = {provider: _Told() for provider, payee in payees.items() if payee.adjustments}
    for provider, claim in claims(rows, run.filing):
        if provider not in payees:
            raise CleanbillError("A row's provider_id has no payee. Give one for each provider that is paid.")
        by_payee.setdefault(provider, _Told()).tell(claim)
    transactions = []
    for provider in sorted(by_payee):
        written = by_payee[provider]
        payee, owed_cents = _owed(payees[provider], written.paid_cents)
        transactions.append(transaction(payer, payee, run, written.segments, owed_cents))
    return "".join(envelope(run, transactions))


@dataclass(slots=True)
class _Told:
    """What a payee's claims come to, and their text: at once, so that a large run holds no claims but the last."""

    paid_cents: int = 0
    segments: list[str] = field(default_factory=list)

    def tell(self, claim: Claim) -> None:
        _refuse(claim)
        self.paid_cents += claim.paid_cents
        self.segments += claim_segments(claim)


def _owed(payee: Payee, paid_cents: int) -> tuple[Payee, int]:
    """What is owed to a payee, and the payee with the balance carried forward where that would be negative."""
    cents = paid_cents - sum(adjustment.cents for adjustment in payee.adjustments)
    if cents >= 0:
        return payee, cents
    return replace(payee, adjustments=(*payee.adjustments, balance_forward(payee.trace, -cents))), 0


def _fits(run: Run) -> None:
    """The envelope has fixed widths and lists."""
    if run.filing not in FILINGS:
        raise CleanbillError(
            f"{run.filing!r} is not a claim filing indicator. Give one of {', '.join(sorted(FILINGS))}."
        )
    try:
        time.fromisoformat(f"{run.time[:2]}:{run.time[2:]}:00")
    except ValueError:
        raise CleanbillError(f"The time {run.time!r} is not HHMM.") from None
    if not 1 <= run.control <= MOST_CONTROL:
        raise CleanbillError(f"The control number {run.control} is not 1 to {MOST_CONTROL:,}.")
    for name, value in (("sender", run.sender), ("receiver", run.receiver)):
        if not 2 <= len(value) <= ID_WIDTH:
            raise CleanbillError(
                f"The {name} has {len(value)} characters; an interchange has room for 2 to {ID_WIDTH}."
            )


def _refuse(claim: Claim) -> None:
    """Stops what would be out of balance or odd in anyone's reading; our own rows make none such."""
    wrong = [
        f"{imbalance.element} of a {imbalance.level}: {usd(imbalance.found_cents)}"
        for imbalance in imbalances_of_claim(claim)
    ]
    wrong += [f"{note.element} {note.says}" for note in notes_of_claim(claim)]
    if not claim.control:
        wrong.append("CLP01 is empty, so the provider cannot find the claim")
    if wrong:
        raise CleanbillError("The remittance would not be sound:\n" + "\n".join(wrong))
