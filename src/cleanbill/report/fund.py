"""What the fund abolished: what it spent, for whom, and how small a part of all debt that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleanbill.core.cents import usd
from cleanbill.report.bars import Bar, Bars, bars
from cleanbill.report.money import people_in_debt
from cleanbill.report.money_words import each, percent, short_usd
from cleanbill.report.sheet import ABSENT, Sheet
from cleanbill.report.sources import Assumption, assumptions

# accounts key, cents key, name, colour
_STEPS = (
    ("accounts_offered", "accounts_offered_cents", "Offered", ""),
    ("accounts_qualified", "accounts_qualified_cents", "Qualified", ""),
    ("accounts_relieved", "abolished_cents", "Abolished", "abolished"),
)


@dataclass(frozen=True, slots=True)
class Fund:
    """Headline figures (value, what it is), a picture, the table behind, and where the price is from."""

    figures: Sequence[tuple[str, str]]
    share: str
    picture: Bars
    sheet: Sheet
    prices: Sequence[Assumption]


def fund(summary: Mapping[str, Any]) -> Fund:
    """The section on relief."""
    worlds = summary["worlds"]
    relief, all_debt = worlds["relief"], worlds["today"]["debt_cents"]
    spent, abolished = relief["spent_cents"], relief["abolished_cents"]
    figures = [(usd(spent, cents_shown=spent % 100 != 0), "spent"), (short_usd(abolished), "of debt abolished")]
    if spent:
        figures.append((usd(_per_dollar(abolished, spent)), "abolished for each dollar spent"))
    figures.append((people_in_debt(worlds)["relieved"], "people relieved"))
    sheet, picture = _sheet(summary, relief, all_debt), _picture(relief, all_debt)
    return Fund(figures, percent(abolished, all_debt), picture, sheet, _prices(summary))


def _per_dollar(abolished: int, spent: int) -> int:
    """Cents of debt abolished for each 100 cents spent."""
    return each(abolished * 100, spent)


def _picture(relief: Mapping[str, Any], all_debt: int) -> Bars:
    rows = [("All debt", all_debt, "")]
    rows += [(name, relief[key], tone) for _, key, name, tone in _STEPS if key in relief]
    group = [
        Bar(name, float(amount), f"{short_usd(amount)} · {percent(amount, all_debt)}", tone)
        for name, amount, tone in rows
    ]
    return bars("fund-steps", "From all debt to what was abolished", "debt", [("", group)])


def _sheet(summary: Mapping[str, Any], relief: Mapping[str, Any], all_debt: int) -> Sheet:
    rows: list[tuple[str, str, str]] = [("All debt today", ABSENT, usd(all_debt))]
    for accounts, amount, name, _ in _STEPS:
        if amount in relief:
            counted = f"{relief[accounts]:,}" if accounts in relief else ABSENT
            rows.append((name, counted, usd(relief[amount])))
    rows.append(("Debt that is left", ABSENT, usd(relief["debt_cents"])))
    rows.append(("Spent by the fund", ABSENT, usd(relief["spent_cents"])))
    if "fund_cents" in summary:
        rows.append(("In the fund at first", ABSENT, usd(summary["fund_cents"])))
    return Sheet("fund", "From all debt to what the fund abolished", ("Step", "Accounts", "Dollars"), rows)


def _prices(summary: Mapping[str, Any]) -> list[Assumption]:
    """Parameters about the price of debt: those named so under relief or debt."""
    return [
        one
        for one in assumptions(summary)
        if "price" in one.path and any(word in one.path for word in ("relief", "debt"))
    ]
