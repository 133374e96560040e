"""The rules of a bill's taxes, told slowly: one person, one return, one bracket at a time, in whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor

from cleanbill.financing.taxes import Bill, Earner, Places, Tax

FILING = {"single": 0, "joint": 1, "separate": 2, "head": 3}


def half_up(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))


def slow_taxes(people: Sequence[Earner], bill: Bill, there: Places, scale: float) -> list[dict[str, int]]:
    due: list[dict[str, int]] = [{} for _ in people]
    for tax in bill.taxes:
        for members in units(people, tax):
            group = [people[row] for row in members]
            cents = shared(of_unit(group, tax, bill, there, scale), [own(person, tax) for person in group])
            for row, each in zip(members, cents, strict=True):
                due[row][tax.name] = each
    return due


def units(people: Sequence[Earner], tax: Tax) -> list[list[int]]:
    """Rows that share one exemption: everybody alone but for returns, families and the household."""
    found: dict[int, list[int]] = {}
    for row, person in enumerate(people):
        key = {"return": person.unit, "family": person.family, "household": 0}.get(tax.unit, row)
        found.setdefault(key, []).append(row)
    return list(found.values())


def own(person: Earner, tax: Tax) -> int:
    return sum(half_up(Fraction(getattr(person, kind) * part, 10_000)) for kind, part in tax.base.items())


def of_unit(group: Sequence[Earner], tax: Tax, bill: Bill, there: Places, scale: float) -> int:
    base = max(sum(own(person, tax) for person in group), 0)
    if tax.unit in ("establishment", "employer"):
        payrolls = there.establishment_cents if tax.unit == "establishment" else there.employer_cents
        payroll = payrolls[size(group[0], there)]
        exempt = min(half_up(Fraction(tax.exemption_cents[0] * 10**6, payroll)), 10**6)
        taxed = [half_up(Fraction(base * (10**6 - exempt), 10**6))]
    else:
        below = sum(max(sum(own(person, bill.tax(name)) for person in group), 0) for name in tax.after)
        first = FILING[group[0].filing] if len(tax.exemption_cents) > 1 else 0
        taxed = in_brackets(below, base, tax, tax.exemption_cents[first])
    if tax.employees_at_least:
        taxed = [half_up(each * large(group[0], tax, there)) for each in taxed]
    rates = [Fraction(round(bracket.rate_bp * 100 * scale), 10**6) for bracket in tax.brackets]
    return half_up(sum((cents * rate for cents, rate in zip(taxed, rates, strict=True)), Fraction(0)))


def in_brackets(below: int, base: int, tax: Tax, exemption: int) -> list[int]:
    """Income is laid on in one strip from `below` to `below + base`; each bracket takes what lies within it."""
    found = []
    for number, bracket in enumerate(tax.brackets):
        low = max(below, exemption + bracket.from_cents)
        high = below + base
        if number + 1 < len(tax.brackets):
            high = min(high, exemption + tax.brackets[number + 1].from_cents)
        found.append(max(high - low, 0))
    return found


def large(person: Earner, tax: Tax, there: Places) -> Fraction:
    """The part of such workers whose employer, or place, is large enough."""
    at_place = tax.employees_counted == "establishment" and tax.employees_at_least == there.large_place_employees
    part = Fraction(there.large_place_share_bp, 10_000) if at_place else Fraction(1)
    parts = [part if start >= tax.employees_at_least else Fraction(0) for start in there.employer_from]
    if person.employees is not None:
        return parts[size(person, there)]
    mean = sum(p * n for p, n in zip(parts, there.employees, strict=True)) / Fraction(sum(there.employees))
    return Fraction(half_up(mean * 10**6), 10**6)


def size(person: Earner, there: Places) -> int:
    if person.employees is None:
        return len(there.employer_from)
    return max(number for number, start in enumerate(there.employer_from) if start <= person.employees)


def shared(due: int, bases: Sequence[int]) -> list[int]:
    """A cent here or there is rounding: what the first n have together is their part of the whole, rounded down."""
    positive = [max(base, 0) for base in bases]
    if len(bases) == 1:
        return [due]
    if not sum(positive):
        return [0] * len(bases)
    upto = [floor(Fraction(due * sum(positive[: n + 1]), sum(positive))) for n in range(len(bases))]
    return [each - before for each, before in zip(upto, [0, *upto], strict=False)]


def totals(due: Sequence[Mapping[str, int]]) -> dict[str, int]:
    return {name: sum(each[name] for each in due) for name in due[0]}
