"""Amounts, shares and counts as people read them, and what the public may not see of them.

In: numbers of a summary. Out: words: three digits in pictures, exact cents in tables, "under 11" or "withheld" for
few people. `sentence` is a run in one line.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from cleanbill.core.money import usd
from cleanbill.report.sources import WORLDS, check

# Amounts and shares as a person reads them in a picture; tables show them exactly.


_MILLION, _BILLION = 10**8, 10**11  # cents
_THREE_DIGITS = ((100, "1"), (10, "0.1"), (0, "0.01"))  # from this size on, this precision


def short_usd(amount: int) -> str:
    """Cents in three digits: 6012345678 -> "$60.1 million"; below a million whole dollars."""
    size, sign = abs(amount), "-" if amount < 0 else ""
    if size < _MILLION:
        return usd(amount, cents_shown=size < 100_00 and size % 100 != 0)
    millions = _three_digits(Decimal(size) / _MILLION)
    if millions < 1000:
        return f"{sign}${_plain(millions)} million"
    return f"{sign}${_plain(_three_digits(Decimal(size) / _BILLION))} billion"


def percent(part: int, whole: int) -> str:
    """A share for people: "46%", "5.2%", "0.03%", "under 0.01%"; "" where the whole is 0.

    Never "100%" of less than the whole, nor "0%" of something.
    """
    if whole == 0:
        return ""
    share = Decimal(part) * 100 / whole
    if 0 < share < Decimal("0.01"):
        return "under 0.01%"
    if 99 < share < 100:
        return f"{_plain(share.quantize(Decimal('0.1'), ROUND_DOWN))}%"
    precision = "1" if abs(share) >= 10 else "0.1" if abs(share) >= 1 else "0.01"
    return f"{_plain(share.quantize(Decimal(precision), ROUND_HALF_UP))}%"


def per_unit(amount: int, of: int) -> int:
    """`amount` cents shared over `of`, in whole cents, half cents away from zero."""
    return int((Decimal(amount) / of).quantize(Decimal(1), ROUND_HALF_UP))


def _three_digits(number: Decimal) -> Decimal:
    precision = next(step for size, step in _THREE_DIGITS if number >= size)
    return number.quantize(Decimal(precision), ROUND_HALF_UP)


def _plain(number: Decimal) -> str:
    """Thousands separated and no zeros after the point: 60.00 -> "60"."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# Keeps small groups of people out of what the public reads.
#
# The cell size suppression policy of the Centers for Medicare & Medicaid Services: no
# count of 1 to 10 people is shown, nor any number from which one follows; a count
# of 0 may be (https://www.hhs.gov/guidance/document/cms-cell-suppression-policy).
# Totals stand on the page, so a hidden cell needs hidden company: the next
# smallest cells are hidden too, until the hidden ones together leave every value
# from 1 to 10 possible for each small one. Where that cannot be had, the whole
# column is withheld.


SMALLEST_SHOWN = 11  # people; CMS
UNDER = f"under {SMALLEST_SHOWN}"
WITHHELD = "withheld"


def is_small(count: int) -> bool:
    """True of 1 to 10 people."""
    return 0 < count < SMALLEST_SHOWN


def people(count: int) -> str:
    """A count of people for the public: "412" or "under 11"."""
    return UNDER if is_small(count) else f"{count:,}"


def withheld(counts: Sequence[int], of: Sequence[int] = (), also: Collection[int] = ()) -> dict[int, str]:
    """Position -> what to show in place of the count, for one column whose total is known.

    `of` gives the group each count is a part of (the remainder may be small too);
    `also` are positions that must be hidden for another reason.
    """
    if not any(counts):
        return {}
    small = {place for place, count in enumerate(counts) if is_small(count)}
    rest_small = {place for place, group in enumerate(of) if is_small(group - counts[place])}
    hidden = small | rest_small | set(also)
    if not hidden:
        return {}
    company = sorted((count, place) for place, count in enumerate(counts) if count and place not in hidden)
    while not _cannot_be_worked_out(counts, hidden, small) and company:
        hidden.add(company.pop(0)[1])
    if not _cannot_be_worked_out(counts, hidden, small):
        return dict.fromkeys(range(len(counts)), WITHHELD)
    return {place: UNDER if place in small else WITHHELD for place in sorted(hidden)}


def _cannot_be_worked_out(counts: Sequence[int], hidden: set[int], small: set[int]) -> bool:
    """Readers know the hidden sum, that a withheld cell is 11 or more and a small one 1 or more."""
    company = hidden - small
    if len(hidden) < 2 or not company:
        return False
    room = sum(counts[place] for place in hidden) - SMALLEST_SHOWN * len(company)
    return not small or room >= len(small) - 1 + SMALLEST_SHOWN - 1


