"""The page of a report and its pictures: one self-contained HTML file, from the report's plain values alone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from cleanbill.core.errors import CleanbillError
from cleanbill.report.charts import Bar, Bars, bars
from cleanbill.report.privacy import short_usd
from cleanbill.report.relief import sheets
from cleanbill.report.relief.facts import SCHEMA
from cleanbill.report.relief.sheets import Facts, cent_words, count_words, headline, money_words, spent_on, title

MOST_BARS = 12  # places in the picture; the table has all


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
            pictures=[picture for picture in (money_picture(report), places_picture(report)) if _drawn(picture)],
            sheets=sheets,
        )
    )


def money_picture(report: Facts) -> Bars:
    """Where given money went; no groups where it is not told."""
    found = report["money"]
    groups = [(name, [_bar(found[key], tone)]) for key, name, tone in spent_on(report)] if found else []
    return bars("relief-money", "Where the money went", "abolished", groups)


def places_picture(report: Facts) -> Bars:
    """Face by place, the most first, hidden places last."""
    known = [row for row in report["places"] if isinstance(row["face_cents"], int)]
    ordered = sorted(known, key=lambda row: (-row["face_cents"], row["place"]))[:MOST_BARS]
    groups = [(row["name"], [_bar(row["face_cents"], "abolished")]) for row in ordered]
    most = "" if len(ordered) == len(report["places"]) else ", places with the most"
    return bars("relief-places", f"Face abolished by place{most}", "abolished", groups)


def _bar(cents: int | str, tone: str) -> Bar:
    return Bar("", None, cents) if isinstance(cents, str) else Bar("", float(max(cents, 0)), short_usd(cents), tone)


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
