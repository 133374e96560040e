"""What is offered, whole portfolios and single accounts, and the pots that may pay for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from cleanbill.fund import UNTOLD, Fund, Owed, Place

Aim = Literal["face", "people", "freed", "harm"]
AIMS: tuple[Aim, ...] = get_args(Aim)


@dataclass(frozen=True, slots=True)
class Offered:
    """An account at its price; cents. `portfolio` is the sale that it is part of.

    One that does not qualify is worth nothing, and is bought only with the portfolio, where that is sold whole.
    """

    portfolio: str
    holder: str
    account_id: str
    person: str
    place: Place
    face_cents: int
    price_cents: int
    harm: int = 0  # points of live harm: reported, sued for, actively collected
    qualifies: bool = True
    owed: Owed = UNTOLD

    @property
    def key(self) -> tuple[str, str]:
        """What tells the account from every other."""
        return self.holder, self.account_id


@dataclass(frozen=True, slots=True)
class Whole:
    """A portfolio that is sold whole or not at all: every account of it is bought."""

    portfolio: str


@dataclass(frozen=True, slots=True)
class Pot:
    """A fund and what of it may be spent now; cents."""

    fund: Fund
    cents: int

    def may_buy(self, offered: Offered, on: date) -> bool:
        """Whether the fund's restriction lets it pay for the account on that day."""
        return self.fund.restriction.allows(offered.place, on, offered.owed)
