"""Debt year by year: opening + new - paid - written off - bought - barred = closing, in whole cents.

Opens with the stock that years like the flow's would have left. From the year of
free care on nothing new arises but what is not covered; old debt runs off, or is bought.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from cleanbill.core.errors import BrokenLaw, CleanbillError
from cleanbill.core.money import WHOLE_BP
from cleanbill.financing.owing.flow import DebtFlow
from cleanbill.financing.owing.means import carried
from cleanbill.financing.owing.runoff import Book, Moves, RunOff, empty_book, next_year, part, run_off
from cleanbill.law import parameter

SETTLED_AFTER = 150  # years from nothing until the stock repeats itself to the cent


@dataclass(frozen=True, slots=True)
class DebtYear:
    """A year of the state's medical debt, in cents."""

    year: int
    opening_cents: int
    new_cents: int
    paid_cents: int
    written_off_cents: int  # given up by its holder: help found late, not pursued
    bought_cents: int  # by a fund that abolishes it
    barred_cents: int  # can no longer be sued for, and is still owed
    closing_cents: int
    sold_cents: int  # passed from providers to debt buyers, and still owed
    held_by_providers_cents: int  # at the year's end
    held_by_buyers_cents: int
    barred_opening_cents: int
    barred_bought_cents: int
    barred_dropped_cents: int  # asked for no more
    barred_closing_cents: int
    people_in_debt: int  # in families with debt that is not barred, while nobody buys any
    stopped_cents: int  # new debt that free care keeps from arising
    book: Book  # the year's end by holder and age


def debt_path(
    flow: DebtFlow,
    years: int,
    free_care_from: int | None = None,
    *,
    uncovered_bp: int = 0,
    growth_bp: int = 0,
    bought_bp: Mapping[int, int] | None = None,
    rule: RunOff | None = None,
) -> tuple[DebtYear, ...]:
    """`years` years from the flow's own.

    `uncovered_bp`: of new debt, what care outside the plan would still leave.
    `growth_bp`: a year's growth of new debt, before and after. `bought_bp`:
    by year, what part of all old debt a fund buys and abolishes on its first day.
    `rule`: another run-off than the law's of the flow's year. `people_in_debt` is as if nobody bought any.
    CleanbillError where a part is not from 0 to 10,000.
    """
    _check_parts([uncovered_bp, *(bought_bp or {}).values()])
    rule, buys = rule or run_off(date(flow.year, 1, 1)), bought_bp or {}
    book = settled_book(flow.new_total, growth_bp, rule)
    rows = []
    for year in range(flow.year, flow.year + years):
        today = grown(flow.new_total, growth_bp, year - flow.year)
        free = free_care_from is not None and year >= free_care_from
        new = part(today, uncovered_bp) if free else today
        after, moves = next_year(book, new, rule, buys.get(year, 0))
        since = 0 if free_care_from is None else max(year - free_care_from + 1, 0)
        row = replace(
            _row(year, book, after, moves),
            people_in_debt=people_in_debt(flow, rule, since, uncovered_bp),
            stopped_cents=today - new,
        )
        _check(row)
        rows.append(row)
        book = after
    return tuple(rows)


def _check_parts(parts: list[int]) -> None:
    wrong = [part for part in parts if not 0 <= part <= WHOLE_BP]
    if wrong:
        raise CleanbillError(
            f"A part of debt of {wrong[0]:,} basis points is not from 0 to 10,000, so more than there is, or less than "
            "nothing, would be left or bought. Give parts of a whole in basis points."
        )


def grown(cents: int, growth_bp: int, years: int) -> int:
    """A flow so many years on, or back where negative; half cents up."""
    top, bottom = (WHOLE_BP + growth_bp) ** abs(years), WHOLE_BP ** abs(years)
    if years < 0:
        top, bottom = bottom, top
    return int((2 * cents * top + bottom) // (2 * bottom))


def settled_book(new: int, growth_bp: int, rule: RunOff) -> Book:
    """The stock at the start of a year with `new` cents, had all years before been like it but for growth."""
    book = empty_book(rule)
    for back in range(SETTLED_AFTER, 0, -1):
        book, _ = next_year(book, grown(new, growth_bp, -back), rule)
    return book


def people_in_debt(flow: DebtFlow, rule: RunOff, free_years: int, uncovered_bp: int) -> int:
    """People in families with debt that is not barred, in the `free_years`-th year of free care; 0 is before it."""
    moved = parameter("us/debt_response").at(date(flow.year, 1, 1))["moved_bp"]
    kept = [uncovered_bp / WHOLE_BP] * free_years + [1.0] * rule.years
    still = [share * of_year for share, of_year in zip(rule.open_share, kept, strict=False)]
    return flow.people(carried(flow.families, flow.leaves, still, moved))


def _row(year: int, before: Book, after: Book, moves: Moves) -> DebtYear:
    return DebtYear(
        year=year,
        opening_cents=before.enforceable,
        new_cents=moves.new,
        paid_cents=moves.paid,
        written_off_cents=moves.written_off,
        bought_cents=moves.bought,
        barred_cents=moves.barred,
        closing_cents=after.enforceable,
        sold_cents=moves.sold,
        held_by_providers_cents=sum(after.providers),
        held_by_buyers_cents=sum(after.buyers),
        barred_opening_cents=before.barred,
        barred_bought_cents=moves.barred_bought,
        barred_dropped_cents=moves.dropped,
        barred_closing_cents=after.barred,
        people_in_debt=0,
        stopped_cents=0,
        book=after,
    )


def _check(row: DebtYear) -> None:
    gone = row.paid_cents + row.written_off_cents + row.bought_cents + row.barred_cents
    barred_gone = row.barred_bought_cents + row.barred_dropped_cents
    if row.opening_cents + row.new_cents - gone != row.closing_cents:
        raise BrokenLaw(f"Debt of {row.year}: opening + new - paid - written off - bought - barred is not closing.")
    if row.barred_opening_cents + row.barred_cents - barred_gone != row.barred_closing_cents:
        raise BrokenLaw(f"Barred debt of {row.year}: opening + barred - bought - dropped is not closing.")
