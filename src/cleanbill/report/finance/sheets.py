"""The tables of a study's page, every cell a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cleanbill.core.money import usd
from cleanbill.report.money import ABSENT, Sheet
from cleanbill.report.privacy import short_usd

Study = Mapping[str, Any]


def _usd(cents: int) -> str:
    return usd(cents, cents_shown=False)


def _percent(bp: int | None) -> str:
    return ABSENT if bp is None else f"{bp / 100:,.1f} %"


def budget(study: Study) -> Sheet:
    """Revenue and uses, line by line."""
    rows = [("Revenue", "", _usd(study["revenue_cents"]))]
    rows += [
        ("", f"{line['kind']}: {line['name'].replace('_', ' ')}", _usd(line["cents"])) for line in study["revenue"]
    ]
    rows += [("Uses", "", _usd(study["uses_cents"]))]
    rows += [("", f"{line['kind']}: {line['name']}", _usd(line["cents"])) for line in study["uses"]]
    rows += [("Reserve", "", _usd(study["reserve_cents"])), ("Gap", "", _usd(study["gap_cents"]))]
    return Sheet("budget", f"The Trust's year {study['year']} at the bill's rates", ("", "Line", "Dollars"), rows)


def contributions(study: Study) -> Sheet:
    """What each lever does to all health spending."""
    rows = [("Today", _usd(study["before_cents"]))]
    rows += [(contribution["name"], _usd(contribution["cents"])) for contribution in study["contributions"]]
    rows.append(("With the bill", _usd(study["before_cents"] + study["net_cents"])))
    return Sheet("contributions", "All health spending of the State, lever by lever", ("", "Dollars"), rows)


def uncertainty(study: Study) -> Sheet:
    """Quantiles of each measure."""
    rows = []
    for spread in study["uncertainty"]:
        shown = short_usd if spread["measure"].endswith("_cents") else (lambda bp: f"{bp / 100:,.1f} %")
        quantiles = tuple(shown(spread[key]) for key in ("p5", "p25", "median", "p75", "p95"))
        words = study["measures"][spread["measure"]]
        rows.append((words[0].upper() + words[1:], *quantiles))
    draws = study["uncertainty"][0]["draws"]
    head = ("", "1 in 20 below", "1 in 4 below", "Middle", "1 in 4 above", "1 in 20 above")
    return Sheet("uncertainty", f"{draws:,} draws over published ranges, seed {study['seed']}", head, rows)


def path(study: Study) -> Sheet:
    """The Trust's years."""
    keys = ("revenue_cents", "uses_cents", "put_aside_cents", "gap_cents", "lost_to_recession_cents", "reserve_cents")
    rows = [(str(row["year"]), *(short_usd(row[key]) for key in keys)) for row in study["path"]]
    head = ("Year", "Revenue", "Uses", "Put aside", "Gap", "Lost to recession", "Reserve at the end")
    return Sheet(
        "path", f"The Trust's years, taxes at {study['scale_bp'] / 10_000:.3f} times the bill's rates", head, rows
    )


def debt(study: Study) -> Sheet:
    """People in debt by group, beside the survey."""
    rows = [
        (f"{row['by']}: {row['group']}", f"{row['people']:,}", f"{row['in_debt_people']:,}",
         _percent(row["insured_in_debt_bp"]), _percent(row["published_bp"]), row["role"], _usd(row["new_cents"]))
        for row in study["debt"]
    ]  # fmt: skip
    head = (
        "Group",
        "People",
        "In debt",
        "Of the insured",
        "Survey of 2019",
        "The survey's figure is",
        "New debt a year",
    )
    return Sheet("debt", "Medical debt today", head, rows)


def debt_path(study: Study) -> Sheet:
    """Debt year by year with free care."""
    keys = (
        "opening_cents",
        "new_cents",
        "stopped_cents",
        "paid_cents",
        "written_off_cents",
        "barred_cents",
        "closing_cents",
    )
    rows = [(str(row["year"]), *(short_usd(row[key]) for key in keys)) for row in study["debt_path"]]
    head = ("Year", "At its start", "New", "New debt that free care stops", "Paid", "Given up", "Barred", "At its end")
    return Sheet("debt-path", "Debt with nothing due from the first year on, if no fund buys any", head, rows)


def forgone(study: Study) -> Sheet:
    """People who go without care for cost."""
    rows = []
    for row in study["forgone"]:
        still = f"{min(row['still_people']):,} to {max(row['still_people']):,}"
        strongest = row["response"][-1]
        rows.append(
            (f"{row['by']}: {row['group']}", f"{row['people']:,}", f"{row['survey_people']:,}",
             _percent(row["survey_bp"]), still, f"{strongest['visits']:,}", f"{strongest['fills']:,}")
        )  # fmt: skip
    head = (
        "Group", "People", "Go without for cost, by survey", "Share", "With nothing due",
        "Visits more, at the largest response", "Prescriptions more",
    )  # fmt: skip
    return Sheet(
        "forgone", "Care that people go without because of cost: two methods beside each other, never added", head, rows
    )


def reconciliations(study: Study) -> list[Sheet]:
    """One table for each published total."""
    names = list(dict.fromkeys(row["to"] for row in study["reconciliation"]))
    return [
        Sheet(
            f"reconciliation-{place}",
            f"From CHIA's total to {name}",
            ("", "Dollars", "Is", "Source"),
            [
                (("= " if row["is_total"] else "") + row["name"], _usd(row["cents"]), row["status"], row["source"])
                for row in study["reconciliation"]
                if row["to"] == name
            ],
        )
        for place, name in enumerate(names)
    ]


def open_settings(study: Study) -> Sheet | None:
    """What the bill, or what could be read of it, leaves open."""
    rows = [(setting["name"], setting["value"], setting["description"]) for setting in study["bill"]["settings"]]
    return (
        Sheet("open", "What could not be read in the bill", ("Name", "Taken as", "What it is"), rows) if rows else None
    )


def checks(study: Study) -> Sheet:
    """Spending held beside what is published."""
    rows = [
        (row["figure"], f"{row['target']:,.1f}", f"{row['achieved']:,.1f}", row["unit"],
         "fitted" if row["fitted"] else "checked", row["source"])
        for row in study["spending_checks"]
    ]  # fmt: skip
    return Sheet(
        "checks",
        "Spending per person beside published figures",
        ("Figure", "Published", "Here", "Unit", "", "Source"),
        rows,
    )


def plain(ident: str, caption: str, rows: Sequence[Mapping[str, Any]]) -> Sheet | None:
    """Rows of any kind: keys as heads, cents as dollars, basis points as percent."""
    if not rows:
        return None
    keys = [key for key in rows[0] if not isinstance(rows[0][key], dict | list)]
    return Sheet(ident, caption, [_head(key) for key in keys], [[_cell(key, row[key]) for key in keys] for row in rows])


def _head(key: str) -> str:
    return key.removesuffix("_cents").removesuffix("_bp").replace("_", " ").capitalize()


def _cell(key: str, value: Any) -> str:
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return "yes" if value else "no"
    if key.endswith("_cents"):
        return _usd(value)
    if key.endswith("_bp"):
        return _percent(value)
    return f"{value:,}" if isinstance(value, int | float) and key != "year" else str(value)
