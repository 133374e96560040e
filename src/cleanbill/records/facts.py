"""What goes into the records and what comes out: frozen facts, never an object of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cleanbill.core.errors import CleanbillError
from cleanbill.fund import UNTOLD, Owed, Place, Terms


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, and when: a user name of the staff and a moment with its zone."""

    user: str
    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise CleanbillError("The time of an act needs its zone, such as 2026-11-24T12:00:00+00:00.")

    @property
    def on(self) -> date:
        """The day of the act, where it was done."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Staff:
    """One of the staff: user name and roles. No roles once they have left."""

    user: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was agreed with a holder: NDA, BAA, or PSA (purchase and sale), which must ban resale.

    `keep_days`: how long a portfolio's data may be kept after its deal closes or its offer came to nothing.
    """

    agreement_id: str
    kind: str
    holder: str
    effective_on: date
    expires_on: date | None = None
    permitted_use: str = ""
    resale_ban: bool = True
    recall_window_days: int = 0
    keep_days: int | None = None

    def holds(self, holder: str, on: date) -> bool:
        """Whether it binds this holder on that day."""
        return self.holder == holder and self.effective_on <= on and (self.expires_on is None or on <= self.expires_on)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A seller's file as offered: its hash, how many accounts, their face. `seller_kind`: provider, agency, buyer."""

    portfolio_id: str
    holder: str
    seller_kind: str
    sale_file_sha256: str
    accounts: int
    face_cents: int
    received_on: date


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A portfolio whose data is here, whether it was ever offered to buy or not."""

    portfolio_id: str
    holder: str
    sale_file_sha256: str
    on: date


@dataclass(frozen=True, slots=True)
class Destruction:
    """The destruction of a portfolio's data: asked for, then declined or approved by another, then done and certified.

    Once declined it may be asked for anew; `number` counts how often it was.

    `agreement_id` is whose term it was destroyed under; empty until it is approved, or where none names a term.
    """

    portfolio_id: str
    agreement_id: str
    asked_by: str
    asked_on: date
    approved_by: str
    approved_on: date | None
    destroyed_on: date | None
    certificate_sha256: str
    number: int = 1
    declined_by: str = ""
    declined_on: date | None = None
    declined_why: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """An account to bid for. `debt_key` names the debt whoever offers it: original creditor and account, normalised.

    `place` is where the debtor lives and `owed` what the debt is: held against the fund's restriction, not kept.
    """

    holder: str
    account_id: str
    debt_key: str
    fund_id: str
    face_cents: int
    price_cents: int
    judgment: bool = False
    place: Place | None = None
    lien: bool = False
    payment_plan: bool = False
    owed: Owed = UNTOLD


@dataclass(frozen=True, slots=True)
class Account:
    """A line of a purchase's schedule and what became of it: chosen, dropped, owned, abolished or recalled."""

    purchase_id: str
    line: int
    holder: str
    account_id: str
    debt_key: str
    fund_id: str
    face_cents: int
    price_cents: int
    judgment: bool
    status: str
    owned_on: date | None
    abolished_on: date | None
    recalled_on: date | None
    satisfaction_filed_on: date | None
    lien: bool = False
    lien_released_on: date | None = None
    payment_plan: bool = False
    plan_ended_on: date | None = None
    plan_taken_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    """A deal: its state, its days, and law 5: face = abolished + recalled + held once it is owned."""

    purchase_id: str
    portfolio_id: str
    holder: str
    agreement_id: str | None
    state: str
    offered_on: date
    analysed_on: date | None
    bid_on: date | None
    owned_on: date | None
    abolished_on: date | None
    notified_on: date | None
    closed_on: date | None
    ended_on: date | None
    programme: str
    qualified: int
    qualified_face_cents: int
    accounts: int
    face_cents: int
    price_cents: int
    schedule_sha256: str
    letters: int
    held_back: int
    abolished_cents: int
    recalled_cents: int
    held_cents: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A bid, abolition, mailing or remailing that one person proposed; `decision` is empty, approved or declined.

    `written_by` wrote the sponsor's words that a mailing takes along, and approves it no more than who proposed it.
    """

    purchase_id: str
    kind: str
    number: int
    contents_sha256: str
    proposed_by: str
    proposed_on: date
    decision: str
    decided_by: str
    decided_on: date | None
    written_by: str = ""


@dataclass(frozen=True, slots=True)
class FundTerms:
    """A version of a fund's terms that one person proposed; `decision` is empty, approved or declined."""

    version: int
    terms: Terms
    proposed_by: str
    proposed_on: date
    decision: str
    decided_by: str
    decided_on: date | None

    @property
    def fund_id(self) -> str:
        """The fund that is bound."""
        return self.terms.fund.fund_id


@dataclass(frozen=True, slots=True)
class Recall:
    """An account the seller wanted back: `refunded` before abolition, settled with the `seller` alone after."""

    purchase_id: str
    line: int
    reason: str
    settled: str
    recalled_on: date
    refund_cents: int


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter that went out: its number in the purchase, whose it is, and keyed hashes of its code and address.

    `proof` is of code and birth date together (`relief.notices.register`); the code itself is not here.
    """

    number: int
    person_key: str
    code_key: str
    proof: str
    address: str
    face_cents: int


@dataclass(frozen=True, slots=True)
class Returned:
    """What became of letter `number`: it came back on a day, why; or a new address was found, as a keyed hash."""

    number: int
    on: date
    why: str = ""
    address: str = ""
