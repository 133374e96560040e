"""What becomes of debt year by year: paid, given up, sold, barred; whole cents, nothing lost.

A cohort is the debt of one year. Of each cent still owed, in this order: some
is paid, some given up, and of what a provider still holds some is sold. At the
limit of law what is left is barred. Law: us/debt_runoff, states/ma/limitation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cleanbill.core.money import WHOLE_BP, half_up
from cleanbill.law import parameter


@dataclass(frozen=True, slots=True)
class RunOff:
    """Shares in basis points of what is still owed, by years since the debt arose; the years are the limit of law."""

    paid_bp: tuple[int, ...]
    written_off_bp: tuple[int, ...]
    sold_bp: tuple[int, ...]
    dropped_bp: int

    @property
    def years(self) -> int:
        """Years after which debt is barred."""
        return len(self.paid_bp)

    @property
    def open_share(self) -> tuple[float, ...]:
        """Of debts that arose, still open during each year since: 1 in the first."""
        shares = [1.0]
        for paid, gone in zip(self.paid_bp, self.written_off_bp, strict=True):
            shares.append(shares[-1] * (1 - paid / WHOLE_BP) * (1 - gone / WHOLE_BP))
        return tuple(shares[:-1])

    @property
    def years_open(self) -> float:
        """Years that a debt is open, on average, before it is paid, given up or barred."""
        return sum(self.open_share)


def run_off(day: date) -> RunOff:
    """The run-off in force; the last of its shares holds for all later years up to the limit."""
    rule, limit = parameter("us/debt_runoff").at(day), parameter("states/ma/limitation").at(day)

    def to_limit(shares: list[int]) -> tuple[int, ...]:
        return tuple((shares + shares[-1:] * limit)[:limit])

    return RunOff(
        to_limit(rule["paid_bp"]), to_limit(rule["written_off_bp"]), to_limit(rule["sold_bp"]), rule["dropped_bp"]
    )


@dataclass(frozen=True, slots=True)
class Book:
    """What is owed at the end of a year, in cents: to providers and to buyers by years since it arose; barred."""

    providers: tuple[int, ...]
    buyers: tuple[int, ...]
    barred: int

    @property
    def enforceable(self) -> int:
        """All that can still be sued for."""
        return sum(self.providers) + sum(self.buyers)


@dataclass(frozen=True, slots=True)
class Moves:
    """Where the cents of a year went."""

    new: int
    paid: int
    written_off: int
    sold: int  # from providers to buyers: still owed
    bought: int  # by a fund that abolishes it, of what could be sued for
    barred: int
    barred_bought: int
    dropped: int  # of barred debt, asked for no more


def part(cents: int, rate_bp: int) -> int:
    """`rate_bp` of `cents`, half cents up."""
    return half_up(cents * rate_bp, WHOLE_BP)


def empty_book(rule: RunOff) -> Book:
    """Nothing owed."""
    return Book((0,) * (rule.years - 1), (0,) * (rule.years - 1), 0)


def next_year(book: Book, new: int, rule: RunOff, bought_bp: int = 0) -> tuple[Book, Moves]:
    """The book a year on. A fund buys `bought_bp` of all that was owed at the start, on its first day."""
    bought = [tuple(part(cents, bought_bp) for cents in by_age) for by_age in (book.providers, book.buyers)]
    barred_bought = part(book.barred, bought_bp)
    owed = [
        [new, *(cents - gone for cents, gone in zip(book.providers, bought[0], strict=True))],
        [0, *(cents - gone for cents, gone in zip(book.buyers, bought[1], strict=True))],
    ]
    paid = written_off = sold = 0
    for age in range(rule.years):
        for holder in owed:
            pays = part(holder[age], rule.paid_bp[age])
            gone = part(holder[age] - pays, rule.written_off_bp[age])
            holder[age] -= pays + gone
            paid, written_off = paid + pays, written_off + gone
        sells = part(owed[0][age], rule.sold_bp[age])
        owed[0][age] -= sells
        owed[1][age] += sells
        sold += sells
    barred = owed[0].pop() + owed[1].pop()
    left = book.barred - barred_bought
    dropped = part(left, rule.dropped_bp)
    moves = Moves(new, paid, written_off, sold, sum(map(sum, bought)), barred, barred_bought, dropped)
    return Book(tuple(owed[0]), tuple(owed[1]), left - dropped + barred), moves
