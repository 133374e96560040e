"""What the fund abolished: what it spent, for whom, and how small a part of all debt that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleanbill.core.money import WHOLE_BP, usd
from cleanbill.report.charts import Bar, Bars, bars
from cleanbill.report.choice import choice_on_page
from cleanbill.report.money import ABSENT, Sheet, people_in_debt
from cleanbill.report.privacy import UNDER, WITHHELD, exact, hidden, is_small, per_unit, percent, short, short_usd
from cleanbill.report.sources import Assumption, assumptions

# Cents paid for a hundred dollars of hospital debt about a year old: Kluender, Mahoney, Wong and Yin, "The Effects
# of Medical Debt Relief", Quarterly Journal of Economics 2024, doi 10.1093/qje/qjae045 (5.5 cents on the dollar).
YEAR_OLD_PRICE_BP = 550
HEADLINE_PRICE_BP = 100  # one cent on the dollar: law/us/debt_price

# accounts key, cents key, name, colour
_STEPS = (
    ("accounts_offered", "accounts_offered_cents", "Offered", ""),
    ("accounts_qualified", "accounts_qualified_cents", "Qualified", ""),
    ("accounts_relieved", "abolished_cents", "Abolished", "abolished"),
)


@dataclass(frozen=True, slots=True)
class Fund:
    """Headline figures (value, what it is), a picture, the table behind, and where the price is from.

    Texts that are "" are left out: they rest on dollars that are withheld. `dearer`
    is what the same money would abolish at `YEAR_OLD_PRICE_BP`, `dearer_share` that
    as a part of what was abolished.
    """

    head: str
    figures: Sequence[tuple[str, str]]
    share: str
    price: str
    left: str
    dearer: str
    dearer_share: str
    picture: Bars
    sheet: Sheet
    prices: Sequence[Assumption]
    choice: str


def fund(summary: Mapping[str, Any]) -> Fund:
    """The section on relief."""
    worlds, kept = summary["worlds"], hidden(summary)
    relief, today = worlds["relief"], worlds["today"]
    shown = "abolished_cents" not in kept["relief"]
    spent, abolished = relief["spent_cents"], relief["abolished_cents"]
    dearer = at_the_price_of_a_year(spent)
    any_spent = shown and spent > 0
    return Fund(
        head=_head(summary, kept["relief"]),
        figures=_figures(worlds, kept["relief"]),
        share=percent(abolished, today["debt_cents"]) if shown else "",
        price=_price(summary),
        left=short_usd(relief["debt_cents"]) if shown and relief["debt_cents"] else "",
        dearer=short_usd(dearer) if any_spent else "",
        dearer_share=percent(dearer, abolished) if any_spent else "",
        picture=_picture(relief, today, kept),
        sheet=_sheet(summary, relief, today, kept),
        prices=_prices(summary),
        choice=choice_on_page(summary),
    )


def at_the_price_of_a_year(spent: int) -> int:
    """Cents of debt that `spent` cents abolish at 5.5 cents on the dollar."""
    return per_unit(spent * WHOLE_BP, YEAR_OLD_PRICE_BP)


def _price(summary: Mapping[str, Any]) -> str:
    """What the fund paid for a dollar, in words; "" where the summary does not say."""
    price = summary.get("price_bp")
    if price is None:
        return ""
    return "one cent" if price == HEADLINE_PRICE_BP else f"{price / 100:g} cents"


def _head(summary: Mapping[str, Any], kept: frozenset[str]) -> str:
    if "fund_cents" in summary:
        return short_usd(summary["fund_cents"])
    return "the fund" if "spent_cents" in kept else short_usd(summary["worlds"]["relief"]["spent_cents"])


def _figures(worlds: Mapping[str, Any], kept: frozenset[str]) -> list[tuple[str, str]]:
    relief = worlds["relief"]
    spent, abolished = relief["spent_cents"], relief["abolished_cents"]
    shown = "abolished_cents" not in kept
    figures = [
        (usd(spent, cents_shown=spent % 100 != 0) if shown else WITHHELD, "spent"),
        (short(relief, "abolished_cents", kept), "of debt abolished"),
    ]
    if spent and shown:
        figures.append((usd(_per_dollar(abolished, spent)), "abolished for each dollar spent"))
    return [*figures, (people_in_debt(worlds)["relieved"], "people relieved")]


def _per_dollar(abolished: int, spent: int) -> int:
    """Cents of debt abolished for each 100 cents spent."""
    return per_unit(abolished * 100, spent)


def _picture(relief: Mapping[str, Any], today: Mapping[str, Any], kept: Mapping[str, frozenset[str]]) -> Bars:
    whole = 0 if "debt_cents" in kept["today"] else today["debt_cents"]
    group = [_bar(("debt_cents", "All debt", ""), today, kept["today"], whole)]
    group += [_bar(step[1:], relief, kept["relief"], whole) for step in _STEPS if step[1] in relief]
    return bars("fund-steps", "From all debt to what was abolished", "debt", [("", group)])


def _bar(step: tuple[str, str, str], numbers: Mapping[str, Any], kept: frozenset[str], whole: int) -> Bar:
    key, name, tone = step
    if key in kept:
        return Bar(name, None, WITHHELD, tone)
    share = percent(numbers[key], whole)
    return Bar(
        name, float(numbers[key]), f"{short_usd(numbers[key])} · {share}" if share else short_usd(numbers[key]), tone
    )


def _sheet(
    summary: Mapping[str, Any],
    relief: Mapping[str, Any],
    today: Mapping[str, Any],
    kept: Mapping[str, frozenset[str]],
) -> Sheet:
    rows: list[tuple[str, str, str]] = [("All debt today", ABSENT, exact(today, "debt_cents", kept["today"]))]
    for accounts, amount, name, _ in _STEPS:
        if amount in relief:
            rows.append((name, _accounts(relief, accounts, kept["relief"]), exact(relief, amount, kept["relief"])))
    rows.append(("Debt that is left", ABSENT, exact(relief, "debt_cents", kept["relief"])))
    rows.append(("Spent by the fund", ABSENT, exact(relief, "spent_cents", kept["relief"])))
    if "fund_cents" in summary:
        rows.append(("In the fund at first", ABSENT, usd(summary["fund_cents"])))
    return Sheet("fund", "From all debt to what the fund abolished", ("Step", "Accounts", "Dollars"), rows)


def _accounts(relief: Mapping[str, Any], key: str, kept: frozenset[str]) -> str:
    """Few accounts are of few people."""
    if key not in relief:
        return ABSENT
    if key in kept:
        return UNDER if is_small(relief[key]) else WITHHELD
    return f"{relief[key]:,}"


def _prices(summary: Mapping[str, Any]) -> list[Assumption]:
    """Parameters about the price of debt: those named so under relief or debt."""
    return [
        assumption
        for assumption in assumptions(summary)
        if "price" in assumption.path and any(word in assumption.path for word in ("relief", "debt"))
    ]
