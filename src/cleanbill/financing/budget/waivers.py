"""Lever: whom federal law lets the Trust cover, with whose money (law/single_payer/waivers).

Without waivers Medicare and Medicaid go on and the Trust pays what they leave
to their members. Under ERISA self-insured employers may keep their plans.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, Literal

from cleanbill.core.money import WHOLE_BP, share_bp
from cleanbill.financing.budget.account import Account
from cleanbill.financing.budget.cells import Cells, bp, scaled
from cleanbill.law import parameter

Level = Literal["none", "medicaid", "all"]
LEVELS: tuple[Level, ...] = ("none", "medicaid", "all")


@dataclass(frozen=True, slots=True)
class Waivers:
    """Federal consent, and the part of private insurance in self-insured plans that stays out."""

    level: Level = "all"
    self_insured_stay_bp: int = 0
    pay_medicare_premiums: bool = False
    public_employers_keep_bp: int = 0  # of what they pay for insurance today, still paid beside the payroll tax
    federal_money_bp: int = WHOLE_BP  # of what federal programmes pay today for those taken over
    state_money_bp: int = WHOLE_BP  # of what the state pays today for those taken over
    unexplained_bp: int = 0  # of care that no source says who pays for, that falls on the Trust after all

    @property
    def members(self) -> tuple[str, ...]:
        """Payers of today whose part of care the Trust takes over, wholly or in part."""
        return (*law()["people"], *law()[self.level]["members"])

    @property
    def money(self) -> tuple[str, ...]:
        """Payers of today whose money comes to the Trust."""
        return tuple(law()[self.level]["money"])


@cache
def law() -> dict[str, Any]:
    """The table of waivers in force."""
    return dict(parameter("single_payer/waivers").at(date(2020, 1, 1)))


def taken_over(cells: Cells, waivers: Waivers, covered: tuple[str, ...]) -> Cells:
    """The part of each cell that the Trust takes over; the rest stays with who pays it today."""
    stay = bp(waivers.self_insured_stay_bp)
    parts = dict.fromkeys(waivers.members, Fraction(1))
    parts["private"] = 1 - stay
    parts["unexplained"] = bp(waivers.unexplained_bp)
    parts["out_of_pocket"] = 1 - stay * bp(law()["out_of_pocket_of_self_insured_bp"])
    inside = {*covered, "administration"}
    return scaled(cells, lambda service, payer: parts.get(payer, Fraction(0)) if service in inside else Fraction(0))


def wrap_around(cells: Cells, waivers: Waivers) -> int:
    """Of out of pocket spending in the Trust's cells, what it pays for members of programmes that go on."""
    inside = sum(row["out_of_pocket"] for row in cells.values())
    going_on = {"medicare", "medicaid_state"} - set(waivers.members)
    shares = law()["out_of_pocket_of_members_bp"]
    return sum(share_bp(inside, shares[programme]) for programme in sorted(going_on))


def medicare_premiums(account: Account, waivers: Waivers) -> int:
    """Premiums of Medicare that the Trust pays for its members."""
    return account.medicare_premiums_cents if waivers.pay_medicare_premiums else 0
