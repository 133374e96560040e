"""Lever: hospitals' unpaid bills become paid ones, and pools for them end: once on each book.

Charity care of the uninsured is not added here: it is paid as the newly
covered's care (use of care). The Health Safety Net is a payer of the account
and moves to the Trust with its care; its assessments end with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from cleanbill.core.money import share_bp
from cleanbill.financing.budget.cells import Cells


@dataclass(frozen=True, slots=True)
class Uncompensated:
    """How much of bad debt the Trust pays as ordinary bills, and how much lower rates take back."""

    paid_bp: int = 10_000
    captured_bp: int = 0


@dataclass(frozen=True, slots=True)
class HospitalBook:
    """One year of unpaid care on the hospitals' book; each amount stands on the Trust's book with the other sign."""

    bad_debt_before_cents: int
    paid_by_trust_cents: int
    taken_back_cents: int
    charity_before_cents: int  # paid from now on within the newly covered's care

    @property
    def gain_cents(self) -> int:
        """What hospitals have more, and the Trust less."""
        return self.paid_by_trust_cents - self.taken_back_cents

    @property
    def bad_debt_after_cents(self) -> int:
        """Unpaid bills that are left."""
        return self.bad_debt_before_cents - self.paid_by_trust_cents


def hospital_book(bad_debt_cents: int, charity_cents: int, lever: Uncompensated) -> HospitalBook:
    """What the lever does to hospitals' unpaid care."""
    paid = share_bp(bad_debt_cents, lever.paid_bp)
    return HospitalBook(bad_debt_cents, paid, share_bp(paid, lever.captured_bp), charity_cents)


def uncompensated(cells: Cells, book: HospitalBook) -> Cells:
    """The cells with hospitals paid for what patients could not pay."""
    row = cells["hospital"]
    return cells | {"hospital": row | {"out_of_pocket": row["out_of_pocket"] + book.gain_cents}}
