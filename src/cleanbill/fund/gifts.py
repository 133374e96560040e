"""A gift, by whom and through whom, and the entries that it makes: money given, the platform's fee, money given back.

The donor is a key made from what the platform says of them, never a name: nobody
who reads the books learns who gave.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cleanbill.core.errors import BrokenLaw, CleanbillError
from cleanbill.core.money import usd
from cleanbill.fund.restrictions import (
    CASH,
    DEBT_HELD,
    FEES,
    GIFTS,
    GIVEN_BACK,
    GRANTS,
    GRANTS_DUE,
    HANDLING,
    NONE,
    RELIEF_GIVEN,
    UNTOLD,
    Area,
    Owed,
    Place,
    Purpose,
    Restriction,
    Rung,
)
from cleanbill.ledger import Entry, Ledger, Posting, entry

# How long money has lain unspent: gifts are spent in the order in which they came.
#
# In: a ledger's entries. Out: what is left of each fund, by age. Old money is a
# fault of the programme, not of the donors, and is told as such.


BANDS = ((90, "up to 90 days"), (180, "91 to 180 days"), (365, "181 to 365 days"), (None, "more than a year"))


@dataclass(frozen=True, slots=True)
class Aged:
    """Unspent cents of a fund, by age of the money."""

    fund_id: str
    by_band: dict[str, int]
    oldest_days: int  # 0 where nothing is left

    @property
    def cents(self) -> int:
        """All that is unspent."""
        return sum(self.by_band.values())


def aged(ledger: Ledger, fund_id: str, today: date) -> Aged:
    """What of the fund's cash came when. Raises BrokenLaw where more was spent than came in."""
    held: deque[tuple[date, int]] = deque()
    moves = [
        (entry.posted_on, posting.cents)
        for entry in sorted(ledger.entries, key=lambda one: one.posted_on)
        for posting in entry.postings
        if posting.account == CASH and posting.fund_id == fund_id and entry.posted_on <= today
    ]
    for on, moved in moves:
        if moved > 0:
            held.append((on, moved))
        else:
            _spend(held, -moved, fund_id)
    bands = {name: 0 for _, name in BANDS}
    for on, left in held:
        bands[_band((today - on).days)] += left
    return Aged(fund_id, bands, (today - held[0][0]).days if held else 0)


def _spend(held: deque[tuple[date, int]], amount: int, fund_id: str) -> None:
    while amount:
        if not held:
            raise BrokenLaw(f"Fund {fund_id} has spent more than came in. Do not spend from it until that is found.")
        on, left = held.popleft()
        if left > amount:
            held.appendleft((on, left - amount))
        amount -= min(left, amount)


def _band(days: int) -> str:
    return next(name for most, name in BANDS if most is None or days <= most)


# A fund of given money, perhaps bound to places, days and a purpose, kept in the ledger.


@dataclass(frozen=True, slots=True)
class Fund:
    """Money given for one purpose."""

    fund_id: str
    name: str
    restriction: Restriction = NONE


def gift(fund: Fund, gift_id: str, on: date, cents: int, memo: str) -> Entry:
    """The entry of a gift received, of which no more is known; CleanbillError where it is not above zero."""
    if cents <= 0:
        raise CleanbillError(f"A gift of {cents} cents is none. Give an amount above zero.")
    return entry(gift_id, on, memo, Posting(CASH, fund.fund_id, cents), Posting(GIFTS, fund.fund_id, -cents))


def available_cents(ledger: Ledger, fund: Fund) -> int:
    """What the fund may still spend."""
    return ledger.balance(CASH, fund.fund_id)


def may_spend(fund: Fund, place: Place, on: date, owed: Owed = UNTOLD) -> bool:
    """Whether the fund's restriction lets it spend on that debt of a person who lives there."""
    return fund.restriction.allows(place, on, owed)


@dataclass(frozen=True, slots=True)
class Gift:
    """Money given to a fund; cents. `given_back` is a refund or a payment that was called back."""

    gift_id: str  # platform and transaction: the same gift has the same id in every export
    fund_id: str
    chapter: str
    donor_key: str
    on: date
    cents: int
    fee_cents: int = 0
    given_back: bool = False

    def __post_init__(self) -> None:
        if self.cents <= 0:
            raise CleanbillError(f"Gift {self.gift_id} is of {self.cents} cents. A gift is above zero.")
        if not 0 <= self.fee_cents <= self.cents:
            raise CleanbillError(f"Gift {self.gift_id} has a fee of {self.fee_cents} cents on {self.cents}.")


