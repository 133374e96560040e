"""A public grant: money that is drawn as it is spent, and may be drawn only for what was spent within its terms.

What is drawn equals what was spent, traceable to each account (2 CFR 200.305,
payment by reimbursement; 200.344, closeout).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanbill.core.errors import CleanbillError
from cleanbill.fund.accounts import CASH, GRANTS, GRANTS_DUE
from cleanbill.ledger import Entry, Posting, entry


@dataclass(frozen=True, slots=True)
class Grant:
    """An award to a fund."""

    grant_id: str
    fund_id: str
    awarded_cents: int
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Spent:
    """Money of the grant that bought an account; cents."""

    holder: str
    account_id: str
    on: date
    cents: int


@dataclass(frozen=True, slots=True)
class Drawdown:
    """A claim on the grant for what was spent; each account is drawn for once ever."""

    drawdown_id: str
    grant: Grant
    on: date
    spent: tuple[Spent, ...]

    @property
    def cents(self) -> int:
        """What is asked for: the sum of what was spent."""
        return sum(one.cents for one in self.spent)


def drawdown(
    drawdown_id: str, grant: Grant, spent: tuple[Spent, ...], earlier: tuple[Drawdown, ...], on: date
) -> Drawdown:
    """A new drawdown. Raises CleanbillError where it asks for too much, out of time, or for an account again."""
    outside = [one for one in spent if not grant.since <= one.on <= grant.until]
    if outside:
        raise CleanbillError(
            f"{len(outside)} accounts were bought outside {grant.since} to {grant.until}; the grant pays none."
        )
    keys = [(one.holder, one.account_id) for one in spent]
    before = {(one.holder, one.account_id) for drawn in earlier for one in drawn.spent}
    again = [key for key in keys if key in before]
    if again or len(set(keys)) < len(keys):
        raise CleanbillError("An account is drawn for twice. Each is paid for once; remove the second.")
    new = Drawdown(drawdown_id, grant, on, spent)
    drawn = sum(one.cents for one in earlier)
    if new.cents <= 0 or drawn + new.cents > grant.awarded_cents:
        left = grant.awarded_cents - drawn
        raise CleanbillError(f"A drawdown of {new.cents} cents cannot be made: {left} cents of the grant are left.")
    return new


def entries_of(drawn: Drawdown) -> tuple[Entry, Entry]:
    """The grant's income when it is claimed, and the money when it comes."""
    claimed = entry(
        f"{drawn.drawdown_id}-claimed", drawn.on, f"Drawn on grant {drawn.grant.grant_id}",
        Posting(GRANTS_DUE, drawn.grant.fund_id, drawn.cents), Posting(GRANTS, drawn.grant.fund_id, -drawn.cents),
    )  # fmt: skip
    paid = entry(
        f"{drawn.drawdown_id}-paid", drawn.on, f"Paid by grant {drawn.grant.grant_id}",
        Posting(CASH, drawn.grant.fund_id, drawn.cents), Posting(GRANTS_DUE, drawn.grant.fund_id, -drawn.cents),
    )  # fmt: skip
    return claimed, paid
