"""The page of a study: what the bill brings and costs, who pays more, what stays uncertain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from cleanbill.core.errors import CleanbillError
from cleanbill.core.money import usd
from cleanbill.report.charts import LABEL_X, Bar, Bars, bars
from cleanbill.report.finance import sheets
from cleanbill.report.finance.households import households
from cleanbill.report.privacy import people, short_usd
from cleanbill.report.sources import assumptions

# Bars to both sides of a line, for what a range does to a figure: the geometry, which a template draws.


WIDTH, ROW = 328, 34


@dataclass(frozen=True, slots=True)
class Swing:
    """One bar: from `x` so long, its name above and the ends' words beside."""

    name: str
    y: float
    x: float
    length: float
    words: str


@dataclass(frozen=True, slots=True)
class Swings:
    """Bars on one scale, and where the middle line stands."""

    ident: str
    title: str
    bars: Sequence[Swing]
    middle: float
    words: str
    height: float

    @property
    def described(self) -> str:
        """The picture in words, for those who do not see it."""
        return f"In the middle {self.words}. " + " ".join(f"{bar.name}: {bar.words}." for bar in self.bars)


def swings(ident: str, title: str, rows: Sequence[Mapping[str, Any]]) -> Swings | None:
    """The bars of tornado rows in cents, as they come; None without rows."""
    if not rows:
        return None
    ends = [row[key] for row in rows for key in ("at_low", "at_likely", "at_high")]
    low, span = min(ends), max(max(ends) - min(ends), 1)

    def at(cents: int) -> float:
        return float((cents - low) / span * (WIDTH - 2) + 1)

    bars = []
    for place, row in enumerate(rows):
        three = (row["at_low"], row["at_likely"], row["at_high"])
        left, right = at(min(three)), at(max(three))
        words = f"{short_usd(min(three))} to {short_usd(max(three))}"
        bars.append(Swing(row["name"], place * ROW, left, max(right - left, 1.0), words))
    middle = rows[0]["at_likely"]
    return Swings(ident, title, bars, at(middle), short_usd(middle), ROW * len(rows) + 4)


SCHEMA = "cleanbill.finance/1"


def finance_page(study: Mapping[str, Any]) -> str:
    """The page; the same study gives the same bytes. CleanbillError where it is not a study."""
    if study.get("schema") != SCHEMA:
        raise CleanbillError(f"The study's schema is {study.get('schema')!r}; this page reads {SCHEMA!r}.")
    listed = assumptions(study)
    return (
        _templates()
        .get_template("finance.html.j2")
        .render(
            study=study,
            headline=headline(study),
            sheets=sheets,
            revenue=_lines("revenue", "Where the Trust's money is from", "plan", study["revenue"]),
            uses=_lines("uses", "What it is spent on", "other", study["uses"]),
            tornado=swings("tornado", "What moves the gap most", study["tornado"]),
            hump=_hump(study["debt"]),
            households=households(study),
            open=sheets.open_settings(study),
            laws=(),
            gaps=(),
            facts=[assumption for assumption in listed if assumption.is_fact],
            guesses=[assumption for assumption in listed if not assumption.is_fact],
        )
    )


def _lines(ident: str, title: str, tone: str, lines: Sequence[Mapping[str, Any]]) -> Bars:
    """A bar a line, its name above it."""
    groups = [(_named(line), [Bar("", max(line["cents"], 0), short_usd(line["cents"]))]) for line in lines]
    return bars(f"finance-{ident}", title, tone, groups)


def _named(line: Mapping[str, Any]) -> str:
    return f"{line['kind'].capitalize()}: {line['name'].replace('_', ' ')}"


def headline(study: Mapping[str, Any]) -> str:
    """The saving and the gap in one sentence, never one without the other."""
    net, gap = study["net_cents"], study["gap_cents"]
    share = f"{abs(net) * 100 / study['before_cents']:.1f} %"
    moves = f"Health spending {'falls' if net < 0 else 'rises'} by {short_usd(abs(net))} ({share})"
    if gap > 0:
        return f"{moves} only if the Trust finds {short_usd(gap)} more a year than the bill raises"
    return f"{moves}, and the Trust has {short_usd(-gap)} a year left over"


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
