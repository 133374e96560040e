"""Writes settled lines as an X12 835 that balances, or refuses.

One transaction (ST) for each payee: its claims, what is added or taken at the
provider, and the payment. What is written is checked before it is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import time

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.payer.remit.check import imbalances_of_claim, notes_of_claim
from cleanbill.payer.remit.model import Claim
from cleanbill.payer.remit.parties import FILINGS, Payee, Payer, Run, balance_forward
from cleanbill.payer.remit.rows import Row, claims
from cleanbill.payer.remit.write import claim_segments, envelope, transaction

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
        told = by_payee[provider]
        payee, owed_cents = _owed(payees[provider], told.paid_cents)
        transactions.append(transaction(payer, payee, run, told.segments, owed_cents))
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
    cents = paid_cents - sum(one.cents for one in payee.adjustments)
    if cents >= 0:
        return payee, cents
    return replace(payee, adjustments=(*payee.adjustments, balance_forward(payee.trace, -cents))), 0


def _fits(run: Run) -> None:
    """The envelope has fixed widths and lists."""
    if run.filing not in FILINGS:
        raise CleanbillError(f"{run.filing!r} is no claim filing indicator. Give one of {', '.join(sorted(FILINGS))}.")
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
    wrong = [f"{one.element} of a {one.level}: {usd(one.found_cents)}" for one in imbalances_of_claim(claim)]
    wrong += [f"{note.element} {note.says}" for note in notes_of_claim(claim)]
    if not claim.control:
        wrong.append("CLP01 is empty, so the provider cannot find the claim")
    if wrong:
        raise CleanbillError("The remittance would not be sound:\n" + "\n".join(wrong))
