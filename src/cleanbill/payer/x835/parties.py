"""The parties of an 835 that is written: payer, payee, bank, run, and what is added beside claims (PLB)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanbill.payer.x835.model import ProviderAdjustment

# CLP06, claim filing indicator, as 5010 X221A1 lists them
FILINGS = frozenset(
    ["12", "13", "14", "15", "16", "17", "AM", "CH", "DS", "HM", "LM", "MA", "MB", "MC", "OF", "TV", "VA", "WC", "ZZ"]
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a party gets its post."""

    street: str
    city: str
    state: str
    zip_code: str


@dataclass(frozen=True, slots=True)
class Bank:
    """An account that money is moved from or to: nine-digit routing number and account."""

    routing: str
    account: str


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays. `tax_id` is nine digits; `phone` ten, of those who answer for the file."""

    name: str
    id: str
    tax_id: str
    address: Address
    contact: str
    phone: str
    bank: Bank | None = None


@dataclass(frozen=True, slots=True)
class Payee:
    """Who is paid, under one trace number (cheque or transfer), with the PLB money of this payment.

    Without `fiscal_end` the provider's year is taken to end on 31 December
    (5010 X221A1, note on PLB02).
    """

    name: str
    npi: str
    trace: str
    tax_id: str = ""
    address: Address | None = None
    bank: Bank | None = None
    fiscal_end: date | None = None
    adjustments: tuple[ProviderAdjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """The day money moves, and what the envelope says: same run, same bytes.

    `control` numbers the interchange, 1 to 999,999,999; `filing` is CLP06, the
    kind of plan, one of `FILINGS` (12 PPO, HM HMO, MB Medicare B, MC Medicaid,
    ZZ what payer and payee agreed on).
    """

    paid_on: date
    control: int
    sender: str
    receiver: str
    filing: str
    time: str = "0000"
    test: bool = False


def interest(reference: str, cents: int) -> ProviderAdjustment:
    """Interest owed for paying late on the claim `reference` (PLB L6); raises the payment."""
    return _adjustment("L6", reference, -cents)


def recovery(reference: str, cents: int) -> ProviderAdjustment:
    """An earlier overpayment on the claim `reference`, taken back now (PLB WO)."""
    return _adjustment("WO", reference, cents)


def recovery_put_off(reference: str, cents: int) -> ProviderAdjustment:
    """Gives back what a reversal takes, to be recovered later (PLB WO, negative; RFI 1756 of x12.org)."""
    return _adjustment("WO", reference, -cents)


def balance_applied(trace: str, cents: int) -> ProviderAdjustment:
    """A balance that the remittance `trace` carried forward, taken now (PLB FB; RFI 2223 of x12.org)."""
    return _adjustment("FB", trace, cents)


def balance_forward(trace: str, cents: int) -> ProviderAdjustment:
    """What could not be taken from the remittance `trace`, carried to a later one (PLB FB, negative)."""
    return _adjustment("FB", trace, -cents)


def _adjustment(reason: str, reference: str, cents: int) -> ProviderAdjustment:
    return ProviderAdjustment("", "", reason, reference, cents)
