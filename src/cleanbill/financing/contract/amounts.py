"""Amounts and parts as people write them in a contract file: `789 a month`, `76 %`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cleanbill.financing.contract.terms import Share
from cleanbill.financing.taxes.faults import Faults, at, meant

AMOUNT = re.compile(r"\$?\s*(\d[\d,]*(?:\.\d{1,2})?)\s*(?:(?:an?|per|/)\s*(month|year|hour))?")
PART = re.compile(r"([+-]?\d+(?:\.\d{1,2})?)\s*%")
MONTHS = {"month": 12, "year": 1, None: 1}
MOST = 10**13  # cents; times any rate it stays within int64
MAYBE_PERCENT_CENTS = 100_00  # a share of so few dollars, without a period, is asked about
MONEY = "dollars a year with at most two decimals, as 9468, or an amount a month, as 789 a month"
HOURLY = "dollars an hour, as 28.85"
PERCENT = "a percentage with at most two decimals, as 7.5 %"


def money(faults: Faults, where: str, value: Any) -> int:
    """Cents a year."""
    amount, per = _amount(value)
    if amount is None or per not in MONTHS:
        faults.note(where, f"{value!r} is not an amount a year or a month", f"Write {MONEY}.")
        return 0
    return _within(faults, where, amount * MONTHS[per])


def hourly(faults: Faults, where: str, value: Any) -> int:
    """Cents an hour."""
    amount, per = _amount(value)
    if amount is None or per not in ("hour", None):
        faults.note(where, f"{value!r} is not an amount an hour", f"Write {HOURLY}.")
        return 0
    return _within(faults, where, amount)


def percent(faults: Faults, where: str, value: Any, low: int, high: int) -> int:
    """Basis points of `76 %`, from `low` to `high`."""
    found = PART.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        faults.note(where, f"{value!r} is not a percentage", f"Write {PERCENT}.")
        return 0
    part = int(Decimal(found[1]) * 100)
    if not low <= part <= high:
        faults.note(where, f"{value} is outside {low / 100:g} to {high / 100:g} %", f"Write {PERCENT}, within that.")
        return 0
    return part


def share(faults: Faults, where: str, value: Any) -> Share:
    """What the employer pays of a premium, as `76 %` or in money."""
    if isinstance(value, str) and "%" in value:
        return Share(part_bp=percent(faults, where, value, 0, 10_000))
    cents = money(faults, where, value)
    if 0 < cents <= MAYBE_PERCENT_CENTS and _amount(value)[1] is None:
        faults.note(where, f"{value} may be meant in percent", f"Write {value} %, or {value} a year.")
    return Share(cents=cents)


def by_tier(faults: Faults, where: str, value: Any, tiers: Sequence[str]) -> Mapping[str, Any]:
    """One value for every tier, or one for each that is named."""
    if not isinstance(value, Mapping):
        return dict.fromkeys(tiers, value)
    for tier in value:
        if tier not in tiers:
            faults.note(
                at(where, tier), "there is no such tier here", f"{meant(str(tier), tiers)}Tiers: {', '.join(tiers)}."
            )
    return {str(tier): each for tier, each in value.items() if tier in tiers}


def money_by_tier(faults: Faults, where: str, value: Any, tiers: Sequence[str]) -> dict[str, int]:
    """Cents a year of each tier."""
    return {tier: money(faults, at(where, tier), each) for tier, each in by_tier(faults, where, value, tiers).items()}


def _amount(value: Any) -> tuple[int | None, str | None]:
    found = None if isinstance(value, bool) else AMOUNT.fullmatch(str(value).strip())
    return (None, None) if found is None else (int(Decimal(found[1].replace(",", "")) * 100), found[2])


def _within(faults: Faults, where: str, cents: int) -> int:
    if cents <= MOST:
        return cents
    faults.note(where, "is more than a hundred billion dollars", "Look at the number once more.")
    return 0
