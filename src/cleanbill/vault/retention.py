"""The retention clock: which portfolios an agreement says must be destroyed by a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Held:
    """A portfolio's data under an agreement, which allows it for `keep_days` after `counted_from`."""

    portfolio_id: str
    agreement_id: str
    counted_from: date  # the day the agreement counts from: of closing, or of the offer that came to nothing
    keep_days: int

    @property
    def destroy_by(self) -> date:
        """The last day on which the data may be held."""
        return self.counted_from + timedelta(days=self.keep_days)


def due(held: Iterable[Held], today: date, *, within_days: int = 0) -> list[Held]:
    """Those to be destroyed by `today`, or within so many days of it, the most pressing first."""
    last = today + timedelta(days=within_days)
    return sorted((one for one in held if one.destroy_by <= last), key=lambda one: (one.destroy_by, one.portfolio_id))
