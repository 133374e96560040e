"""The page of a study: what the bill brings and costs, who pays more, what stays uncertain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from cleanbill.core.cents import usd
from cleanbill.core.errors import CleanbillError
from cleanbill.report.bars import Bar, Bars, bars
from cleanbill.report.finance import sheets
from cleanbill.report.finance.households import households
from cleanbill.report.finance.swings import swings
from cleanbill.report.flow import LABEL_X
from cleanbill.report.money_words import short_usd
from cleanbill.report.small_cells import people
from cleanbill.report.sources import assumptions

SCHEMA = "cleanbill.finance/1"


def finance_page(study: Mapping[str, Any]) -> str:
    """The page; the same study gives the same bytes. CleanbillError where it is no study."""
    if study.get("schema") != SCHEMA:
        raise CleanbillError(f"The study's schema is {study.get('schema')!r}; this page reads {SCHEMA!r}.")
    listed = assumptions(study)
    return (
        _templates()
        .get_template("finance.html.j2")
        .render(
            study=study,
            sheets=sheets,
            revenue=_by_kind("revenue", "Where the Trust's money is from", "plan", study["revenue"]),
            uses=_by_kind("uses", "What it is spent on", "other", study["uses"]),
            tornado=swings("tornado", "What moves the gap most", study["tornado"]),
            hump=_hump(study["debt"]),
            households=households(study),
            open=sheets.open_settings(study),
            laws=(),
            gaps=(),
            facts=[one for one in listed if one.is_fact],
            guesses=[one for one in listed if not one.is_fact],
        )
    )


def _by_kind(ident: str, title: str, tone: str, lines: Sequence[Mapping[str, Any]]) -> Bars:
    kinds = list(dict.fromkeys(line["kind"] for line in lines))
    groups = [
        (kind.capitalize(), [Bar(_short(line["name"]), max(line["cents"], 0), short_usd(line["cents"]))
                             for line in lines if line["kind"] == kind])
        for kind in kinds
    ]  # fmt: skip
    return bars(f"finance-{ident}", title, tone, groups)


def _short(name: str) -> str:
    """As many letters as stand beside a bar."""
    plain = name.replace("_", " ")
    return plain if len(plain) <= LETTERS else plain[: LETTERS - 1].rstrip() + "\u2026"


LETTERS = 13


def _hump(rows: Sequence[Mapping[str, Any]]) -> Bars:
    """People in debt by income, ours and the survey's."""
    groups = [
        (row["group"], [Bar("Here", row["insured_in_debt_bp"], f"{row['insured_in_debt_bp'] / 100:.1f} %"),
                        Bar("Survey", row["published_bp"], f"{row['published_bp'] / 100:.0f} %", tone="rest")])
        for row in rows if row["by"] == "income"
    ]  # fmt: skip
    return bars("finance-hump", "Insured people in families with medical debt, by income", "debt", groups)


@cache
def _templates() -> Environment:
    loader = PackageLoader("cleanbill.report", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(short=short_usd, usd=usd)
    environment.globals.update(people=people, label_x=LABEL_X)
    return environment
