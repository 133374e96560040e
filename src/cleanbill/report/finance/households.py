"""Households before and after, as tables and a picture: who pays more first, then every group, and published claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cleanbill.core.money import usd
from cleanbill.report.charts import Bar, Bars, bars
from cleanbill.report.finance.sheets import plain
from cleanbill.report.money import ABSENT, Sheet

MOST_PAYERS = 12  # rows of who pays more that stand in the open
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Households:
    """What the section shows."""

    everybody: str
    at_rates: str
    losers: Sheet
    every_loser: Sheet
    by_income: Bars
    groups: Sheet
    claims: Sheet
    incidence: Sheet
    totals: Sheet | None


def households(study: Mapping[str, Any]) -> Households | None:
    """None where the study has no households."""
    rows: Sequence[Row] = study.get("households") or ()
    if not rows:
        return None
    payers: Sequence[Row] = study["payers_of_more"]
    return Households(
        everybody=_said(rows[0]),
        at_rates=_said(study["households_at_rates"][0]),
        losers=_losers("losers", "Who pays more: people in households that do, the most first", payers[:MOST_PAYERS]),
        every_loser=_losers("every-loser", "Who pays more, every group", payers),
        by_income=_by_income(rows),
        groups=_groups(rows),
        claims=_claims(study),
        incidence=_incidence(study["incidence"]),
        totals=plain("columns", "All households of the State, column by column", study.get("household_totals") or ()),
    )


def _percent(bp: int) -> str:
    return f"{bp / 100:,.1f} %"


def _between(row: Row, key: str) -> str:
    return f"{_percent(row[key])} ({row[f'{key}_low'] / 100:,.1f} to {row[f'{key}_high'] / 100:,.1f})"


def _said(row: Row) -> str:
    """The share better and worse off, of all people."""
    return f"{_between(row, 'better_bp')} of people are better off and {_between(row, 'worse_bp')} worse off"


def _losers(ident: str, caption: str, rows: Sequence[Row]) -> Sheet:
    ordered = sorted(rows, key=lambda row: -row["worse"]) if ident == "losers" else rows
    cells = [
        (
            row["cell"],
            f"{row['worse']:,}",
            _between(row, "worse_bp"),
            usd(row["loss_cents"], cents_shown=False),
            _causes(row),
        )
        for row in ordered
    ]
    head = ("Group", "People worse off", "Of the group", "Their mean loss a household, a year", "Mostly from")
    return Sheet(ident, caption, head, cells)


def _causes(row: Row) -> str:
    """The two largest causes of the loss."""
    against = sorted((item for item in row["causes_cents"].items() if item[1] > 0), key=lambda item: -item[1])
    return (
        ", ".join(f"{name.replace('_', ' ')} {usd(cents, cents_shown=False)}" for name, cents in against[:2]) or ABSENT
    )


def _by_income(rows: Sequence[Row]) -> Bars:
    groups = [
        (row["group"], [Bar("Better", row["better_bp"], _percent(row["better_bp"])),
                        Bar("Worse", row["worse_bp"], _percent(row["worse_bp"]), tone="debt")])
        for row in rows if row["kind"] == "income"
    ]  # fmt: skip
    return bars("finance-income", "People in households better and worse off, by income", "plan", groups)


def _groups(rows: Sequence[Row]) -> Sheet:
    cells = [
        (
            f"{row['kind']}: {row['group']}",
            f"{row['people']:,}",
            usd(row["gain_cents"], cents_shown=False),
            *(_between(row, key) for key in ("gain_bp", "better_bp", "worse_bp")),
            usd(row["gain_of_better_cents"], cents_shown=False),
            usd(-row["loss_of_worse_cents"], cents_shown=False),
        )
        for row in rows
    ]
    head = (
        "Group", "People", "Mean gain a household", "Of income", "Better off", "Worse off", "Gain of the better off",
        "Loss of the worse off",
    )  # fmt: skip
    return Sheet("groups", "Every group; a loss is below zero; in brackets 95 % intervals of sampling", head, cells)


def _claims(study: Mapping[str, Any]) -> Sheet:
    at_rates = {(row["claim"], row["measure"]): row for row in study["claims_at_rates"]}
    cells = []
    for row in study["claims"]:
        twin = at_rates[row["claim"], row["measure"]]
        cells.append(
            (
                row["claim"],
                row["words"],
                *(_measure(row["measure"], value) for value in (row["published"], twin["estimated"], row["estimated"])),
            )
        )
    head = (
        "Published by",
        "In its words",
        "Theirs",
        "Here, at the bill's rates",
        "Here, at rates that close the budget",
    )
    return Sheet("claims", "Published claims, tested", head, cells)


def _measure(name: str, value: int) -> str:
    return _percent(value) if name.endswith("_bp") else usd(value, cents_shown=False)


def _incidence(rows: Sequence[Row]) -> Sheet:
    cells = [
        (f"{row['incidence_bp'] / 100:.0f} %, {row['spread']}", usd(row["gain_cents"], cents_shown=False),
         usd(row["kept_by_employer_cents"], cents_shown=False), _percent(row["better_bp"]), _percent(row["worse_bp"]))
        for row in rows
    ]  # fmt: skip
    head = (
        "Employers' money that wages take, and how it is shared",
        "Households' gain",
        "Kept by employers",
        "Better off",
        "Worse off",
    )
    return Sheet("incidence", "Who gets what employers save, or bears what they pay more", head, cells)