def entry_of(gift: Gift) -> Entry:
    """The entry of a gift: cash less the fee, the fee as a cost, the whole as given. Balanced within the fund."""
    sign = -1 if gift.given_back else 1
    said = f"{'Given back to' if gift.given_back else 'Gift through'} {gift.chapter}"
    account = GIVEN_BACK if gift.given_back else GIFTS
    postings = [Posting(CASH, gift.fund_id, sign * (gift.cents - gift.fee_cents))]
    if gift.fee_cents:
        postings.append(Posting(FEES, gift.fund_id, sign * gift.fee_cents))
    postings.append(Posting(account, gift.fund_id, -sign * gift.cents))
    return entry(f"gift-{gift.gift_id}", gift.on, said, *(posting for posting in postings if posting.cents))


def by_chapter(gifts: Iterable[Gift]) -> dict[str, int]:
    """Cents that each chapter brought, less what was given back, by name."""
    found: dict[str, int] = {}
    for gift in gifts:
        found[gift.chapter] = found.get(gift.chapter, 0) + (-gift.cents if gift.given_back else gift.cents)
    return dict(sorted(found.items()))


# A public grant: money that is drawn as it is spent, and may be drawn only for what was spent within its terms.
#
# What is drawn equals what was spent, traceable to each account (2 CFR 200.305,
# payment by reimbursement; 200.344, closeout).


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


# What became of a fund's money: given, spent on debt, on handling and on fees, and what is left.
#
# In: a ledger and a day. Out: one Money a fund; given = debt + handling + fees + other + left.


@dataclass(frozen=True, slots=True)
class Money:
    """Cents of one fund. `given` is what came in less what was given back; `debt` is less what sellers gave back."""

    fund_id: str
    given_cents: int
    debt_cents: int
    handling_cents: int
    fees_cents: int
    other_cents: int
    left: Aged


def money(ledger: Ledger, fund_id: str, today: date) -> Money:
    """The fund's money by the entries up to `today`. A grant that is claimed and not yet paid is not given."""
    known = Ledger(tuple(one for one in ledger.entries if one.posted_on <= today))

    def sums(*accounts: str) -> int:
        return sum(known.balance(account, fund_id) for account in accounts)

    given = -sums(GIFTS, GIVEN_BACK, GRANTS, GRANTS_DUE)
    debt, handling, fees = sums(DEBT_HELD, RELIEF_GIVEN), sums(HANDLING), sums(FEES)
    left = aged(known, fund_id, today)
    return Money(fund_id, given, debt, handling, fees, given - debt - handling - fees - left.cents, left)


# The terms of a fund: how it is bound, and what of it may be spent on debts in all. Written, read back, compared.


@dataclass(frozen=True, slots=True)
class Terms:
    """A fund with its restriction, and the cents that it may spend on debts, over all purchases."""

    fund: Fund
    cents: int

    @property
    def words(self) -> str:
        """The terms for people, in one sentence."""
        return f"{usd(self.cents)} in all, {self.fund.restriction.words}"


def written(terms: Terms) -> dict[str, Any]:
    """The terms as JSON has them; one form for one meaning. Kept for good: `read_terms` reads earlier forms too."""
    bound = terms.fund.restriction
    return {
        "name": terms.fund.name,
        "dollars_cents": terms.cents,
        "ladder": [
            {"level": rung.area.level, "codes": sorted(rung.area.codes), "since": _told(rung.since)}
            for rung in bound.rungs
        ],
        "not_before": _told(bound.not_before),
        "spend_by": _told(bound.spend_by),
        "purpose": {"creditors": sorted(bound.purpose.creditors), "kinds": sorted(bound.purpose.kinds)},
    }


def read_terms(fund_id: str, summary: Mapping[str, Any]) -> Terms:
    """The terms that `written` wrote down. Raises LookupError, TypeError or ValueError where it did not."""
    rungs = [Rung(Area(one["level"], frozenset(one["codes"])), _day(one["since"])) for one in summary["ladder"]]
    purpose = summary.get("purpose", {})  # terms kept before there were purposes
    bound = Restriction(tuple(rungs), _day(summary["not_before"]), _day(summary["spend_by"]), _purpose(purpose))
    return Terms(Fund(fund_id, summary["name"], bound), int(summary["dollars_cents"]))


def _purpose(summary: Mapping[str, Any]) -> Purpose:
    return Purpose(*(frozenset(summary.get(name, ())) for name in ("creditors", "kinds")))


def differences(terms: Terms, other: Terms) -> list[str]:
    """What binds otherwise in `other`, each as "spend_by 2027-06-30, not 2027-12-31"; a name binds nothing."""
    pairs = zip(_binding(terms).items(), _binding(other).values(), strict=True)
    return [f"{key} {now}, not {then}" for (key, then), now in pairs if now != then]


def _binding(terms: Terms) -> dict[str, str]:
    bound = terms.fund.restriction
    return {
        "dollars": usd(terms.cents),
        "ladder": Restriction(bound.rungs).words,
        "not_before": _told(bound.not_before) or "any day",
        "spend_by": _told(bound.spend_by) or "any day",
        "purpose": bound.purpose.words or "any debt",
    }


def _told(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(stated: str | None) -> date | None:
    return None if stated is None else date.fromisoformat(stated)
