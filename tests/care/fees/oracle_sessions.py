"""Several services of a session, priced unit by unit: sort, walk, take off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction as F
from typing import Any

LATER = {"1": F(1, 4), "2": F(1, 2), "3": F(1, 2)}  # third to fifth; the second is half for all
DIAGNOSTIC = {"4": (F(1, 2), F("0.95")), "6": (F(3, 4), F(1)), "7": (F("0.8"), F(1))}
Prices = dict[str, int | None]


def share(amount: int, rate: F) -> int:
    return int((amount * rate + F(1, 2)).__floor__())


def session_prices(session: Sequence[Any]) -> Prices:
    """claim -> cents of all units, None where pended."""
    by_kind = defaultdict(list)
    for service in session:
        by_kind["surgery" if service.rvu["multiple"] in "123" else service.rvu["multiple"]].append(service)
    prices: Prices = {}
    for kind, some in by_kind.items():
        if kind == "surgery":
            prices |= _surgery(some)
        elif kind in DIAGNOSTIC:
            prices |= _diagnostic(some, *DIAGNOSTIC[kind])
        elif kind == "5":
            prices |= _therapy(some)
        else:
            prices |= {one.claim: None if one.sided is None else one.sided * one.row["units"] for one in some}
    return prices


def _surgery(some: list[Any]) -> Prices:
    """Services are (value, first claim, kind, [(claim, cents of a unit)]); a family is one."""
    families: dict[str, list[Any]] = defaultdict(list)
    for one in some:
        if one.rvu["multiple"] == "3":
            families[one.rvu["endo_base"] or one.rvu["code"]].append(one)
    prices: Prices = {one.claim: 0 for one in some}
    services, lost, unclear = [], set(), set()
    for family in families.values():
        services.append(_family(family))
        if sum(one.row["units"] for one in family) > 1 and any(one.base is None or one.both_sides for one in family):
            unclear |= {one.claim for one in family}
            lost |= unclear
    for one in some:
        if one.rvu["multiple"] != "3" and one.rvu["code"] in families:
            lost.add(one.claim)
        elif one.rvu["multiple"] != "3":
            services += [(one.sided or 0, one.claim, one.rvu["multiple"], [(one.claim, one.sided or 0)])] * one.row[
                "units"
            ]
    unclear |= {one.claim for one in some if one.portion not in (None, 1) and one.claim not in lost}
    if len(services) > 1 and unclear:
        return dict.fromkeys(prices)
    for rank, (_, _, kind, units) in enumerate(sorted(services, key=lambda each: (-each[0], each[1]))):
        for claim, value in units:
            rate = F(1) if rank == 0 else F(1, 2) if rank == 1 else LATER[kind]
            prices[claim] = (prices[claim] or 0) + share(value, rate)
        if rank >= 5:
            lost |= {claim for claim, _ in units}
    return {claim: None if claim in lost else value for claim, value in prices.items()}


def _family(family: list[Any]) -> tuple[int, str, str, list[tuple[str, int]]]:
    ordered = sorted(family, key=lambda one: (-(one.sided or 0), one.claim))
    units = [
        (one.claim, max((one.sided or 0) - one.base, 0) if one.base is not None else 0)
        for one in ordered
        for _ in range(one.row["units"])
    ]
    units[0] = (ordered[0].claim, ordered[0].sided or 0)
    return sum(value for _, value in units), ordered[0].claim, "3", units


def _diagnostic(some: list[Any], technical_rate: F, professional_rate: F) -> Prices:
    units = sum(one.row["units"] for one in some)
    if units > 1 and any(one.technical is None for one in some):
        return {one.claim: None for one in some}
    prices = {one.claim: (one.sided or 0) * one.row["units"] for one in some}

    def technical(one: Any) -> int:
        return one.technical or 0

    def professional(one: Any) -> int:
        return max(one.amount - technical(one), 0)

    for one in _after_the_first(some, technical):
        later = one.capped(share(technical(one), technical_rate))
        prices[one.claim] -= one.kept(one.capped(technical(one))) - one.kept(later)
    for one in _after_the_first(some, professional):
        prices[one.claim] -= professional(one) - share(professional(one), professional_rate)
    return {one.claim: None if one.both_sides else prices[one.claim] for one in some}


def _therapy(some: list[Any]) -> Prices:
    prices = {one.claim: (one.sided or 0) * one.row["units"] for one in some}
    for one in _after_the_first(some, lambda each: each.expense):
        prices[one.claim] -= one.amount - one.less_expense
    return {one.claim: None if one.both_sides else prices[one.claim] for one in some}


def _after_the_first(some: list[Any], by: Callable[[Any], Any]) -> list[Any]:
    """Every unit but the dearest."""
    ordered = sorted(some, key=lambda one: (-by(one), one.claim))
    return [one for one in ordered for _ in range(one.row["units"])][1:]