# Which dollars of the worlds the public may not see, because 1 to 10 people stand behind them.
#
# In: the summary. Out: for each world the keys that read "withheld", in pictures,
# tables and sentences alike. Kept simple, and so a little more than would do:
#
# - few people in debt: nothing of how that world's bills ended, as what was asked
#   for is known and the debt would follow from the rest;
# - few in debt after relief, few relieved, or few accounts at a step of the fund:
#   nothing of what was bought, nor the debt that is left (today's less the abolished);
# - few people asked for money: not what was asked either, nor what was allowed or
#   written down, from which it follows;
# - few residents: nothing at all.


ENDED = frozenset({"paid_cents", "assisted_cents", "written_off_cents", "debt_cents", "abolished_cents"})
ASKED = frozenset({"patient_share_cents", "allowed_cents", "contractual_cents"})
ACCOUNTS = ("accounts_offered", "accounts_qualified", "accounts_relieved")
BOUGHT = frozenset({"spent_cents", "abolished_cents", *ACCOUNTS, *(f"{key}_cents" for key in ACCOUNTS)})


def hidden(summary: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """World -> keys of it that are withheld."""
    worlds = summary["worlds"]
    if is_small(summary["people"]):
        return {world: frozenset(worlds[world]) for world in WORLDS}
    keys = {world: _of_world(worlds[world]) for world in WORLDS}
    relief = worlds["relief"]
    bought = ("people_in_debt", "people_relieved", *ACCOUNTS)
    if keys["today"] >= ENDED or any(is_small(relief.get(key, 0)) for key in bought):
        # Bills end alike in both worlds but for what the fund bought.
        keys["relief"] = keys["today"] | BOUGHT | {"debt_cents"}
    return keys


def _of_world(numbers: Mapping[str, Any]) -> frozenset[str]:
    if is_small(numbers["people_owing"]):
        return ASKED | ENDED
    return ENDED if is_small(numbers["people_in_debt"]) else frozenset()


def exact(numbers: Mapping[str, Any], key: str, withheld: frozenset[str]) -> str:
    """The amount to the cent, or "withheld"."""
    return WITHHELD if key in withheld else usd(numbers[key])


def short(numbers: Mapping[str, Any], key: str, withheld: frozenset[str]) -> str:
    """The amount in three digits, or "withheld"."""
    return WITHHELD if key in withheld else short_usd(numbers[key])


PLANS = {
    "employer": "Employer plan",
    "hdhp": "High-deductible plan",
    "connectorcare": "ConnectorCare",
    "medicare": "Original Medicare",
    "medicare-supplement": "Medicare with a supplement",
    "masshealth": "MassHealth",
    "medicare-masshealth": "Medicare and MassHealth",
    "none": "No cover",
    "single-payer": "Single payer",
}


def sentence(summary: Mapping[str, Any]) -> str:
    """One sentence of what happened; CleanbillError where the summary lacks a key it needs."""
    check(summary)
    worlds, kept = summary["worlds"], hidden(summary)
    today, single = worlds["today"], worlds["single-payer"]
    charge, asked = _money(today, "charge_cents", kept["today"]), _money(today, "patient_share_cents", kept["today"])
    billed = f"Of {charge} billed for {counted(summary['people'])}, patients were asked for {asked}"
    if today["debt_cents"]:
        debt = "debt" if "debt_cents" in kept["today"] else f"{short_usd(today['debt_cents'])} of debt"
        billed += f" and {counted(today['people_in_debt'])} ended with {debt}"
        billed += " (how much is withheld)" if debt == "debt" else ""
    return f"{billed}; {_fund(worlds['relief'], kept['relief'])}; {_single(single, kept['single-payer'])}."


def counted(count: int) -> str:
    """People with their noun: "1,204 people", "under 11 people", "no one"."""
    return f"{people(count)} people" if count else "no one"


def plan(plan_id: str) -> str:
    """A plan's name for people; an unknown id is its own name."""
    return PLANS.get(plan_id, plan_id)


def _money(numbers: Mapping[str, Any], key: str, kept: frozenset[str]) -> str:
    return "a withheld amount" if key in kept else short_usd(numbers[key])


def _fund(relief: Mapping[str, Any], kept: frozenset[str]) -> str:
    if not relief["abolished_cents"]:
        return "a fund abolished no debt"
    if "abolished_cents" in kept:
        return "a fund abolished some debt (how much is withheld)"
    spent, abolished = short_usd(relief["spent_cents"]), short_usd(relief["abolished_cents"])
    return f"a fund abolished {abolished} of debt with {spent}"


def _single(single: Mapping[str, Any], kept: frozenset[str]) -> str:
    if not single["patient_share_cents"]:
        return "under single payer no one would have been asked for anything"
    return f"under single payer patients would have been asked for {_money(single, 'patient_share_cents', kept)}"
