"""Federal income tax told slowly: one return, one bracket at a time, in fractions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from cleanbill.financing.households import Member
from cleanbill.law import parameter

LAST = 2026


def slow_federal(members: Sequence[Member], year: int) -> int:
    """Cents, half up."""
    law = parameter("us/federal_income_tax").at(date(min(year, LAST), 12, 31))
    grown = Fraction(41, 40) ** max(0, year - LAST)
    roles = [each.role for each in members]
    status = "joint" if "spouse" in roles else "head" if "dependent" in roles else "single"
    whole = {kind: sum(getattr(each, kind) for each in members) for kind in ("wages", "interest", "dividends", "gains")}
    pensions = sum(each.pensions for each in members)
    benefit = sum(each.social_security for each in members)
    gains = max(whole["gains"], 0)
    before = whole["wages"] + whole["interest"] + whole["dividends"] + max(whole["gains"], -300_000) + pensions
    agi = before + taxed_benefit(Fraction(before), Fraction(benefit), law["social_security"], status)
    aged = sum(1 for each in members if each.age >= 65 and each.role != "dependent")
    free = (law["standard_deduction"][status] + aged * law["aged_addition"][status]) * grown
    taxable = max(agi - free, Fraction(0))
    preferred = min(gains + Fraction(whole["dividends"] * 3, 4), taxable)
    due = climb(Fraction(0), taxable - preferred, law["starts"][status], law["rates_bp"], grown)
    due += climb(taxable - preferred, taxable, law["preferred_starts"][status], law["preferred_rates_bp"], grown)
    children = sum(1 for each in members if each.age < 17 and each.role == "dependent")
    credit = children * law["child_credit"]["cents"]
    credit = max(credit - max(agi - law["child_credit"][status], 0) / 20, 0)
    due = max(due - credit, Fraction(0))
    invested = max(whole["interest"] + whole["dividends"] + gains, 0)
    due += min(invested, max(agi - law["net_investment"][status], 0)) * Fraction(38, 1000)
    return int(due + Fraction(1, 2))


def taxed_benefit(before: Fraction, benefit: Fraction, law: dict[str, dict[str, int]], status: str) -> Fraction:
    """26 USC 86(a), by its two cases."""
    combined = before + benefit / 2
    low, high = law["half_from"][status], law["most_from"][status]
    if combined <= low:
        return Fraction(0)
    if combined <= high:
        return min(benefit / 2, (combined - low) / 2)
    return min(
        benefit * Fraction(85, 100), (combined - high) * Fraction(85, 100) + min(benefit / 2, Fraction(high - low, 2))
    )


def climb(start: Fraction, end: Fraction, starts: list[int], rates_bp: list[int], grown: Fraction) -> Fraction:
    """Tax on the income from `start` to `end`, bracket by bracket."""
    due = Fraction(0)
    for place, rate in enumerate(rates_bp):
        low = starts[place] * grown
        high = starts[place + 1] * grown if place + 1 < len(starts) else max(end, low)
        inside = max(min(end, high) - max(start, low), Fraction(0))
        due += inside * rate / 10_000
    return due
