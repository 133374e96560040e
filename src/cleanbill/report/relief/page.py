"""The page of a report: one self-contained HTML file, from the report's plain values and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from cleanbill.core.errors import CleanbillError
from cleanbill.report.charts import Bars
from cleanbill.report.relief import sheets
from cleanbill.report.relief.facts import SCHEMA
from cleanbill.report.relief.sheets import cent_words, count_words, headline, money_words, title


def relief_page(report: Mapping[str, Any]) -> str:
    """The page; the same report gives the same bytes. CleanbillError where it is not a report."""
    if report.get("schema") != SCHEMA:
        raise CleanbillError(f"The report's schema is {report.get('schema')!r}; this page reads {SCHEMA!r}.")
    return (
        _templates()
        .get_template("relief.html.j2")
        .render(
            report=report,
            title=title(report),
            headline=headline(report),
            pictures=[
                picture for picture in (sheets.money_picture(report), sheets.places_picture(report)) if _drawn(picture)
            ],
            sheets=sheets,
        )
    )


def _drawn(picture: Bars) -> bool:
    return bool(picture.groups)


@cache
def _templates() -> Environment:
    loader = PackageLoader("cleanbill.report", "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(usd=money_words, count=count_words, rate=cent_words)
    return environment
