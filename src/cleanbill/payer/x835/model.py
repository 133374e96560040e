"""What an X12 835 (5010 X221A1) says, as frozen values: one `Remittance` for each payment.

Money is whole cents. `segment` is the number of the segment in its file, from
1, or 0 for what is yet to be written. `kept` holds segments that inform and
do not balance (AMT, REF, DTM, NM1, ...), as they stood.
"""

from __future__ import annotations

from dataclasses import dataclass

from cleanbill.core.money import is_decimal, scaled
from cleanbill.core.x12 import Segment

# Money of an 835 as whole cents and back, exactly.
#
# Source: X12.6, type R: a decimal point only where needed, at most 18 digits, no thousands separators.


MOST_DIGITS = 18


def whole_cents(text: str) -> int | str:
    """The cents of `text`, or, as text, why it is not an amount of money."""
    if not is_decimal(text):
        return "is not an amount"
    if len(text.lstrip("+-").split(".")[0]) > MOST_DIGITS:
        return f"has more than {MOST_DIGITS} digits"
    cents = scaled(text, 2)
    return "has a fraction of a cent" if cents is None else cents


def as_amount(cents: int) -> str:
    """Cents as an 835 writes them: 1250 -> "12.5", 1200 -> "12" (no zeros at the end)."""
    if cents % 100 == 0:
        return str(cents // 100)
    whole, part = divmod(abs(cents), 100)
    text = f"{whole}.{part:02}".rstrip("0")
    return f"-{text}" if cents < 0 else text


REVERSAL = "22"  # CLP02: reversal of a previous payment
PATIENT = "PR"  # CAS01: what the patient is asked for


@dataclass(frozen=True, slots=True)
class CasAdjustment:
    """One triple of a CAS: why `cents` of a charge were not paid. Positive cents lower the payment."""

    group: str
    reason: str
    cents: int
    quantity: str = ""
    segment: int = 0


@dataclass(frozen=True, slots=True)
class ServicePayment:
    """An SVC and what follows it. `kind` is the qualifier of the code (HC, NU, AD, N4, ...)."""

    kind: str
    code: str
    charge_cents: int
    paid_cents: int
    adjustments: tuple[CasAdjustment, ...] = ()
    modifiers: tuple[str, ...] = ()
    revenue_code: str = ""
    units: str = ""
    kept: tuple[Segment, ...] = ()
    segment: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """A CLP and what follows it; `patient_cents` is None where CLP05 is empty."""

    control: str
    status: str
    charge_cents: int
    paid_cents: int
    patient_cents: int | None
    filing: str
    payer_control: str = ""
    facility: str = ""
    frequency: str = ""
    drg: str = ""
    adjustments: tuple[CasAdjustment, ...] = ()
    lines: tuple[ServicePayment, ...] = ()
    kept: tuple[Segment, ...] = ()
    segment: int = 0


@dataclass(frozen=True, slots=True)
class ProviderAdjustment:
    """One pair of a PLB: money of no claim of this remittance. Positive cents lower the payment."""

    provider: str
    fiscal_end: str
    reason: str
    reference: str
    cents: int
    segment: int = 0


@dataclass(frozen=True, slots=True)
class Party:
    """An N1: payer (PR) or payee (PE), and the segments that describe it (N3, N4, PER, REF)."""

    name: str
    id_kind: str
    id: str
    kept: tuple[Segment, ...] = ()
    segment: int = 0


@dataclass(frozen=True, slots=True)
class Remittance:
    """One transaction of an 835: a payment and the claims it pays for.

    `unreadable` are the segments with an amount that is not a number or that
    belongs to no claim; `complete` is False where the transaction was never
    closed. The balance of either cannot be told.
    """

    paid_cents: int
    method: str
    paid_on: str
    trace: str
    originator: str
    payer: Party | None
    payee: Party | None
    claims: tuple[Claim, ...]
    provider_adjustments: tuple[ProviderAdjustment, ...]
    kept: tuple[Segment, ...] = ()
    unreadable: tuple[int, ...] = ()
    complete: bool = True
    segment: int = 0
    paid_segment: int = 0
